// The card's bars in whole device pixels: k = floor(CSS pixels × devicePixelRatio ÷ modules). What the style sheet of
// the bars does for the usual screens, this does for every one, again on resize and zoom; and it fills the screen and
// keeps it awake after a tap, where the browser can. A picture that does not come, as when the visit has ended on the
// way to the till, leaves the one that is there: whole bars of another size still read.
export function fitBars() {
  const panel = document.querySelector("[data-bars]");
  if (!panel) return;
  const fit = () => fitOne(panel);
  fit();
  window.addEventListener("resize", fit);
  document.addEventListener("fullscreenchange", fit);
  watchRatio(fit);
  offerFullScreen(panel);
  panel.addEventListener("click", stayAwake);
}

function fitOne(panel) {
  const { bars, least, most, widest } = panel.dataset;
  const ratio = window.devicePixelRatio || 1;
  const isFull = document.fullscreenElement === panel;
  const room = isFull ? window.innerWidth : Math.min(document.documentElement.clientWidth, Number(widest));
  const pixels = Math.min(Math.floor(room * ratio / Number(bars) + 1e-6), Number(most));
  const step = stepOf(ratio);
  const css = Math.ceil(Number(bars) * Math.max(pixels, 1) / ratio / step - 1e-6) * step;
  const source = `/bars/${Math.max(pixels, 1)}-${Math.round(css * ratio)}.png`;
  const shown = panel.querySelector("picture") ?? panel.querySelector("img");
  wanted = source;
  const turn = document.querySelector(".paycards-bars__turn");
  if (turn) turn.style.display = pixels < Number(least) ? "block" : "none";
  if (shown.getAttribute("src") === source) return place(panel, shown, css, step);
  const next = panel.querySelector("img").cloneNode();
  next.addEventListener("load", () => {
    if (source !== wanted) return;
    (panel.querySelector("picture") ?? panel.querySelector("img")).replaceWith(next);
    place(panel, next, css, step);
  }, { once: true });
  next.setAttribute("src", source);
}

let wanted = "";

function place(panel, image, css, step) {
  const left = panel.getBoundingClientRect().left + window.scrollX;
  const middle = left + (panel.clientWidth - css) / 2;
  image.style.imageRendering = "pixelated";
  image.style.width = `${css}px`;
  image.style.marginLeft = `${Math.floor(middle / step + 1e-6) * step - left}px`;
}

// How many CSS pixels are whole device pixels too: 8 of a ratio of 2.625. Where none are, as good as whole.
function stepOf(ratio) {
  for (let step = 1; step <= 10; step += 1) {
    if (Math.abs(step * ratio - Math.round(step * ratio)) < 0.001) return step;
  }
  return 1 / ratio;
}

// a change of zoom is no resize in every browser
function watchRatio(fit) {
  const screen = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  screen.addEventListener("change", () => { fit(); watchRatio(fit); }, { once: true });
}

function offerFullScreen(panel) {
  const full = document.querySelector("[data-full]");
  const leave = panel.querySelector("[data-leave]");
  if (!full || !panel.requestFullscreen) return;
  full.hidden = false;
  full.addEventListener("click", () => { panel.requestFullscreen().catch(() => {}); stayAwake(); });
  leave.addEventListener("click", () => document.exitFullscreen());
  document.addEventListener("fullscreenchange", () => {
    leave.hidden = !document.fullscreenElement;
    if (!document.fullscreenElement) full.focus();
  });
}

let isWanted = false;

async function stayAwake() {
  if (!("wakeLock" in navigator)) return;
  if (!isWanted) document.addEventListener("visibilitychange", () => { if (!document.hidden) lock(); });
  isWanted = true;
  lock();
}

function lock() {
  navigator.wakeLock.request("screen").catch(() => {});
}

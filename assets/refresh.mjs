// A region with data-refresh="SECONDS" is fetched again from the page's own address while it is running: when the
// answer's region has no data-refresh any more, it is over. It rests while nobody looks, slows down with slow
// answers, and gives up when the session has ended. With data-reloads the whole page is opened again when it is
// over. Without script the page has a link that does the same.
export function refreshRegions() {
  for (const region of document.querySelectorAll("[data-refresh][id]")) plan(region, Number(region.dataset.refresh));
}

function plan(region, seconds) {
  setTimeout(() => refresh(region, seconds), seconds * 1000);
}

async function refresh(region, seconds) {
  if (document.hidden) return plan(region, seconds);
  const begun = performance.now();
  const answer = await fetch(window.location.href, { credentials: "same-origin", headers: { "X-Refresh": "1" } })
    .catch(() => null);
  if (!answer) return plan(region, seconds * 2);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(region.id);
  if (!fresh) return;
  region.replaceChildren(...fresh.childNodes);
  if (fresh.dataset.refresh) plan(region, Math.max(seconds, (performance.now() - begun) / 100));
  else if ("reloads" in region.dataset) window.location.reload();
}

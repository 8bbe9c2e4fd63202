// Find as you type: a form with data-find="REGION-ID" is posted while the person types, and the answer, which is
// the region of that id alone, is put in place. Three letters at least, 250 ms of rest, the former question
// dropped; how many were found is said once the person has rested. Without script the form's button does the same.
const REST = 250, SAY_AFTER = 700, LEAST = 3;

export function findAsYouType() {
  for (const form of document.querySelectorAll("form[data-find]")) follow(form);
}

function follow(form) {
  const box = form.querySelector("input[type=search], input[type=text]");
  const region = document.getElementById(form.dataset.find);
  const said = document.getElementById(`${form.dataset.find}-said`);
  if (!box || !region) return;
  let rest = 0, say = 0, asked = null;
  box.addEventListener("input", () => {
    clearTimeout(rest);
    clearTimeout(say);
    asked?.abort();
    if (box.value.trim().length >= LEAST) rest = setTimeout(ask, REST);
  });
  form.addEventListener("submit", () => { clearTimeout(rest); asked?.abort(); });

  async function ask() {
    asked = new AbortController();
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), signal: asked.signal, credentials: "same-origin",
        headers: { "X-As-You-Type": "yes" },
      });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById(form.dataset.find);
      if (!found) return;
      region.replaceChildren(...found.childNodes);
      say = setTimeout(() => { if (said) said.textContent = region.querySelector("[data-count]")?.textContent ?? ""; },
        SAY_AFTER);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }
}

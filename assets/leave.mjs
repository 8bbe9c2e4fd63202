// The browser may show an old page from its memory after a sign-out or a decision: ask for it anew.
export function leaveOldPages() {
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
}

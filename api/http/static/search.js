// Searching without leaving the page. An answer to a POST is kept nowhere, so a browser that goes
// back to one has to ask for it again; a page that only changed is still there.
(() => {
  const FIND = "/find";
  let shown = window.location.pathname + window.location.search;

  const show = (html) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    document.title = answer.title;
    document.getElementById("main").replaceChildren(...answer.getElementById("main").childNodes);
    if (shown !== FIND) window.history.pushState(null, "", FIND);
    shown = FIND;
    document.dispatchEvent(new Event("shown"));
    const first = document.querySelector(".problems") ?? document.getElementById("results");
    if (!first) return;
    first.tabIndex = -1;
    first.focus();
    first.scrollIntoView();
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form.getAttribute("action") ?? "").startsWith(FIND)) return;
    event.preventDefault();
    const said = new URLSearchParams(new FormData(form, event.submitter));
    form.setAttribute("aria-busy", "true");
    // What is not what was asked for any more should not look as if it were.
    document.querySelector(".results, .problems")?.remove();
    try {
      const answer = await fetch(FIND, { method: "POST", body: said, headers: { Accept: "text/html" } });
      show(await answer.text());
    } catch {
      // Whatever was pressed has a name and a value too, which a form sends only when it is pressed.
      if (event.submitter?.name) {
        const pressed = document.createElement("input");
        Object.assign(pressed, { type: "hidden", name: event.submitter.name, value: event.submitter.value });
        form.append(pressed);
      }
      form.submit();
    }
  });

  window.addEventListener("popstate", () => {
    const now = window.location.pathname + window.location.search;
    if (now !== shown) window.location.reload();
  });
})();

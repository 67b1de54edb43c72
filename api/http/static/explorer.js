import { begin, fetchSignedIn, signOut, watch } from "./explorer-sign-in.js";

const explorer = document.getElementById("explorer");
const all = (selector) => explorer.querySelectorAll(selector);

// GraphiQL leaves a few things to be said to those who do not see it, or use no mouse.
const mend = () => {
  for (const { CodeMirror: editor } of all(".CodeMirror:not([data-mended])")) {
    const wrapper = editor.getWrapperElement();
    wrapper.dataset.mended = "";
    editor.getInputField().ariaLabel =
      wrapper.closest("[aria-label]")?.ariaLabel ?? wrapper.parentElement.className;
    editor.getScrollerElement().tabIndex = 0;
    // Tab leads on to the next control, as everywhere else.
    editor.addKeyMap({ Tab: false, "Shift-Tab": false });
  }
  // A tab holds a button that closes it, which no element of that role may.
  for (const tabs of all("[role=tablist]")) tabs.removeAttribute("role");
  for (const tab of all(".graphiql-tab[aria-selected]")) {
    tab.querySelector("button").ariaCurrent = tab.ariaSelected;
    tab.removeAttribute("role");
    tab.removeAttribute("aria-selected");
  }
};
new MutationObserver(mend).observe(explorer, {
  attributeFilter: ["aria-selected"],
  childList: true,
  subtree: true,
});

// Who is signed in stands in the header, and is said when it changes.
const panel = document.getElementById("sign-in");
const form = panel.querySelector("form");
const told = document.getElementById("signed-in");
const leave = document.getElementById("sign-out");
const described = ({ organisation, roles }) =>
  organisation ? `for ${organisation.name}, as ${roles.join(", ").toLowerCase()}` : "for yourself";
const show = (viewer, words) => {
  told.textContent = words ?? `Signed in ${described(viewer)}`;
  leave.hidden = viewer === null;
};
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const asked = new FormData(form);
  begin(asked.getAll("scope"), asked.get("organization").trim()).catch(() =>
    show(null, "The sign-in cannot begin. Please try again."),
  );
});
leave.addEventListener("click", signOut);
panel.hidden = false;
panel.open = location.hash === "#sign-in";

// An address may carry a query, so that a page or a colleague can show one. It is shown, not run.
const back = watch(show);
const asked = new URLSearchParams(location.search);
ReactDOM.createRoot(explorer).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql", fetch: fetchSignedIn }),
    query: asked.get("query") ?? undefined,
    variables: asked.get("variables") ?? undefined,
    defaultQuery: "{\n  groups(first: 3) {\n    nodes {\n      name\n    }\n  }\n}\n",
    // What somebody looks for here is nobody else's business: it ends with the tab.
    storage: sessionStorage,
    showPersistHeadersSettings: false,
  }),
);
await back;

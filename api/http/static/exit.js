// Leaving quickly: the page is taken out of the history, and Escape three times does the same.
(() => {
  const link = document.getElementById("quick-exit");
  if (!link) return;
  const leave = () => {
    // What stands here is gone at once, even while the other page still loads.
    document.documentElement.hidden = true;
    document.title = "Page";
    window.location.replace(link.href);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let pressed = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = Date.now();
    pressed = [...pressed.filter((at) => now - at < 2000), now];
    if (pressed.length >= 3) leave();
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();

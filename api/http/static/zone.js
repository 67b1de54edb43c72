// Times by the reader's own clocks, worked out here so that the zone is sent to nobody.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const told = (instant) =>
    Object.fromEntries(parts.formatToParts(new Date(instant)).map((part) => [part.type, part.value]));
  const tell = () => {
    for (const time of document.querySelectorAll("time[data-theirs]")) {
      const starts = told(time.dateTime);
      const ends = told(time.dataset.ends);
      time.textContent =
        `${starts.weekday} ${starts.day} ${starts.month}, ` +
        `${starts.hour}:${starts.minute}\u00a0to\u00a0${ends.hour}:${ends.minute}`;
      const label = time.nextElementSibling;
      if (label && label.classList.contains("zone")) label.textContent = "your time";
    }
    for (const note of document.querySelectorAll("[data-zone-note]")) {
      note.textContent = `Times are by your clock (${zone.replaceAll("_", " ")}).`;
    }
    for (const select of document.querySelectorAll("select[data-zone]")) {
      if (!select.value) select.value = zone;
      if (!select.value) select.selectedIndex = 0;
    }
  };
  tell();
  document.addEventListener("shown", tell);
})();

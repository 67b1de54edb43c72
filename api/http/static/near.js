// The reader's place, only when asked for, rounded to about a kilometre before it goes anywhere.
(() => {
  const button = document.getElementById("near-me");
  const said = document.getElementById("near-said");
  const where = document.getElementById("where");
  const spot = document.getElementById("spot");
  if (!button || !navigator.geolocation) return;
  const name = "Where I am";
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = "Looking …";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        where.value = name;
        spot.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)},${name}`;
        said.textContent = "Your place, to about a kilometre, is sent with this search and not kept.";
      },
      () => {
        said.textContent = "Your device did not say where you are. You can type a place instead.";
      },
      { maximumAge: 600000, timeout: 15000 },
    );
  });
})();

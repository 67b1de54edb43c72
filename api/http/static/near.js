// The reader's place, only when asked for, rounded to about a kilometre before it goes anywhere.
(() => {
  if (!navigator.geolocation) return;
  const name = "Where I am";
  const offer = () => {
    const button = document.getElementById("near-me");
    const said = document.getElementById("near-said");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      said.textContent = "Looking …";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const point = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
          document.getElementById("where").value = name;
          document.getElementById("spot").value = `${point},${name}`;
          said.textContent = "Your place, to about a kilometre, is sent with this search and not kept.";
        },
        () => {
          said.textContent = "Your device did not say where you are. You can type a place instead.";
        },
        { maximumAge: 600000, timeout: 15000 },
      );
    });
  };
  offer();
  document.addEventListener("shown", offer);
})();

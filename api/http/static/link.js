// The code of a link stands behind the "#", which no server is sent: here it is put where it belongs,
// and taken out of the address and the history.
(() => {
  const code = window.location.hash.slice(1);
  if (!code) return;
  document.getElementById("code").value = code;
  window.history.replaceState(null, "", window.location.pathname);
})();

// The explorer is an app like any other (RFC 6749, RFC 7636, RFC 9207): it sends the browser to
// sign in, comes back with a code, and trades that for tokens. They are kept in this page's memory
// alone and are gone when it is left; only what the way back needs waits in the tab's own storage.

const CLIENT = "peers-explorer";
const BACK = "/explorer/signed-in";
const PENDING = "peers:sign-in";
const FRESH_SECONDS = 30;
const WHO = "{ viewer { organisation { name } roles } }";
const FAILED = "The sign-in did not work. Please try again.";
const ENDED = "Your sign-in has ended. Please sign in again.";
const STILL_THERE = "The server still knows the sign-in: please end it on your account page.";
const STEP_UP = "This needs a sign-in with a passkey, and not long ago. Please sign in again.";

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const chance = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** An error with words that can be shown. */
class Shown extends Error {}

let server = null;
let tokens = null;
let refreshing = null;
let viewer = null;
let shows = () => {};

const say = (words) => shows(viewer, words);
const forget = (words) => {
  tokens = viewer = null;
  say(words);
};

const metadata = async () => {
  if (server === null) {
    const answer = await fetch("/.well-known/oauth-authorization-server");
    if (!answer.ok) throw new Shown(FAILED);
    server = await answer.json();
  }
  return server;
};

const posted = async (url, form) => {
  const body = new URLSearchParams({ client_id: CLIENT, ...form });
  return fetch(url, { method: "POST", body, credentials: "omit" });
};

const take = async (form) => {
  const { token_endpoint } = await metadata();
  const answer = await posted(token_endpoint, form);
  if (!answer.ok) throw new Shown(form.code ? FAILED : ENDED);
  const given = await answer.json();
  tokens = {
    access: given.access_token,
    refresh: given.refresh_token ?? tokens?.refresh,
    until: Date.now() + given.expires_in * 1000,
  };
};

/** The access token, a new one where it is about to end; null for nobody. */
const current = async () => {
  if (tokens === null || tokens.until - FRESH_SECONDS * 1000 > Date.now()) {
    return tokens?.access ?? null;
  }
  // A refresh token is taken once: two requests at a time wait for the same answer.
  refreshing ??= (async () => {
    if (!tokens.refresh) throw new Shown(ENDED);
    await take({ grant_type: "refresh_token", refresh_token: tokens.refresh });
  })().finally(() => {
    refreshing = null;
  });
  try {
    await refreshing;
  } catch (error) {
    forget(error instanceof Shown ? error.message : FAILED);
  }
  return tokens?.access ?? null;
};

/** Fetch with the token of whoever signed in, and say what a refused one means. */
export const fetchSignedIn = async (url, init) => {
  const token = await current();
  const headers = new Headers(init.headers);
  // Somebody may bring a token of their own in GraphiQL's headers.
  if (!token || headers.has("authorization")) return fetch(url, init);
  headers.set("authorization", `Bearer ${token}`);
  const answer = await fetch(url, { ...init, headers });
  const challenge = answer.headers.get("www-authenticate") ?? "";
  if (challenge.includes("insufficient_user_authentication")) say(STEP_UP);
  else if (challenge.includes("invalid_token")) forget(ENDED);
  return answer;
};

const introduce = async () => {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ query: WHO }),
  };
  viewer = (await (await fetchSignedIn("/graphql", init)).json()).data?.viewer;
  if (!viewer) throw new Shown(FAILED);
  say();
};

/** Leave for the pages that sign in; another name of this machine is left for the right one. */
export const begin = async (scopes, organisation) => {
  const { issuer, authorization_endpoint } = await metadata();
  if (new URL(issuer).origin !== location.origin) {
    location.assign(`${issuer}/graphql${location.search}#sign-in`);
    return;
  }
  const [state, verifier] = [chance(), chance()];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const address = new URL(authorization_endpoint);
  address.search = new URLSearchParams({
    response_type: "code",
    client_id: CLIENT,
    redirect_uri: issuer + BACK,
    scope: scopes.join(" "),
    state,
    code_challenge: base64url(digest),
    code_challenge_method: "S256",
    ...(organisation && { organization: organisation }),
  });
  sessionStorage.setItem(PENDING, JSON.stringify({ state, verifier, search: location.search }));
  location.assign(address);
};

const redeem = async (answer, pending) => {
  const { issuer } = await metadata();
  if (!pending || answer.get("state") !== pending.state || answer.get("iss") !== issuer) {
    throw new Shown(FAILED);
  }
  if (answer.get("error") === "access_denied") throw new Shown("You did not allow it.");
  if (!answer.get("code")) throw new Shown(FAILED);
  await take({
    grant_type: "authorization_code",
    code: answer.get("code"),
    code_verifier: pending.verifier,
    redirect_uri: issuer + BACK,
  });
};

/** Come back from signing in: the code leaves the address before anything else. */
const comeBack = async () => {
  const answer = new URLSearchParams(location.search);
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "null");
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, "", `/graphql${pending?.search ?? ""}`);
  try {
    await redeem(answer, pending);
    await introduce();
  } catch (error) {
    forget(error instanceof Shown ? error.message : FAILED);
  }
};

/** Have the server forget the sign-in: all of it where there is a refresh token. */
export const signOut = async () => {
  const { refresh, access } = tokens;
  forget("You are signed out of the explorer.");
  try {
    const { revocation_endpoint } = await metadata();
    const answer = await posted(revocation_endpoint, { token: refresh ?? access });
    if (!answer.ok) throw new Shown(STILL_THERE);
  } catch {
    say(STILL_THERE);
  }
};

/** Have ``told`` called with who is signed in, and with words, whenever there is news of it. */
export const watch = (told) => {
  shows = told;
  return location.pathname === BACK ? comeBack() : Promise.resolve();
};

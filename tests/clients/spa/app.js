// A public app with no server of its own: everything is between this page and the other origin.
import * as oauth from "/oauth4webapi.js";

const { issuer, client_id, scope } = await (await fetch("/about.json")).json();
const options = { [oauth.allowInsecureRequests]: true };
const [client, proof] = [{ client_id }, oauth.None()];
const redirect_uri = `${location.origin}/`;
const shown = document.querySelector("output");
const server = await oauth.processDiscoveryResponse(
  new URL(issuer),
  await oauth.discoveryRequest(new URL(issuer), options),
);
let held = {};

const signIn = async () => {
  const begun = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
  };
  sessionStorage.setItem("begun", JSON.stringify(begun));
  const asked = new URL(server.authorization_endpoint);
  asked.search = new URLSearchParams({
    response_type: "code",
    client_id,
    redirect_uri,
    scope,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: "S256",
  });
  location.assign(asked);
  return "On the way …";
};

const comeBack = async () => {
  const { verifier, state, nonce } = JSON.parse(sessionStorage.getItem("begun"));
  sessionStorage.clear();
  const said = oauth.validateAuthResponse(server, client, new URL(location.href), state);
  history.replaceState(null, "", "/");
  const answer = await oauth.authorizationCodeGrantRequest(
    server, client, proof, said, redirect_uri, verifier, options,
  );
  held = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, answer, options);
  const { sub } = oauth.getValidatedIdTokenClaims(held);
  const info = await oauth.userInfoRequest(server, client, held.access_token, options);
  await oauth.processUserInfoResponse(server, client, sub, info);
  return "Signed in.";
};

const ask = async () => {
  const answer = await oauth.protectedResourceRequest(
    held.access_token,
    "POST",
    new URL(`${issuer}/graphql`),
    new Headers({ "content-type": "application/json" }),
    JSON.stringify({ query: "{ viewer { person { __typename } scopes } }" }),
    options,
  );
  const { data } = await answer.json();
  return `May: ${data.viewer.scopes.join(" ")}`;
};

const refresh = async () => {
  const before = held.refresh_token;
  const answer = await oauth.refreshTokenGrantRequest(server, client, proof, before, options);
  held = await oauth.processRefreshTokenResponse(server, client, answer);
  return held.refresh_token === before ? "The same again." : "Refreshed.";
};

const told = (error) => error.error ?? error.cause?.[0]?.parameters?.error ?? String(error);

const run = async (act) => {
  shown.textContent = "…";
  try {
    shown.textContent = await act();
  } catch (error) {
    shown.textContent = `Refused: ${told(error)}`;
  }
};

const acts = { "Sign in": signIn, Ask: ask, Refresh: refresh };
for (const button of document.querySelectorAll("button"))
  button.addEventListener("click", () => run(acts[button.textContent]));
if (new URLSearchParams(location.search).has("state")) await run(comeBack);
else shown.textContent = "Ready.";

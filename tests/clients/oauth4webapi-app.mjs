// An app with a person: code and PKCE, who signed in, refreshing, and the end of it.
import { given, visit, done, refusal, json, query } from "./talking.mjs";
import * as oauth from "oauth4webapi";

const options = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(given.issuer);
const server = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, options),
);
const client = { client_id: given.client_id };
const proof = given.client_secret ? oauth.ClientSecretBasic(given.client_secret) : oauth.None();
const verifier = oauth.generateRandomCodeVerifier();
const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];

const asked = new URL(server.authorization_endpoint);
asked.search = new URLSearchParams({
  response_type: "code",
  client_id: given.client_id,
  redirect_uri: given.redirect_uri,
  scope: given.scope,
  state,
  nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  ...given.more,
});
const back = await visit(asked);

const checked = (url) => oauth.validateAuthResponse(server, client, url, state);
const different = (name, value) => {
  const url = new URL(back);
  value === undefined ? url.searchParams.delete(name) : url.searchParams.set(name, value);
  return url;
};
const told = {
  back: String(back),
  of_another_issuer: await refusal(() => checked(different("iss", "https://other.test"))),
  of_no_issuer: await refusal(() => checked(different("iss"))),
  denied: await refusal(() => checked(back)),
};

const redeem = (code_verifier) =>
  oauth.authorizationCodeGrantRequest(
    server, client, proof, checked(back), given.redirect_uri, code_verifier, options,
  );
const processed = (answer) =>
  oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
const refreshed = async (token) =>
  oauth.processRefreshTokenResponse(
    server,
    client,
    await oauth.refreshTokenGrantRequest(server, client, proof, token, options),
  );
const ask = async (token) =>
  (await oauth.protectedResourceRequest(token, "POST", new URL(given.api), json(), query, options))
    .json();
const revoked = async (token) =>
  oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, proof, token, options),
  );
const introspected = async (token) =>
  oauth.processIntrospectionResponse(
    server,
    client,
    await oauth.introspectionRequest(server, client, proof, token, options),
  );

if (told.denied === null) {
  const answer = await redeem(verifier);
  const tokens = await processed(answer);
  await oauth.validateApplicationLevelSignature(server, answer, options);
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  const shown = new Request(given.api, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  Object.assign(told, {
    tokens,
    claims,
    access: await oauth.validateJwtAccessToken(server, shown, given.api, options),
    info: await oauth.processUserInfoResponse(
      server,
      client,
      claims.sub,
      await oauth.userInfoRequest(server, client, tokens.access_token, options),
    ),
    answer: await ask(tokens.access_token),
  });
  const later = await refreshed(tokens.refresh_token);
  const kept = later.refresh_token ?? tokens.refresh_token;
  Object.assign(told, { later, later_answer: await ask(later.access_token) });
  if (given.client_secret) told.active = await introspected(later.access_token);
  if (given.end === "a code twice") told.again = await refusal(async () => processed(await redeem(verifier)));
  if (given.end === "a refresh token twice") told.again = await refusal(() => refreshed(tokens.refresh_token));
  if (given.end === "revocation") await revoked(kept);
  if (given.client_secret) told.inactive = await introspected(later.access_token);
  Object.assign(told, {
    ended: await refusal(() => ask(later.access_token)),
    earlier_ended: await refusal(() => ask(tokens.access_token)),
    refresh_ended: await refusal(() => refreshed(kept)),
  });
}
done(told);

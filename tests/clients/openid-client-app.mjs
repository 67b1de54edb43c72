// An app with a person, as somebody writes it who leaves the details to the library.
import { given, visit, done, refusal, json, query } from "./talking.mjs";
import * as client from "openid-client";

const config = await client.discovery(
  new URL(given.issuer),
  given.client_id,
  undefined,
  given.client_secret ? client.ClientSecretBasic(given.client_secret) : client.None(),
  { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
);
const pkceCodeVerifier = client.randomPKCECodeVerifier();
const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
const back = await visit(
  client.buildAuthorizationUrl(config, {
    redirect_uri: given.redirect_uri,
    scope: given.scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    max_age: "3600",
    ...given.more,
  }),
);
const redeemed = (url, more = {}) =>
  client.authorizationCodeGrant(config, url, {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
    idTokenExpected: true,
    maxAge: 3600,
    ...more,
  });
const elsewhere = new URL(back);
elsewhere.searchParams.set("iss", "https://other.test");
const told = { of_another_issuer: await refusal(() => redeemed(elsewhere)) };

const tokens = await redeemed(back);
const ask = async (token) =>
  (await client.fetchProtectedResource(config, token, new URL(given.api), "POST", query, json()))
    .json();
const claims = tokens.claims();
Object.assign(told, {
  tokens,
  claims,
  metadata: config.serverMetadata(),
  info: await client.fetchUserInfo(config, tokens.access_token, claims.sub),
  answer: await ask(tokens.access_token),
});
const later = await client.refreshTokenGrant(config, tokens.refresh_token);
const kept = later.refresh_token ?? tokens.refresh_token;
Object.assign(told, { later, later_answer: await ask(later.access_token) });
if (given.client_secret) told.active = await client.tokenIntrospection(config, later.access_token);
if (given.end === "a refresh token twice")
  told.again = await refusal(() => client.refreshTokenGrant(config, tokens.refresh_token));
if (given.end === "revocation") await client.tokenRevocation(config, kept);
if (given.client_secret) told.inactive = await client.tokenIntrospection(config, later.access_token);
done({
  ...told,
  ended: await refusal(() => ask(later.access_token)),
  refresh_ended: await refusal(() => client.refreshTokenGrant(config, kept)),
});

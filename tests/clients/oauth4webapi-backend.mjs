// A backend by itself: client credentials by a secret or a key, and the end of its token.
import { given, done, refusal, json, query, signing } from "./talking.mjs";
import * as oauth from "oauth4webapi";

const options = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(given.issuer);
const server = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, { ...options, algorithm: "oauth2" }),
);
const client = { client_id: given.client_id };
const proof = given.signing
  ? oauth.PrivateKeyJwt(await signing(given.signing))
  : oauth.ClientSecretBasic(given.client_secret);

const asking = async (scope) =>
  oauth.processClientCredentialsResponse(
    server,
    client,
    await oauth.clientCredentialsGrantRequest(server, client, proof, { scope }, options),
  );
const tokens = await asking(given.scope);
const token = tokens.access_token;
const ask = async () =>
  (await oauth.protectedResourceRequest(token, "POST", new URL(given.api), json(), query, options))
    .json();
const introspected = async () =>
  oauth.processIntrospectionResponse(
    server,
    client,
    await oauth.introspectionRequest(server, client, proof, token, options),
  );
const shown = new Request(given.api, { headers: { authorization: `Bearer ${token}` } });

const told = {
  tokens,
  access: await oauth.validateJwtAccessToken(server, shown, given.api, options),
  answer: await ask(),
  active: await introspected(),
  too_much: await refusal(() => asking(`${given.scope} platform:admin`)),
};
await oauth.processRevocationResponse(
  await oauth.revocationRequest(server, client, proof, token, options),
);
done({ ...told, inactive: await introspected(), ended: await refusal(ask) });

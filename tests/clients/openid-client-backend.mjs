// A backend by itself, as somebody writes it who leaves the details to the library.
import { given, done, refusal, json, query, signing } from "./talking.mjs";
import * as client from "openid-client";

const proof = given.signing
  ? client.PrivateKeyJwt(await signing(given.signing))
  : client.ClientSecretBasic(given.client_secret);
const config = await client.discovery(
  new URL(given.issuer), given.client_id, undefined, proof,
  { algorithm: "oauth2", execute: [client.allowInsecureRequests] },
);
const tokens = await client.clientCredentialsGrant(config, { scope: given.scope });
const token = tokens.access_token;
const ask = async () =>
  (await client.fetchProtectedResource(config, token, new URL(given.api), "POST", query, json()))
    .json();
const told = {
  tokens,
  answer: await ask(),
  active: await client.tokenIntrospection(config, token),
  too_much: await refusal(() =>
    client.clientCredentialsGrant(config, { scope: `${given.scope} platform:admin` }),
  ),
};
await client.tokenRevocation(config, token);
done({
  ...told,
  inactive: await client.tokenIntrospection(config, token),
  ended: await refusal(ask),
});

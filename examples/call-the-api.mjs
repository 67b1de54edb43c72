// npm install oauth4webapi
import * as oauth from "oauth4webapi";

const { PEERS_URL = "http://localhost:8000", CLIENT_ID, CLIENT_SECRET, ORGANISATION } = process.env;
const [url, client] = [new URL(PEERS_URL), { client_id: CLIENT_ID }];
const options = { algorithm: "oauth2", [oauth.allowInsecureRequests]: url.hostname === "localhost" };
const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
const asked = { scope: "groups:read", organization: ORGANISATION };
const proof = oauth.ClientSecretBasic(CLIENT_SECRET);
const answer = await oauth.clientCredentialsGrantRequest(server, client, proof, asked, options);
const { access_token } = await oauth.processClientCredentialsResponse(server, client, answer);
const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
const query = "{ viewer { organisation { name } scopes } groups(first: 3) { nodes { name } } }";
const sent = { method: "POST", headers, body: JSON.stringify({ query }) };
console.log(await (await fetch(`${PEERS_URL}/graphql`, sent)).text());

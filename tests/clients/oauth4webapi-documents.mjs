// From a refused request to the authorization server, by nothing but what the servers say.
import { given, done, json } from "./talking.mjs";
import * as oauth from "oauth4webapi";

const options = { [oauth.allowInsecureRequests]: true };
const api = new URL(given.api);

const challenged = async () => {
  const body = JSON.stringify({ query: given.query });
  try {
    await oauth.protectedResourceRequest("not-a-token", "POST", api, json(), body, options);
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError) return error;
    throw error;
  }
  throw new Error("was not refused");
};

const refused = await challenged();
const [{ scheme, parameters }] = refused.cause;
const described = await fetch(parameters.resource_metadata);
const resource = await oauth.processResourceDiscoveryResponse(api, described);
const found = await oauth.resourceDiscoveryRequest(api, options);
const same = await oauth.processResourceDiscoveryResponse(api, found);

const issuer = new URL(resource.authorization_servers[0]);
const discovered = async (algorithm) =>
  oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { ...options, algorithm }),
  );

done({
  status: refused.status,
  scheme,
  parameters,
  resource,
  same: JSON.stringify(same) === JSON.stringify(resource),
  oauth2: await discovered("oauth2"),
  oidc: await discovered("oidc"),
});

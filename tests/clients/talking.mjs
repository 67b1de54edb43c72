// What every client here has in common: it is given its work in one line of JSON, says in one
// line whom a person should visit, is given in one line where that led, and tells how it went.
import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

// Node 18 keeps these to itself.
globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const heard = async () => (await lines.next()).value;
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

export const given = JSON.parse(await heard());

/** Has a person go to an address, and returns the URL that they came back with. */
export const visit = async (address) => {
  say({ visit: String(address) });
  return new URL(await heard());
};

/** Ends the work with what is to be looked at. */
export const done = (told) => {
  say({ told });
  process.stdin.destroy();
};

/** Returns by what code something was refused: the server's, or the client library's own. */
export const refusal = async (act) => {
  try {
    await act();
  } catch (error) {
    return error.error ?? error.cause?.[0]?.parameters?.error ?? error.code ?? String(error);
  }
  return null;
};

const SHAPES = {
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  ES384: { name: "ECDSA", namedCurve: "P-384" },
  PS256: { name: "RSA-PSS", hash: "SHA-256" },
  RS384: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" },
};

/** Returns the private key of a client, ready to sign by its algorithm. */
export const signing = async ({ algorithm, jwk }) => ({
  key: await crypto.subtle.importKey("jwk", jwk, SHAPES[algorithm], false, ["sign"]),
  kid: jwk.kid,
});

/** What is asked with a token, and what is asked of it. */
export const query = JSON.stringify({ query: given.query });
export const json = () => new Headers({ "content-type": "application/json" });

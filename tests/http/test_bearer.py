"""What a bearer token has to be, and what happens to everything else (RFC 6750, RFC 9068).

To see one fail: take a line out of ``Verifier._check``.
"""

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from api.auth.keys import ACCESS_ALGORITHM, SigningKey, ensure_keys
from api.auth.signing import ActiveKey, Signer
from tests.house import House
from tests.http.conftest import BASE, Admin, Client
from tests.identity import Asker

PAGE = "{ groups(first: 1) { nodes { id } } }"
STAFF_ONLY = "{ staff(first: 1) { nodes { id } } }"

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Forge:
    """A good token's claims and header, and the key that signs them."""

    key: ActiveKey
    header: Json
    claims: Json

    def sign(self, key: SigningKey | None = None) -> str:
        """Sign by hand what a library of JOSE would refuse to."""
        private = (key or self.key.key).private_key
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        said = f"{part(self.header)}.{part(self.claims)}"
        der = private.sign(said.encode(), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(der)
        return f"{said}.{encoded(r.to_bytes(32) + s.to_bytes(32))}"


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def part(value: Json) -> str:
    return encoded(json.dumps(value).encode())


def decoded(token: str) -> tuple[Json, Json]:
    header, claims, _ = token.split(".")
    return tuple(json.loads(base64.urlsafe_b64decode(each + "==")) for each in (header, claims))  # pyright: ignore[reportReturnType] - two of them


async def forge(client: Client, house: House) -> Forge:
    asker = await client.minter.backend(house.organisation, "groups:read")
    header, claims = decoded(asker.token)
    signer = Signer(client.minter.identity.keys)
    await ensure_keys(client.minter.identity)
    key = await client.minter.identity.run(lambda db: signer.active(db, ACCESS_ALGORITHM))
    return Forge(key, header, claims)


def changed(where: str, name: str, value: object) -> Callable[[Forge], str]:
    """A token with one thing of it changed, or taken out, signed well."""

    def make(good: Forge) -> str:
        values = dict(good.header if where == "header" else good.claims)
        if value is None:
            values.pop(name)
        else:
            values[name] = value
        altered = Forge(
            good.key,
            values if where == "header" else good.header,
            values if where == "claims" else good.claims,
        )
        return altered.sign()

    return make


def unsigned(good: Forge) -> str:
    return f"{part({**good.header, 'alg': 'none'})}.{part(good.claims)}."


def by_another_key(good: Forge) -> str:
    return good.sign(ECKey.generate_key("P-256"))


def by_its_own_key(good: Forge) -> str:
    own = ECKey.generate_key("P-256")
    header = {**good.header, "jwk": own.as_dict(private=False)}
    return Forge(good.key, header, good.claims).sign(own)


def by_the_public_key_as_a_secret(good: Forge) -> str:
    said = f"{part({**good.header, 'alg': 'HS256'})}.{part(good.claims)}"
    secret = good.key.key.as_pem(private=False)
    return f"{said}.{encoded(hmac.digest(secret, said.encode(), 'sha256'))}"


def by_rsa(good: Forge) -> str:
    header = {**good.header, "alg": "RS256"}
    return jwt.encode(header, good.claims, RSAKey.generate_key(2048), ["RS256"])


def flipped(good: Forge) -> str:
    header, claims, signature = good.sign().split(".")
    return f"{header}.{claims}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def of_somebody_else(good: Forge) -> str:
    header, _, signature = good.sign().split(".")
    return f"{header}.{part({**good.claims, 'sub': 'another'})}.{signature}"


PAST = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())
FUTURE = int((datetime.now(UTC) + timedelta(hours=1)).timestamp())
BAD: dict[str, Callable[[Forge], str]] = {
    "unsigned": unsigned,
    "another key": by_another_key,
    "its own key in the header": by_its_own_key,
    "the public key as a secret": by_the_public_key_as_a_secret,
    "RSA": by_rsa,
    "a flipped bit": flipped,
    "claims exchanged": of_somebody_else,
    "no type": changed("header", "typ", None),
    "the type of an ID token": changed("header", "typ", "JWT"),
    "no key id": changed("header", "kid", None),
    "an unknown key id": changed("header", "kid", "nobody"),
    "a critical extension": changed("header", "crit", ["b64"]),
    "another issuer": changed("claims", "iss", "https://evil.test"),
    "another audience": changed("claims", "aud", "https://evil.test/graphql"),
    "two audiences": changed("claims", "aud", [f"{BASE}/graphql", "https://evil.test"]),
    "ended": changed("claims", "exp", PAST),
    "no end": changed("claims", "exp", None),
    "issued tomorrow": changed("claims", "iat", FUTURE),
    "not yet": changed("claims", "nbf", FUTURE),
    "no grant": changed("claims", "gid", None),
    "no such grant": changed("claims", "gid", str(uuid4())),
    "a grant of nonsense": changed("claims", "gid", "1 or 1=1"),
    "no id": changed("claims", "jti", None),
    "an id of nonsense": changed("claims", "jti", "x"),
    "no scope": changed("claims", "scope", None),
    "scopes in a list": changed("claims", "scope", ["groups:read"]),
    "an organisation of nonsense": changed("claims", "org", "grp_" + "0" * 32),
    "numbers as texts": changed("claims", "exp", str(FUTURE)),
    "nothing": lambda _: "x",
    "dots": lambda _: "..",
    "four parts": lambda good: good.sign() + ".x",
    "not ASCII": lambda _: "\u00e9" * 40,
    "very long": lambda good: good.sign() + "A" * 20_000,
}


async def test_s12_a_bad_token_is_refused_as_a_whole_even_where_none_is_needed(
    client: Client, ours: House
) -> None:
    good = await forge(client, ours)
    for name, make in BAD.items():
        bad = make(good)
        headers = [
            (b"authorization", b"Bearer " + bad.encode()),
            (b"content-type", b"application/json"),
        ]
        answer = await client.http.post("/graphql", json={"query": PAGE}, headers=headers)
        assert answer.status_code == 401, name
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED", name
        assert 'error="invalid_token"' in answer.headers["www-authenticate"], name
        assert "data" not in answer.json(), name
        assert bad[:60] not in answer.text or name == "nothing"
        fine = await client.ask(PAGE, authorization=f"Bearer {good.sign()}")
        assert fine.json()["data"]["groups"]["nodes"], name


@pytest.mark.parametrize("sent", ["Bearer", "Basic eDp5", "Digest x", "token", "Bearer a b c"])
async def test_another_scheme_is_told_what_is_expected(client: Client, sent: str) -> None:
    answer = await client.ask(PAGE, authorization=sent)
    assert answer.status_code in (400, 401)
    assert "www-authenticate" in answer.headers
    assert "data" not in answer.json()


async def test_r13_a_token_in_the_address_is_refused(client: Client, ours: House) -> None:
    good = (await forge(client, ours)).sign()
    answer = await client.http.get("/graphql", params={"query": PAGE, "access_token": good})
    assert answer.status_code == 400
    assert good not in answer.text


async def test_two_tokens_are_refused(client: Client, ours: House) -> None:
    good = (await forge(client, ours)).sign()
    headers = [("authorization", f"Bearer {good}")] * 2 + [("content-type", "application/json")]
    answer = await client.http.post(
        "/graphql", content=b'{"query":"{__typename}"}', headers=headers
    )
    assert answer.status_code == 400


async def test_s12_a_token_that_was_good_once_ends_when_it_ends(
    client: Client, ours: House, admin: Admin
) -> None:
    good = await forge(client, ours)
    short = int((datetime.now(UTC) + timedelta(seconds=2)).timestamp())
    token = changed("claims", "exp", short)(good)
    assert (await client.ask(PAGE, authorization=f"Bearer {token}")).status_code == 200
    left = short - datetime.now(UTC).timestamp()
    await admin.execute("select pg_sleep($1)", max(left, 0) + 0.1)
    assert (await client.ask(PAGE, authorization=f"Bearer {token}")).status_code == 401


async def test_a_new_key_is_found_and_a_revoked_one_forgotten(
    client: Client, ours: House, admin: Admin
) -> None:
    first = await client.minter.backend(ours.organisation, "groups:read")
    assert (await client.ask(PAGE, **first.headers)).status_code == 200
    await admin.execute(
        "update identity.signing_keys set state = 'REVOKED' where id = $1", first.key_id
    )
    assert (await client.ask(PAGE, **first.headers)).status_code == 401


async def asking(client: Client, house: House, acr: str, ago: timedelta) -> Asker:
    return await client.minter.staff(
        house.organisation, "clients:read", "groups:read", acr=acr, signed_in=ago
    )


@pytest.mark.parametrize(
    ("acr", "ago", "status"),
    [
        ("phr", timedelta(), 200),
        ("phr", timedelta(minutes=14), 200),
        ("phr", timedelta(minutes=16), 401),
        ("pwd", timedelta(), 401),
    ],
)
async def test_what_an_admin_does_needs_a_passkey_within_a_quarter_of_an_hour(
    client: Client, ours: House, acr: str, ago: timedelta, status: int
) -> None:
    asker = await asking(client, ours, acr, ago)
    answer = await client.ask("{ clients(first: 1) { nodes { id } } }", **asker.headers)
    assert answer.status_code == status
    if status == 401:
        challenge = answer.headers["www-authenticate"]
        assert 'error="insufficient_user_authentication"' in challenge
        assert 'acr_values="phr"' in challenge
        assert "max_age=900" in challenge
        assert "data" not in answer.json()
    assert (await client.ask(PAGE, **asker.headers)).status_code == 200

"""SMART App Launch 2 for backends, item by item: ``docs/oauth-checklists.md``."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA384
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, RSAKey

from api.auth.assertion_keys import usable_key
from api.auth.assertions import Assertion, unproven
from api.auth.errors import ClientRefused
from api.domain.standing import ClientKind
from api.persistence.identity.connection import IdentityConnection
from tests.http.oauth.world import (
    BY_JWT,
    ISSUER,
    KEYS,
    TOKEN_URL,
    Key,
    Registered,
    World,
    assertion,
    claims,
    key_set,
)

OTHER_RSA = RSAKey.generate_key(2048, {"kid": "rs384"})

# "Signed JWT" and "JWK" of the section "Worked example" of the guide, which is in the public
# domain (CC0).
GUIDE_ASSERTION = (
    "eyJhbGciOiJSUzM4NCIsImtpZCI6ImVlZTlmMTdhM2I1OThmZDg2NDE3YTk4MGI1OTFmYmU2IiwidHlwIjoiSldUIn0"
    ".eyJpc3MiOiJodHRwczovL2JpbGktbW9uaXRvci5leGFtcGxlLmNvbSIsInN1YiI6Imh0dHBzOi8vYmlsaS1tb25pdG"
    "9yLmV4YW1wbGUuY29tIiwiYXVkIjoiaHR0cHM6Ly9hdXRob3JpemUuc21hcnRoZWFsdGhpdC5vcmcvdG9rZW4iLCJle"
    "HAiOjE0MjI1Njg4NjAsImp0aSI6InJhbmRvbS1ub24tcmV1c2FibGUtand0LWlkLTEyMyJ9.D5kAqNJwaftCqsRdVVQ"
    "Dq6dMBxuGFOF5svQJuXbcYp-oEyg5qOwK9ZE5cGLTHxqwfpUPNzRKgVdIGuhawAA-8g0s1nKQae8CuKs33hhKh4J34x"
    "SEwW3MYs1gwI4GHTtR_g3kYSX6QCi14Ed3GIAvYFgqRqt-gD7sewMUXL4SB8I8cXcDbCqVizm7uPVhjw6QaeKZygJJ_"
    "AVLhM4Xs9LTy4HAhdCHpN0FrNmCerUIYJvHDpcod7A0jDmxdoeW1KIBYlhdhQNwjtsTvT1ce4qacN_3KIv_fIzCKLIg"
    "Dv9eWxkjAtxOmIm8aW5gX9xX7X0nbd0QglIyiic_bZVNNEh0kg"
)
GUIDE_KEY = {
    "kty": "RSA",
    "alg": "RS384",
    "n": (
        "wJq2RHIA-7RT6q4go7wjcbHdW7ck7Kz22A8wf-kN7Wi5CWvhFG2_Y7nQp1lDpb2IKMQr-Q4n_vgJ6d5rWPspJpSPY7i"
        "ffUK4ipQCEbzID5DJ6fQMBZOfCTXyxkuMh3jYGKEF3Ziw2oxbM1H9j-eJAPtrj5stUG6kVoXowegdox-bSjWP0iI5P"
        "nkwUNzcekLMug4M3LRluEQgGR9O_BAML6-w3igZ_rZA_gunyrLAMbfmCVaceW5ohLp679kyM7U6W2gDK_NbkDKcINU"
        "akVmPeoG5h8RzgGzvGrySR0k0VDFiZv60Ua07DqHTeDGH9e4NV07AECae-oykIj5NDCs3pw"
    ),
    "e": "AQAB",
    "key_ops": ["verify"],
    "ext": True,
    "kid": "eee9f17a3b598fd86417a980b591fbe6",
}
GUIDE_EXPIRES = 1422568860


async def backend(world: World) -> Registered:
    return await world.client(
        ClientKind.CLINIC_BACKEND, "groups:read", jwks=key_set(*KEYS.values())
    )


async def refused(world: World, proof: str, **form: str) -> None:
    """Hold that an assertion proves nothing, leaves nothing, and is told so in the same words."""
    before = await world.kept()
    answer = await world.by_key("groups:read", proof, **form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")
    assert answer.json()["error_description"] == "The client did not prove who it is."
    assert await world.kept() == before


async def test_s1_both_algorithms_of_the_guide_are_named_and_work(world: World) -> None:
    said = (await world.http.get("/.well-known/oauth-authorization-server")).json()
    assert "private_key_jwt" in said["token_endpoint_auth_methods_supported"]
    client = await backend(world)
    for algorithm in ("RS384", "ES384"):
        assert algorithm in said["token_endpoint_auth_signing_alg_values_supported"]
        proof = assertion(client.client_id, algorithm)
        assert (await world.by_key("groups:read", proof)).status_code == 200


async def test_s2_a_key_of_which_there_are_two_or_that_is_no_public_key_proves_nothing(
    world: World,
) -> None:
    good, other = KEYS["RS384"], OTHER_RSA
    private = {"keys": [good.as_dict(private=True)]}
    none: dict[str, list[object]] = {"keys": []}
    for keys in (key_set(good, good), key_set(good, other), private, none):
        client = await world.client(ClientKind.CLINIC_BACKEND, "groups:read", jwks=keys)
        await refused(world, assertion(client.client_id))
    with pytest.warns(SecurityWarning):
        short = RSAKey.generate_key(1024, {"kid": "rs384"})
    weak = await world.client(ClientKind.CLINIC_BACKEND, "groups:read", jwks=key_set(short))
    await refused(world, _unchecked(weak.client_id, {"alg": "RS384", "kid": "rs384"}, short))
    secret = OctKey.generate_key(256, {"kid": "rs384"})
    client = await world.client(
        ClientKind.CLINIC_BACKEND, "groups:read", jwks={"keys": [secret.as_dict(private=True)]}
    )
    header = {"alg": "HS256", "kid": "rs384", "typ": "JWT"}
    proof = jwt.encode(header, claims(client.client_id), secret, ["HS256"])
    await refused(world, proof)


@pytest.mark.parametrize(
    "key",
    [
        {},
        {"kty": "RSA"},
        {"kty": "RSA", "n": 5, "e": 3},
        {"kty": "RSA", "n": "", "e": ""},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "RSA", "n": "\ud800", "e": "AQAB"},
        {"kty": "RSA", "n": ["x"], "e": {}},
        {"kty": "RSA", "n": "A" * 60_000, "e": "AQAB"},
        {"kty": "RSA", "n": GUIDE_KEY["n"], "e": "AA"},
        {"kty": ["RSA"]},
        {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"},
        {**KEYS["RS384"].as_dict(private=False), "use": "enc"},
        {**KEYS["RS384"].as_dict(private=False), "alg": "RS256"},
        {**KEYS["RS384"].as_dict(private=False), "key_ops": ["encrypt"]},
        {**KEYS["RS384"].as_dict(private=False), "key_ops": 7},
        {**KEYS["ES384"].as_dict(private=False)},
    ],
)
def test_s2_what_is_no_key_for_the_algorithm_is_refused_whatever_it_is(
    key: Mapping[str, object],
) -> None:
    try:
        found = usable_key({"kid": "rs384", **key}, "RS384")
    except ClientRefused:
        return
    # What a key may be used for is looked at where it is used.
    token = assertion("client", key=KEYS["RS384"])
    with pytest.raises(Exception, match=r"use|operation|key_ops"):
        jwt.decode(token, found, ["RS384"])


@pytest.mark.parametrize("algorithm", ["ES256", "ES384"])
def test_s2_a_curve_belongs_to_its_algorithm(algorithm: str) -> None:
    other = ECKey.generate_key("P-521")
    with pytest.raises(ClientRefused):
        usable_key({**other.as_dict(private=False), "kid": "x"}, algorithm)


async def test_s3_the_header_names_one_key_that_fits(world: World) -> None:
    client = await backend(world)
    wrong: list[Mapping[str, object]] = [
        {"kid": None},
        {"kid": "unknown"},
        {"kid": ""},
        {"kid": ["rs384"]},
        {"kid": {"x": 1}},
        {"kid": "es384"},
        {"kid": "ps256"},
        {"typ": "at+jwt"},
        {"typ": 7},
        {"crit": []},
        {"crit": ["exp"], "exp": 1},
        {"b64": False},
    ]
    for header in wrong:
        proof = _unchecked(client.client_id, {"alg": "RS384", "kid": "rs384", **header})
        await refused(world, proof)
    for typ in (None, "jwt", "client-authentication+jwt"):
        proof = assertion(client.client_id, header={"typ": typ})
        assert (await world.by_key("groups:read", proof)).status_code == 200


async def test_s3_no_other_algorithm_proves_anything(world: World) -> None:
    client = await backend(world)
    for algorithm in ("RS256", "RS512", "PS384", "HS256", "none", "", "rs384", "RS384 ", 7, None):
        proof = _unchecked(client.client_id, {"alg": algorithm, "kid": "rs384"})
        await refused(world, proof)
    rsa = {"alg": "RS256", "kid": "rs384", "typ": "JWT"}
    proof = jwt.encode(rsa, claims(client.client_id), KEYS["RS384"], ["RS256"])
    await refused(world, proof)


async def test_s3_a_key_that_an_assertion_brings_along_is_not_believed(world: World) -> None:
    client = await backend(world)
    brought = OTHER_RSA.as_dict(private=False)
    for header in ({"jwk": brought}, {"x5c": ["MIIB"]}, {"x5u": "https://evil.test/x"}):
        proof = _unchecked(client.client_id, {"alg": "RS384", "kid": "rs384", **header}, OTHER_RSA)
        await refused(world, proof)


async def test_s4_a_jku_of_another_address_proves_nothing(world: World) -> None:
    client = await backend(world)
    proof = assertion(client.client_id, header={"jku": "https://evil.test/keys"})
    await refused(world, proof)


async def test_s5_the_claims_are_for_this_server_and_for_five_minutes(world: World) -> None:
    client, other = await backend(world), await backend(world)
    now = int(time.time())
    claimed: list[dict[str, Any]] = [
        {"iss": None},
        {"sub": None},
        {"aud": None},
        {"exp": None},
        {"jti": None},
        {"iss": other.client_id},
        {"sub": other.client_id},
        {"iss": 7},
        {"sub": ["x"]},
        {"aud": "https://elsewhere.test/oauth/token"},
        {"aud": [TOKEN_URL, "https://elsewhere.test"]},
        {"aud": []},
        {"aud": [[TOKEN_URL]]},
        {"aud": {"x": TOKEN_URL}},
        {"exp": now + 360},
        {"exp": now + 86_400},
        {"exp": now - 60},
        {"exp": str(now + 60)},
        {"exp": True},
        {"exp": 10**30},
        {"exp": -1},
        {"exp": [now]},
        {"iat": now + 120},
        {"iat": "now"},
        {"nbf": now + 120},
        {"nbf": {}},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * 256},
        {"jti": "a\x00b"},
    ]
    for wrong in claimed:
        await refused(world, assertion(client.client_id, **wrong))
    header = {"alg": "RS384", "kid": "rs384"}
    for text in ("a\ud800b", "a\u2028b"):
        await refused(world, _unchecked(client.client_id, header, jti=text))


async def test_s5_the_server_may_be_named_in_three_ways(world: World) -> None:
    client = await backend(world)
    for audience in (ISSUER, TOKEN_URL, [ISSUER], [TOKEN_URL]):
        proof = assertion(client.client_id, aud=audience)
        assert (await world.by_key("groups:read", proof)).status_code == 200


async def test_s6_an_assertion_is_shown_once(world: World) -> None:
    client, other = await backend(world), await backend(world)
    jti = str(uuid4())
    proof = assertion(client.client_id, jti=jti)
    assert (await world.by_key("groups:read", proof)).status_code == 200
    await refused(world, proof)
    await refused(world, assertion(client.client_id, "ES384", jti=jti))
    # Each client has names of its own.
    same = assertion(other.client_id, jti=jti)
    assert (await world.by_key("groups:read", same)).status_code == 200


async def test_s6_an_assertion_is_used_up_by_a_request_that_is_refused(world: World) -> None:
    client = await backend(world)
    proof = assertion(client.client_id)
    assert (await world.by_key("audit:read", proof)).json()["error"] == "invalid_scope"
    await refused(world, proof)


async def test_s7_the_client_is_the_one_that_is_named(world: World) -> None:
    client, other = await backend(world), await backend(world)
    await refused(world, assertion(client.client_id), client_id=other.client_id)
    await refused(world, assertion("cli_" + "0" * 32))
    await refused(world, assertion("peers-cli"))
    proof = assertion(client.client_id)
    named = await world.by_key("groups:read", proof, client_id=client.client_id)
    assert named.status_code == 200


async def test_s7_a_disabled_client_proves_nothing(world: World) -> None:
    client = await backend(world)
    await world.disable(client)
    await refused(world, assertion(client.client_id))


async def test_s8_a_signature_of_another_key_is_told_like_everything_else(world: World) -> None:
    client = await backend(world)
    await refused(world, assertion(client.client_id, key=OTHER_RSA))
    proof = assertion(client.client_id)
    for broken in (proof[:-4], proof + "AAAA", proof.replace(".", "", 1), f"{proof}.x", "x.y.z"):
        await refused(world, broken)


async def test_s10_a_scope_is_asked_for_and_within_what_the_client_has(world: World) -> None:
    client = await backend(world)
    for scope in ("", "groups:read audit:read", "unknown:scope", "groups:read  ", "Groups:read"):
        answer = await world.by_key(scope, assertion(client.client_id))
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_s11_the_answer_is_a_bearer_token_for_five_minutes(world: World) -> None:
    client = await backend(world)
    told = (await world.by_key("groups:read", assertion(client.client_id))).json()
    assert told.keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert told["token_type"].lower() == "bearer"
    assert told["expires_in"] <= 300
    assert told["scope"] == "groups:read"


async def test_s13_the_five_requests_of_the_conformance_kit(world: World) -> None:
    client = await backend(world)

    async def ask(**different: str) -> tuple[int, str]:
        form = {
            "grant_type": "client_credentials",
            "scope": "groups:read",
            "client_assertion_type": BY_JWT,
            "client_assertion": assertion(client.client_id),
            **different,
        }
        answer = await world.post("token", form)
        assert answer.headers["content-type"] == "application/json"
        return answer.status_code, answer.json().get("error", "")

    assert await ask() == (200, "")
    assert await ask(client_assertion_type="not_an_assertion_type") == (400, "invalid_client")
    assert await ask(grant_type="not_a_grant_type") == (400, "unsupported_grant_type")
    assert await ask(client_assertion="not.a.jwt") == (400, "invalid_client")
    good = assertion(client.client_id)
    assert await ask(client_assertion=good[:-10] + "A" * 10) == (400, "invalid_client")


async def test_s14_the_worked_example_of_the_guide_is_believed_in_its_own_time(
    world: World,
) -> None:
    audience = "https://authorize.smarthealthit.org/token"
    key = usable_key(GUIDE_KEY, "RS384")

    def prove(connection: IdentityConnection, now: float) -> str:
        proof = Assertion(connection, [audience], clock=lambda: now)
        proof.said = unproven(GUIDE_ASSERTION)
        return str(proof.process_assertion_claims(GUIDE_ASSERTION, key)["sub"])

    run = world.services.identity.run
    believed = await run(lambda connection: prove(connection, GUIDE_EXPIRES - 60))
    assert believed == "https://bili-monitor.example.com"
    for now in (GUIDE_EXPIRES - 60, GUIDE_EXPIRES + 60, GUIDE_EXPIRES - 360):
        with pytest.raises(ClientRefused):
            await run(lambda connection, now=now: prove(connection, now))


def _unchecked(
    client_id: str, header: Mapping[str, object], key: Key | None = None, **different: object
) -> str:
    """A compact JWS with whatever header, signed by RS384 as if that were in order."""
    signing = key or KEYS["RS384"]
    said = {name: value for name, value in header.items() if value is not None}
    parts = (json.dumps(each).encode() for each in (said, claims(client_id, **different)))
    text = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    private = signing.private_key
    assert isinstance(private, RSAPrivateKey)
    signature = private.sign(text, PKCS1v15(), SHA384())
    return (text + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode()

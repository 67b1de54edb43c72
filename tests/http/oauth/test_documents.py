"""What the server says of itself, and its keys as everybody sees them."""

from datetime import UTC, datetime, timedelta

import httpx
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.discovery import OpenIDProviderMetadata
from joserfc import jwt
from joserfc.jwk import KeySet

from api.auth.keys import PUBLISHED_BEFORE_USE, revoke_key, rotate
from api.domain.standing import ClientKind
from tests.http.oauth.world import ISSUER, Registered, World

WELL_KNOWN = "/.well-known"
NOW = datetime.now(UTC)
# Far enough for a run of all tests, whose last ones begin long after this was read.
LATER = NOW + PUBLISHED_BEFORE_USE + timedelta(hours=1)


async def published(world: World) -> KeySet:
    return KeySet.import_key_set((await world.http.get("/oauth/jwks")).json())


async def backend(world: World) -> tuple[Registered, str]:
    client = await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
    return client, (await world.credentials(client, "groups:read")).json()["access_token"]


async def test_the_metadata_is_that_of_rfc_8414_and_of_openid_connect(world: World) -> None:
    for name, kind in (
        ("oauth-authorization-server", AuthorizationServerMetadata),
        ("openid-configuration", OpenIDProviderMetadata),
    ):
        said = (await world.http.get(f"{WELL_KNOWN}/{name}")).json()
        kind(said).validate()
        assert said["issuer"] == ISSUER
        addresses = [value for key, value in said.items() if key.endswith(("_endpoint", "_uri"))]
        assert all(each.startswith(f"{ISSUER}/oauth/") for each in addresses)


async def test_keys_are_published_without_what_signs(world: World) -> None:
    answer = await world.http.get("/oauth/jwks")
    keys = answer.json()["keys"]
    assert sorted(key["alg"] for key in keys) == ["ES256", "ES256", "RS256", "RS256"]
    for key in keys:
        assert key["use"] == "sig"
        assert not key.keys() & {"d", "p", "q", "dp", "dq", "qi", "k"}
    assert answer.headers["cache-control"] == "public, max-age=300"


async def test_a_token_outlives_the_rotation_of_its_key(alone: World) -> None:
    client, token = await backend(alone)
    before = await published(alone)
    await rotate(alone.services.identity, LATER)
    after = await published(alone)
    # Whoever fetched the keys before knows the one that signs now.
    again = (await alone.credentials(client, "groups:read")).json()["access_token"]
    for text, keys in ((token, before), (token, after), (again, before), (again, after)):
        assert jwt.decode(text, keys, ["ES256"]).claims["client_id"] == client.client_id
    assert await alone.works(token)
    assert await alone.works(again)


async def test_a_token_ends_with_its_key_at_the_next_request(alone: World) -> None:
    client, token = await backend(alone)
    kid = (await alone.services.verifier.verify(token)).key_id
    await revoke_key(alone.services.identity, kid, NOW)
    assert kid not in {key.kid for key in await published(alone)}
    assert not await alone.works(token)
    shown = await alone.post("introspect", {"token": token}, client.basic)
    assert shown.json() == {"active": False}
    again = (await alone.credentials(client, "groups:read")).json()["access_token"]
    assert await alone.works(again)


async def test_a_database_that_does_not_answer_is_told_as_one(alone: World) -> None:
    client, _ = await backend(alone)
    await alone.admin.execute("alter table identity.grants rename to grants_away")
    for answer in (
        await alone.credentials(client, "groups:read"),
        await alone.post("revoke", {"token": "psn_rt_x"}, client.basic),
    ):
        assert answer.status_code == 503
        assert answer.json()["error"] == "temporarily_unavailable"
        assert answer.headers["retry-after"] == "1"
        assert "grants" not in answer.text
    await alone.admin.execute("alter table identity.signing_keys rename to keys_away")
    assert (await alone.http.get("/oauth/jwks")).status_code == 503
    page = await alone.http.get("/oauth/authorize", params={"client_id": client.client_id})
    assert page.status_code in {400, 500, 503}
    assert "grants" not in page.text


async def test_head_of_a_document_is_answered(world: World) -> None:
    answer: httpx.Response = await world.http.head(f"{WELL_KNOWN}/oauth-authorization-server")
    assert (answer.status_code, answer.content) == (200, b"")

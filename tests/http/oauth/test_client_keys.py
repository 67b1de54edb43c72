"""S2, S4 and S9 of SMART: clients that publish their keys at an address of their own."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from api.auth.client_keys import FAILED_SECONDS, MOST_SECONDS, UNKNOWN_KEY_SECONDS, ClientKeys
from api.domain.standing import ClientKind
from tests.auth.https import Publisher, publishing
from tests.http.oauth.world import (
    KEYS,
    Key,
    Registered,
    World,
    application,
    assertion,
    key_set,
    services_for,
)
from tests.serving import http_to, serving

RS384, ES384 = KEYS["RS384"], KEYS["ES384"]


@dataclass(slots=True)
class Site:
    """A server, a client that publishes keys, and a clock that the server keeps them by."""

    world: World
    publisher: Publisher
    client: Registered
    now: float = 1_000_000.0

    def publish(self, *keys: Key, cache: str | None = None) -> None:
        self.publisher.body = orjson.dumps(key_set(*keys))
        self.publisher.headers = {} if cache is None else {"cache-control": cache}

    async def ask(self, key: Key, jku: str | None = None) -> str:
        """Ask for a token, and return the error, or nothing."""
        algorithm = "RS384" if key.key_type == "RSA" else "ES384"
        proof = assertion(self.client.client_id, algorithm, key=key, header={"jku": jku})
        answer = await self.world.by_key("groups:read", proof)
        assert answer.status_code in {200, 400}
        return answer.json().get("error", "")

    @property
    def fetches(self) -> int:
        return len(self.publisher.asked)


@pytest.fixture
async def site(world: World, tmp_path: Path) -> AsyncIterator[Site]:
    async with publishing(tmp_path) as publisher:
        client = await world.client(
            ClientKind.CLINIC_BACKEND, "groups:read", jwks_uri=publisher.url
        )
        made = Site(world, publisher, client)
        keys = ClientKeys(publisher.fetcher(), clock=lambda: made.now)
        app = application([world], services_for(world.services.identity, keys))
        async with (
            serving(app) as address,
            http_to(address) as http,
        ):
            made.world = World(world.services, world.admin, http)
            yield made


async def test_s2_a_client_proves_itself_by_a_key_that_it_publishes(site: Site) -> None:
    site.publish(RS384, ES384)
    assert [await site.ask(RS384), await site.ask(ES384)] == ["", ""]
    assert site.fetches == 1


async def test_s9_keys_are_kept_for_as_long_as_their_address_says(site: Site) -> None:
    site.publish(RS384, cache="public, max-age=30")
    for _ in range(3):
        assert await site.ask(RS384) == ""
    assert site.fetches == 1
    site.now += 31
    assert await site.ask(RS384) == ""
    assert site.fetches == 2


@pytest.mark.parametrize(
    ("cache", "kept"),
    [
        (None, 300),
        ("no-store", 0),
        ("no-cache, max-age=60", 0),
        ("max-age=0", 0),
        ('max-age="60"', 60),
        ("MAX-AGE=60", 60),
        ("max-age=-1", 0),
        ("max-age=x", 0),
        ("max-age=99999999999999999999", 0),
        ("max-age=999999999", MOST_SECONDS),
        ("private", 300),
    ],
)
async def test_s9_an_address_says_in_many_ways_for_how_long(
    site: Site, cache: str | None, kept: float
) -> None:
    site.publish(RS384, cache=cache)
    assert await site.ask(RS384) == ""
    if kept:
        site.now += kept - 1
        assert await site.ask(RS384) == ""
        assert site.fetches == 1
        site.now += 2
    assert await site.ask(RS384) == ""
    assert site.fetches == 2


async def test_s9_a_key_that_was_taken_away_proves_nothing_after_its_time(site: Site) -> None:
    site.publish(RS384, ES384, cache="max-age=30")
    assert await site.ask(RS384) == ""
    site.publish(ES384, cache="max-age=30")
    site.now += 31
    assert await site.ask(RS384) == "invalid_client"
    assert await site.ask(ES384) == ""


async def test_s9_an_unknown_key_has_the_keys_fetched_once_a_minute_at_most(site: Site) -> None:
    site.publish(RS384)
    assert await site.ask(RS384) == ""
    for _ in range(3):
        assert await site.ask(ES384) == "invalid_client"
    assert site.fetches == 1
    site.publish(RS384, ES384)
    site.now += UNKNOWN_KEY_SECONDS + 1
    assert await site.ask(ES384) == ""
    assert site.fetches == 2
    assert await site.ask(RS384) == ""


async def test_s9_whoever_asks_at_the_same_moment_waits_for_one_answer(site: Site) -> None:
    site.publish(RS384)
    site.publisher.wait = 0.2
    errors = await asyncio.gather(*(site.ask(RS384) for _ in range(8)))
    assert (errors, site.fetches) == ([""] * 8, 1)


async def test_a_server_that_fails_is_left_alone_for_a_moment(site: Site) -> None:
    site.publish(RS384)
    site.publisher.status = 500
    for _ in range(3):
        assert await site.ask(RS384) == "invalid_client"
    assert site.fetches == 1
    site.publisher.status = 200
    site.now += FAILED_SECONDS + 1
    assert await site.ask(RS384) == ""


async def test_a_server_that_fails_does_not_take_keys_away_that_still_hold(site: Site) -> None:
    site.publish(RS384)
    assert await site.ask(RS384) == ""
    site.publisher.status = 500
    site.now += UNKNOWN_KEY_SECONDS + 1
    assert await site.ask(ES384) == "invalid_client"
    assert site.fetches == 2
    assert await site.ask(RS384) == ""


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"x", b"[]", b"null", b"7", b'{"keys":7}', b'{"keys":{}}', b'{"keys":[]}', b"{}"),
        *(b'{"keys":[1,"x",null,[]]}', b'{"keys":[{"kid":"rs384"}]}', b"\xff\xfe", b"[" * 60_000),
        orjson.dumps(key_set(RS384, RS384)),
        orjson.dumps({"keys": [RS384.as_dict(private=True)]}),
        orjson.dumps({"keys": [{"kty": "oct", "k": "AAAA", "kid": "rs384"}]}),
    ],
)
async def test_s2_what_is_no_set_of_public_keys_proves_nothing(site: Site, body: bytes) -> None:
    site.publisher.body = body
    assert await site.ask(RS384) == "invalid_client"


async def test_s4_a_jku_may_repeat_the_registered_address(site: Site) -> None:
    site.publish(RS384)
    assert await site.ask(RS384, jku=site.publisher.url) == ""


async def test_s4_no_other_address_is_fetched_whatever_an_assertion_says(site: Site) -> None:
    site.publish(RS384)
    assert await site.ask(RS384, jku=f"{site.publisher.url}&x=1") == "invalid_client"
    assert site.fetches == 0


async def test_nothing_is_fetched_for_a_client_that_may_not_be_used(site: Site) -> None:
    site.publish(RS384)
    await site.world.disable(site.client)
    assert await site.ask(RS384) == "invalid_client"
    assert site.fetches == 0


@pytest.mark.parametrize(
    "url",
    [
        *("https://127.0.0.1/keys", "https://localhost/keys", "https://169.254.169.254/latest"),
        *("http://keys.test/keys", "https://[::1]/keys", "file:///etc/passwd"),
    ],
)
async def test_no_private_address_is_fetched_whatever_was_registered(
    world: World, url: str
) -> None:
    client = await world.client(ClientKind.CLINIC_BACKEND, "groups:read", jwks_uri=url)
    answer = await world.by_key("groups:read", assertion(client.client_id))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")

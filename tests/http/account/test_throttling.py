"""How often anybody may try, counted where it costs: at the hashing of a password."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from api.auth.signing_in.passwords import Passwords, TooBusy
from api.persistence.identity.throttles import Rate
from tests.http.account.world import PASSWORD, Browser, Counting, World, application, services_for
from tests.serving import http_to, serving

WRONG = "not the one at all"


@dataclass(frozen=True, slots=True)
class Counted:
    """A site that counts how often it verifies a password."""

    world: World
    hasher: Counting
    http: httpx.AsyncClient

    async def attempts(self, handle: str, passwords: list[str]) -> list[httpx.Response]:
        """Try many passwords at the same time, each from a browser of its own."""
        browsers = [Browser(self.http) for _ in passwords]
        pages = [await browser.get("/sign-in") for browser in browsers]
        tries = zip(browsers, pages, passwords, strict=True)
        return await asyncio.gather(
            *(
                browser.send(page, "/sign-in", handle=handle, password=password)
                for browser, page, password in tries
            )
        )


@pytest.fixture
async def counted(world: World) -> AsyncIterator[Counted]:
    services, hasher = world.services, Counting()
    other = services_for(services.identity, services.config.issuer, world.letters, hasher)
    async with (
        serving(application(lambda: other)) as address,
        http_to(address) as http,
    ):
        yield Counted(world, hasher, http)


async def test_at_most_five_passwords_are_tried_with_an_account_in_a_quarter_of_an_hour(
    counted: Counted,
) -> None:
    await counted.world.person()
    answers = await counted.attempts("heron", [WRONG] * 20)
    assert Counter(each.status_code for each in answers) == {400: 5, 429: 15}
    assert len(counted.hasher.verified) == 5
    for answer in answers:
        if answer.status_code == 429:
            assert 0 < int(answer.headers["retry-after"]) <= 15 * 60 + 1
    # Fourteen minutes later nothing more is heard; after a quarter of an hour, one.
    for passed, heard in (("14 minutes", 5), ("61 seconds", 6)):
        await counted.world.admin.execute(
            f"update identity.throttles set arrival = arrival - interval '{passed}'"  # noqa: S608
        )
        await counted.attempts("heron", [WRONG] * 3)
        assert len(counted.hasher.verified) == heard


async def test_the_right_password_among_too_many_does_not_get_in(counted: Counted) -> None:
    await counted.world.person()
    await counted.attempts("heron", [WRONG] * 5)
    (answer,) = await counted.attempts("heron", [PASSWORD])
    assert answer.status_code == 429
    assert len(counted.hasher.verified) == 5
    assert await counted.world.count("sessions") == 0


async def test_an_unknown_account_is_counted_worked_for_and_answered_as_a_known_one(
    counted: Counted,
) -> None:
    await counted.world.person()
    seen: list[list[tuple[int, str, int]]] = []
    for handle in ("heron", "nobody", "Nobody@Peers.Test", "no handle at all!"):
        before = len(counted.hasher.verified)
        answers = [(await counted.attempts(handle, [WRONG]))[0] for _ in range(7)]
        work = len(counted.hasher.verified) - before
        assert work == 5, handle
        lengths = [(each.status_code, "retry-after" in each.headers) for each in answers]
        seen.append([(status, str(waits), 0) for status, waits in lengths])
    assert all(each == seen[0] for each in seen)
    rows = await counted.world.admin.fetch("select key from identity.throttles")
    assert len(rows) == 5, "four accounts and one network"
    assert all(len(each["key"]) == 32 for each in rows), "nothing is to be read out of a key"


async def test_whoever_signs_in_is_counted_from_the_beginning_again(counted: Counted) -> None:
    await counted.world.person()
    for _ in range(3):
        await counted.attempts("heron", [WRONG] * 4)
        (answer,) = await counted.attempts("heron", [PASSWORD])
        assert answer.status_code == 303


async def test_other_accounts_are_not_slowed_down(counted: Counted) -> None:
    await counted.world.person()
    await counted.world.person("egret")
    await counted.attempts("heron", [WRONG] * 6)
    (answer,) = await counted.attempts("egret", [PASSWORD])
    assert answer.status_code == 303


async def test_one_network_tries_many_accounts_only_so_often(counted: Counted) -> None:
    answers: list[httpx.Response] = []
    for start in range(0, 72, 12):
        browser = Browser(counted.http)
        page = await browser.get("/sign-in")
        tried = (f"account{number}" for number in range(start, start + 12))
        answers += await asyncio.gather(
            *(browser.send(page, "/sign-in", handle=each, password=WRONG) for each in tried)
        )
    heard = Counter(each.status_code for each in answers)
    # Every ten seconds one more is earned, and this takes a while.
    assert 60 <= heard[400] <= 66
    assert heard[400] + heard[429] == 72
    assert len(counted.hasher.verified) == heard[400]


async def test_a_queue_that_is_too_long_is_refused_at_once() -> None:
    passwords = Passwords(Counting())
    results = await asyncio.gather(
        *(passwords.verify(None, WRONG) for _ in range(60)), return_exceptions=True
    )
    refused = [each for each in results if isinstance(each, TooBusy)]
    assert refused
    assert len(refused) + results.count(False) == 60


def test_a_rate_says_how_much_may_be_spent_at_once() -> None:
    assert Rate(5, timedelta(minutes=15)).capacity == timedelta(minutes=75)

"""Searching the New York feed, whose groups state neither style nor size nor cost."""

import os
from dataclasses import replace
from math import asin, cos, radians, sin, sqrt
from random import Random
from typing import Any, cast

import pytest

from api.domain.access import Actor
from api.domain.vocabulary import Cost, Size, Style
from api.feeds.importing import import_feed
from api.feeds.meeting_guide import read_feed, translate
from api.persistence.database import Database as Connections
from api.persistence.groups import Groups
from api.persistence.store import Store
from tests.conftest import Database
from tests.feeds.test_importing import NEW_YORK, NOW, OPTIONS
from tests.persistence.building import opened
from tests.persistence.reading.asking import Asker, asking
from tests.world import World

DIMENSIONS = {"style": Style.ACTIVITY, "size": Size.UP_TO_8, "cost": Cost.FREE}
"""What one group comes to state, of each dimension that the feed knows nothing of."""

NOBODY = World({}, {})


@pytest.mark.parametrize("rows", [300, pytest.param(None, marks=pytest.mark.full)])
async def test_on_a_feed_that_states_little_nothing_is_lost_and_what_states_it_comes_first(
    database: Database, rows: int | None
) -> None:
    require_feed()
    async with opened(database.app_url) as (held, store), asking(database.app_url, NOBODY) as asker:
        feed = translate(read_feed(str(NEW_YORK))[:rows], topics=OPTIONS.topics)
        await import_feed(store, feed, OPTIONS, now=NOW)
        every, *_ = await found(asker, "{}")
        assert every > 100
        for name, word in DIMENSIONS.items():
            assert (await found(asker, f"{{{name}: {{anyOf: [{word}]}}}}"))[0] == every
            assert await found(asker, f"{{{name}: {{anyOf: [{word}], unknown: EXCLUDE}}}}") == (
                0,
                [],
            )
        stating = await state(held, store)
        for name, word in DIMENSIONS.items():
            total, first = await found(asker, f"{{{name}: {{anyOf: [{word}]}}}}")
            assert (total, first[0]) == (every, stating)
            assert await found(asker, f"{{{name}: {{anyOf: [{word}], unknown: EXCLUDE}}}}") == (
                1,
                [stating],
            )
            assert (await found(asker, f"{{{name}: {{noneOf: [{word}]}}}}"))[0] == every - 1


def require_feed() -> None:
    """Skip without the feed; in CI that is a failure."""
    if not NEW_YORK.exists():
        if os.environ.get("PEERS_CI"):
            pytest.fail("The New York feed is not beside the repository.")
        pytest.skip("The New York feed is not beside the repository.")


async def found(asker: Asker, narrowed: str) -> tuple[int, list[str]]:
    """Return how many groups there are, and the slugs of the first page."""
    asked = f"groups(filter: {narrowed}) {{ totalCount nodes {{ slug }} }}"
    groups = (await asker.data(f"{{ {asked} }}", now=NOW))["groups"]
    return groups["totalCount"], [node["slug"] for node in groups["nodes"]]


async def state(held: Connections, store: Store) -> str:
    """Let the group that is last by name state each dimension; return its slug."""
    last = "select id, organisation_id from catalogue.groups order by sort_key desc limit 1"
    row = await held.pool.fetchrow(last)
    assert row is not None
    async with store.transaction(Actor(row["organisation_id"], "coordinator")) as work:
        group = await Groups(work).get(row["id"])
        saved = await Groups(work).save(group, replace(group, **DIMENSIONS))
    return saved.slug


@pytest.mark.parametrize("rows", [300, pytest.param(None, marks=pytest.mark.full)])
async def test_a_radius_holds_as_many_meetings_as_a_haversine_over_the_feed_itself_counts(
    database: Database, rows: int | None
) -> None:
    require_feed()
    raw = cast("list[dict[str, Any]]", read_feed(str(NEW_YORK))[:rows])
    random = Random(20261122)
    async with opened(database.app_url) as (_, store), asking(database.app_url, NOBODY) as asker:
        await import_feed(store, translate(raw, topics=OPTIONS.topics), OPTIONS, now=NOW)
        points = [(row["latitude"], row["longitude"]) for row in raw if "latitude" in row]
        for _ in range(25):
            here = random.choice(points)
            here = here[0] + random.uniform(-0.2, 0.2), here[1] + random.uniform(-0.2, 0.2)
            kilometres = random.choice((0.5, 2.0, 7.5, 30.0, 120.0, 900.0))
            within = sum(metres(here, there) <= kilometres * 1000 for there in points)
            near = f"latitude: {here[0]}, longitude: {here[1]}, withinKm: {kilometres}"
            asked = f"meetings(filter: {{near: {{{near}}}}}) {{ totalCount }}"
            assert (await asker.data(f"{{ {asked} }}", now=NOW))["meetings"]["totalCount"] == within


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The haversine in whole metres, on the mean radius of the earth."""
    (lat1, lon1), (lat2, lon2) = one, other
    half = sin(radians(lat2 - lat1) / 2) ** 2
    half += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return round(2 * 6_371_008.8 * asin(sqrt(half)))

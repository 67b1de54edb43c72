"""Places: towns and areas by how their names begin, counted a second time in plain Python."""

from collections import Counter
from dataclasses import replace
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from api.domain.access import Viewer
from api.domain.meetings import Meeting
from api.domain.places import Point
from api.domain.scopes import Scope
from api.domain.text import fold
from api.domain.venues import Venue
from api.domain.vocabulary import Disclosure, GroupStatus, MeetingStatus
from api.persistence.groups import Groups
from api.persistence.ids import new_id
from api.persistence.meetings import Meetings
from api.persistence.venues import Venues
from tests.conftest import Database
from tests.persistence.building import (
    NOW,
    SCHEDULE,
    House,
    build,
    hidden,
    new_group,
    new_meeting,
    new_venue,
    opened,
)
from tests.persistence.reading.asking import Asker, asking
from tests.persistence.reading.catalogue import Catalogue, Row
from tests.world import build_world

QUERY = """
query ($text: String!, $first: Int! = 100) {
  places(startsWith: $text, first: $first) {
    name kind locality region country groups centre { latitude longitude }
  }
}
"""
BEGINNINGS = (
    "n", "NEW y", "ne\u0301w", "new yörk", "mun", "München", "東", "東京", "s", "som", "o",
    "old town", "h", "queens", "leipzig", "x", "schw ",
)  # fmt: skip

type Place = dict[str, Any]
type Spot = tuple[str, str, str | None, str | None, str | None]


def spot_of(kind: str, venue: Row) -> Spot:
    name = venue["locality" if kind == "LOCALITY" else "area"]
    town = fold(venue["locality"] or "") if kind == "AREA" else None
    return kind, fold(name), town, venue["region"], venue["country"]


def usual(names: list[str | None]) -> str | None:
    """Return the most frequent name, the first of them by its characters."""
    counts = Counter(name for name in names if name is not None)
    return min(counts, key=lambda name: (-counts[name], name)) if counts else None


def mean(venues: list[Row]) -> tuple[float, float]:
    """Return the middle of points on a globe, in degrees."""
    vectors = [
        (cos(north) * cos(east), cos(north) * sin(east), sin(north))
        for north, east in (
            (radians(each["latitude"]), radians(each["longitude"])) for each in venues
        )
    ]
    x, y, z = (sum(each) for each in zip(*vectors, strict=True))
    return degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x))


def expected(catalogue: Catalogue, beginning: str) -> dict[Spot, tuple[set[UUID], list[Row]]]:
    """Return groups and venues of each place, one link between a meeting and a venue at a time."""
    found: dict[Spot, tuple[set[UUID], list[Row]]] = {}
    for link in catalogue.tables["meeting_venues"]:
        venue = catalogue.by_id["venues", link["venue_id"]]
        meeting = catalogue.by_id["meetings", link["meeting_id"]]
        if not meeting["published"] or venue["latitude"] is None:
            continue
        for kind, name in (("LOCALITY", venue["locality"]), ("AREA", venue["area"])):
            if name is not None and fold(name).startswith(fold(beginning)):
                groups, venues = found.setdefault(spot_of(kind, venue), (set(), []))
                groups.add(link["group_id"])
                venues.append(venue)
    return found


@pytest.mark.parametrize("beginning", BEGINNINGS)
async def test_places_are_the_towns_and_areas_of_published_meetings(
    asker: Asker, catalogue: Catalogue, beginning: str
) -> None:
    answer = await asker.data(QUERY, {"text": beginning})
    places: list[Place] = answer["places"]
    wanted = expected(catalogue, beginning)
    assert bool(wanted) is (beginning != "x")
    found = {
        (
            each["kind"],
            fold(each["name"]),
            fold(each["locality"] or "") if each["kind"] == "AREA" else None,
            each["region"],
            each["country"],
        ): each
        for each in places
    }
    assert found.keys() == wanted.keys()
    assert len(places) == len(found)
    for spot, (groups, venues) in wanted.items():
        place = found[spot]
        once = list({each["id"]: each for each in venues}.values())
        latitude, longitude = mean(once)
        named = "locality" if spot[0] == "LOCALITY" else "area"
        assert place["groups"] == len(groups)
        assert place["name"] == usual([each[named] for each in venues])
        assert place["centre"]["latitude"] == pytest.approx(latitude, abs=1e-4)
        assert abs(place["centre"]["longitude"] - longitude) % 360 == pytest.approx(0, abs=1e-4)


async def test_places_with_the_most_groups_come_first_then_by_name(asker: Asker) -> None:
    places = (await asker.data(QUERY, {"text": "o"}))["places"]
    assert len(places) > 2
    keys = [(-each["groups"], each["name"], each["locality"] or "~") for each in places]
    assert keys == sorted(keys)
    first = (await asker.data(QUERY, {"text": "o", "first": 1}))["places"]
    assert first == places[:1]


async def test_a_town_around_the_antimeridian_has_its_centre_there(asker: Asker) -> None:
    (place,) = (await asker.data(QUERY, {"text": "somosomo"}))["places"]
    assert abs(place["centre"]["longitude"]) > 179.9
    assert place["centre"]["latitude"] == pytest.approx(-16.8, abs=1e-3)


async def test_places_are_one_statement_and_the_same_for_everybody(asker: Asker) -> None:
    asker.statements.clear()
    nobody = await asker.data(QUERY, {"text": "n"})
    assert len(asker.statements) == 1
    river = Viewer(asker.world.organisation("river"), "test", frozenset({Scope.GROUPS_READ}))
    assert await asker.data(QUERY, {"text": "n"}, viewer=river) == nobody


@pytest.mark.parametrize(
    "text", ["", "  \t", "...", "'", "%", "_", "n" * 101, "n" * 10_000, "n\0", "\u0301", "-\u2013"]
)
async def test_what_no_name_begins_with_is_refused(asker: Asker, text: str) -> None:
    error = await asker.refusal(QUERY, {"text": text})
    assert error["path"] == ["places"]
    assert not text.strip() or len(text) < 4 or text not in error["message"]


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_a_number_of_places_out_of_proportion_is_refused(asker: Asker, first: int) -> None:
    await asker.refusal(QUERY, {"text": "n", "first": first})


@pytest.mark.parametrize("text", ["n%", "n_w", "n*", "n\\", "%ew", "n'--", "\U0001d55f" * 100])
async def test_wildcards_mean_themselves(asker: Asker, text: str) -> None:
    assert await asker.data(QUERY, {"text": text}) == {"places": []}


async def test_a_prefix_is_kept_in_a_plan_by_its_presence_only(asker: Asker) -> None:
    for text, name in (("new", "New York"), ("東", "東京"), ("som", "Somosomo")):
        (place,) = (await asker.data(QUERY, {"text": text}))["places"]
        assert place["name"] == name


async def test_the_place_of_a_hidden_venue_is_its_area_and_no_better(database: Database) -> None:
    exact = Point(47.37174, 8.54226)
    async with opened(database.app_url) as (connections, store):
        house = await build(connections, store)
        for disclosure in (Disclosure.AREA, Disclosure.MEMBERS, Disclosure.ON_ACCEPTANCE):
            venue = hidden(
                replace(
                    new_venue(house.organisation.id),
                    point=exact,
                    locality="Zürich",
                    area="Niederdorf",
                )
            )
            await meet_at(house, replace(venue, disclosure=disclosure))
    coarse = {"latitude": exact.coarse().latitude, "longitude": exact.coarse().longitude}
    assert coarse != {"latitude": exact.latitude, "longitude": exact.longitude}
    for text, kind in (("zur", "LOCALITY"), ("nieder", "AREA")):
        (place,) = await places_of(database, text)
        assert (place["kind"], place["centre"], place["groups"]) == (kind, coarse, 1)


async def test_a_place_is_gone_once_nothing_published_meets_there(database: Database) -> None:
    async with opened(database.app_url) as (connections, store):
        house = await build(connections, store)
        assert [each["name"] for each in await places_of(database, "new")] == ["New York"]
        archived = replace(house.meeting, status=MeetingStatus.ARCHIVED)
        async with store.transaction(house.actor) as work:
            await Meetings(work, NOW).save(house.meeting, archived)
        assert await places_of(database, "new") == []
        other = replace(new_group(house.network, "draft"), status=GroupStatus.DRAFT)
        async with store.transaction(house.actor) as work:
            await Groups(work).add(other)
            meeting = new_meeting(other, "draft", venue_ids=(house.venue.id,))
            await Meetings(work, NOW).add(meeting)
        assert await places_of(database, "new") == []


async def test_a_place_that_is_renamed_is_found_by_its_new_name_only(database: Database) -> None:
    async with opened(database.app_url) as (connections, store):
        house = await build(connections, store)
        moved = replace(house.venue, locality="Ærøskøbing", area=None)
        async with store.transaction(house.actor) as work:
            await Venues(work).save(house.venue, moved)
    assert await places_of(database, "new") == []
    assert await places_of(database, "harb") == []
    (place,) = await places_of(database, "ÆRØ")
    assert (place["name"], place["locality"]) == ("Ærøskøbing", None)


async def test_a_prefix_is_looked_up_in_an_index(database: Database) -> None:
    admin = await asyncpg.connect(database.admin_url)
    for name in ("locality", "area"):
        await admin.execute("set enable_seqscan = off")
        question = (
            f"explain select id from catalogue.venues"  # noqa: S608 - a name from here
            f" where {name}_key >= 'mun' and {name}_key < 'mun' || chr(1114111)"
        )
        plan = "\n".join(row[0] for row in await admin.fetch(question))
        assert f"ix_venues_{name}_key" in plan
        assert "Index Cond" in plan
    await admin.close()


async def meet_at(house: House, venue: Venue) -> Meeting:
    meeting = new_meeting(
        house.group, f"at-{new_id().hex}", venue_ids=(venue.id,), schedule=SCHEDULE
    )
    async with house.store.transaction(house.actor) as work:
        await Venues(work).add(venue)
        return await Meetings(work, NOW).add(meeting)


async def places_of(database: Database, text: str) -> list[Place]:
    async with asking(database.app_url, build_world()) as asker:
        answer = await asker.data(QUERY, {"text": text})
        return answer["places"]

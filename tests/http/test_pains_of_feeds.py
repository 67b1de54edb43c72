"""What people suffer from in today's directories, asked of this one: what feeds and changes do."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from api.domain.access import Actor
from api.domain.errors import RemovalsNotAllowed
from api.domain.ids import decode
from api.domain.places import Point
from api.domain.vocabulary import GroupStatus
from api.feeds.importing import Report
from api.persistence.store import Store
from api.persistence.venues import Venues
from api.persistence.work import Work
from tests.http.conftest import Client, token
from tests.http.page_world import Differences, build
from tests.http.pain_world import bring, change_group, change_venue, data_of, row, slugs, window

CATALOGUE = """{ groups { totalCount nodes {
  id slug name summary description eligibility costNote status version changedAt
  source importedAt verifiedAt verifiedBy openPlaces { name url hours }
  meetings { nodes { id slug name notes version changedAt
    venues { id name street locality region joiningNotes transport url phone version changedAt
      point { latitude longitude } } } } } } }"""
RENAME = """mutation($id: ID!, $version: Int!) {
  renameGroup(input: {id: $id, name: "Harbour Lights", expectedVersion: $version}) {
    group { name } errors { code } } }"""
SIX = [
    row(0, group="Lights of the quay"),
    row(0, slug="late", day=5, time="22:00", end_time="23:00", group="Lights of the quay"),
    *(row(number) for number in range(1, 5)),
]


async def catalogue(client: Client) -> dict[str, Any]:
    """Return what anybody is told of every group, by name; no two have one name."""
    found = (await data_of(client, CATALOGUE))["groups"]
    by_name = {each["name"]: each for each in found["nodes"]}
    assert len(by_name) == found["totalCount"]
    return by_name


async def rename(client: Client, report: Report, group: dict[str, Any]) -> None:
    """Rename a group as the organisation that runs it does."""
    variables = {"id": group["id"], "version": group["version"]}
    headers = token(report.organisation_id, "groups:manage")
    renamed = (await data_of(client, RENAME, variables, **headers))["renameGroup"]
    assert renamed == {"group": {"name": "Harbour Lights"}, "errors": []}


async def test_a_feed_that_comes_again_or_comes_broken_leaves_one_group_for_each_as_it_was(
    client: Client, store: Store
) -> None:
    """Pain 5: an import destroys or duplicates data."""
    await bring(store, SIX)
    first = await catalogue(client)
    again = await bring(store, SIX, days=1)

    assert set(first) == {"Lights of the quay", *(f"Lights {number}" for number in range(1, 5))}
    assert len(first["Lights of the quay"]["meetings"]["nodes"]) == 2
    assert await catalogue(client) == first
    assert not again.plan.writes

    with pytest.raises(RemovalsNotAllowed):
        await bring(store, [], days=2)
    assert await catalogue(client) == first
    broken = [*SIX[:2], row(1, time="late"), "no row", *SIX[3:], row(9)]
    await bring(store, broken, days=3)
    after = await catalogue(client)
    assert after.pop("Lights 9")["slug"] == "lights-9"
    assert after == first


async def test_a_feed_that_comes_again_does_not_undo_what_people_did_here(
    client: Client, store: Store
) -> None:
    """Pain 5: an import destroys or duplicates data."""
    report = await bring(store, SIX)
    await rename(client, report, (await catalogue(client))["Lights 1"])
    renamed = await catalogue(client)
    await bring(store, [*SIX[:2], row(1, notes="Second door"), *SIX[3:]], days=1)
    after = await catalogue(client)

    assert set(after) == set(renamed)
    (meeting,) = after["Harbour Lights"]["meetings"]["nodes"]
    assert (after["Harbour Lights"]["slug"], meeting["notes"]) == ("lights-1", "Second door")


async def test_an_address_that_was_put_right_here_is_no_difference_for_ever(
    client: Client, store: Store
) -> None:
    """Pain 6: perpetual false differences, since a geocoder writes addresses its own way.

    Nothing is sent to a geocoder here, and what differs is held against what the feed said
    last time.
    """
    report = await bring(store, SIX)
    (meeting,) = (await catalogue(client))["Lights 1"]["meetings"]["nodes"]
    _, venue_id = decode(meeting["venues"][0]["id"])
    await correct(store, report, venue_id)
    corrected = await catalogue(client)

    for days in (1, 2):
        again = await bring(store, SIX, days=days)
        assert not again.plan.writes
        assert await catalogue(client) == corrected
    (venue,) = corrected["Lights 1"]["meetings"]["nodes"][0]["venues"]
    assert (venue["street"], venue["version"]) == ("1 Quay St, rear", 2)


async def correct(store: Store, report: Report, venue_id: UUID) -> None:
    async def write(work: Work) -> None:
        found = await Venues(work).get(venue_id)
        put_right = replace(found, street="1 Quay St, rear", point=Point(40.70112, -74.0011))
        await Venues(work).save(found, put_right)

    await store.run(Actor(report.organisation_id, "test"), write)


async def test_a_place_that_is_on_no_map_is_found_and_a_point_that_people_state_counts(
    client: Client, store: Store
) -> None:
    """Pain 7: wrong geocoding that cannot be overridden, and that keeps people from saving.

    The change of a venue through the API belongs to a later issue.
    """
    await bring(store, [row(1, latitude=None, longitude=None), row(2, latitude=0, longitude=0)])
    for place in (await catalogue(client)).values():
        (venue,) = place["meetings"]["nodes"][0]["venues"]
        assert venue["point"] is None
        assert venue["street"].endswith("Quay Street")

    both = ["lights-1", "lights-2"]
    for filters in (
        {"text": "lights"},
        {"country": {"anyOf": ["us"]}},
        {"region": {"anyOf": ["NY"]}},
        {"meets": {"timeZone": "America/New_York", "weekdays": ["MO"]}},
    ):
        assert await slugs(client, **filters) == both

    house = await build(store, "ours", Differences(venue={"point": None}))
    here = {"latitude": 51.3397, "longitude": 12.3731, "withinKm": 10}
    assert await slugs(client, near=here) == []
    await change_venue(store, house, point=Point(51.3397, 12.3731).coarse())
    assert await slugs(client, near=here) == ["ours"]
    (place,) = (await data_of(client, '{ places(startsWith: "leip") { name groups } }'))["places"]
    assert place == {"name": "Leipzig", "groups": 1}


async def test_contacts_of_people_in_a_feed_are_told_to_nobody(
    client: Client, store: Store
) -> None:
    """Pain 9: contact privacy and role-dependent visibility."""
    told = {
        "contact_1_name": "Robin Rosenkrantz",
        "contact_1_email": "robin@example.org",
        "contact_1_phone": "212-555-0177",
        "notes": "Bring a cup. Write to robin@example.org or call Robin on 212-555-0177.",
        "group_notes": "Call Robin on 212-555-0177.",
        "group": "Lights",
    }
    report = await bring(store, [row(1, **told)])
    answer = await client.ask(CATALOGUE)
    page = await client.http.get("/groups/lights")

    assert "Bring a cup." in answer.text
    assert page.status_code == 200
    for text in (answer.text, page.text):
        assert not [each for each in ("Rosenkrantz", "robin@", "0177") if each in text]
    assert report.feed.contacts_dropped >= 5


async def test_what_changed_last_comes_first_and_what_is_over_is_gone_everywhere(
    client: Client, store: Store
) -> None:
    """Pain 11: incomplete notices of changes: none of what is gone, some of what is a draft.

    The feed of changes, which tells partners what is gone, belongs to a later issue.
    """
    first, second = await build(store, "first"), await build(store, "second")
    draft = await build(store, "draft", Differences(group={"status": GroupStatus.DRAFT}))
    await change_group(store, first, summary="We have new chairs.")
    await change_group(store, draft, summary="Not yet.")
    latest = """{ groups(orderBy: {field: CHANGED_AT, direction: DESC}) { nodes { slug } }
      meetings { nodes { slug } } }"""

    shown = await data_of(client, latest)
    assert [each["slug"] for each in shown["groups"]["nodes"]] == ["first-group", "second-group"]
    await change_group(store, second, status=GroupStatus.ARCHIVED)
    assert await data_of(client, latest) == {
        "groups": {"nodes": [{"slug": "first-group"}]},
        "meetings": {"nodes": [{"slug": "first-meeting"}]},
    }
    gone = """query($between: Between!) {
      group(by: {slug: "second-group"}) { slug }
      meeting(by: {slug: "second-meeting"}) { slug }
      occurrences(when: {between: $between}) { nodes { group { slug } } } }"""
    month = window(datetime.now(UTC), -28, 28)
    found = await data_of(client, gone, {"between": month})
    assert (found["group"], found["meeting"]) == (None, None)
    takes_place = {each["group"]["slug"] for each in found["occurrences"]["nodes"]}
    assert takes_place == {"first-group"}
    assert await slugs(client, text="second") == []


async def test_every_group_says_where_it_came_from_and_who_verified_it_when(
    client: Client, store: Store
) -> None:
    """Pain 12: who changed what.

    The history of changes, for those who run a group, belongs to a later issue.
    """
    seen = datetime(2026, 10, 4, 8, tzinfo=UTC)
    verified = {"verified_at": seen, "verified_by": "the operator"}
    await build(store, "ours", Differences(group=verified))
    before = datetime.now(UTC)
    report = await bring(store, [row(1)])

    found = await catalogue(client)
    ours, imported = found["ours group"], found["Lights 1"]
    assert (ours["source"], ours["importedAt"], ours["verifiedBy"]) == (None, None, "the operator")
    assert datetime.fromisoformat(ours["verifiedAt"]) == seen
    assert (imported["source"], imported["verifiedAt"]) == ("meeting-guide", None)
    assert datetime.fromisoformat(imported["importedAt"]) >= before

    await rename(client, report, imported)
    renamed = (await catalogue(client))["Harbour Lights"]
    assert (imported["version"], renamed["version"]) == (1, 2)
    assert renamed["changedAt"] > imported["changedAt"]
    assert renamed["importedAt"] == imported["importedAt"]

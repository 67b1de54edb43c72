"""What people suffer from in today's directories, asked of this one: what may be relied on."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from api.domain import ids
from api.domain.groups import Capacity
from api.domain.ids import Code
from api.domain.vocabulary import CapacityStatus, Disclosure, Medium, VenueKind
from api.persistence.store import Store
from tests.house import House
from tests.http.conftest import Client, member
from tests.http.page_world import Differences, build
from tests.http.pain_world import change_group, change_venue, coming, data_of, set_clock, slugs

LINK = "https://rooms.example.org/canary-4711"
ROOM = {
    "kind": VenueKind.ONLINE,
    "disclosure": Disclosure.MEMBERS,
    "area": None,
    "locality": None,
    "country": None,
    "point": None,
    "joining_notes": "Write to the group, and you are sent the link.",
}
ON_NOW = """{ occurrences(when: {now: true}, filter: {media: {anyOf: [ONLINE]}}) { nodes {
  status group { slug status } meeting { status medium }
  venues { kind disclosure url phone joiningNotes } } } }"""
EXACT = "query($id: ID!) { node(id: $id) { ... on Venue { exactLink exactAddress } } }"
LATEST = """{ groups(orderBy: {field: CHANGED_AT, direction: DESC}, first: 1) { nodes {
  slug verifiedAt changedAt } } }"""
# A person, or how to reach one.
OF_PEOPLE = re.compile("contact|mail|person|people|member|attend|therapist|practitioner|surname")
ORIGIN = {"origin": "https://partner.example"}


def venue_of(house: House) -> dict[str, str]:
    return {"id": ids.encode(Code.VENUE, house.venue)}


async def test_a_withheld_link_hides_no_meeting_and_a_public_one_is_one_tap_away(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pain 8: privacy of online links against one-tap access."""
    house = await build(store, "room", Differences(venue=ROOM, meeting={"medium": Medium.ONLINE}))
    theirs = await build(store, "theirs")
    await change_venue(store, house, {"link": LINK})
    set_clock(monkeypatch, coming("FREQ=WEEKLY;BYDAY=MO", "19:15", "Europe/Berlin"))

    assert await slugs(client, media={"anyOf": ["ONLINE"]}) == ["room"]
    answer = await client.ask(ON_NOW)
    (shown,) = answer.json()["data"]["occurrences"]["nodes"]
    assert shown["group"] == {"slug": "room-group", "status": "PUBLISHED"}
    assert shown["meeting"] == {"status": "ACTIVE", "medium": "ONLINE"}
    (venue,) = shown["venues"]
    assert (venue["url"], venue["disclosure"]) == (None, "MEMBERS")
    assert venue["joiningNotes"] == ROOM["joining_notes"]
    page = await client.http.get("/groups/room-group")
    assert (LINK in answer.text, LINK in page.text) == (False, False)

    for headers, status in (({}, 401), (member(theirs), 403)):
        refused = await client.ask(EXACT, venue_of(house), **headers)
        assert (refused.status_code, LINK in refused.text) == (status, False)
    for organisation, link in ((theirs, None), (house, LINK)):
        headers = member(organisation, "meetings:read")
        told = await data_of(client, EXACT, venue_of(house), **headers)
        assert told["node"]["exactLink"] == link

    await change_venue(
        store, house, {"address": None, "link": None}, disclosure=Disclosure.PUBLIC, url=LINK
    )
    (shown,) = (await data_of(client, ON_NOW))["occurrences"]["nodes"]
    assert shown["venues"][0]["url"] == LINK


async def test_no_public_field_is_made_for_somebody_to_be_reached_by(client: Client) -> None:
    """Pain 9: contact privacy and role-dependent visibility.

    Who sees more by their role in an organisation belongs to a later issue.
    """
    schema = await data_of(client, "{ __schema { types { name fields { name } } } }")
    fields = {
        (each["name"], field["name"])
        for each in schema["__schema"]["types"]
        if not each["name"].startswith("__")
        for field in each["fields"] or ()
    }
    assert len(fields) > 100
    # Who asks is told of themselves; a practitioner is named by an id alone.
    theirs = {("Viewer", "person"), ("Mutation", "verifyPractitioner")}
    # By which role a group is reached: no person has a contact of their own.
    theirs |= {("Group", "contact"), ("Network", "contact")}
    assert {field for field in fields if OF_PEOPLE.search(field[1].lower())} == theirs
    # A line to dial in by and a crisis line are nobody's own number.
    lines = {("Venue", "phone"), ("CrisisResource", "phone")}
    assert {field for field in fields if "phone" in field[1].lower()} == lines


async def test_an_address_that_is_withheld_is_told_to_its_own_organisation_only(
    client: Client, store: Store
) -> None:
    """Pain 9: contact privacy and role-dependent visibility."""
    ours, theirs = await build(store, "ours"), await build(store, "theirs")
    everything = "query($id: ID!) { node(id: $id) { ... on Venue { street postalCode area } } }"

    refused = await client.ask(EXACT, venue_of(ours))
    assert (refused.status_code, "Canary Lane" in refused.text) == (401, False)
    assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    public = {"street": None, "postalCode": None, "area": "Old town"}
    assert (await data_of(client, everything, venue_of(ours)))["node"] == public
    for house, address in ((theirs, None), (ours, "Canary Lane 7")):
        token = member(house, "meetings:read")
        told = await data_of(client, EXACT, venue_of(ours), **token)
        assert told["node"]["exactAddress"] == address


async def test_everybody_is_answered_without_a_key_from_any_origin(
    client: Client, store: Store
) -> None:
    """Pain 10: disputed access to feeds."""
    terms = {"licence": "CC-BY-4.0", "attribution": "Groups by Ours"}
    ours = await build(store, "ours", Differences(network=terms))
    theirs = await build(store, "theirs")
    question = "{ groups { nodes { name network { licence attribution } } } }"

    asked = {**ORIGIN, "access-control-request-method": "POST"}
    asked["access-control-request-headers"] = "content-type"
    may = await client.http.options("/graphql", headers=asked)
    assert (may.status_code, may.headers["access-control-allow-origin"]) == (200, "*")
    assert "POST" in may.headers["access-control-allow-methods"]
    assert "content-type" in may.headers["access-control-allow-headers"].lower()

    answer = await client.ask(question, **ORIGIN)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    assert answer.json()["data"]["groups"]["nodes"][0]["network"] == terms
    by_address = await client.http.get("/graphql", params={"query": question}, headers=ORIGIN)
    assert by_address.json() == answer.json()
    for token in (member(ours, "groups:read"), member(theirs)):
        assert (await client.ask(question, **token)).content == answer.content
    contract = await client.http.get("/schema.graphql", headers=ORIGIN)
    assert contract.headers["access-control-allow-origin"] == "*"


async def test_room_for_newcomers_has_a_date_and_unknown_is_not_full(
    client: Client, store: Store
) -> None:
    """Pain 15: capacity and freshness for referrers."""
    as_of = datetime(2026, 11, 2, 9, tzinfo=UTC)
    for status in (CapacityStatus.HAS_CAPACITY, CapacityStatus.FULL, CapacityStatus.WAITLIST):
        room = Capacity(status=status, as_of=as_of, by="the coordinator")
        await build(store, status.lower().replace("_", "-"), Differences(group={"capacity": room}))
    await build(store, "a-silent")

    free = await slugs(client, capacity={"anyOf": ["HAS_CAPACITY"]})
    assert free == ["has-capacity", "a-silent"]
    assert await slugs(client, capacity={"anyOf": ["FULL"], "unknown": "EXCLUDE"}) == ["full"]
    assert set(await slugs(client, capacity={"noneOf": ["FULL", "WAITLIST"]})) == set(free)
    told = "query($slug: String!) { group(by: {slug: $slug}) { capacity { status asOf by } } }"
    full = (await data_of(client, told, {"slug": "full-group"}))["group"]["capacity"]
    assert (full["status"], full["by"]) == ("FULL", "the coordinator")
    assert datetime.fromisoformat(full["asOf"]) == as_of
    silent = (await data_of(client, told, {"slug": "a-silent-group"}))["group"]["capacity"]
    assert silent == {"status": "UNKNOWN", "asOf": None, "by": None}


async def test_what_was_changed_today_is_not_therefore_verified(
    client: Client, store: Store
) -> None:
    """Pain 15: capacity and freshness for referrers."""
    today = datetime.now(UTC)
    verified = {"old": today - timedelta(days=400), "fresh": today - timedelta(days=2)}
    houses = {
        name: await build(store, name, Differences(group={"verified_at": at}))
        for name, at in verified.items()
    }
    await build(store, "never")
    await change_group(store, houses["old"], summary="We have new chairs.")

    week = (today - timedelta(days=7)).date().isoformat()
    assert await slugs(client, verifiedSince=week) == ["fresh"]
    (latest,) = (await data_of(client, LATEST))["groups"]["nodes"]
    assert latest["slug"] == "old-group"
    assert datetime.fromisoformat(latest["verifiedAt"]) == verified["old"]
    assert datetime.fromisoformat(latest["changedAt"]) >= today - timedelta(minutes=1)

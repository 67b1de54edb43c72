"""Venues by API: what is open, what is sealed, and what becomes of both."""

import asyncio
from typing import Any

import pytest

from api.domain.ids import Code, encode
from api.domain.places import Point
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.operating import at, audited, seen, uuid
from tests.identity import Asker, Minter

SCOPES = ("groups:manage", "meetings:read")
OPEN = "street postalCode url phone"
SHOWN = (
    f"id kind disclosure name {OPEN} area locality region country point {{ latitude longitude }}"
    " approximate joiningNotes accessibility transport version allowedActions"
)
EXACT = "exactAddress exactLink exactDialIn"
POINT = {"latitude": 51.339712, "longitude": 12.373145}
COARSE = Point(**POINT).coarse()
VENUE: dict[str, Any] = {
    "kind": "PHYSICAL",
    "disclosure": "PUBLIC",
    "name": None,
    "street": "Canary Lane 7",
    "postalCode": "04109C",
    "area": "Old town",
    "locality": "Leipzig",
    "region": "SN",
    "country": "DE",
    "point": POINT,
    "url": "https://canary.example/room",
    "phone": "+49 341 0987654",
    "joiningNotes": "Ring twice.",
    "accessibility": ["wheelchair"],
    "transport": "Tram 4",
}
CANARIES = ("Canary", "canary", "04109C", "0987654", "51.339712", "12.373145")
HIDDEN: dict[str, Any] = {
    **{name: VENUE[name] for name in ("kind", "area", "locality", "country", "point")},
    "disclosure": "MEMBERS",
    "exactAddress": "Canary Lane 7, back door",
    "exactLink": "https://canary.example/room",
    "exactDialIn": "+49 341 0987654,,123#",
}


@pytest.fixture
async def owner(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *SCOPES)


async def created(client: Client, asker: Asker, select: str = SHOWN, **more: object) -> Any:  # noqa: ANN401 - JSON
    values = {**VENUE, **more}
    return (await changed(client, "createVenue", values, asker, f"venue {{ {select} }}"))["venue"]


async def hidden(client: Client, asker: Asker, select: str = SHOWN, **more: object) -> Any:  # noqa: ANN401 - JSON
    values = {**HIDDEN, **more}
    return (await changed(client, "createVenue", values, asker, f"venue {{ {select} }}"))["venue"]


async def changing(client: Client, asker: Asker, values: dict[str, Any], select: str) -> Any:  # noqa: ANN401 - JSON
    return (await changed(client, "changeVenue", values, asker, f"venue {{ {select} }}"))["venue"]


async def traces(admin: Admin, venue: str) -> str:
    """All that is kept of a venue outside of what is sealed."""
    found = await admin.fetch("select t::text from catalogue.venues t where id = $1", uuid(venue))
    found += await admin.fetch(
        "select t::text from operations.outbox t where aggregate_id = $1", uuid(venue)
    )
    return "\n".join([*(row["t"] for row in found), *await audited(admin, venue)])


async def test_a_public_venue_is_shown_with_all_that_was_stated(
    client: Client, owner: Asker
) -> None:
    venue = await created(client, owner)
    assert venue == {
        **VENUE,
        "id": venue["id"],
        "approximate": False,
        "version": 1,
        "allowedActions": ["EDIT", "REMOVE"],
    }
    assert await seen(client, venue["id"], "id") is None


async def test_a_venue_needs_no_address_and_no_point(client: Client, owner: Asker) -> None:
    values = {"kind": "ONLINE", "disclosure": "ON_ACCEPTANCE"}
    found = await changed(client, "createVenue", values, owner, f"venue {{ {SHOWN} {EXACT} }}")
    told = found["venue"]
    assert (told["point"], told["approximate"], told["street"]) == (None, False, None)
    assert [told[name] for name in EXACT.split()] == [None, None, None]


@pytest.mark.parametrize("disclosure", ["AREA", "MEMBERS", "ON_ACCEPTANCE"])
async def test_what_is_exact_of_a_hidden_venue_is_sealed_and_its_point_coarse(
    client: Client, owner: Asker, admin: Admin, disclosure: str
) -> None:
    venue = await hidden(client, owner, f"{SHOWN} {EXACT}", disclosure=disclosure)

    assert [venue[name] for name in EXACT.split()] == [HIDDEN[name] for name in EXACT.split()]
    assert [venue[name] for name in OPEN.split()] == [None] * 4
    assert venue["point"] == {"latitude": COARSE.latitude, "longitude": COARSE.longitude}
    assert venue["approximate"] is True
    kept = await traces(admin, venue["id"])
    assert [canary for canary in CANARIES if canary in kept] == []


async def test_a_venue_that_is_hidden_leaves_nothing_exact_in_catalogue_audit_or_outbox(
    client: Client, owner: Asker, admin: Admin
) -> None:
    venue = await created(client, owner)
    values = at(venue["id"], disclosure="MEMBERS")
    after = await changing(client, owner, values, f"{SHOWN} {EXACT}")

    assert [after[name] for name in OPEN.split()] == [None] * 4
    assert after["exactAddress"] == "Canary Lane 7, 04109C"
    assert after["exactLink"] == VENUE["url"]
    assert after["exactDialIn"] == VENUE["phone"]
    assert after["point"] == {"latitude": COARSE.latitude, "longitude": COARSE.longitude}
    kept = await traces(admin, venue["id"])
    assert [canary for canary in CANARIES if canary in kept] == []
    entries = await audited(admin, venue["id"])
    assert all(name in entries[-1] for name in ("street", "postal_code", "point", "address"))


async def test_a_venue_may_be_hidden_behind_another_address_than_it_had(
    client: Client, owner: Asker
) -> None:
    venue = await created(client, owner)
    values = at(venue["id"], disclosure="AREA", exactAddress="Another door", exactLink=None)
    after = await changing(client, owner, values, EXACT)
    assert after == {
        "exactAddress": "Another door",
        "exactLink": None,
        "exactDialIn": VENUE["phone"],
    }


async def test_of_what_is_sealed_one_part_is_changed_and_the_others_stay(
    client: Client, owner: Asker
) -> None:
    venue = await hidden(client, owner)
    after = await changing(client, owner, at(venue["id"], exactDialIn=None), EXACT)
    assert after == {
        "exactAddress": HIDDEN["exactAddress"],
        "exactLink": HIDDEN["exactLink"],
        "exactDialIn": None,
    }
    after = await changing(client, owner, at(venue["id"], 2, exactAddress="A new door"), EXACT)
    assert (after["exactAddress"], after["exactLink"]) == ("A new door", HIDDEN["exactLink"])
    after = await changing(client, owner, at(venue["id"], 3, area="New town"), EXACT)
    assert (after["exactAddress"], after["exactLink"]) == ("A new door", HIDDEN["exactLink"])


async def test_nothing_sealed_is_published_by_itself(
    client: Client, owner: Asker, admin: Admin
) -> None:
    venue = await hidden(client, owner)
    before = await everything(admin)
    refused = await send(client, "changeVenue", at(venue["id"], disclosure="PUBLIC"), owner)
    told = payload(refused, "changeVenue")["errors"]
    assert [error["path"] for error in told] == [
        ["input", "street"],
        ["input", "url"],
        ["input", "phone"],
    ]
    assert await everything(admin) == before

    values = at(
        venue["id"], disclosure="PUBLIC", street="Canary Lane 7", url=None, exactDialIn=None
    )
    after = await changing(client, owner, values, f"{SHOWN} {EXACT}")
    assert (after["street"], after["url"], after["phone"]) == ("Canary Lane 7", None, None)
    assert [after[name] for name in EXACT.split()] == [None] * 3
    assert after["approximate"] is True
    assert (
        await admin.fetchval(
            "select count(*) from confidential.venue_secrets where venue_id = $1", uuid(venue["id"])
        )
        == 0
    )


@pytest.mark.parametrize(
    ("made", "values", "at_fault"),
    [
        ("hidden", {"street": "Canary Lane 7"}, ["street"]),
        ("hidden", {"postalCode": "04109C", "url": "https://x.example"}, ["postalCode", "url"]),
        ("hidden", {"approximate": False}, ["approximate"]),
        ("public", {"exactAddress": "x", "exactDialIn": "y"}, ["exactAddress", "exactDialIn"]),
        ("coarse", {"approximate": False}, ["approximate"]),
    ],
)
async def test_what_does_not_fit_the_disclosure_is_refused(
    client: Client,
    owner: Asker,
    admin: Admin,
    made: str,
    values: dict[str, Any],
    at_fault: list[str],
) -> None:
    venue = await (
        hidden(client, owner)
        if made == "hidden"
        else created(client, owner, approximate=made == "coarse")
    )
    before = await everything(admin)
    refused = await send(client, "changeVenue", at(venue["id"], **values), owner)
    told = payload(refused, "changeVenue")["errors"]
    assert {error["code"] for error in told} == {"INVALID_INPUT"}
    assert sorted(error["path"][1] for error in told) == sorted(at_fault)
    assert await everything(admin) == before


async def test_the_point_is_given_kept_or_coarse(client: Client, owner: Asker) -> None:
    select = "point { latitude longitude } approximate"
    coarse = {"latitude": COARSE.latitude, "longitude": COARSE.longitude}
    venue = await created(client, owner)
    kept = await changing(client, owner, at(venue["id"], street="Another"), select)
    assert kept == {"point": POINT, "approximate": False}
    made = await changing(client, owner, at(venue["id"], 2, approximate=True), select)
    assert made == {"point": coarse, "approximate": True}
    again = await changing(client, owner, at(venue["id"], 3, street="Third"), select)
    assert again == made
    given = await changing(client, owner, at(venue["id"], 4, point=POINT), select)
    assert given == {"point": POINT, "approximate": False}
    gone = await changing(client, owner, at(venue["id"], 5, point=None), select)
    assert gone == {"point": None, "approximate": False}


async def test_only_a_venue_that_nothing_uses_is_removed(
    client: Client, owner: Asker, ours: House, admin: Admin
) -> None:
    used = encode(Code.VENUE, ours.venue)
    assert (await seen(client, used, "allowedActions", owner))["allowedActions"] == ["EDIT"]
    before = await everything(admin)
    refused = await send(client, "removeVenue", at(used), owner)
    assert codes(refused, "removeVenue") == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before

    venue = await hidden(client, owner)
    stale = await send(client, "removeVenue", at(venue["id"], 2), owner)
    assert codes(stale, "removeVenue") == ["VERSION_CONFLICT"]
    found = await changed(client, "removeVenue", at(venue["id"]), owner, "removedId")
    assert found["removedId"] == venue["id"]
    assert await seen(client, venue["id"], "id", owner) is None
    left = await admin.fetchval(
        "select count(*) from confidential.venue_secrets where venue_id = $1", uuid(venue["id"])
    )
    assert left == 0
    event = await admin.fetchval(
        "select event from operations.outbox where aggregate_id = $1 and aggregate_version = 2",
        uuid(venue["id"]),
    )
    assert event == "venue.removed"


async def test_of_two_who_change_one_version_one_wins_and_the_other_sees_what_is_there(
    client: Client, owner: Asker
) -> None:
    """To see it fail: take ``table.c.version == version`` out of ``write_next``."""
    venue = await hidden(client, owner)
    current = "errors { ... on VersionConflict { current { ... on Venue { area version } } } }"
    asked = [
        send(
            client,
            "changeVenue",
            at(venue["id"], area=f"Area {number}", exactAddress=f"Door {number}"),
            owner,
            current,
        )
        for number in range(6)
    ]
    answers = [payload(answer, "changeVenue") for answer in await asyncio.gather(*asked)]
    (won,) = [number for number, answer in enumerate(answers) if not answer["errors"]]
    conflicts = [error for answer in answers for error in answer["errors"]]
    assert {error["code"] for error in conflicts} == {"VERSION_CONFLICT"}
    after = await seen(client, venue["id"], "area exactAddress version", owner)
    assert after == {"area": f"Area {won}", "exactAddress": f"Door {won}", "version": 2}
    late = await send(client, "changeVenue", at(venue["id"], area="Late"), owner, current)
    (conflict,) = payload(late, "changeVenue")["errors"]
    assert conflict["current"] == {"area": f"Area {won}", "version": 2}


async def test_another_organisation_learns_and_changes_nothing(
    client: Client, owner: Asker, theirs: House, minter: Minter, admin: Admin
) -> None:
    venue = await hidden(client, owner)
    stranger = await minter.staff(theirs.organisation, *SCOPES)
    before = await everything(admin)
    for name, values in (("changeVenue", {"area": "x"}), ("removeVenue", {})):
        refused = await send(client, name, at(venue["id"], **values), stranger)
        assert codes(refused, name) == ["NOT_FOUND"]
    assert await everything(admin) == before

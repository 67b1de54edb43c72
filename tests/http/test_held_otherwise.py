"""One occurrence elsewhere, or with notes of its own: who sees what, and that nobody goes astray.

To see one fail: leave ``venue_ids`` out of ``venues_of_occurrence``, or ``exception_venues`` out of
``visible`` in the view of venues, out of ``is_used``, or out of ``_LINKS`` of the feed of changes.
"""

from typing import Any
from uuid import uuid4

import pytest

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.matrix_of_meetings import coming_start
from tests.http.operating import at, uuid
from tests.http.operating import seen as shown
from tests.identity import Asker

NAME = "changeOccurrence"
NEXT, THIRD, FOURTH = coming_start(2), coming_start(3), coming_start(4)
OCCURRENCE = "originalStart status medium reason notes venues { id name street locality }"
MEETING = (
    "{ version notes venues { id }"
    " exceptions { kind originalStart medium notes reason venues { id } } }"
)
SCOPES = (Scope.MEETINGS_WRITE, Scope.GROUPS_MANAGE, Scope.MEETINGS_READ)
LIBRARY = {"kind": "PHYSICAL", "disclosure": "PUBLIC", "name": "Library", "street": "Main Street 1"}
SHELTER = {
    "kind": "PHYSICAL",
    "disclosure": "MEMBERS",
    "locality": "Leipzig",
    "country": "DE",
    "exactAddress": "Canary Lane 99, cellar",
}
BLANKET = {"notes": "Bring a blanket.", "reason": "The sun shines."}


@pytest.fixture
async def owner(client: Client, ours: House) -> Asker:
    return await client.minter.staff(ours.organisation, *(scope.value for scope in SCOPES))


@pytest.fixture
async def library(client: Client, owner: Asker) -> str:
    return await venue(client, owner, LIBRARY)


async def venue(client: Client, owner: Asker, values: dict[str, Any]) -> str:
    made = await changed(client, "createVenue", values, owner, "venue { id }")
    return made["venue"]["id"]


def of(house: House, version: int = 1, /, **more: object) -> dict[str, Any]:
    meeting = encode(Code.MEETING, house.meeting)
    return {"id": meeting, "expectedVersion": version, "originalStart": NEXT, **more}


async def occurrences(client: Client, house: House) -> dict[str, dict[str, Any]]:
    """What anybody reads of the next occurrences of a meeting, by their starts."""
    query = (
        f"query($id: ID!) {{ node(id: $id) {{ ... on Meeting"
        f" {{ nextOccurrences(first: 4) {{ {OCCURRENCE} }} }} }} }}"
    )
    answer = await client.ask(query, {"id": encode(Code.MEETING, house.meeting)})
    found = answer.json()["data"]["node"]["nextOccurrences"]
    return {each["originalStart"]: each for each in found}


def places(occurrence: dict[str, Any]) -> list[str]:
    return [each["id"] for each in occurrence["venues"]]


async def test_one_occurrence_is_held_elsewhere_and_the_others_where_they_always_are(
    client: Client, ours: House, owner: Asker, library: str
) -> None:
    before = await occurrences(client, ours)
    values = of(ours, 1, venueIds=[library], **BLANKET)
    meeting = (await changed(client, NAME, values, owner, f"meeting {MEETING}"))["meeting"]
    (exception,) = meeting["exceptions"]
    own = {**BLANKET, "venues": [{"id": library}]}
    assert exception == {"kind": "CHANGED", "originalStart": NEXT, "medium": None, **own}
    assert meeting["venues"] == [{"id": encode(Code.VENUE, ours.venue)}]
    after = await occurrences(client, ours)
    held = after.pop(NEXT)
    assert (places(held), held["notes"], held["reason"]) == ([library], *BLANKET.values())
    assert held["venues"][0]["street"] == "Main Street 1"
    usual = before.pop(NEXT)
    assert after == before
    back = of(ours, 2, venueIds=None, notes=None)
    meeting = (await changed(client, NAME, back, owner, f"meeting {MEETING}"))["meeting"]
    assert (meeting["version"], meeting["exceptions"]) == (3, [])
    assert await occurrences(client, ours) == {NEXT: usual, **before}


async def test_the_page_of_the_group_says_where_it_is_that_time(
    client: Client, ours: House, owner: Asker, library: str
) -> None:
    await changed(client, NAME, of(ours, 1, venueIds=[library], **BLANKET), owner)
    page = (await client.http.get("/groups/ours-group")).text
    (line,) = [each for each in page.split("<li>") if BLANKET["notes"] in each]
    for words in ("this time elsewhere", BLANKET["reason"], "Library", "Main Street 1"):
        assert words in line


async def test_what_is_left_out_stays_and_what_is_as_the_meeting_has_it_is_nothing_special(
    client: Client, ours: House, owner: Asker, library: str
) -> None:
    usual = {"venueIds": [encode(Code.VENUE, ours.venue)], "notes": "Ring twice."}
    await changed(client, "changeMeeting", at(of(ours)["id"], 1, notes="Ring twice."), owner)
    await changed(client, NAME, of(ours, 2, venueIds=[library], **BLANKET), owner)
    await changed(client, NAME, of(ours, 3, medium="HYBRID"), owner)
    held = (await occurrences(client, ours))[NEXT]
    assert (places(held), held["medium"], held["notes"]) == ([library], "HYBRID", BLANKET["notes"])
    await changed(client, NAME, of(ours, 4, notes=None, medium=None), owner)
    held = (await occurrences(client, ours))[NEXT]
    assert (held["notes"], held["medium"]) == ("Ring twice.", "IN_PERSON")
    assert (places(held), held["reason"]) == ([library], BLANKET["reason"])
    last = of(ours, 5, **usual)
    meeting = (await changed(client, NAME, last, owner, f"meeting {MEETING}"))["meeting"]
    assert meeting["exceptions"] == []


async def test_a_cancelled_one_is_restored_where_it_was_to_be_held(
    client: Client, ours: House, owner: Asker, library: str
) -> None:
    await changed(client, NAME, of(ours, 1, venueIds=[library], **BLANKET), owner)
    held = (await occurrences(client, ours))[NEXT]
    await changed(client, "cancelOccurrence", of(ours, 2), owner)
    refused = await send(client, NAME, of(ours, 3, notes="Other"), owner)
    assert codes(refused, NAME) == ["NOT_POSSIBLE_NOW"]
    await changed(client, "restoreOccurrence", of(ours, 3), owner)
    assert (await occurrences(client, ours))[NEXT] == held


async def test_it_goes_with_its_start_to_another_hour_and_to_what_continues_the_meeting(
    client: Client, ours: House, owner: Asker, library: str
) -> None:
    for version, start in enumerate((NEXT, FOURTH), 1):
        own = {"originalStart": start, "venueIds": [library], **BLANKET}
        await changed(client, NAME, of(ours, version, **own), owner)
    later = {"localStart": "2026-01-05T20:00:00", "timeZone": "America/New_York"}
    await changed(client, "changeMeeting", at(of(ours)["id"], 3, **later), owner)
    hour = {start: start.replace("T19", "T20") for start in (NEXT, THIRD, FOURTH)}
    found = await occurrences(client, ours)
    elsewhere = [start for start in found if places(found[start]) == [library]]
    assert elsewhere == [hour[NEXT], hour[FOURTH]]
    split = of(ours, 4, originalStart=hour[THIRD], name="Later ones")
    rest = (await changed(client, "changeMeetingFrom", split, owner, f"meeting {MEETING}"))[
        "meeting"
    ]
    (exception,) = rest["exceptions"]
    own = (hour[FOURTH], [{"id": library}], BLANKET["notes"])
    assert (exception["originalStart"], exception["venues"], exception["notes"]) == own
    left = await occurrences(client, ours)
    assert places(left[hour[NEXT]]) == [library]
    assert hour[FOURTH] not in left


async def test_nobody_learns_a_hidden_address_through_an_occurrence(
    client: Client, ours: House, theirs: House, owner: Asker, admin: Admin
) -> None:
    shelter = await venue(client, owner, SHELTER)
    await changed(client, NAME, of(ours, 1, venueIds=[shelter]), owner)
    held = (await occurrences(client, ours))[NEXT]
    assert held["venues"] == [{"id": shelter, "name": None, "street": None, "locality": "Leipzig"}]
    exact = "venues { locality exactAddress }"
    query = (
        "query($id: ID!) { node(id: $id) { ... on Meeting {"
        f" exceptions {{ {exact} }} nextOccurrences(first: 3) {{ originalStart {exact} }} }} }} }}"
    )
    meeting = {"id": of(ours)["id"]}
    nobody = await client.ask(query, meeting)
    assert "Canary Lane" not in nobody.text
    assert nobody.json()["errors"]
    stranger = await client.minter.staff(theirs.organisation, *(scope.value for scope in SCOPES))
    told = await client.ask(query, meeting, **stranger.headers)
    assert "Canary Lane" not in told.text
    for page in ("/meetings/ours-meeting.ics", "/groups/ours-group.ics", "/groups/ours-group"):
        text = (await client.http.get(page)).text
        assert "Leipzig" in text
        assert "Canary Lane" not in text
    entered = "select count(*) from confidential.disclosures where thing_id = $1"
    assert await admin.fetchval(entered, uuid(shelter)) == 0
    answer = (await client.ask(query, meeting, **owner.headers)).json()["data"]["node"]
    at_shelter = [{"locality": "Leipzig", "exactAddress": SHELTER["exactAddress"]}]
    assert answer["exceptions"] == [{"venues": at_shelter}]
    found = {each["originalStart"]: each["venues"] for each in answer["nextOccurrences"]}
    assert found[NEXT] == at_shelter
    assert await admin.fetchval(entered, uuid(shelter)) > 0


async def test_a_venue_is_in_the_directory_and_not_removed_while_one_time_is_held_there(
    client: Client, ours: House, owner: Asker, library: str, admin: Admin
) -> None:
    assert await shown(client, library, "name") is None
    cursor = (await told(client, None))["pageInfo"]["endCursor"]
    await changed(client, NAME, of(ours, 1, venueIds=[library]), owner)
    assert await shown(client, library, "name") == {"name": "Library"}
    assert (await shown(client, library, "allowedActions", owner))["allowedActions"] == ["EDIT"]
    page = await told(client, cursor)
    kinds = {each["id"]: each["kind"] for each in page["nodes"]}
    assert (kinds[library], kinds[of(ours)["id"]]) == ("CREATED", "UPDATED")
    before = await everything(admin)
    refused = await send(client, "removeVenue", at(library), owner)
    assert codes(refused, "removeVenue") == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before
    await changed(client, NAME, of(ours, 2, venueIds=None), owner)
    assert await shown(client, library, "name") is None
    page = await told(client, page["pageInfo"]["endCursor"])
    kinds = {each["id"]: each["kind"] for each in page["nodes"]}
    assert kinds[library] == "DELETED"
    await changed(client, "removeVenue", at(library), owner, "removedId")


async def told(client: Client, after: str | None) -> dict[str, Any]:
    query = (
        "query($after: String) { changes(after: $after, first: 100)"
        " { nodes { id kind } pageInfo { endCursor } } }"
    )
    return (await client.ask(query, {"after": after})).json()["data"]["changes"]


async def test_a_venue_of_another_and_one_that_is_not_there_look_alike(
    client: Client, ours: House, theirs: House, owner: Asker, library: str, admin: Admin
) -> None:
    before = await everything(admin)
    for strange in (theirs.venue, uuid4()):
        values = of(ours, 1, venueIds=[library, encode(Code.VENUE, strange)])
        (error,) = payload(await send(client, NAME, values, owner), NAME)["errors"]
        assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "venueIds", "1"])
        assert error["message"] == "There is no such venue."
    assert await everything(admin) == before


async def test_everything_that_is_wrong_is_told_at_once(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    wrong: dict[str, Any] = {"venueIds": [], "notes": "x" * 4_001, "reason": "x" * 501}
    values = of(ours, 1, originalStart=NEXT.replace("T19", "T20"), **wrong)
    errors = payload(await send(client, NAME, values, owner), NAME)["errors"]
    paths = sorted(error["path"][1] for error in errors)
    assert paths == ["notes", "originalStart", "reason", "venueIds"]
    assert await everything(admin) == before


async def test_no_occurrence_is_held_where_one_cannot_take_part(
    client: Client, ours: House, owner: Asker, library: str, admin: Admin
) -> None:
    both = of(ours, 1, medium="ONLINE", venueIds=[library])
    (error,) = payload(await send(client, NAME, both, owner), NAME)["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "venueIds"])
    await changed(client, NAME, of(ours, 1, venueIds=[library]), owner)
    before = await everything(admin)
    online = of(ours, 2, medium="ONLINE")
    (error,) = payload(await send(client, NAME, online, owner), NAME)["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "medium"])
    assert await everything(admin) == before


async def test_whoever_looked_at_an_older_version_is_shown_what_is_there_now(
    client: Client, ours: House, owner: Asker, library: str
) -> None:
    await changed(client, NAME, of(ours, 1, venueIds=[library]), owner)
    current = "errors { ... on VersionConflict { current { ... on Meeting { version } } } }"
    late = payload(await send(client, NAME, of(ours, 1, **BLANKET), owner, current), NAME)
    (error,) = late["errors"]
    assert (error["code"], error["current"]) == ("VERSION_CONFLICT", {"version": 2})

"""Single occurrences by the API: cancelled, restored, moved, switched, and one more.

To see one fail: leave ``of_use`` out of the venues of an occurrence, or take ``media`` from what
occurrences are filtered by.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.vocabulary import Disclosure, VenueKind
from api.persistence.ids import new_id
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.matrix_of_meetings import coming_start
from tests.identity import Asker

WRITE = Scope.MEETINGS_WRITE.value
SHOWN = (
    "meeting { version exceptions { kind originalStart newStart durationMinutes medium reason }"
    " nextOccurrences(first: 3)"
    " { id originalStart localStart startsAt endsAt status medium reason venues { kind } } }"
)
NEXT, THIRD = coming_start(2), coming_start(3)
LATER = NEXT.replace("T19:00", "T20:30")


@pytest.fixture
async def owner(client: Client, ours: House) -> Asker:
    return await client.minter.staff(ours.organisation, WRITE)


def seen(house: House, version: int = 1, /, **more: object) -> dict[str, Any]:
    return {
        "id": encode(Code.MEETING, house.meeting),
        "expectedVersion": version,
        "originalStart": NEXT,
        **more,
    }


async def occurrence(client: Client, house: House, start: str = NEXT) -> dict[str, Any]:
    """What anybody reads of one occurrence of a house's meeting."""
    day = datetime.fromisoformat(start).replace(tzinfo=UTC)
    between = {
        "after": (day - timedelta(days=1)).isoformat(),
        "before": (day + timedelta(days=1)).isoformat(),
    }
    answer = await client.ask(
        "query($between: Between!, $meeting: ID!) { occurrences(when: {between: $between},"
        " filter: {meeting: $meeting}) { nodes { id originalStart localStart startsAt endsAt status"
        " medium reason venues { kind } } } }",
        {"between": between, "meeting": encode(Code.MEETING, house.meeting)},
    )
    (found,) = answer.json()["data"]["occurrences"]["nodes"]
    return found


async def test_a_cancelled_occurrence_stays_in_lists_and_can_be_restored(
    client: Client, ours: House, owner: Asker
) -> None:
    before = await occurrence(client, ours)
    values = seen(ours, 1, reason="  The hall is   flooded. ")
    await changed(client, "cancelOccurrence", values, owner)
    told = await occurrence(client, ours)
    assert told == {**before, "status": "CANCELLED", "reason": "The hall is flooded."}
    twice = await send(client, "cancelOccurrence", seen(ours, 2), owner)
    assert codes(twice, "cancelOccurrence") == ["ALREADY_CANCELLED"]
    for name, more in (("moveOccurrence", {"newStart": LATER}), ("changeOccurrence", ONLINE)):
        refused = await send(client, name, seen(ours, 2, **more), owner)
        assert codes(refused, name) == ["NOT_POSSIBLE_NOW"]
    await changed(client, "restoreOccurrence", seen(ours, 2), owner)
    assert await occurrence(client, ours) == before


async def test_a_moved_occurrence_keeps_its_id_and_goes_back(
    client: Client, ours: House, owner: Asker
) -> None:
    before = await occurrence(client, ours)
    values = seen(ours, 1, newStart=LATER, durationMinutes=30, reason="Later")
    await changed(client, "moveOccurrence", values, owner)
    moved = await occurrence(client, ours)
    starts, ends = (datetime.fromisoformat(moved[name]) for name in ("startsAt", "endsAt"))
    assert (moved["id"], moved["originalStart"]) == (before["id"], NEXT)
    assert (moved["localStart"], ends - starts) == (LATER, timedelta(minutes=30))
    back = seen(ours, 2, newStart=NEXT)
    meeting = (await changed(client, "moveOccurrence", back, owner, SHOWN))["meeting"]
    assert meeting["exceptions"] == []
    assert await occurrence(client, ours) == before


@pytest.mark.parametrize(
    ("new_start", "code"),
    [
        ("2026-02-02T19:00:00", "INVALID_INPUT"),
        (coming_start(70), "BEYOND_HORIZON"),
        (NEXT[:17] + "01", "INVALID_INPUT"),
    ],
)
async def test_nothing_moves_into_the_past_or_out_of_sight(
    client: Client, ours: House, owner: Asker, admin: Admin, new_start: str, code: str
) -> None:
    before = await everything(admin)
    for name, values in (
        # Nothing moves so far that it would be out of sight.
        *([("moveOccurrence", seen(ours, 1, newStart=new_start))] * (code == "INVALID_INPUT")),
        ("addOccurrence", {**seen(ours), "localStart": new_start}),
    ):
        if name == "addOccurrence":
            del values["originalStart"]
        assert codes(await send(client, name, values, owner), name) == [code]
    assert await everything(admin) == before


ONLINE = {"medium": "ONLINE"}


async def test_an_occurrence_is_online_only_and_sends_nobody_to_the_place(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    room = new_id()
    await admin.execute(
        "insert into catalogue.venues (id, organisation_id, kind, disclosure, sort_key)"
        " values ($1, $2, $3, $4, '')",
        *(room, ours.organisation, VenueKind.ONLINE.value, Disclosure.MEMBERS.value),
    )
    both = [encode(Code.VENUE, each) for each in (ours.venue, room)]
    values = {"id": seen(ours)["id"], "expectedVersion": 1, "venueIds": both, "medium": "HYBRID"}
    await changed(client, "changeMeeting", values, owner)
    before = await occurrence(client, ours)
    assert (before["medium"], len(before["venues"])) == ("HYBRID", 2)
    switching = seen(ours, 2, **ONLINE, reason="The hall is flooded.")
    await changed(client, "changeOccurrence", switching, owner)
    switched = await occurrence(client, ours)
    assert (switched["medium"], switched["reason"]) == ("ONLINE", "The hall is flooded.")
    assert switched["venues"] == [{"kind": "ONLINE"}]
    assert (await occurrence(client, ours, THIRD))["medium"] == "HYBRID"
    assert await found_by_media(client, ours, "ONLINE") == [NEXT]
    assert NEXT not in await found_by_media(client, ours, "HYBRID")
    back = seen(ours, 3, medium="HYBRID")
    meeting = (await changed(client, "changeOccurrence", back, owner, SHOWN))["meeting"]
    assert meeting["exceptions"] == []
    assert await occurrence(client, ours) == before


async def found_by_media(client: Client, house: House, medium: str) -> list[str]:
    now = datetime.now(UTC)
    answer = await client.ask(
        "query($b: Between!, $meeting: ID!, $media: [Medium!]) { occurrences(when: {between: $b},"
        " filter: {meeting: $meeting, media: {anyOf: $media}}) { nodes { originalStart } } }",
        {
            "b": {"after": now.isoformat(), "before": (now + timedelta(days=30)).isoformat()},
            "meeting": encode(Code.MEETING, house.meeting),
            "media": [medium],
        },
    )
    return [each["originalStart"] for each in answer.json()["data"]["occurrences"]["nodes"]]


async def test_an_added_start_is_one_more_and_can_be_cancelled(
    client: Client, ours: House, owner: Asker
) -> None:
    extra = NEXT.replace("T19", "T11")
    values = {"id": seen(ours)["id"], "expectedVersion": 1, "localStart": extra, "reason": "Feast"}
    meeting = (await changed(client, "addOccurrence", values, owner, SHOWN))["meeting"]
    assert extra in [each["localStart"] for each in meeting["nextOccurrences"]]
    again = await send(client, "addOccurrence", {**values, "expectedVersion": 2}, owner)
    assert codes(again, "addOccurrence") == ["INVALID_INPUT"]
    regular = {**values, "expectedVersion": 2, "localStart": NEXT}
    assert codes(await send(client, "addOccurrence", regular, owner), "addOccurrence") == [
        "INVALID_INPUT"
    ]
    await changed(client, "cancelOccurrence", seen(ours, 2, originalStart=extra), owner)


async def test_a_reason_and_a_start_that_are_wrong_are_told_together(
    client: Client, ours: House, owner: Asker
) -> None:
    values = seen(ours, 1, originalStart=NEXT.replace("T19", "T20"), reason="x" * 501)
    errors = payload(await send(client, "cancelOccurrence", values, owner), "cancelOccurrence")
    paths = [error["path"] for error in errors["errors"]]
    assert paths == [["input", "reason"], ["input", "originalStart"]]


async def test_a_duration_of_nothing_is_no_duration(
    client: Client, ours: House, owner: Asker
) -> None:
    values = seen(ours, 1, newStart=LATER, durationMinutes=0)
    answer = payload(await send(client, "moveOccurrence", values, owner), "moveOccurrence")
    assert [error["path"] for error in answer["errors"]] == [["input", "durationMinutes"]]


async def test_the_journey_of_a_hybrid_series_across_a_change_of_clocks(
    client: Client, ours: House, owner: Asker
) -> None:
    """Every second Tuesday in New York, one moved and one cancelled, looked for from Berlin."""
    berlin, new_york = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
    # There the clocks go forward on the second Sunday of March, here on the last one.
    first = datetime(2027, 2, 23, 18, 30)  # noqa: DTZ001 - local
    starts = [first + timedelta(weeks=2 * number) for number in range(4)]
    values = {
        "groupId": encode(Code.GROUP, ours.group),
        "name": "Second Tuesdays",
        "medium": "HYBRID",
        "localStart": first.isoformat(),
        "durationMinutes": 75,
        "timeZone": "America/New_York",
        "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    }
    made = (await changed(client, "createMeeting", values, owner, "meeting { id }"))["meeting"]
    at = {"id": made["id"], "expectedVersion": 1, "originalStart": starts[2].isoformat()}
    moved = {**at, "newStart": (starts[2] + timedelta(hours=1)).isoformat()}
    await changed(client, "moveOccurrence", moved, owner)
    gone = {**at, "expectedVersion": 2, "originalStart": starts[1].isoformat()}
    await changed(client, "cancelOccurrence", gone, owner)
    shown = await client.ask(
        'query($meeting: ID!) { occurrences(when: {between: {after: "2027-02-20T00:00:00Z",'
        ' before: "2027-04-10T00:00:00Z"}}, filter: {meeting: $meeting, status:'
        " {anyOf: [SCHEDULED]}}) { nodes { startsAt localStart } } }",
        {"meeting": made["id"]},
    )
    found = [
        datetime.fromisoformat(each["startsAt"]).astimezone(berlin)
        for each in shown.json()["data"]["occurrences"]["nodes"]
    ]
    held = [starts[0], starts[2] + timedelta(hours=1), starts[3]]
    assert found == [each.replace(tzinfo=new_york) for each in held]
    # Six hours apart before and after, five in between, for which it is an hour later there.
    assert [f"{each:%d %H:%M}" for each in found] == ["24 00:30", "24 00:30", "07 00:30"]
    nearby = await client.ask(
        "query($group: ID!) { meetings(filter: {group: $group, media: {anyOf: [HYBRID]}})"
        " { nodes { name } } }",
        {"group": values["groupId"]},
    )
    assert nearby.json()["data"]["meetings"]["nodes"] == [{"name": "Second Tuesdays"}]

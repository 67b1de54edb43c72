"""Meetings by the API: made, changed as a whole or from one start on, resting and over.

To see one fail: take ``expect`` out of ``load``, or ``on_other_terms`` out of
``checked_schedule``.
"""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from api.domain.ids import Code, encode
from api.domain.meeting_actions import CONDITIONS, MeetingAction
from api.domain.occurrences import HORIZON_DAYS
from api.domain.scopes import ROLE_SCOPES, Scope
from api.domain.standing import StaffRole
from api.domain.vocabulary import MeetingStatus
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.matrix_of_meetings import coming_start
from tests.identity import Asker

WRITE = Scope.MEETINGS_WRITE.value
SHOWN = (
    "meeting { id slug name version status medium languages notes localStart durationMinutes"
    " timeZone rule season pausedUntil venues { id } continues { id rule version }"
    " exceptions { kind originalStart newStart medium reason }"
    " nextOccurrences(first: 4) { id originalStart localStart startsAt endsAt medium }"
    " allowedActions }"
)
ALLOWED = "query($id: ID!) { node(id: $id) { ... on Meeting { version allowedActions } } }"
TONIGHT, NEXT, THIRD = coming_start(1), coming_start(2), coming_start(3)


@pytest.fixture
async def owner(client: Client, ours: House) -> Asker:
    return await client.minter.staff(ours.organisation, WRITE)


def seen(house: House, version: int = 1, /, **more: object) -> dict[str, Any]:
    return {"id": encode(Code.MEETING, house.meeting), "expectedVersion": version, **more}


def new(house: House, **more: object) -> dict[str, Any]:
    return {
        "groupId": encode(Code.GROUP, house.group),
        "name": "Mondays",
        "medium": "HYBRID",
        "localStart": "2026-01-05T19:00:00",
        "durationMinutes": 90,
        "timeZone": "Europe/Berlin",
        "rule": "FREQ=WEEKLY;BYDAY=MO",
        **more,
    }


async def test_a_new_meeting_is_found_with_its_occurrences_by_anybody(
    client: Client, ours: House, owner: Asker
) -> None:
    venue = encode(Code.VENUE, ours.venue)
    more = {"venueIds": [venue, venue], "languages": ["de"], "season": "01-01/12-31"}
    made = (await changed(client, "createMeeting", new(ours, **more), owner, SHOWN))["meeting"]
    assert (made["slug"], made["version"], made["status"]) == ("mondays", 1, "ACTIVE")
    assert (made["venues"], made["season"]) == ([{"id": venue}], "01-01/12-31")
    query = '{ meeting(by: {slug: "mondays"}) { nextOccurrences(first: 2) { localStart } } }'
    found = (await client.ask(query)).json()["data"]["meeting"]["nextOccurrences"]
    assert [each["localStart"][11:] for each in found] == ["19:00:00"] * 2


async def test_a_new_meeting_of_a_season_takes_place_within_it_and_not_outside(
    client: Client, ours: House, owner: Asker
) -> None:
    opens, closes = (date.fromisoformat(start[:10]) for start in (NEXT, THIRD))
    season = f"{opens:%m-%d}/{closes:%m-%d}"
    values = new(ours, localStart=coming_start(-8), season=season)
    made = (await changed(client, "createMeeting", values, owner, SHOWN))["meeting"]
    assert made["season"] == season
    coming = [each["localStart"] for each in made["nextOccurrences"]]
    assert coming[:2] == [NEXT, THIRD]
    # The same days of other years are as near as it gets.
    assert all(opens.year < int(start[:4]) for start in coming[2:])


async def test_a_meeting_by_appointment_has_no_schedule_and_gets_one_later(
    client: Client, ours: House, owner: Asker
) -> None:
    bare = {name: new(ours)[name] for name in ("groupId", "name", "medium")}
    made = (await changed(client, "createMeeting", bare, owner, SHOWN))["meeting"]
    assert (made["localStart"], made["nextOccurrences"]) == (None, [])
    assert set(made["allowedActions"]) == {"EDIT", "PAUSE", "ARCHIVE"}
    later = {"id": made["id"], "expectedVersion": 1, "localStart": NEXT, "timeZone": "Europe/Rome"}
    errors = payload(await send(client, "changeMeeting", later, owner), "changeMeeting")["errors"]
    assert [error["path"] for error in errors] == [["input", "durationMinutes"]]
    later["durationMinutes"] = 60
    after = (await changed(client, "changeMeeting", later, owner, SHOWN))["meeting"]
    assert [each["localStart"] for each in after["nextOccurrences"]] == [NEXT]


async def test_what_is_left_out_stays_and_null_clears(
    client: Client, ours: House, owner: Asker
) -> None:
    first = seen(ours, 1, notes="Ring twice.", languages=["de", "tr"])
    await changed(client, "changeMeeting", first, owner)
    second = seen(ours, 2, notes=None, languages=None)
    meeting = (await changed(client, "changeMeeting", second, owner, SHOWN))["meeting"]
    assert (meeting["notes"], meeting["languages"], meeting["version"]) == (None, [], 3)
    assert (meeting["name"], meeting["rule"]) == ("ours meeting", "FREQ=WEEKLY;BYDAY=MO")
    third = seen(ours, 3, localStart=None)
    meeting = (await changed(client, "changeMeeting", third, owner, SHOWN))["meeting"]
    assert (meeting["timeZone"], meeting["rule"], meeting["nextOccurrences"]) == (None, None, [])


async def test_whoever_looked_at_an_older_version_is_shown_the_newer_one(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    await changed(client, "changeMeeting", seen(ours, 1, name="First"), owner)
    before = await everything(admin)
    shown = "errors { ... on VersionConflict { current { ... on Meeting { name version } } } }"
    for name, more in EDITS.items():
        answer = await send(client, name, seen(ours, 1, **more), owner, shown)
        (error,) = payload(answer, name)["errors"]
        assert (error["code"], error["path"]) == ("VERSION_CONFLICT", ["input", "expectedVersion"])
        assert error["current"] == {"name": "First", "version": 2}
    assert await everything(admin) == before


async def test_another_zone_keeps_the_local_time(client: Client, ours: House, owner: Asker) -> None:
    values = seen(ours, 1, timeZone="America/New_York")
    meeting = (await changed(client, "changeMeeting", values, owner, SHOWN))["meeting"]
    (first, *_) = meeting["nextOccurrences"]
    assert first["localStart"][11:] == "19:00:00"
    assert datetime.fromisoformat(first["startsAt"]).astimezone(UTC).hour in (23, 0)


async def test_a_series_at_another_hour_keeps_what_was_cancelled_cancelled(
    client: Client, ours: House, owner: Asker
) -> None:
    await changed(client, "cancelOccurrence", seen(ours, 1, originalStart=NEXT), owner)
    later = seen(ours, 2, localStart="2026-01-05T20:00:00")
    meeting = (await changed(client, "changeMeeting", later, owner, SHOWN))["meeting"]
    at_eight = [start.replace("T19", "T20") for start in (TONIGHT, NEXT, THIRD)]
    assert [each["originalStart"] for each in meeting["exceptions"]] == [at_eight[1]]
    starts = [each["localStart"] for each in meeting["nextOccurrences"]]
    assert at_eight[1] not in starts
    assert {at_eight[0], at_eight[2]} <= set(starts)


async def test_from_one_start_on_another_meeting_continues_with_the_exceptions_to_come(
    client: Client, ours: House, owner: Asker
) -> None:
    await changed(client, "cancelOccurrence", seen(ours, 1, originalStart=TONIGHT), owner)
    await changed(client, "cancelOccurrence", seen(ours, 2, originalStart=THIRD), owner)
    later = NEXT.replace("T19", "T18")
    values = seen(ours, 3, originalStart=NEXT, localStart=later, medium="ONLINE")
    made = (await changed(client, "changeMeetingFrom", values, owner, SHOWN))["meeting"]
    last_day = date.fromisoformat(NEXT[:10]) - timedelta(days=1)
    assert made["continues"] == {
        "id": encode(Code.MEETING, ours.meeting),
        "rule": f"FREQ=WEEKLY;BYDAY=MO;UNTIL={last_day:%Y%m%d}",
        "version": 4,
    }
    assert (made["version"], made["medium"]) == (1, "ONLINE")
    assert [e["originalStart"] for e in made["exceptions"]] == [THIRD.replace("T19", "T18")]
    assert made["nextOccurrences"][0]["localStart"] == later
    query = "query($id: ID!) { node(id: $id) { ... on Meeting { exceptions { originalStart } "
    query += "nextOccurrences(first: 9) { originalStart } } } }"
    answer = await client.ask(query, {"id": made["continues"]["id"]})
    old = answer.json()["data"]["node"]
    assert [each["originalStart"] for each in old["exceptions"]] == [TONIGHT]
    assert all(each["originalStart"] < NEXT for each in old["nextOccurrences"])


async def test_what_was_counted_is_not_counted_again_by_the_meeting_that_continues(
    client: Client, ours: House, owner: Asker
) -> None:
    values = new(ours, localStart=TONIGHT, rule="FREQ=WEEKLY;COUNT=6")
    made = (await changed(client, "createMeeting", values, owner, SHOWN))["meeting"]
    values = {"id": made["id"], "expectedVersion": 1, "originalStart": THIRD}
    rest = (await changed(client, "changeMeetingFrom", values, owner, SHOWN))["meeting"]
    assert rest["rule"] == "FREQ=WEEKLY;COUNT=4"


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("2026-01-05T19:00:00", "NOT_POSSIBLE_NOW"),
        (NEXT.replace("T19", "T20"), "NOT_FOUND"),
        (coming_start(80), "BEYOND_HORIZON"),
        ("1850-01-01T19:00:00", "INVALID_INPUT"),
        ("2026-01-05T19:00:30", "INVALID_INPUT"),
    ],
)
async def test_only_a_start_to_come_is_edited(
    client: Client, ours: House, owner: Asker, admin: Admin, start: str, code: str
) -> None:
    before = await everything(admin)
    for name, more in (
        ("changeMeetingFrom", {"name": "Other"}),
        ("cancelOccurrence", {}),
        ("moveOccurrence", {"newStart": THIRD}),
        ("changeOccurrence", {"medium": "ONLINE"}),
        ("restoreOccurrence", {}),
    ):
        answer = await send(client, name, seen(ours, 1, originalStart=start, **more), owner)
        (error,) = payload(answer, name)["errors"]
        assert (error["code"], error["path"]) == (code, ["input", "originalStart"])
    assert await everything(admin) == before


async def test_what_lies_too_far_ahead_is_refused_with_the_last_date_that_is_known(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    query = """mutation($input: AddOccurrenceInput!) { addOccurrence(input: $input) {
      errors { __typename ... on BeyondHorizon { lastDate } } } }"""
    values = {"input": seen(ours, 1, localStart=coming_start(80))}
    answer = await client.ask(query, values, **owner.headers)
    (error,) = payload(answer, "addOccurrence")["errors"]
    known = datetime.now(UTC).date() + timedelta(days=HORIZON_DAYS)
    assert error["__typename"] == "BeyondHorizon"
    assert known - date.fromisoformat(error["lastDate"]) <= timedelta(days=1)
    assert await everything(admin) == before


async def test_a_paused_meeting_meets_again_on_the_day_that_was_said(
    client: Client, ours: House, owner: Asker
) -> None:
    until = NEXT[:10]
    paused = await changed(client, "pauseMeeting", seen(ours, 1, until=until), owner, SHOWN)
    meeting = paused["meeting"]
    assert (meeting["status"], meeting["pausedUntil"]) == ("PAUSED", until)
    assert meeting["nextOccurrences"][0]["localStart"] == NEXT
    await changed(client, "pauseMeeting", seen(ours, 2), owner)
    resumed = await changed(client, "resumeMeeting", seen(ours, 3), owner, SHOWN)
    assert resumed["meeting"]["status"] == "ACTIVE"
    assert resumed["meeting"]["nextOccurrences"]
    wrong = seen(ours, 4, until="2020-01-01")
    assert codes(await send(client, "pauseMeeting", wrong, owner), "pauseMeeting") == [
        "INVALID_INPUT"
    ]


async def test_an_archived_meeting_is_seen_by_its_organisation_alone_and_stays_as_it_is(
    client: Client, ours: House, owner: Asker
) -> None:
    over = (await changed(client, "archiveMeeting", seen(ours), owner, SHOWN))["meeting"]
    assert (over["status"], over["allowedActions"]) == ("ARCHIVED", [])
    query = '{ meeting(by: {slug: "ours-meeting"}) { id } }'
    assert (await client.ask(query)).json()["data"] == {"meeting": None}
    again = await send(client, "changeMeeting", seen(ours, 2, name="Again"), owner)
    assert codes(again, "changeMeeting") == ["NOT_POSSIBLE_NOW"]


WRONG: dict[str, Any] = {
    "name": " ",
    "languages": ["de", "not a language"],
    "notes": "x" * 4_001,
    "audiences": ["no-such-audience"],
    "venueIds": ["ven_1", encode(Code.VENUE, uuid4())],
    "durationMinutes": 0,
    "timeZone": "Mars/Olympus",
    "rule": "FREQ=YEARLY",
    "season": "13-01/02-30",
}
PATHS = [
    ["input", "audiences", "0"],
    ["input", "durationMinutes"],
    ["input", "languages", "1"],
    ["input", "name"],
    ["input", "notes"],
    ["input", "rule"],
    ["input", "season"],
    ["input", "timeZone"],
    ["input", "venueIds", "0"],
    ["input", "venueIds", "1"],
]


async def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    for name, values in (
        ("createMeeting", new(ours, **WRONG)),
        ("changeMeeting", seen(ours, 1, **WRONG)),
        ("changeMeetingFrom", seen(ours, 1, originalStart=NEXT, **WRONG)),
    ):
        errors = payload(await send(client, name, values, owner), name)["errors"]
        assert sorted(error["path"] for error in errors) == PATHS, name
        assert "Mars" not in str(errors)
    assert await everything(admin) == before


REFUSED = """mutation($input: CreateMeetingInput!) { createMeeting(input: $input) {
  meeting { id } errors { __typename code path
    ... on RecurrenceRefused { suggestion { localStart rule } } } } }"""


@pytest.mark.parametrize(
    ("start", "rule", "code", "suggestion"),
    [
        (
            "2026-01-06T19:00:00",
            "FREQ=WEEKLY;BYDAY=MO",
            "RECURRENCE_REFUSED",
            {"localStart": "2026-01-12T19:00:00", "rule": None},
        ),
        (
            "2026-01-05T19:00:00",
            "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1",
            "RULE_NOT_SUPPORTED",
            {"localStart": "2026-01-05T19:00:00", "rule": "FREQ=MONTHLY;BYDAY=1MO"},
        ),
        (
            "2026-01-05T19:00:00",
            "FREQ=WEEKLY;UNTIL=20250101",
            "RECURRENCE_REFUSED",
            {"localStart": None, "rule": "FREQ=WEEKLY"},
        ),
        ("2026-01-05T19:00:00", "every Monday", "RULE_NOT_SUPPORTED", None),
    ],
)
async def test_a_recurrence_that_is_refused_comes_with_one_that_is_not(  # noqa: PLR0913, PLR0917 - one case
    client: Client,
    ours: House,
    owner: Asker,
    start: str,
    rule: str,
    code: str,
    suggestion: dict[str, str | None] | None,
) -> None:
    values = new(ours, localStart=start, rule=rule)
    answer = await client.ask(REFUSED, {"input": values}, **owner.headers)
    (error,) = answer.json()["data"]["createMeeting"]["errors"]
    assert (error["__typename"], error["code"]) == ("RecurrenceRefused", code)
    assert error["suggestion"] == suggestion
    if suggestion is not None:
        better = {name: value for name, value in suggestion.items() if value is not None}
        await changed(client, "createMeeting", {**values, **better}, owner)


async def test_what_is_not_there_and_what_is_not_ours_look_alike(
    client: Client, ours: House, theirs: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    strange = [encode(Code.MEETING, each) for each in (theirs.meeting, uuid4())]
    for name, more in EDITS.items():
        told = [
            payload(await send(client, name, {**seen(ours), "id": each, **more}, owner), name)
            for each in strange
        ]
        assert told[0] == told[1]
        assert [error["code"] for error in told[0]["errors"]] == ["NOT_FOUND"]
        wrong = {**seen(ours), "id": encode(Code.GROUP, ours.group), **more}
        assert codes(await send(client, name, wrong, owner), name) == ["INVALID_ID"]
    groups = [encode(Code.GROUP, each) for each in (theirs.group, uuid4())]
    venues = [[encode(Code.VENUE, each)] for each in (theirs.venue, uuid4())]
    for member, values in (("groupId", groups), ("venueIds", venues)):
        answers = [
            payload(
                await send(client, "createMeeting", {**new(ours), member: each}, owner),
                "createMeeting",
            )
            for each in values
        ]
        assert answers[0] == answers[1]
        (error,) = answers[0]["errors"]
        assert (error["code"], error["path"][1]) == ("NOT_FOUND", member)
    assert await everything(admin) == before


async def test_an_input_without_what_it_needs_is_no_request(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    nothing: dict[str, Any] = {}
    required = {"createMeeting": ({"groupId", "name", "medium"}, new(ours))}
    for name, more in EDITS.items():
        values = {**seen(ours), **more}
        required[name] = (values.keys() - {"name", "durationMinutes", "medium"}, values)
    for name, (members, values) in required.items():
        for member in members:
            left_out = {key: value for key, value in values.items() if key != member}
            for wrong in ({**values, member: None}, {**values, member: nothing}, left_out):
                answer = await send(client, name, wrong, owner)
                assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert await everything(admin) == before


EDITS: dict[str, dict[str, Any]] = {
    "changeMeeting": {"name": "Other"},
    "changeMeetingFrom": {"originalStart": NEXT, "durationMinutes": 60},
    "addOccurrence": {"localStart": NEXT.replace("T19", "T11")},
    "cancelOccurrence": {"originalStart": NEXT},
    "restoreOccurrence": {"originalStart": NEXT},
    "moveOccurrence": {"originalStart": NEXT, "newStart": NEXT.replace("T19", "T20")},
    "changeOccurrence": {"originalStart": NEXT, "medium": "ONLINE"},
    "pauseMeeting": {},
    "resumeMeeting": {},
    "archiveMeeting": {},
}


async def test_of_two_edits_at_once_one_wins_and_the_other_is_shown_what_is_there_now(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    current = "errors { ... on VersionConflict { current { ... on Meeting { name version } } } }"
    asked = [
        send(client, "changeMeeting", seen(ours, 1, name=f"Name {number}"), owner, current)
        for number in range(6)
    ] + [send(client, "changeMeetingFrom", seen(ours, 1, originalStart=NEXT), owner)]
    answers = [answer.json()["data"] for answer in await asyncio.gather(*asked)]
    told = [error for each in answers for body in each.values() for error in body["errors"]]
    assert [error["code"] for error in told] == ["VERSION_CONFLICT"] * 6
    assert all(error["current"]["version"] == 2 for error in told if "current" in error)
    rows = await admin.fetch(
        "select version, continues_id from catalogue.meetings where group_id = $1"
        " order by continues_id nulls first",
        ours.group,
    )
    assert rows[0]["version"] == 2
    # Whoever lost with a change from one start on has left no second meeting behind.
    continues = not answers[-1]["changeMeetingFrom"]["errors"]
    assert [row["continues_id"] for row in rows] == [None, *[ours.meeting] * continues]


@pytest.mark.parametrize("status", list(MeetingStatus))
async def test_what_may_be_done_is_what_is_accepted(
    client: Client, ours: House, admin: Admin, status: MeetingStatus
) -> None:
    """Over all statuses and roles: the field says what the mutations do, and nothing else."""
    by_action = dict(zip(MeetingAction, ACTIONS, strict=True))
    for role in StaffRole:
        asker = await client.minter.staff(
            ours.organisation, *(scope.value for scope in ROLE_SCOPES[role]), role=role
        )
        for action, (name, more) in by_action.items():
            cancelled = action is MeetingAction.RESTORE_OCCURRENCE
            await _put_back(admin, ours, status, NEXT if cancelled else None)
            query = (
                "query($id: ID!) { node(id: $id) { ... on Meeting { version allowedActions } } }"
            )
            asked = await client.ask(
                query, {"id": encode(Code.MEETING, ours.meeting)}, **asker.headers
            )
            found = asked.json()["data"]["node"]
            answer = await send(client, name, seen(ours, found["version"], **more), asker)
            accepted = answer.status_code == 200 and codes(answer, name) == []
            assert (action.value in found["allowedActions"]) is accepted, (role, action)


ACTIONS = (
    ("changeMeeting", EDITS["changeMeeting"]),
    ("changeMeetingFrom", EDITS["changeMeetingFrom"]),
    *((name, EDITS[name]) for name in ("addOccurrence", "cancelOccurrence", "restoreOccurrence")),
    *((name, EDITS[name]) for name in ("moveOccurrence", "changeOccurrence", "pauseMeeting")),
    *((name, EDITS[name]) for name in ("resumeMeeting", "archiveMeeting")),
)


async def _put_back(admin: Admin, house: House, status: str, cancelled: str | None) -> None:
    """Have the meeting as it was built, in a status, with one start cancelled or none."""
    await admin.execute(
        "update catalogue.meetings set status = $2, paused_until = null,"
        " rule = 'FREQ=WEEKLY;BYDAY=MO' where id = $1",
        *(house.meeting, status),
    )
    await admin.execute(
        "delete from catalogue.meeting_exceptions where meeting_id = $1", house.meeting
    )
    if cancelled is not None:
        await admin.execute(
            "insert into catalogue.meeting_exceptions (id, meeting_id, kind, original_start)"
            " values ($1, $2, 'CANCELLED', $3)",
            *(uuid4(), house.meeting, datetime.fromisoformat(cancelled)),
        )


def test_every_action_has_a_mutation() -> None:
    assert CONDITIONS.keys() == set(MeetingAction)
    assert {name for name, _ in ACTIONS} == EDITS.keys()

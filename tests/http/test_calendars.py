"""Calendars of meetings and groups: read again by somebody else's library, to the same starts.

To see one fail: leave ``others`` out of the event that recurs, or write a rule's end as a day.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportMissingTypeStubs=false
# The libraries that read calendars leave their types open.

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import recurring_ical_events
from icalendar import Calendar

from api.domain.ids import Code, encode
from api.domain.rules import Rule, first_allowed
from api.domain.scopes import Scope
from api.http.pages import calendars
from tests.house import House
from tests.http.changes import changed
from tests.http.conftest import Admin, Client
from tests.http.matrix_of_meetings import coming_start
from tests.identity import Asker

ZONES = (
    "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Tehran", "America/Sao_Paulo",
    "Pacific/Apia", "Europe/Berlin", "America/St_Johns", "America/Santiago", "Africa/Cairo",
    "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Chatham", "America/Havana", "Asia/Jerusalem",
    "Africa/Casablanca", "Europe/Dublin", "Pacific/Auckland", "America/Phoenix", "Atlantic/Azores",
    "Europe/Chisinau", "America/Godthab", "Asia/Beirut", "UTC", "Etc/GMT+5",
)  # fmt: skip
TODAY = datetime.now(UTC).date()
UNTIL = TODAY + timedelta(days=200)
RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU",
    "FREQ=MONTHLY;BYDAY=-1SU,2SU",
    f"FREQ=DAILY;INTERVAL=2;UNTIL={UNTIL:%Y%m%d}",
    "FREQ=WEEKLY;COUNT=30;BYDAY=SU",
)
OCCURRENCES = """query($meeting: ID!, $after: DateTime!, $before: DateTime!, $cursor: String) {
  occurrences(when: {between: {after: $after, before: $before}}, first: 100, after: $cursor,
    filter: {meeting: $meeting}) {
    pageInfo { hasNextPage endCursor }
    nodes { originalStart startsAt endsAt status } } }"""
NEXT, THIRD = coming_start(2), coming_start(3)

type Found = set[tuple[datetime, float]]


@pytest.fixture
async def owner(client: Client, ours: House) -> Asker:
    return await client.minter.staff(
        ours.organisation, Scope.MEETINGS_WRITE.value, Scope.GROUPS_MANAGE.value
    )


def window() -> tuple[datetime, datetime]:
    now = datetime.now(UTC)
    return now, now + timedelta(days=395)


async def by_api(client: Client, meeting: str) -> list[dict[str, Any]]:
    after, before = window()
    found: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"meeting": meeting, "cursor": None}
    asked |= {"after": after.isoformat(), "before": before.isoformat()}
    while True:
        page = (await client.ask(OCCURRENCES, asked)).json()["data"]["occurrences"]
        found += page["nodes"]
        asked["cursor"] = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def held(occurrences: list[dict[str, Any]]) -> Found:
    return {
        (starts, (datetime.fromisoformat(each["endsAt"]) - starts).total_seconds())
        for each in occurrences
        if each["status"] == "SCHEDULED"
        for starts in [datetime.fromisoformat(each["startsAt"])]
    }


def by_library(calendar: Calendar) -> dict[str, Found]:
    """What another library makes of a calendar, by meeting.

    Cancelled events are its caller's to leave out. Where clocks change during an event, it adds
    the duration to the clock's hands.
    """
    after, before = window()
    found = defaultdict[str, Found](set)
    expanded: Any = recurring_ical_events.of(calendar)
    for event in expanded.between(after - timedelta(days=1), before):
        starts, ends = event.start.astimezone(UTC), event.end.astimezone(UTC)
        if event["STATUS"] != "CANCELLED" and after <= starts < before:
            changed_within = event.start.utcoffset() != event.end.utcoffset()
            naive = event.end.replace(tzinfo=None) - event.start.replace(tzinfo=None)
            lasts = naive if changed_within else ends - starts
            found[event["UID"].partition("@")[0]].add((starts, lasts.total_seconds()))
    return found


async def edited(client: Client, owner: Asker, meeting: str) -> None:
    """Move, cancel and switch one start each, and add one.

    On another day: the library forgets a start that was added to a day with one that was edited.
    """
    coming = await by_api(client, meeting)
    third, fourth, fifth, sixth = (each["originalStart"] for each in coming[2:6])
    later = (datetime.fromisoformat(third) + timedelta(hours=3)).isoformat()
    extra = (datetime.fromisoformat(sixth) + timedelta(hours=5)).isoformat()
    edits: list[tuple[str, dict[str, Any]]] = [
        ("moveOccurrence", {"originalStart": third, "newStart": later, "durationMinutes": 45}),
        ("cancelOccurrence", {"originalStart": fourth, "reason": "Nobody can; see you."}),
        ("changeOccurrence", {"originalStart": fifth, "medium": "ONLINE"}),
        ("addOccurrence", {"localStart": extra}),
    ]
    for version, (name, values) in enumerate(edits, start=1):
        await changed(client, name, {"id": meeting, "expectedVersion": version, **values}, owner)


async def test_a_calendar_means_what_the_api_says_in_every_zone(
    client: Client, ours: House, owner: Asker
) -> None:
    """At half past two at night, where clocks change, for more than a year."""
    made: list[str] = []
    for number, zone in enumerate(ZONES):
        rule = RULES[number % len(RULES)]
        day = datetime.combine(TODAY + timedelta(days=3), datetime.min.time())
        start = first_allowed(Rule.parse(rule), day.replace(hour=2, minute=30))
        assert start is not None
        values = {
            "groupId": encode(Code.GROUP, ours.group),
            "name": f"At night in {zone}, with a name that is longer than a line of a calendar",
            "medium": "HYBRID",
            "localStart": start.isoformat(),
            "durationMinutes": 90,
            "timeZone": zone,
            "rule": rule,
        }
        payload = await changed(client, "createMeeting", values, owner, "meeting { id }")
        made.append(payload["meeting"]["id"])
        await edited(client, owner, made[-1])
    answer = await client.http.get("/groups/ours-group.ics")
    body = answer.content
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert body.count(b"\n") == body.count(b"\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 75
    calendar: Any = Calendar.from_ical(body)
    assert calendar.get_missing_tzids() == set()
    assert len(ZONES) >= 20
    ends = [line for line in body.split(b"\r\n") if b"UNTIL=" in line]
    # Beside a time zone the end of a rule is an instant in UTC (RFC 5545, section 3.3.10).
    assert ends
    assert all(re.search(rb"UNTIL=\d{8}T\d{6}Z", line) for line in ends)
    read = by_library(calendar)
    for zone, meeting in zip(ZONES, made, strict=True):
        expected = held(await by_api(client, meeting))
        assert len(expected) > 10
        assert read[meeting] == expected, zone


async def test_a_calendar_of_one_meeting_names_each_event_for_ever(
    client: Client, ours: House, owner: Asker
) -> None:
    meeting = encode(Code.MEETING, ours.meeting)
    await edited(client, owner, meeting)
    answer = await client.http.get("/meetings/ours-meeting.ics")
    calendar: Any = Calendar.from_ical(answer.content)
    events = calendar.walk("VEVENT")
    assert {event["UID"] for event in events} == {f"{meeting}@peers.test"}
    assert {event["SEQUENCE"] for event in events} == {5}
    assert all("DTSTAMP" in event for event in events)
    master, *apart = events
    assert (master["RRULE"].to_ical(), "RECURRENCE-ID" in master) == (
        b"FREQ=WEEKLY;BYDAY=MO",
        False,
    )
    assert [each["STATUS"] for each in apart] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert all(each["RECURRENCE-ID"].params["TZID"] == "Europe/Berlin" for each in apart)
    assert apart[1]["DESCRIPTION"] == "Nobody can; see you."
    assert by_library(calendar)[meeting] == held(await by_api(client, meeting))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("changeMeeting", {"season": "01-10/11-15"}),
        ("changeMeeting", {"localStart": NEXT, "rule": None}),
        ("pauseMeeting", {"until": THIRD[:10]}),
        ("pauseMeeting", {}),
        ("pauseGroup", {"until": THIRD[:10]}),
        ("pauseGroup", {}),
        ("changeMeetingFrom", {"originalStart": THIRD, "durationMinutes": 30}),
    ],
    ids=[
        "a season",
        "once",
        "a pause that ends",
        "a pause",
        "the group's that ends",
        "the group's",
        "another meeting from then on",
    ],
)
async def test_what_no_rule_can_say_is_listed(
    client: Client, ours: House, owner: Asker, name: str, values: dict[str, Any]
) -> None:
    meeting, group = encode(Code.MEETING, ours.meeting), encode(Code.GROUP, ours.group)
    thing = group if name == "pauseGroup" else meeting
    await changed(client, name, {"id": thing, "expectedVersion": 1, **values}, owner)
    calendar: Any = Calendar.from_ical((await client.http.get("/groups/ours-group.ics")).content)
    listed = await client.ask(
        "query($id: ID!) { node(id: $id) { ... on Group { meetings { nodes { id } } } } }",
        {"id": encode(Code.GROUP, ours.group)},
    )
    for each in listed.json()["data"]["node"]["meetings"]["nodes"]:
        assert by_library(calendar)[each["id"]] == held(await by_api(client, each["id"]))


async def test_a_single_occurrence_that_moved_is_told_where_it_went(
    client: Client, ours: House, owner: Asker
) -> None:
    at = {"id": encode(Code.MEETING, ours.meeting)}
    once = {**at, "expectedVersion": 1, "localStart": NEXT, "rule": None}
    await changed(client, "changeMeeting", once, owner)
    later = {**at, "expectedVersion": 2, "originalStart": NEXT, "newStart": THIRD}
    await changed(client, "moveOccurrence", later, owner)
    calendar: Any = Calendar.from_ical((await get(client, "/meetings/ours-meeting.ics")).content)
    (event,) = calendar.walk("VEVENT")
    assert event.start.replace(tzinfo=None).isoformat() == THIRD
    assert "RECURRENCE-ID" not in event


async def test_a_hidden_place_is_told_only_as_far_as_it_is_public(
    client: Client, ours: House
) -> None:
    body = (await get(client, "/meetings/ours-meeting.ics")).text
    assert "LOCATION:Old town\\, Leipzig\\, DE" in body
    assert "Canary" not in body
    assert "https://peers.test/groups/ours-group" in body


async def test_one_time_elsewhere_has_its_own_place_and_words(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    values = {
        "kind": "PHYSICAL",
        "disclosure": "PUBLIC",
        "name": "Library",
        "street": "Main Street",
    }
    library = await changed(
        client, "createVenue", {**values, "joiningNotes": "Room 2."}, owner, "venue { id }"
    )
    at = {"id": encode(Code.MEETING, ours.meeting), "expectedVersion": 1, "originalStart": NEXT}
    own = {"venueIds": [library["venue"]["id"]], "notes": "Bring a blanket.", "reason": "A feast."}
    await changed(client, "changeOccurrence", {**at, **own}, owner)
    calendar: Any = Calendar.from_ical((await get(client, "/meetings/ours-meeting.ics")).content)
    usual, apart = calendar.walk("VEVENT")
    assert usual["LOCATION"] == "Old town, Leipzig, DE"
    assert apart["RECURRENCE-ID"].dt.replace(tzinfo=None).isoformat() == NEXT
    assert apart["LOCATION"] == "Library, Main Street"
    assert apart["DESCRIPTION"] == "A feast.\n\nBring a blanket.\n\nRoom 2."
    await admin.execute("update catalogue.groups set neutral_title = true")
    neutral = (await get(client, "/meetings/ours-meeting.ics")).text
    assert "blanket" not in neutral
    assert "Room 2" not in neutral


async def test_a_neutral_title_stands_on_no_screen(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    """To see it fail: take any of the fields out of ``_neutral``."""
    cancelled = {"id": encode(Code.MEETING, ours.meeting), "originalStart": NEXT}
    why = {"reason": "The widows travel", "expectedVersion": 1}
    await changed(client, "cancelOccurrence", {**cancelled, **why}, owner)
    await admin.execute(
        "update catalogue.groups set name = 'Grief on Mondays', slug = 'grief' where id = $1",
        ours.group,
    )
    await admin.execute("update catalogue.meetings set name = 'Mourning', notes = 'Bring a photo'")
    await admin.execute(
        "update catalogue.venues set name = 'Hospice', street = 'Quay 7', joining_notes = 'Weep'"
    )
    telling = ("grief", "mourning", "widows", "photo", "hospice", "weep")
    paths = ("/groups/grief.ics", "/meetings/ours-meeting.ics")
    for path in paths:
        # Long lines are folded; unfolded again, no word is torn.
        open_body = (await get(client, path)).text.replace("\r\n ", "").lower()
        assert [word for word in telling if word not in open_body] == []
    await admin.execute("update catalogue.groups set neutral_title = true")
    for path in paths:
        body = (await get(client, path)).text.replace("\r\n ", "")
        assert "SUMMARY:Meeting" in body
        assert "STATUS:CANCELLED" in body
        assert "Quay 7" in body
        assert [word for word in telling if word in body.lower()] == []


async def test_a_calendar_of_too_many_meetings_is_refused_and_never_cut(
    client: Client, ours: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await get(client, "/groups/ours-group.ics")
    monkeypatch.setattr(calendars, "MOST_MEETINGS", 0)
    refused = await client.http.get("/groups/ours-group.ics")
    assert refused.status_code == 422
    assert "more than one calendar holds" in refused.text


async def test_what_is_not_public_has_no_calendar(
    client: Client, ours: House, theirs: House, owner: Asker, admin: Admin
) -> None:
    await admin.execute(
        "update catalogue.groups set status = 'DRAFT', published = false where id = $1", ours.group
    )
    await admin.execute(
        "update catalogue.meetings set published = false where id = $1", ours.meeting
    )
    appointment = {"id": encode(Code.MEETING, theirs.meeting), "expectedVersion": 1}
    other = await client.minter.staff(theirs.organisation, Scope.MEETINGS_WRITE.value)
    await changed(client, "changeMeeting", {**appointment, "localStart": None}, other)
    for path in (
        "/groups/ours-group.ics",
        "/meetings/ours-meeting.ics",
        "/meetings/theirs-meeting.ics",
        "/meetings/no-such-meeting.ics",
    ):
        # A token opens no more than nobody in particular sees.
        for headers in ({}, owner.headers):
            assert (await client.http.get(path, headers=headers)).status_code == 404, path
    empty = await get(client, "/groups/theirs-group.ics")
    assert "BEGIN:VEVENT" not in empty.text


async def test_a_calendar_that_has_not_changed_is_not_sent_again(
    client: Client, ours: House
) -> None:
    first = await get(client, "/meetings/ours-meeting.ics")
    assert first.headers["cache-control"] == "public, max-age=60"
    tag = {"if-none-match": first.headers["etag"]}
    again = await client.http.get("/meetings/ours-meeting.ics", headers=tag)
    assert (again.status_code, again.content) == (304, b"")


async def get(client: Client, path: str) -> httpx.Response:
    answer = await client.http.get(path)
    assert answer.status_code == 200
    return answer

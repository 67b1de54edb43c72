"""What people suffer from in today's directories, asked of this one: when something takes place."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.seasons import MonthDay, Season
from api.domain.vocabulary import GroupStatus, Medium, MeetingStatus
from api.persistence.store import Store
from tests.http.conftest import Client
from tests.http.page_world import Differences, build
from tests.http.pain_world import coming, data_of, days, schedule, set_clock, slugs, window

NEW_YORK = "America/New_York"
TOKYO = Differences(
    meeting={
        "schedule": schedule("FREQ=WEEKLY;BYDAY=MO", "07:00", "Asia/Tokyo"),
        "medium": Medium.ONLINE,
    }
)
TAKES_PLACE = """
query($zone: String!, $when: When!) {
  occurrences(when: $when, timeZone: $zone) { nodes {
    startsAt localStart status reason meeting { slug timeZone } } } }
"""
NEXT = """
query($slug: String!, $first: Int!) {
  group(by: {slug: $slug}) {
    status pausedUntil frequency
    meetings { nodes { status pausedUntil season frequency } }
    nextOccurrences(first: $first) { localStart status } } }
"""


async def takes_place(client: Client, zone: str = "UTC", **when: object) -> list[dict[str, Any]]:
    found = await data_of(client, TAKES_PLACE, {"zone": zone, "when": when})
    return found["occurrences"]["nodes"]


async def next_days(client: Client, name: str, first: int) -> list[date]:
    found = await data_of(client, NEXT, {"slug": f"{name}-group", "first": first})
    starts = [each["localStart"] for each in found["group"]["nextOccurrences"]]
    return [datetime.fromisoformat(start).date() for start in starts]


async def test_a_monday_morning_in_tokyo_is_found_on_a_sunday_evening_in_new_york(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pain 1: time zones on online meetings."""
    await build(store, "tokyo", TOKYO)
    noon = coming("FREQ=WEEKLY;BYDAY=SU", "12:00", NEW_YORK)
    set_clock(monkeypatch, noon)
    mine = {"timeZone": NEW_YORK, "withinDays": 7}

    evening = {**mine, "weekdays": ["SU"], "after": "17:00", "before": "19:00"}
    assert await slugs(client, meets=evening) == ["tokyo"]
    assert await slugs(client, meets={**mine, "weekdays": ["MO"]}) == []
    tokyo = {"timeZone": "Asia/Tokyo", "weekdays": ["MO"], "after": "07:00", "before": "07:01"}
    assert await slugs(client, meets=tokyo) == ["tokyo"]

    (start,) = await takes_place(client, NEW_YORK, today=True)
    assert datetime.fromisoformat(start["startsAt"]).astimezone(noon.tzinfo).date() == noon.date()
    assert start["localStart"] == f"{noon.date() + timedelta(days=1)}T07:00:00"
    assert start["meeting"] == {"slug": "tokyo-meeting", "timeZone": "Asia/Tokyo"}
    # The week of New York ends with this Sunday, that of Tokyo has begun.
    assert await takes_place(client, NEW_YORK, thisWeek=True) == [start]
    assert await takes_place(client, "Asia/Tokyo", thisWeek=True) == [start]


async def test_when_clocks_change_in_new_york_a_meeting_in_tokyo_is_an_hour_off_there(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pain 1: time zones on online meetings."""
    await build(store, "tokyo", TOKYO)
    # Seven in the morning of Japan is always 22:00 UTC of the day before.
    sunday = next_change(NEW_YORK)
    sundays = [
        datetime.combine(sunday + timedelta(days=number), time(22), UTC) for number in (-7, 0)
    ]
    hours = [each.astimezone(ZoneInfo(NEW_YORK)).hour for each in sundays]
    assert sorted(hours) == [17, 18]
    found = await takes_place(client, between=window(sundays[0], 0, 8))
    assert [datetime.fromisoformat(each["startsAt"]) for each in found] == sundays

    def at(hour: int) -> dict[str, object]:
        of_the_hour = {"after": f"{hour}:00", "before": f"{hour}:01"}
        return {"timeZone": NEW_YORK, "weekdays": ["SU"], "withinDays": 7, **of_the_hour}

    for start, hour in zip(sundays, hours, strict=True):
        set_clock(monkeypatch, start - timedelta(days=1))
        assert await slugs(client, meets=at(hour)) == ["tokyo"]
        assert await slugs(client, meets=at(35 - hour)) == []


def next_change(zone: str) -> date:
    """Return the next day on which the clocks of a zone change."""
    coming_days = days(datetime.now(UTC).date(), 1, 300)
    offsets = [datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset() for day in coming_days]
    changes = (before != after for before, after in pairwise(offsets))
    return next(day for day, changed in zip(coming_days[1:], changes, strict=True) if changed)


async def test_what_is_not_weekly_has_the_right_days_and_says_how_often(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pain 2: non-weekly meetings."""
    second = schedule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")
    twice, last = schedule("FREQ=MONTHLY;BYDAY=1TU,3TU"), schedule("FREQ=MONTHLY;BYDAY=-1FR")
    for name, held in (("second", second), ("twice", twice), ("last", last)):
        await build(store, name, Differences(meeting={"schedule": held}))

    # Today's meeting may have begun, and from then on it is no longer the next.
    coming_days = days(datetime.now(UTC).date(), 1, 380)

    async def shown(name: str, count: int) -> list[date]:
        found = await next_days(client, name, 14)
        return [day for day in found if day in coming_days][:count]

    fortnights = [day for day in coming_days if (day - second.local_start.date()).days % 14 == 0]
    tuesdays = [day for day in coming_days if day.weekday() == 1]
    firsts_and_thirds = [day for day in tuesdays if day.day <= 7 or 15 <= day.day <= 21]
    last_fridays = [
        day
        for day in coming_days
        if day.weekday() == 4 and (day + timedelta(days=7)).month != day.month
    ]
    assert await shown("second", 12) == fortnights[:12]
    assert await shown("twice", 12) == firsts_and_thirds[:12]
    assert await shown("last", 11) == last_fridays[:11]
    assert await slugs(client, frequency={"anyOf": ["EVERY_SECOND_WEEK"]}) == ["second", "twice"]
    assert await slugs(client, frequency={"anyOf": ["MONTHLY"]}) == ["last"]
    assert await slugs(client, frequency={"anyOf": ["WEEKLY"]}) == []

    for tuesday, found in (("1TU", ["twice"]), ("2TU", []), ("3TU", ["twice"])):
        set_clock(monkeypatch, coming(f"FREQ=MONTHLY;BYDAY={tuesday}", "09:00", "Europe/Berlin"))
        today = await takes_place(client, "Europe/Berlin", today=True)
        assert [each["meeting"]["slug"] for each in today] == [f"{name}-meeting" for name in found]
        tonight = {"timeZone": "Europe/Berlin", "weekdays": ["TU"], "withinDays": 1}
        assert await slugs(client, meets=tonight) == found


async def test_a_group_that_rests_is_found_and_says_until_when(
    client: Client, store: Store
) -> None:
    """Pain 3: temporary closure, inactive, seasonal."""
    until = datetime.now(UTC).date() + timedelta(days=40)
    rests = Differences(
        group={"status": GroupStatus.PAUSED, "paused_until": until},
        meeting={"status": MeetingStatus.PAUSED, "paused_until": until},
    )
    await build(store, "resting", rests)

    shown = await data_of(client, NEXT, {"slug": "resting-group", "first": 1})
    assert shown["group"]["status"] == "PAUSED"
    assert shown["group"]["pausedUntil"] == until.isoformat()
    assert shown["group"]["meetings"]["nodes"][0]["pausedUntil"] == until.isoformat()
    (again,) = await next_days(client, "resting", 1)
    assert until <= again < until + timedelta(days=7)

    assert await slugs(client) == ["resting"]
    assert await slugs(client, status={"anyOf": ["PUBLISHED"]}) == []
    # Who looks for these weeks is not sent to a closed door, who looks farther is sent in time.
    assert await slugs(client, meets={"timeZone": "Europe/Berlin"}) == []
    assert await slugs(client, meets={"timeZone": "Europe/Berlin", "withinDays": 60}) == ["resting"]


async def test_a_meeting_of_one_season_takes_place_in_no_other(
    client: Client, store: Store
) -> None:
    """Pain 3: temporary closure, inactive, seasonal."""
    today = datetime.now(UTC)
    opens, closes = today + timedelta(days=40), today + timedelta(days=100)
    season = Season(MonthDay(opens.month, opens.day), MonthDay(closes.month, closes.day))
    held = schedule("FREQ=WEEKLY;BYDAY=MO", season=season)
    await build(store, "summer", Differences(meeting={"schedule": held}))

    shown = await data_of(client, NEXT, {"slug": "summer-group", "first": 1})
    assert shown["group"]["meetings"]["nodes"][0]["season"] == f"{opens:%m-%d}/{closes:%m-%d}"
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    assert await takes_place(client, between=window(midnight, 1, 40)) == []
    assert len(await takes_place(client, between=window(midnight, 40, 101))) in {8, 9}
    assert await takes_place(client, between=window(midnight, 101, 390)) == []


async def test_one_cancelled_evening_is_shown_as_cancelled_and_is_never_the_next(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pain 3: temporary closure, inactive, seasonal."""
    noon = coming("FREQ=WEEKLY;BYDAY=MO", "12:00", "Europe/Berlin")
    tonight = noon.replace(hour=19, tzinfo=None)
    flooded = ScheduleException(
        kind=ExceptionKind.CANCELLED, original_start=tonight, reason="The hall is flooded."
    )
    held = schedule("FREQ=WEEKLY;BYDAY=MO", exceptions=(flooded,))
    await build(store, "hall", Differences(meeting={"schedule": held}))
    set_clock(monkeypatch, noon)

    (shown,) = await takes_place(client, "Europe/Berlin", today=True)
    assert (shown["localStart"], shown["status"]) == (tonight.isoformat(), "CANCELLED")
    assert shown["reason"] == "The hall is flooded."
    assert await next_days(client, "hall", 1) == [noon.date() + timedelta(days=7)]
    assert await takes_place(client, startingWithin=12 * 60) == []
    assert await slugs(client, meets={"timeZone": "Europe/Berlin", "withinDays": 1}) == []
    set_clock(monkeypatch, noon.replace(hour=19, minute=15))
    assert await takes_place(client, now=True) == []


async def test_three_days_of_the_week_are_one_record_that_is_found_on_each(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pain 4: several days per week, one record."""
    held = schedule("FREQ=WEEKLY;BYDAY=MO,WE,FR")
    await build(store, "thrice", Differences(meeting={"schedule": held}))
    monday = coming("FREQ=WEEKLY;BYDAY=MO", "08:00", "Europe/Berlin")
    set_clock(monkeypatch, monday)

    week = await takes_place(client, "Europe/Berlin", thisWeek=True)
    assert [datetime.fromisoformat(each["localStart"]).date() for each in week] == [
        monday.date() + timedelta(days=number) for number in (0, 2, 4)
    ]
    assert {each["meeting"]["slug"] for each in week} == {"thrice-meeting"}
    for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"):
        found = await slugs(client, meets={"timeZone": "Europe/Berlin", "weekdays": [day]})
        assert found == (["thrice"] if day in {"MO", "WE", "FR"} else [])
    counted = await data_of(client, "{ groups { totalCount } meetings { totalCount } }")
    assert counted == {"groups": {"totalCount": 1}, "meetings": {"totalCount": 1}}
    assert await slugs(client, frequency={"anyOf": ["SEVERAL_A_WEEK"]}) == ["thrice"]


async def test_what_goes_past_midnight_is_on_until_it_ends_and_belongs_to_the_evening(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pain 4: several days per week, one record; here one evening that ends on the next day."""
    held = schedule("FREQ=WEEKLY;BYDAY=MO", "23:00", "Europe/Lisbon", minutes=90)
    await build(store, "late", Differences(meeting={"schedule": held}))
    tuesday = coming("FREQ=WEEKLY;BYDAY=TU", "00:00", "Europe/Lisbon")

    for minute, meetings in ((0, 1), (15, 1), (29, 1), (30, 0)):
        set_clock(monkeypatch, tuesday.replace(minute=minute))
        assert len(await takes_place(client, now=True)) == meetings
    assert await takes_place(client, "Europe/Lisbon", today=True) == []
    late = {"timeZone": "Europe/Lisbon", "after": "22:00", "before": "01:00"}
    assert await slugs(client, meets={**late, "weekdays": ["MO"]}) == ["late"]
    assert await slugs(client, meets={"timeZone": "Europe/Lisbon", "weekdays": ["TU"]}) == []

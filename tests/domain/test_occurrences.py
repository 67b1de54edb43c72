"""When meetings take place: zones, exceptions, seasons, windows."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from api.domain.errors import InvalidInput, UnknownTimeZone
from api.domain.occurrence_keys import occurrence_key
from api.domain.occurrences import (
    MAX_EXCEPTIONS,
    Occurrence,
    OccurrenceStatus,
    Schedule,
    occurrence_id,
)
from api.domain.rules import Rule
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.seasons import MonthDay, Season
from api.domain.zones import utc_minute_of_week

NEW_YORK = "America/New_York"
MEETING = UUID("0197c3a2-f0b1-7d1e-8c5a-5f2b8e0d4c61")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def schedule(
    start: str,
    rule: str | None = None,
    *,
    zone: str = NEW_YORK,
    minutes: int = 60,
    season: Season | None = None,
    exceptions: Iterable[ScheduleException] = (),
) -> Schedule:
    return Schedule(
        local_start=local(start),
        duration_minutes=minutes,
        time_zone=zone,
        rule=None if rule is None else Rule.parse(rule),
        season=season,
        exceptions=tuple(exceptions),
    )


def between(what: Schedule, after: str, before: str) -> tuple[Occurrence, ...]:
    return what.occurrences(after=utc(after), before=utc(before))


def days(what: Schedule, after: str, before: str) -> list[str]:
    return [f"{each.local_start:%m-%d}" for each in between(what, after, before)]


def exception(kind: ExceptionKind, start: str, new_start: str | None = None) -> ScheduleException:
    return ScheduleException(
        kind=kind,
        original_start=local(start),
        new_start=None if new_start is None else local(new_start),
    )


# Rules.


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        # The example of RFC 5545 in which WKST matters.
        (
            "1997-08-05T09:00",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            ["08-05", "08-10", "08-19", "08-24"],
        ),
        (
            "1997-08-05T09:00",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            ["08-05", "08-17", "08-19", "08-31"],
        ),
        ("1997-08-31T09:00", "FREQ=MONTHLY;COUNT=3", ["08-31", "10-31", "12-31"]),
        ("1997-09-30T09:00", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", ["09-30", "10-31"]),
        ("1997-09-05T09:00", "FREQ=MONTHLY;BYDAY=1FR,-1FR;COUNT=3", ["09-05", "09-26", "10-03"]),
        ("1997-08-13T09:00", "FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=13,14;COUNT=1", ["08-13"]),
        # All Mondays and the second Tuesday: dateutil on its own finds none of them.
        (
            "1997-09-01T09:00",
            "FREQ=MONTHLY;BYDAY=MO,2TU;COUNT=4",
            ["09-01", "09-08", "09-09", "09-15"],
        ),
        ("1997-09-26T09:00", "FREQ=MONTHLY;BYDAY=4FR,-1FR;COUNT=2", ["09-26", "10-24"]),
        ("1997-09-02T09:00", "FREQ=DAILY;INTERVAL=10;COUNT=3", ["09-02", "09-12", "09-22"]),
        ("1997-09-05T09:00", "FREQ=DAILY;BYDAY=MO,FR;COUNT=3", ["09-05", "09-08", "09-12"]),
    ],
)
def test_a_rule_means_what_rfc_5545_says(start: str, rule: str, expected: list[str]) -> None:
    assert days(schedule(start, rule), "1997-01-01", "1998-01-01") == expected


def test_a_meeting_without_a_rule_takes_place_once() -> None:
    once = schedule("2026-01-05T19:00")
    assert days(once, "2025-01-01", "2027-01-01") == ["01-05"]
    assert days(once, "2026-02-01", "2027-01-01") == []


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260119", "01-19"),
        ("20260119T190000", "01-19"),
        ("20260119T185959", "01-12"),
        # 19:00 in New York is midnight in UTC.
        ("20260120T000000Z", "01-19"),
        ("20260119T235959Z", "01-12"),
        ("20260119T190000Z", "01-12"),
        ("99991231T235959Z", "01-26"),
    ],
)
def test_until_is_inclusive_and_without_z_it_is_a_time_of_the_zone(until: str, last: str) -> None:
    weekly = schedule("2026-01-05T19:00", f"FREQ=WEEKLY;UNTIL={until}")
    assert days(weekly, "2026-01-01", "2026-02-01")[-1] == last


def test_the_last_occurrence_before_an_until_in_utc_survives_a_change_of_the_clocks() -> None:
    weekly = schedule("2026-10-18T19:00", "FREQ=WEEKLY;UNTIL=20261102T000000Z")
    assert days(weekly, "2026-10-01", "2027-01-01") == ["10-18", "10-25", "11-01"]


# Clocks.


def test_seven_in_the_evening_stays_seven_in_the_evening_all_year() -> None:
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY")
    starts = [
        each.starts_at.astimezone(ZoneInfo(NEW_YORK))
        for each in between(weekly, "2026-01-01", "2027-01-01")
    ]
    assert {start.hour for start in starts} == {19}
    assert len({start.utcoffset() for start in starts}) == 2


def test_a_time_that_the_clocks_skip_is_read_with_the_offset_before() -> None:
    weekly = schedule("2026-03-01T02:30", "FREQ=WEEKLY", minutes=90)
    (skipped,) = between(weekly, "2026-03-08", "2026-03-09")
    assert skipped.local_start == local("2026-03-08T02:30")
    assert skipped.starts_at.astimezone(ZoneInfo(NEW_YORK)).isoformat() == (
        "2026-03-08T03:30:00-04:00"
    )


def test_a_time_that_happens_twice_is_the_first_of_both() -> None:
    weekly = schedule("2026-10-25T01:30", "FREQ=WEEKLY")
    (twice,) = between(weekly, "2026-11-01", "2026-11-02")
    assert twice.starts_at == utc("2026-11-01T05:30")


@pytest.mark.parametrize("start", ["2026-03-08T01:30", "2026-11-01T00:30", "2026-11-01T01:30"])
def test_a_meeting_of_90_minutes_lasts_90_minutes_while_the_clocks_change(start: str) -> None:
    (only,) = between(schedule(start, minutes=90), "2026-01-01", "2027-01-01")
    assert only.ends_at - only.starts_at == timedelta(minutes=90)


def test_a_meeting_over_midnight_ends_on_the_next_day() -> None:
    (only,) = between(schedule("2026-01-05T23:00", minutes=90), "2026-01-01", "2027-01-01")
    assert only.ends_at == utc("2026-01-06T05:30")


# Windows.


@pytest.mark.parametrize(
    ("zone", "start"), [("Pacific/Kiritimati", "00:30"), ("Etc/GMT+12", "23:30")]
)
def test_a_window_loses_nothing_at_its_edges_in_the_farthest_zones(zone: str, start: str) -> None:
    daily = schedule(f"2026-01-05T{start}", "FREQ=DAILY", zone=zone)
    (found,) = between(daily, "2026-03-01", "2026-03-02")
    (same,) = daily.occurrences(
        after=found.starts_at, before=found.starts_at + timedelta(minutes=1)
    )
    assert same == found


def test_a_window_holds_what_starts_in_it_and_not_what_is_still_running() -> None:
    once = schedule("2026-01-05T19:00", minutes=120)
    assert len(between(once, "2026-01-06T00:00", "2026-01-06T00:01")) == 1
    assert between(once, "2026-01-06T00:01", "2026-01-07") == ()
    assert between(once, "2026-01-05", "2026-01-06T00:00") == ()


def test_a_window_may_be_stated_in_any_zone() -> None:
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY")
    in_tokyo = weekly.occurrences(
        after=utc("2026-01-01").astimezone(ZoneInfo("Asia/Tokyo")),
        before=utc("2026-02-01").astimezone(ZoneInfo("Asia/Tokyo")),
    )
    assert in_tokyo == between(weekly, "2026-01-01", "2026-02-01")


def test_a_window_without_a_zone_is_refused() -> None:
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY")
    with pytest.raises(InvalidInput):
        weekly.occurrences(after=local("2026-01-01"), before=utc("2026-02-01"))


def test_a_series_of_a_hundred_years_is_not_walked_from_its_first_day() -> None:
    daily = schedule("1900-01-01T19:00", "FREQ=DAILY")
    begun = time.perf_counter()
    for _ in range(20):
        assert len(between(daily, "2126-01-01", "2126-01-08")) == 7
    assert time.perf_counter() - begun < 1


# Exceptions and seasons.


def test_a_cancelled_occurrence_is_shown_as_cancelled_with_its_reason() -> None:
    holiday = ScheduleException(
        kind=ExceptionKind.CANCELLED, original_start=local("2026-01-12T19:00"), reason="Holiday"
    )
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY", exceptions=[holiday])
    first, second, third = between(weekly, "2026-01-01", "2026-01-22")
    assert (second.status, second.reason) == (OccurrenceStatus.CANCELLED, "Holiday")
    assert {first.status, third.status} == {OccurrenceStatus.SCHEDULED}


def test_a_moved_occurrence_keeps_its_identity_and_may_change_its_duration() -> None:
    move = ScheduleException(
        kind=ExceptionKind.MOVED,
        original_start=local("2026-01-12T19:00"),
        new_start=local("2026-01-13T20:00"),
        duration_minutes=30,
    )
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY", exceptions=[move])
    _, second, _ = between(weekly, "2026-01-01", "2026-01-22")
    assert second.moved
    assert second.original_start == local("2026-01-12T19:00")
    assert second.starts_at == utc("2026-01-14T01:00")
    assert second.ends_at == utc("2026-01-14T01:30")
    assert second.status is OccurrenceStatus.SCHEDULED
    before_the_move = schedule("2026-01-05T19:00", "FREQ=WEEKLY")
    _, plain, _ = between(before_the_move, "2026-01-01", "2026-01-22")
    assert occurrence_id(MEETING, second.original_start) == occurrence_id(
        MEETING, plain.original_start
    )


def test_a_move_leaves_one_window_and_enters_another_far_away() -> None:
    far = exception(ExceptionKind.MOVED, "2026-01-12T19:00", "2026-11-18T19:00")
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY", exceptions=[far])
    assert days(weekly, "2026-01-12", "2026-01-19") == []
    assert days(weekly, "2026-11-18", "2026-11-20") == ["11-18"]


def test_moves_come_in_the_order_of_their_new_starts() -> None:
    later = exception(ExceptionKind.MOVED, "2026-01-05T19:00", "2026-01-15T19:00")
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY", exceptions=[later])
    assert days(weekly, "2026-01-01", "2026-01-22") == ["01-12", "01-15", "01-19"]


def test_a_moved_occurrence_can_be_cancelled_and_is_shown_where_it_was_moved() -> None:
    both = [
        exception(ExceptionKind.MOVED, "2026-01-12T19:00", "2026-01-13T20:00"),
        exception(ExceptionKind.CANCELLED, "2026-01-12T19:00"),
    ]
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY", exceptions=both)
    (gone,) = between(weekly, "2026-01-13", "2026-01-19")
    assert (gone.status, gone.moved) == (OccurrenceStatus.CANCELLED, True)


def test_an_added_start_is_one_more_and_can_be_cancelled() -> None:
    added = exception(ExceptionKind.ADDED, "2026-01-07T12:00")
    cancelled = exception(ExceptionKind.CANCELLED, "2026-01-07T12:00")
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY", exceptions=[added])
    assert days(weekly, "2026-01-05", "2026-01-14") == ["01-05", "01-07", "01-12"]
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY", exceptions=[added, cancelled])
    assert [each.status for each in between(weekly, "2026-01-07", "2026-01-08")] == [
        OccurrenceStatus.CANCELLED
    ]


def test_an_added_start_that_the_rule_has_too_is_one_occurrence() -> None:
    twice = exception(ExceptionKind.ADDED, "2026-01-12T19:00")
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY", exceptions=[twice])
    assert days(weekly, "2026-01-05", "2026-01-21") == ["01-05", "01-12", "01-19"]


def test_an_exception_for_a_start_that_is_not_there_has_no_effect() -> None:
    idle = [
        exception(ExceptionKind.CANCELLED, "2026-01-13T19:00"),
        exception(ExceptionKind.MOVED, "2026-01-12T18:00", "2026-01-14T18:00"),
    ]
    plain = schedule("2026-01-05T19:00", "FREQ=WEEKLY")
    weekly = schedule("2026-01-05T19:00", "FREQ=WEEKLY", exceptions=idle)
    window = ("2026-01-01", "2026-02-01")
    assert between(weekly, *window) == between(plain, *window)


def test_a_season_leaves_out_the_rest_of_the_year_and_may_go_over_the_new_year() -> None:
    summer = Season(MonthDay(6, 1), MonthDay(8, 31))
    winter = Season(MonthDay(12, 1), MonthDay(2, 29))
    start, rule, window = "2026-01-01T19:00", "FREQ=MONTHLY", ("2026-01-01", "2027-01-01")
    assert days(schedule(start, rule, season=summer), *window) == ["06-01", "07-01", "08-01"]
    assert days(schedule(start, rule, season=winter), *window) == ["01-01", "02-01", "12-01"]


def test_count_counts_what_season_and_exceptions_hide() -> None:
    cancelled = exception(ExceptionKind.CANCELLED, "2026-03-01T19:00")
    spring = schedule(
        "2026-01-01T19:00",
        "FREQ=MONTHLY;COUNT=4",
        season=Season(MonthDay(3, 1), MonthDay(12, 31)),
        exceptions=[cancelled],
    )
    assert days(spring, "2026-01-01", "2028-01-01") == ["03-01", "04-01"]


def test_an_exception_in_the_dead_part_of_the_year_has_no_effect_but_an_added_start_has() -> None:
    moved = exception(ExceptionKind.MOVED, "2026-01-01T19:00", "2026-07-05T19:00")
    added = exception(ExceptionKind.ADDED, "2026-02-01T19:00")
    summer = Season(MonthDay(6, 1), MonthDay(8, 31))
    monthly = schedule("2026-01-01T19:00", "FREQ=MONTHLY", season=summer, exceptions=[moved, added])
    assert days(monthly, "2026-01-01", "2026-08-01") == ["02-01", "06-01", "07-01"]


# Refusals.


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        ("2026-01-06T19:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("2026-01-06T19:00", "FREQ=DAILY;BYDAY=MO"),
        ("2026-01-12T19:00", "FREQ=MONTHLY;BYDAY=1MO"),
        ("2026-01-12T19:00", "FREQ=MONTHLY;BYMONTHDAY=13"),
    ],
)
def test_a_first_start_that_does_not_follow_the_rule_is_refused(start: str, rule: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        schedule(start, rule)
    assert caught.value.path == ("local_start",)


def test_a_rule_that_ends_before_the_first_start_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        schedule("2026-01-05T19:00", "FREQ=WEEKLY;UNTIL=20260104")
    assert caught.value.path == ("rule",)


@pytest.mark.parametrize("minutes", [-60, 0, 7 * 1440 + 1])
def test_a_duration_lies_between_a_minute_and_a_week(minutes: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        schedule("2026-01-05T19:00", minutes=minutes)
    assert caught.value.path == ("duration_minutes",)


def test_a_start_with_an_offset_or_with_seconds_is_refused() -> None:
    for start in ("2026-01-05T19:00+00:00", "2026-01-05T19:00:01"):
        with pytest.raises(InvalidInput):
            schedule(start)
        with pytest.raises(InvalidInput):
            exception(ExceptionKind.CANCELLED, start)
        with pytest.raises(InvalidInput):
            exception(ExceptionKind.MOVED, "2026-01-05T19:00", start)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UnknownTimeZone):
        schedule("2026-01-05T19:00", zone="Mars/Olympus")


@pytest.mark.parametrize(
    ("kind", "new_start"),
    [
        (ExceptionKind.MOVED, None),
        (ExceptionKind.MOVED, "2027-01-14T19:00"),
        (ExceptionKind.CANCELLED, "2026-01-13T19:00"),
        (ExceptionKind.ADDED, "2026-01-13T19:00"),
    ],
)
def test_a_move_and_only_a_move_has_a_new_start_within_a_year(
    kind: ExceptionKind, new_start: str | None
) -> None:
    with pytest.raises(InvalidInput) as caught:
        exception(kind, "2026-01-12T19:00", new_start)
    assert caught.value.path == ("new_start",)


def test_only_a_move_changes_a_duration() -> None:
    with pytest.raises(InvalidInput):
        ScheduleException(
            kind=ExceptionKind.ADDED,
            original_start=local("2026-01-12T19:00"),
            duration_minutes=30,
        )


def test_exceptions_are_bounded_and_stated_once() -> None:
    first = local("2026-01-05T19:00")
    many = [
        ScheduleException(
            kind=ExceptionKind.CANCELLED, original_start=first + timedelta(days=number)
        )
        for number in range(MAX_EXCEPTIONS + 1)
    ]
    for exceptions in (many, [many[0], many[0]]):
        with pytest.raises(InvalidInput) as caught:
            schedule("2026-01-05T19:00", "FREQ=DAILY", exceptions=exceptions)
        assert caught.value.path == ("exceptions",)


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (2, 30), (4, 31), (1, 0)])
def test_a_season_begins_and_ends_on_days_that_exist(month: int, day: int) -> None:
    with pytest.raises(InvalidInput):
        MonthDay(month, day)


# Identity and order in the week.


def test_the_identity_of_an_occurrence_never_changes() -> None:
    start = local("2026-01-05T19:00")
    assert occurrence_id(MEETING, start) == UUID("ff174cce-f4ea-57d9-87ac-f8bd085571ab")
    assert occurrence_key(MEETING, start) == occurrence_id(MEETING, start).bytes
    assert occurrence_id(MEETING, start) != occurrence_id(MEETING, start + timedelta(minutes=1))
    assert occurrence_id(MEETING, start) != occurrence_id(UUID(int=1), start)
    with pytest.raises(InvalidInput):
        occurrence_id(MEETING, start.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("instant", "minute"),
    [
        ("2026-01-05T00:00Z", 0),
        ("2026-01-05T19:05Z", 1145),
        ("2026-01-11T23:59Z", 10079),
        ("2026-01-12T01:00+02:00", 10020),
    ],
)
def test_the_minute_of_the_week_counts_from_monday_midnight_in_utc(
    instant: str, minute: int
) -> None:
    assert utc_minute_of_week(datetime.fromisoformat(instant)) == minute

"""Schedules against a second expansion that walks every single day and shares no code.

The walker knows neither dateutil nor the shortcuts of the domain: it asks of each day after
the first start whether the rule wants it, and finds instants by trying offsets.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.domain.occurrences import OccurrenceStatus, Schedule
from api.domain.rules import Frequency, Rule, Weekday, WeekdayNum
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.seasons import MonthDay, Season
from api.domain.vocabulary import Medium

ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Asuncion",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Etc/GMT+12",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Moscow",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "UTC",
]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    schedule: Schedule
    after: datetime
    before: datetime


# The second expansion.


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the earliest instant at which the clocks show a time, or that of the old offset."""
    around = [(local + shift).replace(tzinfo=UTC).astimezone(zone) for shift in (-DAY, DAY)]
    offsets = [moment.utcoffset() or timedelta() for moment in around]
    candidates = [(local - offset).replace(tzinfo=UTC) for offset in offsets]
    shown = [each for each in candidates if each.astimezone(zone).replace(tzinfo=None) == local]
    return min(shown) if shown else candidates[0]


@cache
def month(year: int, number: int) -> list[date]:
    days = [date(year, number, 1)]
    while (days[-1] + DAY).month == number:
        days.append(days[-1] + DAY)
    return days


def wants(rule: Rule, first: date, day: date) -> bool:
    if rule.frequency is Frequency.DAILY:
        in_turn = (day - first).days % rule.interval == 0
    elif rule.frequency is Frequency.WEEKLY:
        begins = list(Weekday).index(rule.week_start)
        weeks = [each - timedelta(days=(each.weekday() - begins) % 7) for each in (first, day)]
        in_turn = (weeks[1] - weeks[0]).days // 7 % rule.interval == 0
    else:
        in_turn = (day.year * 12 + day.month - first.year * 12 - first.month) % rule.interval == 0
    if not in_turn:
        return False
    if rule.frequency is Frequency.WEEKLY and not rule.by_day:
        return day.weekday() == first.weekday()
    if rule.frequency is Frequency.MONTHLY and not rule.by_day and not rule.by_month_day:
        return day.day == first.day
    days_of_month = month(day.year, day.month)
    wanted: set[date] = set()
    for item in rule.by_day:
        same = [each for each in days_of_month if list(Weekday)[each.weekday()] is item.weekday]
        if item.ordinal is None:
            wanted.update(same)
        elif abs(item.ordinal) <= len(same):
            wanted.add(same[item.ordinal - 1 if item.ordinal > 0 else item.ordinal])
    numbered = {
        days_of_month[number - 1 if number > 0 else number]
        for number in rule.by_month_day
        if abs(number) <= len(days_of_month)
    }
    return (not rule.by_day or day in wanted) and (not rule.by_month_day or day in numbered)


def in_season(season: Season | None, day: date) -> bool:
    if season is None:
        return True
    number = day.month * 100 + day.day
    first = season.first.month * 100 + season.first.day
    last = season.last.month * 100 + season.last.day
    return first <= number <= last if first <= last else number >= first or number <= last


def is_over(rule: Rule, local: datetime, zone: ZoneInfo) -> bool:
    if isinstance(rule.until, datetime):
        return (instant(local, zone) if rule.until.tzinfo else local) > rule.until
    return rule.until is not None and local.date() > rule.until


def walked_starts(schedule: Schedule, last: date) -> list[datetime]:
    rule, zone, found = schedule.rule, ZoneInfo(schedule.time_zone), list[datetime]()
    if rule is None:
        found.append(schedule.local_start)
    day, seen = schedule.local_start.date(), 0
    while rule is not None and day <= last and (rule.count is None or seen < rule.count):
        local = datetime.combine(day, schedule.local_start.time())
        if wants(rule, schedule.local_start.date(), day):
            seen += 1
            if is_over(rule, local, zone):
                break
            found.append(local)
        day += DAY
    return [local for local in found if in_season(schedule.season, local.date())]


type Row = tuple[datetime, datetime, datetime, datetime, bool, Medium | None]


def walked(case: Case) -> list[Row]:
    schedule, zone = case.schedule, ZoneInfo(case.schedule.time_zone)
    last = case.before.date() + timedelta(days=370)
    originals = {
        *walked_starts(schedule, last),
        *(e.original_start for e in schedule.exceptions if e.kind is ExceptionKind.ADDED),
    }
    rows: list[Row] = []
    for original in originals:
        start, minutes, cancelled, medium = original, schedule.duration_minutes, False, None
        for each in schedule.exceptions:
            if each.original_start == original and each.new_start is not None:
                start, minutes = each.new_start, each.duration_minutes or minutes
            elif each.original_start == original and each.kind is ExceptionKind.CANCELLED:
                cancelled = True
            elif each.original_start == original and each.medium is not None:
                medium = each.medium
        begins = instant(start, zone)
        if case.after <= begins < case.before:
            ends = begins + timedelta(minutes=minutes)
            rows.append((begins, original, start, ends, cancelled, medium))
    return sorted(rows, key=lambda row: row[:2])


# Schedules to compare on.

# Most of what goes wrong with clocks goes wrong at night.
TIMES = st.sampled_from([0, 1, 2, 3, 9, 19, 23]).flatmap(
    lambda hour: st.sampled_from([0, 15, 30, 59]).map(lambda minute: time(hour, minute))
)
MONTH_DAYS = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(
    lambda day: MonthDay(day.month, day.day)
)


@st.composite
def rules(draw: st.DrawFn, first: date, at: time) -> Rule:
    """Draw a rule that begins on a day: where it names days, that one is among them."""
    frequency = draw(st.sampled_from(Frequency))
    monthly = frequency is Frequency.MONTHLY
    week_of_month = (first.day - 1) // 7 + 1
    own = st.sampled_from([None, week_of_month] if monthly else [None])
    others = st.none() | st.sampled_from([1, 2, 3, 4, 5, -1, -2, -5]) if monthly else st.none()
    by_day: list[WeekdayNum] = []
    if draw(st.booleans()):
        by_day = [WeekdayNum(list(Weekday)[first.weekday()], draw(own))]
        by_day += draw(
            st.lists(st.builds(WeekdayNum, st.sampled_from(Weekday), others), max_size=3)
        )
    by_month_day: list[int] = []
    if monthly and draw(st.booleans()):
        drawn = st.lists(st.sampled_from([1, 13, 29, 30, 31, -1, -3, -31]), max_size=3)
        by_month_day = [first.day, *draw(drawn)]
    ending = draw(st.sampled_from(["never", "never", "count", "date", "local", "utc"]))
    # At the very time of the meeting an inclusive UNTIL differs from an exclusive one.
    end_day = first + timedelta(days=7 * draw(st.integers(1, 100)) + draw(st.integers(0, 2)))
    end = datetime.combine(end_day, draw(st.just(at) | TIMES))
    until = {"date": end.date(), "local": end, "utc": end.replace(tzinfo=UTC)}.get(ending)
    return Rule(
        frequency,
        interval=draw(st.sampled_from([1, 1, 2, 3, 4, 5, 12])),
        by_day=tuple(by_day),
        by_month_day=tuple(by_month_day),
        count=draw(st.integers(1, 60)) if ending == "count" else None,
        until=until,
        week_start=draw(st.sampled_from(Weekday)),
    )


@st.composite
def exceptions(draw: st.DrawFn, first: datetime) -> tuple[ScheduleException, ...]:
    """Draw exceptions, many of which name a start that the rule does not have."""
    found: dict[tuple[ExceptionKind, datetime], ScheduleException] = {}
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(ExceptionKind))
        start = first + timedelta(days=draw(st.sampled_from([0, 1, 7, 14, 28, 30, 31, 364, 365])))
        moved = kind is ExceptionKind.MOVED
        by = timedelta(days=draw(st.integers(-366, 365)), minutes=draw(st.integers(0, 1439)))
        found[kind, start] = ScheduleException(
            kind=kind,
            original_start=start,
            new_start=start + by if moved else None,
            duration_minutes=draw(st.none() | st.integers(1, 600)) if moved else None,
            medium=draw(st.sampled_from(Medium)) if kind is ExceptionKind.CHANGED else None,
        )
    return tuple(found.values())


@st.composite
def cases(draw: st.DrawFn) -> Case:
    # In 2011 Samoa left out a day; 2024 and 2028 have a 29 February.
    first_day = draw(st.dates(date(2010, 1, 1), date(2028, 12, 31)))
    first = datetime.combine(first_day, draw(TIMES))
    rule = draw(st.one_of(st.none(), *[rules(first_day, first.time())] * 5))
    schedule = Schedule(
        local_start=first,
        duration_minutes=draw(st.sampled_from([1, 60, 90, 1440, 10080])),
        time_zone=draw(st.sampled_from(ZONES)),
        rule=rule,
        season=draw(st.one_of(*[st.none()] * 3, st.builds(Season, MONTH_DAYS, MONTH_DAYS))),
        exceptions=draw(st.just(()) | exceptions(first)),
    )
    return Case(schedule, *draw(windows(first, rule)))


@st.composite
def windows(draw: st.DrawFn, first: datetime, rule: Rule | None) -> tuple[datetime, datetime]:
    """Draw a window where something happens: at the first start, later, or at the end."""
    around = first
    if rule is not None and isinstance(rule.until, date):
        around = draw(st.just(first) | st.just(datetime.combine(rule.until, time(12))))
    elif rule is not None:
        around += timedelta(days=draw(st.integers(0, 1500)))
    before = timedelta(hours=draw(st.integers(0, 24 * 40)))
    after = around.replace(tzinfo=UTC) - before
    length = timedelta(hours=draw(st.sampled_from([24, 24 * 30, 24 * 60, 24 * 400])))
    return after, after + length


def check(case: Case) -> None:
    found = case.schedule.occurrences(after=case.after, before=case.before)
    assert [
        (
            each.starts_at,
            each.original_start,
            each.local_start,
            each.ends_at,
            each.status is OccurrenceStatus.CANCELLED,
            each.medium,
        )
        for each in found
    ] == walked(case)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_a_schedule_agrees_with_a_walk_through_every_day(case: Case) -> None:
    check(case)


@pytest.mark.full
@settings(max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_many_schedules_agree_with_a_walk_through_every_day(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=DAILY;INTERVAL=2;BYDAY=MO,FR",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO,FR",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO,FR;WKST=SU",
        "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=90",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;INTERVAL=5",
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15,31",
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU,-1FR,MO",
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=20",
    ],
)
def test_a_late_window_shows_the_part_of_the_series_that_lies_in_it(rule: str) -> None:
    # A Friday, the last of its month, and the 31st.
    schedule = Schedule(
        local_start=datetime.combine(date(2025, 1, 31), time(19)),
        duration_minutes=60,
        time_zone="Europe/London",
        rule=Rule.parse(rule),
    )
    first = datetime(2025, 1, 1, tzinfo=UTC)
    whole = walked(Case(schedule, first, first + 1200 * DAY))
    for day in range(0, 1200, 3):
        after, before = first + day * DAY, first + (day + 3) * DAY
        found = [each.starts_at for each in schedule.occurrences(after=after, before=before)]
        assert found == [row[0] for row in whole if after <= row[0] < before]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", [time(0, 30), time(1, 30), time(2, 15), time(3, 0)])
def test_a_nightly_meeting_agrees_through_all_changes_of_a_year(zone: str, at: time) -> None:
    nightly = Schedule(
        local_start=datetime.combine(date(2026, 1, 1), at),
        duration_minutes=60,
        time_zone=zone,
        rule=Rule(Frequency.DAILY),
    )
    check(Case(nightly, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)))

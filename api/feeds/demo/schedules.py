"""When a group meets, from the few characters in which its row says so.

WE 19:00 90                 every Wednesday at seven, for ninety minutes
MO,TH 18:00 60 online       two days a week, in an online room
2:TU 18:30 90               every second Tuesday
1TU,3TU 10:30 120 hybrid    the first and the third Tuesday of a month
-1FR 20:00 90               the last Friday of a month
3:1SA 13:00 180             a Saturday every third month
MO*8 18:00 90               a course of eight Mondays that has just begun
DAILY 07:00 60 phone        every day, by telephone
+9 11:00 180                once, nine days from now
appointment                 as agreed with each other
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from api.domain.occurrences import Schedule
from api.domain.rules import Rule
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.seasons import MonthDay, Season
from api.domain.vocabulary import Medium
from api.feeds.demo.chance import number
from api.feeds.demo.seeds import Mark

APPOINTMENT = "appointment"
_SHAPE = re.compile(
    r"(?:(?P<interval>\d):)?(?P<days>[A-Z0-9,+-]+)(?:\*(?P<count>\d+))? "
    r"(?P<start>\d\d:\d\d) (?P<minutes>\d+)(?: (?P<medium>online|hybrid|phone))?"
)
_LONG_AGO = date(2025, 1, 6)
_SEASONS = {
    Mark.SUMMER: Season(MonthDay(4, 1), MonthDay(9, 30)),
    Mark.WINTER: Season(MonthDay(10, 1), MonthDay(3, 31)),
}
_LOOK_AHEAD = timedelta(days=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When and over which medium; ``rule`` is None for a single date, ``in_days`` from today."""

    medium: Medium
    start: time
    minutes: int
    rule: Rule | None
    in_days: int = 0

    @property
    def in_a_place(self) -> bool:
        return self.medium in {Medium.IN_PERSON, Medium.HYBRID}


def read_times(text: str) -> Times | None:
    """Return what a row says of one meeting, or None for a meeting by appointment."""
    if text == APPOINTMENT:
        return None
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError("A row of the demo world says in no known way when a group meets.")
    days = found["days"]
    once = days.startswith("+")
    return Times(
        medium=Medium[(found["medium"] or "in_person").upper()],
        start=time.fromisoformat(found["start"]),
        minutes=int(found["minutes"]),
        rule=None if once else _rule(days, found["interval"], found["count"]),
        in_days=int(days) if once else 0,
    )


def _rule(days: str, interval: str | None, count: str | None) -> Rule:
    if days == "DAILY":
        return Rule.parse("FREQ=DAILY")
    frequency = "MONTHLY" if any(char.isdigit() for char in days) else "WEEKLY"
    ends = f";COUNT={count}" if count else ""
    return Rule.parse(f"FREQ={frequency};INTERVAL={interval or 1};BYDAY={days}{ends}")


def schedule(
    times: Times, zone: str, key: str, today: date, *, since: date | None = None
) -> Schedule:
    """Return the schedule, which began long ago, or ``since`` a day, or is only now beginning."""
    if times.rule is None:
        first = today + timedelta(days=times.in_days)
    elif times.rule.count is not None:
        first = _first(times.rule, today - timedelta(days=10))
    else:
        # Groups that meet every second week do not all meet in the same one.
        weeks = timedelta(weeks=number(13, key, "weeks"))
        first = _first(times.rule, since or _LONG_AGO + weeks)
    return Schedule(
        local_start=datetime.combine(first, times.start),
        duration_minutes=times.minutes,
        time_zone=zone,
        rule=times.rule,
    )


def _first(rule: Rule, day: date) -> date:
    while not rule.allows(day):
        day += timedelta(days=1)
    return day


def in_season(regular: Schedule, marks: tuple[Mark, ...]) -> Schedule:
    season = next((season for mark, season in _SEASONS.items() if mark in marks), None)
    return replace(regular, season=season)


def online_once(regular: Schedule, today: date) -> Schedule:
    """Return the schedule of a hybrid meeting with its next start online only."""
    tomorrow = datetime.combine(today, time(), UTC) + timedelta(days=1)
    coming = regular.occurrences(after=tomorrow, before=tomorrow + _LOOK_AHEAD)
    if not coming:
        return regular
    changed = ScheduleException(
        kind=ExceptionKind.CHANGED,
        original_start=coming[0].original_start,
        medium=Medium.ONLINE,
    )
    return replace(regular, exceptions=(changed,))


def with_exception(regular: Schedule, mark: Mark, reason: str | None, today: date) -> Schedule:
    """Return the schedule with its next start cancelled, moved by an hour, or with one more."""
    tomorrow = datetime.combine(today, time(), UTC) + timedelta(days=1)
    if mark is Mark.ADDED:
        extra = datetime.combine(today + timedelta(days=4), time(11))
        exception = ScheduleException(kind=ExceptionKind.ADDED, original_start=extra, reason=reason)
        return replace(regular, exceptions=(exception,))
    coming = regular.occurrences(after=tomorrow, before=tomorrow + _LOOK_AHEAD)
    if not coming:
        return regular
    start = coming[0].original_start
    moved = mark is Mark.MOVED
    exception = ScheduleException(
        kind=ExceptionKind.MOVED if moved else ExceptionKind.CANCELLED,
        original_start=start,
        new_start=start + timedelta(hours=1) if moved else None,
        reason=reason,
    )
    return replace(regular, exceptions=(exception,))

"""A series as a whole: ended before a day, gone on with from a start, or on other terms."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from api.domain.errors import NotPossibleNow
from api.domain.occurrences import Schedule
from api.domain.rules import Rule, local_starts
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException

_MOMENT = timedelta(minutes=1)


def ended_before(schedule: Schedule, day: date) -> Schedule:
    """Return a series whose last start is before a day, without exceptions from then on."""
    if schedule.rule is None:
        raise NotPossibleNow("A meeting that takes place once is no series.")
    rule = replace(schedule.rule, count=None, until=day - timedelta(days=1))
    kept = tuple(each for each in schedule.exceptions if each.original_start.date() < day)
    return replace(schedule, rule=rule, exceptions=kept)


def from_start(schedule: Schedule, start: datetime) -> Schedule:
    """Return the rest of a series from one of its regular starts on, exceptions included."""
    rule = schedule.rule
    if rule is not None and rule.count is not None:
        rule = replace(rule, count=rule.count - _starts_before(schedule, rule, start))
    kept = tuple(each for each in schedule.exceptions if each.original_start >= start)
    return replace(schedule, local_start=start, rule=rule, exceptions=kept)


def is_regular(schedule: Schedule, start: datetime) -> bool:
    return start in schedule.regular_starts(start, start)


def on_other_terms(before: Schedule, after: Schedule) -> Schedule:
    """Return a changed series in which what was cancelled, moved or changed still is.

    An exception keeps to its day: where the series now starts at another hour of that day, it
    is about that start. Without one it has no effect, and is left out.
    """
    if not before.exceptions:
        return after
    about = [each.original_start for each in before.exceptions]
    first = datetime.combine(min(about).date(), datetime.min.time())
    last = datetime.combine(max(about).date(), datetime.max.time())
    regular_before = set(before.regular_starts(first, last))
    by_day = {start.date(): start for start in after.regular_starts(first, last)}
    found: dict[tuple[ExceptionKind, datetime], ScheduleException] = {}
    for each in before.exceptions:
        start: datetime | None = each.original_start
        if start in regular_before:
            start = by_day.get(each.original_start.date())
        if start is not None:
            found.setdefault((each.kind, start), replace(each, original_start=start))
    ordered = sorted(found.values(), key=lambda each: (each.original_start, each.kind))
    return replace(after, exceptions=tuple(ordered))


def _starts_before(schedule: Schedule, rule: Rule, start: datetime) -> int:
    first = schedule.local_start
    return sum(1 for _ in local_starts(rule, first, earliest=first, latest=start - _MOMENT))

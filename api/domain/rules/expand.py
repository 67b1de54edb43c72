"""From a recurrence rule to the local starts of a series."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from dateutil import rrule

from api.domain.rules.rule import Rule
from api.domain.rules.words import Frequency, Weekday, WeekdayNum

_FREQUENCIES: dict[Frequency, Literal[1, 2, 3]] = {
    Frequency.DAILY: rrule.DAILY,
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
}


def local_starts(
    rule: Rule, first: datetime, *, earliest: datetime, latest: datetime
) -> Iterator[datetime]:
    """Yield the naive local starts of a series between two local times, both included, in order.

    The series begins at ``first``, which the rule must allow. COUNT is applied; UNTIL is not,
    as it may be an instant: ``Rule.ended`` compares with it.
    """
    weekly = rule.frequency is Frequency.WEEKLY and rule.count is None
    starts = _by_weeks(rule, first, earliest) if weekly else _by_days(rule, first, earliest)
    for start in starts:
        if start > latest:
            return
        if start >= earliest:
            yield start


def _by_weeks(rule: Rule, first: datetime, earliest: datetime) -> Iterator[datetime]:
    """Yield what nearly every group keeps to: dateutil, which asks every day, is slower by far."""
    days = {item.weekday.number for item in rule.by_day} or {first.weekday()}
    into_week = (first.weekday() - rule.week_start.number) % 7
    steps = [(day - rule.week_start.number) % 7 - into_week for day in days]
    after = [timedelta(days=step) for step in sorted(steps)]
    start, interval = _begin(rule, first, earliest), timedelta(weeks=rule.interval)
    while True:
        for step in after:
            if start + step >= first:
                yield start + step
        start += interval


def _by_days(rule: Rule, first: datetime, earliest: datetime) -> Iterator[datetime]:
    days, month_days = _days(rule, first)
    yield from rrule.rrule(
        _FREQUENCIES[rule.frequency],
        dtstart=_begin(rule, first, earliest),
        interval=rule.interval,
        wkst=rule.week_start.number,
        count=rule.count,
        byweekday=days,
        bymonthday=month_days,
    )


def _days(rule: Rule, first: datetime) -> tuple[list[rrule.weekday] | None, list[int] | None]:
    """Return BYDAY and BYMONTHDAY for dateutil, those that follow from the first start included."""
    days, month_days = rule.by_day, rule.by_month_day
    if rule.frequency is Frequency.WEEKLY and not days:
        days = (WeekdayNum(Weekday.of(first)),)
    if rule.frequency is Frequency.MONTHLY and not days and not month_days:
        month_days = (first.day,)
    # Beside days with an ordinal dateutil would intersect the plain ones instead of adding them.
    numbered = any(item.ordinal for item in days)
    plain = tuple(range(1, 6)) if numbered else (None,)
    weekdays = [
        rrule.weekday(item.weekday.number, ordinal)
        for item in days
        for ordinal in (plain if item.ordinal is None else (item.ordinal,))
    ]
    return weekdays or None, list(month_days) or None


def _begin(rule: Rule, first: datetime, earliest: datetime) -> datetime:
    """Return where to begin the walk: ``first``, or whole intervals later but not too late.

    A series that is years old need not be walked from its first day, unless somebody counts.
    Weeks keep their weekday, so that WKST still parts the same weeks; months begin on their
    first day, as not every month has a 31st.
    """
    if rule.count is not None or earliest <= first:
        return first
    if rule.frequency is Frequency.MONTHLY:
        months = (earliest.year - first.year) * 12 + earliest.month - first.month
        skipped = months - months % rule.interval
        if not skipped:
            return first
        year, month = divmod(first.year * 12 + first.month - 1 + skipped, 12)
        return first.replace(year=year, month=month + 1, day=1)
    unit = rule.interval * (7 if rule.frequency is Frequency.WEEKLY else 1)
    days = (earliest.date() - first.date()).days
    return first + timedelta(days=days - days % unit)

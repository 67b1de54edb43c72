"""Time in lists: on now, soon, today, this week, next, and between two instants."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    FromClause,
    literal_column,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from api.domain.errors import BeyondHorizon, InvalidInput, UnknownTimeZone
from api.domain.occurrences import HORIZON_DAYS
from api.domain.zones import time_zone, to_utc
from api.persistence.reading.ask import ArgumentRefused, Ask, ReadBind, Request
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Narrowing

type Bound = Callable[[date], date]

MOST_MINUTES = 7 * 24 * 60
LATE = timedelta(minutes=10)
"""How long after its start a meeting still counts as one to go to next."""

INSTANT = TIMESTAMP(timezone=True)


def upcoming(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for what is still to come, or has begun no more than ten minutes ago."""
    late = ask.binds.add(
        lambda request: ask.instant(request) - LATE, INSTANT, key=("late", ask.instant)
    )
    return (row.c.starts_at >= late) & (row.c.status == literal_column("'SCHEDULED'"))


def when(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
    """Narrow occurrences to ``when: {between | now | startingWithin | today | thisWeek}``."""
    for word in ("now", "today", "thisWeek"):
        if given[word].value is False:
            refusal = InvalidInput("Say true, or ask for another time.")
            raise ArgumentRefused(refusal, ask.path, (*given.path, word))
    if given["between"].present:
        after = ask.bind(given["between"], lambda value: _between(value)[0], INSTANT)
        before = ask.binds.add(_until(given["between"], ask), INSTANT)
        out.where += [row.c.starts_at >= after, row.c.starts_at < before]
    elif given["startingWithin"].present:
        soon = ask.binds.add(_soon(given["startingWithin"], ask), INSTANT)
        out.where += [
            row.c.starts_at >= ask.now,
            row.c.starts_at < soon,
            row.c.status == literal_column("'SCHEDULED'"),
        ]
    elif given["today"].present or given["thisWeek"].present:
        bounds = _DAY if given["today"].present else _WEEK
        first, last = (ask.binds.add(_midnight(bound, ask), INSTANT) for bound in bounds)
        out.where += [row.c.starts_at >= first, row.c.starts_at < last]
    else:
        out.where += [
            row.c.starts_at <= ask.now,
            row.c.ends_at > ask.now,
            row.c.status == literal_column("'SCHEDULED'"),
        ]


def zone_of(name: str, *path: str) -> ZoneInfo:
    """Return a zone; a refusal names the argument, whose name the domain does not know."""
    try:
        return time_zone(name)
    except UnknownTimeZone as refusal:
        raise UnknownTimeZone(refusal.message, path=path) from None


# The first day and the day after the last, from the day that it is.
_DAY: tuple[Bound, Bound] = (lambda today: today, lambda today: today + timedelta(days=1))
_WEEK: tuple[Bound, Bound] = (
    lambda today: today - timedelta(days=today.weekday()),
    lambda today: today + timedelta(days=7 - today.weekday()),
)


def _midnight(bound: Bound, ask: Ask) -> ReadBind:
    zone = ask.reading(ask.given("timeZone"), lambda name: zone_of("UTC" if name is None else name))

    def read(request: Request) -> datetime:
        here = zone(request)
        today = ask.instant(request).astimezone(here).date()
        return to_utc(datetime.combine(bound(today), time()), here)

    return read


def _soon(given: Given, ask: Ask) -> ReadBind:
    reading = ask.reading(given, _minutes)
    return lambda request: ask.instant(request) + reading(request)


def _minutes(given: int) -> timedelta:
    if not 1 <= given <= MOST_MINUTES:
        raise InvalidInput(f"Between 1 and {MOST_MINUTES} minutes from now.")
    return timedelta(minutes=given)


def _between(value: Mapping[str, Any]) -> tuple[datetime, datetime]:
    after, before = _utc(value, "after"), _utc(value, "before")
    if not after < before:
        raise InvalidInput("A window ends after it begins.", path=("before",))
    return after, before


def _utc(value: Mapping[str, Any], name: str) -> datetime:
    given: datetime = value[name]
    try:
        return given.astimezone(UTC)
    except OverflowError:
        raise InvalidInput("This instant is beyond the years 1 to 9999.", path=(name,)) from None


def _until(given: Given, ask: Ask) -> Any:
    reading = ask.reading(given, lambda value: _between(value)[1])

    def read(request: Request) -> datetime:
        before: datetime = reading(request)
        last = ask.instant(request) + timedelta(days=HORIZON_DAYS)
        if before > last:
            refusal = BeyondHorizon(last.date())
            raise ArgumentRefused(refusal, ask.path, (*given.path, "before"))
        return before

    return read

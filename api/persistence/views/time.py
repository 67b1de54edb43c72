"""Time in lists: on now, today, next, and between two instants."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
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
from api.persistence.reading.ask import ArgumentRefused, Ask, Request
from api.persistence.reading.given import Given
from api.persistence.reading.views import Narrowing

LATE = timedelta(minutes=10)
"""How long after its start a meeting still counts as one to go to next."""

# Both lie well within what Python and PostgreSQL can count with.
FIRST_YEAR, LAST_YEAR = 1900, 2999
INSTANT = TIMESTAMP(timezone=True)


def instant(text: object) -> datetime:
    """Return the instant that a cursor's JSON holds; ValueError if it is none."""
    found = datetime.fromisoformat(str(text))
    if found.tzinfo is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError
    return found


def upcoming(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for what is still to come, or has begun no more than ten minutes ago."""
    late = ask.binds.add(
        lambda request: ask.instant(request) - LATE, INSTANT, key=("late", ask.instant)
    )
    return (row.c.starts_at >= late) & (row.c.status == literal_column("'SCHEDULED'"))


def when(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
    """Narrow occurrences to ``when: {between | now | today}``."""
    for word in ("now", "today"):
        if given[word].value is False:
            refusal = InvalidInput("Say true, or ask for another time.")
            raise ArgumentRefused(refusal, ask.path, (*given.path, word))
    if given["between"].present:
        after = ask.bind(given["between"], lambda value: _between(value)[0], INSTANT)
        before = ask.binds.add(_until(given["between"], ask), INSTANT)
        out.where += [row.c.starts_at >= after, row.c.starts_at < before]
    elif given["today"].present:
        zone = ask.given("timeZone")
        first, last = (ask.binds.add(_midnight(zone, ask, days), INSTANT) for days in (0, 1))
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


def _midnight(given: Given, ask: Ask, days: int) -> Any:
    zone = ask.reading(given, lambda name: zone_of(name or "UTC"))

    def read(request: Request) -> datetime:
        here = zone(request)
        today = ask.instant(request).astimezone(here).date()
        return to_utc(datetime.combine(today + timedelta(days=days), time()), here)

    return read


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
            refusal = BeyondHorizon(f"Occurrences are known until {last:%Y-%m-%d}.")
            raise ArgumentRefused(refusal, ask.path, (*given.path, "before"))
        return before

    return read

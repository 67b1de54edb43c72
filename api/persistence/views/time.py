"""Time in lists: on now, today, between two instants, and weekly windows in the asker's zone."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    SmallInteger,
    Text,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from api.domain.errors import BeyondHorizon, InvalidInput, UnknownTimeZone
from api.domain.occurrences import HORIZON_DAYS
from api.domain.rules import Weekday
from api.domain.zones import time_zone, to_utc
from api.persistence.reading.ask import ArgumentRefused, Ask, Request
from api.persistence.reading.given import Given
from api.persistence.reading.views import Filter, Narrowing
from api.persistence.tables.meetings import occurrences

LATE = timedelta(minutes=10)
"""How long after its start a meeting still counts as one to go to next."""

# Both lie well within what Python and PostgreSQL can count with.
FIRST_YEAR, LAST_YEAR = 1900, 2999
WITHIN_DAYS = 28
DAY = 24 * 60
INSTANT = TIMESTAMP(timezone=True)
_ISO_DAYS: dict[str, int] = {day.value: number for number, day in enumerate(Weekday, start=1)}


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


def meets(thing: str) -> Filter:
    """Filter by a weekly window in the asker's zone: held at least once in the coming days."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        held = occurrences.alias()
        last = ask.binds.add(_horizon(given, ask), INSTANT)
        minutes = (held.c.utc_minute_of_week - _bind(ask, given, "utc")) % literal_column(str(DAY))
        zone = ask.bind(given["timeZone"], lambda name: _zone(name).key, Text())
        # Shifting by the window's start makes a window past midnight one of its first day.
        local = func.timezone(zone, held.c.starts_at) - func.make_interval(
            literal_column("0"),
            literal_column("0"),
            literal_column("0"),
            literal_column("0"),
            literal_column("0"),
            _bind(ask, given, "start"),
        )
        since = func.extract("hour", local) * literal_column("60") + func.extract("minute", local)
        day = func.extract("isodow", local)
        out.where.append(
            exists(
                select(held.c.id)
                .where(
                    held.c[thing] == row.c.id,
                    held.c.starts_at >= ask.now,
                    held.c.starts_at < last,
                    held.c.status == literal_column("'SCHEDULED'"),
                    held.c.published,
                    minutes <= _bind(ask, given, "width"),
                    day == func.any(ask.bind(given, _days, ARRAY(SmallInteger()))),
                    since < _bind(ask, given, "span"),
                )
                .correlate(row)
            )
        )

    return apply


def _bind(ask: Ask, given: Given, name: str) -> Any:
    reading = ask.reading(given, lambda value: value)

    def read(request: Request) -> int:
        value = reading(request)
        try:
            return _window(value, ask.instant(request))[name]
        except (InvalidInput, UnknownTimeZone) as refusal:
            raise ArgumentRefused(refusal, ask.path, (*given.path, *refusal.path)) from None

    return ask.binds.add(read, Integer())


def _window(value: Mapping[str, Any], now: datetime) -> dict[str, int]:
    """Return the window as minutes: its local start, its span, and where it lies in UTC days."""
    start, end = _minutes(value, "after", 0), _minutes(value, "before", DAY)
    span = (end - start) % DAY or DAY
    zone = _zone(value["timeZone"], "timeZone")
    offsets = _offsets(zone, now, _within(value.get("withinDays")))
    return {
        "start": start,
        "span": span,
        # A remainder in SQL takes the sign of what is divided, so this stays below zero.
        "utc": (start - max(offsets)) % DAY - DAY,
        "width": min(DAY, span + max(offsets) - min(offsets)),
    }


def _zone(name: str, *path: str) -> ZoneInfo:
    """Return a zone; a refusal names the argument, whose name the domain does not know."""
    try:
        return time_zone(name)
    except UnknownTimeZone as refusal:
        raise UnknownTimeZone(refusal.message, path=path) from None


def _offsets(zone: ZoneInfo, now: datetime, days: int) -> list[int]:
    instants = (now + timedelta(days=day) for day in range(-1, days + 2))
    found = [moment.astimezone(zone).utcoffset() or timedelta() for moment in instants]
    return [int(offset.total_seconds() // 60) for offset in found]


def _minutes(value: Mapping[str, Any], name: str, default: int) -> int:
    text = value.get(name)
    if text is None:
        return default
    try:
        found = time.fromisoformat(text)
    except (TypeError, ValueError):
        raise InvalidInput("A time of day is written HH:MM.", path=(name,)) from None
    if found.tzinfo is not None:
        raise InvalidInput("A time of day has no offset: the zone says it.", path=(name,))
    return found.hour * 60 + found.minute


def _days(value: Mapping[str, Any]) -> list[int]:
    days = value.get("weekdays")
    if days is None:
        return list(_ISO_DAYS.values())
    if not days:
        raise InvalidInput("Name at least one weekday, or leave them out.", path=("weekdays",))
    return sorted({_ISO_DAYS[str(day)] for day in days})


def _within(days: int | None) -> int:
    if days is None:
        return WITHIN_DAYS
    if not 1 <= days <= HORIZON_DAYS:
        raise InvalidInput(f"Between 1 and {HORIZON_DAYS} days ahead.", path=("withinDays",))
    return days


def _horizon(given: Given, ask: Ask) -> Any:
    reading = ask.reading(given, lambda value: _within(value.get("withinDays")))

    def read(request: Request) -> datetime:
        return ask.instant(request) + timedelta(days=reading(request))

    return read


def _midnight(given: Given, ask: Ask, days: int) -> Any:
    zone = ask.reading(given, lambda name: _zone(name or "UTC"))

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

"""Weekly windows: whether something takes place at a time of the week, in the asker's zone."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Mapping
from datetime import datetime, time, timedelta
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
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.errors import InvalidInput, UnknownTimeZone
from api.domain.occurrences import HORIZON_DAYS
from api.domain.rules import Weekday
from api.persistence.reading.ask import ArgumentRefused, Ask, Request
from api.persistence.reading.given import Given
from api.persistence.reading.views import Filter, Narrowing
from api.persistence.tables.meetings import occurrences
from api.persistence.views.time import INSTANT, zone_of

WITHIN_DAYS = 28
DAY = 24 * 60
_ISO_DAYS: dict[str, int] = {day.value: number for number, day in enumerate(Weekday, start=1)}


def meets(thing: str) -> Filter:
    """Filter by a weekly window in the asker's zone: held at least once in the coming days."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        held = occurrences.alias()
        coming = [
            held.c[thing] == row.c.id,
            held.c.starts_at >= ask.now,
            held.c.starts_at < ask.binds.add(_horizon(given, ask), INSTANT),
            held.c.status == literal_column("'SCHEDULED'"),
            held.c.published,
        ]
        inside = _inside(held, given, ask)
        found = select(held.c.id).where(*coming, *inside).correlate(row)
        out.where.append(exists(found))

    return apply


def _inside(held: FromClause, given: Given, ask: Ask) -> list[ColumnElement[bool]]:
    """Return what holds for a start within the window: first cheaply in UTC, then exactly."""
    minutes = (held.c.utc_minute_of_week - _bind(ask, given, "utc")) % literal_column(str(DAY))
    zone = ask.bind(given["timeZone"], lambda name: zone_of(name).key, Text())
    zeros = [literal_column("0")] * 5
    # Shifting by the window's start makes a window past midnight one of its first day.
    shift = func.make_interval(*zeros, _bind(ask, given, "start"))
    local = func.timezone(zone, held.c.starts_at) - shift
    since = func.extract("hour", local) * literal_column("60") + func.extract("minute", local)
    days = ask.bind(given, _days, ARRAY(SmallInteger()))
    return [
        minutes <= _bind(ask, given, "width"),
        func.extract("isodow", local) == func.any(days),
        since < _bind(ask, given, "span"),
    ]


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
    zone = zone_of(value["timeZone"], "timeZone")
    offsets = _offsets(zone, now, _within(value.get("withinDays")))
    return {
        "start": start,
        "span": span,
        # A remainder in SQL takes the sign of what is divided, so this stays below zero.
        "utc": (start - max(offsets)) % DAY - DAY,
        "width": min(DAY, span + max(offsets) - min(offsets)),
    }


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

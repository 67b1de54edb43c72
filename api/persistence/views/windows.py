"""Weekly windows as numbers: minutes of a day and of a week, weekdays, days ahead."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from api.domain.errors import InvalidInput
from api.domain.occurrences import HORIZON_DAYS
from api.domain.rules import Weekday
from api.persistence.views.time import zone_of

WITHIN_DAYS = 28
DAY = 24 * 60
WEEK = 7 * DAY
COMMON = 0.02
"""The share of a week from which on a window is common: it then holds one in fifty starts."""

_ISO_DAYS: dict[str, int] = {day.value: number for number, day in enumerate(Weekday, start=1)}


def is_common(value: Mapping[str, Any]) -> bool:
    """Return whether so many meet in a window that a walk along the order soon fills a page."""
    start, end = minute_of_day(value, "after", 0), minute_of_day(value, "before", DAY)
    span = (end - start) % DAY or DAY
    return len(iso_weekdays(value)) * span >= COMMON * WEEK


def stretches(value: Mapping[str, Any], now: datetime) -> list[tuple[int, int]]:
    """Return the first and last minutes of the week in UTC, for each weekday of the window."""
    place = window(value, now)
    found: list[tuple[int, int]] = []
    for day in iso_weekdays(value):
        first = ((day - 1) * DAY + place["utc"]) % WEEK
        last = first + place["width"]
        found += [(first, min(last, WEEK - 1))] + ([(0, last - WEEK)] if last >= WEEK else [])
    return found


def window(value: Mapping[str, Any], now: datetime) -> dict[str, int]:
    """Return the window as minutes: its local start, its span, and where it lies in UTC days."""
    start, end = minute_of_day(value, "after", 0), minute_of_day(value, "before", DAY)
    span = (end - start) % DAY or DAY
    zone = zone_of(value["timeZone"], "timeZone")
    offsets = _offsets(zone, now, days_ahead(value.get("withinDays")))
    return {
        "start": start,
        "span": span,
        "utc": start - max(offsets),
        "width": min(DAY, span + max(offsets) - min(offsets)),
    }


def _offsets(zone: ZoneInfo, now: datetime, days: int) -> list[int]:
    instants = (now + timedelta(days=day) for day in range(-1, days + 2))
    found = [moment.astimezone(zone).utcoffset() or timedelta() for moment in instants]
    return [int(offset.total_seconds() // 60) for offset in found]


def minute_of_day(value: Mapping[str, Any], name: str, default: int) -> int:
    """Return a time of day as minutes after midnight; InvalidInput for what is none."""
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


def iso_weekdays(value: Mapping[str, Any]) -> list[int]:
    """Return the numbers of ``weekdays``, 1 for Monday, all where it is left out."""
    days = value.get("weekdays")
    if days is None:
        return list(_ISO_DAYS.values())
    if not days:
        raise InvalidInput("Name at least one weekday, or leave them out.", path=("weekdays",))
    return sorted({_ISO_DAYS[str(day)] for day in days})


def days_ahead(days: int | None) -> int:
    """Return how many days to look ahead; InvalidInput beyond what is computed."""
    if days is None:
        return WITHIN_DAYS
    if not 1 <= days <= HORIZON_DAYS:
        raise InvalidInput(f"Between 1 and {HORIZON_DAYS} days ahead.", path=("withinDays",))
    return days

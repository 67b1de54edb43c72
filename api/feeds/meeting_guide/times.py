"""When a meeting takes place: day, time, end and zone as feeds write them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import cast
from zoneinfo import available_timezones

from api.domain.occurrences import Schedule
from api.domain.rules import Frequency, Rule, Weekday, WeekdayNum
from api.feeds.meeting_guide.fields import Fields
from api.feeds.meeting_guide.report import Fault
from api.feeds.meeting_guide.weekdays import WeekdayConvention, weekday_of

# A feed does not say when a series began. With one fixed Monday the same feed gives the
# same series in every run, so that importing it twice changes nothing.
FEED_EPOCH = date(2024, 1, 1)
DEFAULT_MINUTES = 60
DAY_MINUTES = 24 * 60
_HOUR_MINUTES = 60
_NOON = 12

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::\d{2})?)?\s*(?:(?P<half>[ap])\.?m?\.?)?",
    re.IGNORECASE,
)
_WORDS = {"noon": 720, "midday": 720, "midnight": 0}
# Fixed offsets that are named like the zones of half a continent: nobody means them.
_NO_ZONES = frozenset({"EST", "MST", "HST", "Factory", "localtime"})


def days_of(fields: Fields, convention: WeekdayConvention) -> list[Weekday] | None:
    """Return the days of the row in its order, once each; None where a day cannot be read."""
    value = fields.value("day")
    if value is None:
        return []
    items = _items(value)
    found = [weekday_of(item, convention) for item in items]
    days = list(dict.fromkeys(day for day in found if day is not None))
    if not days:
        fields.say(Fault.DAY_INVALID, "day")
        return None
    if None in found:
        fields.say(Fault.DAY_LEFT_OUT, "day")
    return days


def clock(text: str) -> int | None:
    """Return the minutes after midnight of a time such as ``19:30``, ``7:30 pm`` or ``noon``.

    ``24:00`` is 1440, the end of the day.
    """
    text = text.strip().lower()
    if text in _WORDS:
        return _WORDS[text]
    match = _CLOCK.fullmatch(text)
    # A bare number could as well be 19, 1930 or minutes.
    if match is None or not (match["minute"] or match["half"]):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if match["half"] == "p" else 0)
    minutes = hour * _HOUR_MINUTES + minute
    return minutes if minute < _HOUR_MINUTES and minutes <= DAY_MINUTES else None


def minutes_of(fields: Fields, start: int) -> int:
    """Return how long a meeting lasts that starts so many minutes after midnight.

    An end before the start is on the next day; without an end it is an hour.
    """
    ending, lasting = fields.text("end_time"), fields.text("duration")
    if ending is not None:
        end = clock(ending)
        if end is not None and end != start:
            return (end - start) % DAY_MINUTES or DAY_MINUTES
        fields.say(Fault.END_INVALID, "end_time")
    elif lasting is not None:
        minutes = _duration(lasting)
        if minutes is not None and 0 < minutes <= DAY_MINUTES:
            return minutes
        fields.say(Fault.END_INVALID, "duration")
    return DEFAULT_MINUTES


def zone_of(fields: Fields, default: str | None) -> str | None:
    """Return the IANA zone of the row, or the default; None where there is neither."""
    stated = fields.text("timezone")
    known = _zones().get(re.sub(r"[\s_]+", "_", stated.strip()).lower()) if stated else None
    if known:
        return known
    if default:
        fields.say(Fault.TIME_ZONE_ASSUMED, "timezone")
        return default
    fields.say(Fault.TIME_ZONE_UNKNOWN if stated else Fault.TIME_ZONE_MISSING, "timezone")
    return None


def weekly(weekday: Weekday, start: int, minutes: int, zone: str) -> Schedule:
    """Return the schedule of every week on that day, from ``FEED_EPOCH`` on."""
    first = FEED_EPOCH + timedelta(days=weekday.number)
    return Schedule(
        local_start=datetime.combine(first, time(*divmod(start, 60))),
        duration_minutes=minutes,
        time_zone=zone,
        rule=_every(weekday),
    )


def changed_at(fields: Fields) -> datetime | None:
    """Return the instant of ``updated``, which the specification writes in UTC."""
    text = fields.text("updated")
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text.strip())
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        fields.say(Fault.UPDATED_INVALID, "updated")
        return None


def _items(value: object) -> list[object]:
    if isinstance(value, list):
        return cast("list[object]", value)
    if isinstance(value, str):
        return [item for item in re.split(r"[\s,;/&]+", value) if item and item != "and"]
    return [value]


def _duration(text: str) -> int | None:
    if re.fullmatch(r"\d{1,4}", text.strip()):
        return int(text)
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text.strip())
    return int(match[1]) * 60 + int(match[2]) if match else None


@cache
def _every(weekday: Weekday) -> Rule:
    return Rule(Frequency.WEEKLY, by_day=(WeekdayNum(weekday),))


@cache
def _zones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() - _NO_ZONES}

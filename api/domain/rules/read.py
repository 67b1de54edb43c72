"""Reading the text of a recurrence rule, within bounds and without repeating it in a refusal."""

import re
from datetime import date, datetime
from typing import Final, TypedDict

from api.domain.errors import RuleNotSupported
from api.domain.rules.words import Frequency, Weekday, WeekdayNum

MAX_TEXT = 500


class RuleParts(TypedDict):
    """What a text states, under the names of the fields of ``Rule``."""

    frequency: Frequency
    interval: int
    by_day: tuple[WeekdayNum, ...]
    by_month_day: tuple[int, ...]
    count: int | None
    until: datetime | date | None
    week_start: Weekday


SUPPORTED: Final = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST")
_FINER: Final = (
    "Nothing finer than a day is supported: write FREQ=DAILY, and one meeting for each time of day."
)
_PART_INSTEAD: Final = {
    "BYSETPOS": "BYSETPOS is not supported: write BYDAY=-1FR for the last Friday.",
    "BYWEEKNO": "BYWEEKNO is not supported: write FREQ=WEEKLY with an INTERVAL.",
    "BYYEARDAY": "BYYEARDAY is not supported: write FREQ=MONTHLY with BYMONTHDAY.",
    "BYMONTH": "BYMONTH is not supported: state the season in which the meeting runs.",
    "BYHOUR": _FINER,
    "BYMINUTE": _FINER,
    "BYSECOND": _FINER,
    "RSCALE": "RSCALE is not supported: rules follow the Gregorian calendar.",
    "SKIP": "SKIP is not supported: write BYMONTHDAY=-1 for the last day of every month.",
}
_FREQUENCY_INSTEAD: Final = {
    "YEARLY": "FREQ=YEARLY is not supported: write FREQ=MONTHLY;INTERVAL=12.",
    "HOURLY": _FINER,
    "MINUTELY": _FINER,
    "SECONDLY": _FINER,
}
_WHOLE = re.compile(r"[0-9]{1,6}")
_MONTH_DAY = re.compile(r"[+-]?[0-9]{1,2}")
_WEEKDAY_NUM = re.compile(r"([+-]?[0-9]{1,2})?([A-Z]{2})")
_UNTIL = re.compile(r"[0-9]{8}(T([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]Z?)?")


def read(text: str) -> RuleParts:
    """Return the parts of an RRULE value, with or without ``RRULE:`` in front, in any case.

    Raises RuleNotSupported. Whether the numbers make sense together is for ``Rule`` to say.
    """
    parts = _split(text)
    return RuleParts(
        frequency=_frequency(parts.get("FREQ", "")),
        interval=_whole("INTERVAL", parts.get("INTERVAL", "1")),
        by_day=tuple(_weekday_num(item) for item in _items(parts, "BYDAY")),
        by_month_day=tuple(_month_day(item) for item in _items(parts, "BYMONTHDAY")),
        count=_whole("COUNT", parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=_weekday("WKST", parts.get("WKST", "MO")),
    )


def _split(text: str) -> dict[str, str]:
    if len(text) > MAX_TEXT:
        raise RuleNotSupported(f"A rule has at most {MAX_TEXT} characters.")
    # Some letters outside ASCII become ASCII ones in upper case.
    if not text.isascii():
        raise RuleNotSupported("A rule is written in ASCII characters.")
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        if name not in SUPPORTED:
            raise RuleNotSupported(_PART_INSTEAD.get(name, f"Write only {', '.join(SUPPORTED)}."))
        if name in parts:
            raise RuleNotSupported(f"{name} is stated twice: write it once.")
        parts[name] = value
    return parts


def _items(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _frequency(value: str) -> Frequency:
    if value not in Frequency:
        raise RuleNotSupported(
            _FREQUENCY_INSTEAD.get(value, "Write FREQ=DAILY, FREQ=WEEKLY or FREQ=MONTHLY.")
        )
    return Frequency(value)


def _whole(name: str, value: str) -> int:
    if not _WHOLE.fullmatch(value):
        raise RuleNotSupported(f"Write {name} as a whole number, such as {name}=2.")
    return int(value)


def _month_day(value: str) -> int:
    if not _MONTH_DAY.fullmatch(value):
        raise RuleNotSupported("Write BYMONTHDAY as numbers, such as BYMONTHDAY=1,15 or -1.")
    return int(value)


def _weekday(name: str, value: str) -> Weekday:
    if value not in Weekday:
        raise RuleNotSupported(f"Write a day of {name} as one of {', '.join(Weekday)}.")
    return Weekday(value)


def _weekday_num(value: str) -> WeekdayNum:
    match = _WEEKDAY_NUM.fullmatch(value)
    if match is None:
        raise RuleNotSupported("Write BYDAY as days, such as BYDAY=MO,TH, 2MO or -1FR.")
    ordinal, weekday = match.groups()
    return WeekdayNum(_weekday("BYDAY", weekday), None if ordinal is None else int(ordinal))


def _until(value: str) -> datetime | date:
    if not _UNTIL.fullmatch(value):
        raise _wrong_until()
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        raise _wrong_until() from None


def _wrong_until() -> RuleNotSupported:
    return RuleNotSupported("Write UNTIL as UNTIL=20271231 or UNTIL=20271231T235959Z.")

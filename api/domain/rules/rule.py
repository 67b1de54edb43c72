"""A recurrence rule as a value."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from api.domain.errors import RuleNotSupported
from api.domain.rules.read import read
from api.domain.rules.words import Frequency, Weekday, WeekdayNum

MAX_INTERVAL = 366
# A counted series is walked from its first day; this keeps the walk at a few milliseconds.
MAX_COUNT = 1000
_MOST_WEEKS = 5
_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule in one spelling: its lists are sorted and without repetitions.

    ``until`` is inclusive: a date or naive local time in the zone of the meeting, or an
    instant in UTC. Raises RuleNotSupported for a rule outside the supported part.
    """

    frequency: Frequency
    interval: int = 1
    by_day: tuple[WeekdayNum, ...] = ()
    by_month_day: tuple[int, ...] = ()
    count: int | None = None
    until: datetime | date | None = None
    week_start: Weekday = Weekday.MO

    def __post_init__(self) -> None:
        days = tuple(sorted(set(self.by_day), key=lambda item: item.order))
        object.__setattr__(self, "by_day", days)
        object.__setattr__(self, "by_month_day", tuple(sorted(set(self.by_month_day))))
        _check_length(self)
        _check_days(self)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the value of an RRULE, with or without ``RRULE:`` in front, in any case.

        Raises RuleNotSupported, whose message says what to write instead.
        """
        return cls(**read(text))

    def __str__(self) -> str:
        """Return the canonical text, which ``parse`` reads back to an equal rule."""
        parts = {
            "FREQ": self.frequency,
            "INTERVAL": None if self.interval == 1 else self.interval,
            "BYDAY": ",".join(map(str, self.by_day)) or None,
            "BYMONTHDAY": ",".join(map(str, self.by_month_day)) or None,
            "COUNT": self.count,
            "UNTIL": None if self.until is None else _until_text(self.until),
            "WKST": None if self.week_start is Weekday.MO else self.week_start,
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value is not None)

    def allows(self, day: date) -> bool:
        """Whether BYDAY and BYMONTHDAY admit a day, so that a series may begin on it."""
        length = calendar.monthrange(day.year, day.month)[1]
        on_day = not self.by_day or any(item.falls_on(day) for item in self.by_day)
        on_month_day = not self.by_month_day or not {day.day, day.day - length - 1}.isdisjoint(
            self.by_month_day
        )
        return on_day and on_month_day

    def ended(self, local: datetime, instant: datetime) -> bool:
        """Whether a start, given as naive local time and as instant, lies after UNTIL."""
        if self.until is None:
            return False
        if not isinstance(self.until, datetime):
            return local.date() > self.until
        return (local if self.until.tzinfo is None else instant) > self.until


def _check_length(rule: Rule) -> None:
    if not 1 <= rule.interval <= MAX_INTERVAL:
        raise RuleNotSupported(f"INTERVAL lies between 1 and {MAX_INTERVAL}.")
    if rule.count is not None and rule.until is not None:
        raise RuleNotSupported("Write either COUNT or UNTIL, not both.")
    if rule.count is not None and not 1 <= rule.count <= MAX_COUNT:
        raise RuleNotSupported(f"COUNT lies between 1 and {MAX_COUNT}: for more, write UNTIL.")
    if isinstance(rule.until, datetime) and (
        rule.until.microsecond or rule.until.utcoffset() not in (None, timedelta())
    ):
        raise RuleNotSupported("UNTIL is a date, a local time or a time in UTC, in whole seconds.")


def _check_days(rule: Rule) -> None:
    ordinals = {item.ordinal for item in rule.by_day} - {None}
    if rule.frequency is not Frequency.MONTHLY and ordinals:
        raise RuleNotSupported(
            "A day with a number belongs to FREQ=MONTHLY: write that, or BYDAY=MO without it."
        )
    if rule.frequency is not Frequency.MONTHLY and rule.by_month_day:
        raise RuleNotSupported("BYMONTHDAY belongs to FREQ=MONTHLY: write that, or leave it out.")
    if any(not 1 <= abs(ordinal or 0) <= _MOST_WEEKS for ordinal in ordinals):
        raise RuleNotSupported("The number of a day in BYDAY lies between 1 and 5, or -5 and -1.")
    if any(not 1 <= abs(day) <= _MOST_DAYS for day in rule.by_month_day):
        raise RuleNotSupported("BYMONTHDAY lies between 1 and 31, or -31 and -1.")


def _until_text(until: datetime | date) -> str:
    if not isinstance(until, datetime):
        return until.isoformat().replace("-", "")
    mark = "" if until.tzinfo is None else "Z"
    return until.replace(tzinfo=None).isoformat().translate(_BASIC) + mark


# ISO 8601 in its basic form, which strftime does not write for years below 1000.
_BASIC = str.maketrans("", "", "-:")

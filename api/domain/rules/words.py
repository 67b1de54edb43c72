"""The words of a recurrence rule: frequencies and weekdays."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import auto

from api.domain.vocabulary import Word


class Frequency(Word):
    DAILY = auto()
    WEEKLY = auto()
    MONTHLY = auto()


class Weekday(Word):
    """The days of the week as RFC 5545 writes them, Monday first."""

    MO = auto()
    TU = auto()
    WE = auto()
    TH = auto()
    FR = auto()
    SA = auto()
    SU = auto()

    @property
    def number(self) -> int:
        """Monday is 0, as in ``date.weekday()``."""
        return _WEEKDAYS.index(self)

    @staticmethod
    def of(day: date) -> "Weekday":
        return _WEEKDAYS[day.weekday()]


_WEEKDAYS = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class WeekdayNum:
    """A weekday, or with an ordinal the n-th one of a month, from the end if negative."""

    weekday: Weekday
    ordinal: int | None = None

    def __str__(self) -> str:
        return f"{'' if self.ordinal is None else self.ordinal}{self.weekday}"

    @property
    def order(self) -> tuple[int, int]:
        """The place in a sorted BYDAY: by weekday, then from the last of a month to the first."""
        return self.weekday.number, self.ordinal or 0

    def falls_on(self, day: date) -> bool:
        if day.weekday() != self.weekday.number:
            return False
        if self.ordinal is None:
            return True
        length = calendar.monthrange(day.year, day.month)[1]
        from_first, from_last = (day.day - 1) // 7 + 1, (length - day.day) // 7 + 1
        return self.ordinal in (from_first, -from_last)

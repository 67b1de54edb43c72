"""The part of the year in which a meeting runs."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from api.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day of every year; raises InvalidInput when no year has it."""

    month: int
    day: int

    def __post_init__(self) -> None:
        try:
            date(2000, self.month, self.day)
        except ValueError:
            raise InvalidInput("No year has this day of a month.", path=("season",)) from None


_TEXT = re.compile(r"([0-9]{2})-([0-9]{2})/([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Season:
    """The part of every year in which a meeting runs, both days included.

    With ``first`` after ``last`` it goes over the new year.
    """

    first: MonthDay
    last: MonthDay

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``MM-DD/MM-DD``, which has no year and so is not the interval of ISO 8601."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise InvalidInput(
                "Write a season as MM-DD/MM-DD, such as 09-01/06-30.", path=("season",)
            )
        month, day, last_month, last_day = map(int, match.groups())
        return cls(MonthDay(month, day), MonthDay(last_month, last_day))

    def __str__(self) -> str:
        """Return the text that ``parse`` reads back."""
        return "/".join(f"{each.month:02}-{each.day:02}" for each in (self.first, self.last))

    def covers(self, day: date) -> bool:
        month_day = MonthDay(day.month, day.day)
        if self.first <= self.last:
            return self.first <= month_day <= self.last
        return month_day >= self.first or month_day <= self.last

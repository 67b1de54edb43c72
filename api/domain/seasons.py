"""The part of the year in which a meeting runs."""

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Season:
    """The part of every year in which a meeting runs, both days included.

    With ``first`` after ``last`` it goes over the new year.
    """

    first: MonthDay
    last: MonthDay

    def covers(self, day: date) -> bool:
        month_day = MonthDay(day.month, day.day)
        if self.first <= self.last:
            return self.first <= month_day <= self.last
        return month_day >= self.first or month_day <= self.last

"""How often a meeting takes place, read from its recurrence rule (RFC 5545, section 3.3.10)."""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from api.domain.occurrences import Schedule
from api.domain.rules import Frequency, Rule
from api.domain.vocabulary import MeetingFrequency

_DAYS, _WEEKS, _MONTHS = 365, 52, 12
_WEEK = 7
_YEARS = 4
BANDS: tuple[tuple[int, MeetingFrequency], ...] = (
    (78, MeetingFrequency.SEVERAL_A_WEEK),
    (39, MeetingFrequency.WEEKLY),
    (20, MeetingFrequency.EVERY_SECOND_WEEK),
    (10, MeetingFrequency.MONTHLY),
    (1, MeetingFrequency.LESS_OFTEN),
)
"""From how many starts a year each word holds, the most frequent first.

Each bound lies half-way between two habits: "the first and third Tuesday" (24 a year) is
every second week (26), and three of four Mondays (39) are weekly.
"""


def starts_per_year(schedule: Schedule | None) -> int | None:
    """Return how many starts a whole year of the rule has, or None where nothing recurs.

    Seasons, ends and exceptions do not count: they say when, not how often.
    """
    if schedule is None or schedule.rule is None:
        return None
    return max(1, round(_of_each_interval(schedule.rule) / schedule.rule.interval))


def _of_each_interval(rule: Rule) -> float:
    match rule.frequency:
        case Frequency.DAILY:
            return _of_days(rule)
        case Frequency.WEEKLY:
            return _WEEKS * max(1, len(rule.by_day))
        case Frequency.MONTHLY:
            return _of_months(replace(rule, interval=1, count=None, until=None))


def _of_days(rule: Rule) -> float:
    # Whole weeks apart, all starts fall on one weekday, which BYDAY has to allow.
    if not rule.by_day or rule.interval % _WEEK == 0:
        return _DAYS
    return _DAYS * len(rule.by_day) / _WEEK


@lru_cache(maxsize=256)
def _of_months(rule: Rule) -> float:
    """Return how many days of a year a rule allows, with those that few months have."""
    if not rule.by_day and not rule.by_month_day:
        return _MONTHS
    # Four years have every shape of a month, and each date on nearly every weekday.
    first = date(2001, 1, 1)
    days = (first + timedelta(days=day) for day in range(_YEARS * _DAYS + 1))
    return sum(map(rule.allows, days)) / _YEARS


def frequency_of(yearly: int | None) -> MeetingFrequency | None:
    """Return the word for so many starts a year; None where nothing recurs."""
    return next((word for least, word in BANDS if yearly is not None and yearly >= least), None)

"""How often a meeting takes place, read from its recurrence rule (RFC 5545, section 3.3.10)."""

from api.domain.occurrences import Schedule
from api.domain.rules import Frequency, Rule
from api.domain.vocabulary import MeetingFrequency

_DAYS, _WEEKS, _MONTHS = 365, 52, 12
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
            return _DAYS * len(rule.by_day) / 7 if rule.by_day else _DAYS
        case Frequency.WEEKLY:
            return _WEEKS * max(1, len(rule.by_day))
        case Frequency.MONTHLY:
            return _of_months(rule)


def _of_months(rule: Rule) -> float:
    on_days = sum(_MONTHS if day.ordinal else _WEEKS for day in rule.by_day)
    on_dates = _MONTHS * len(rule.by_month_day)
    if on_days and on_dates:
        # Both must hold, as in "Friday the 13th".
        return min(on_days, on_dates, on_days * len(rule.by_month_day) / 30)
    return on_days or on_dates or _MONTHS


def frequency_of(yearly: int | None) -> MeetingFrequency | None:
    """Return the word for so many starts a year; None where nothing recurs."""
    return next((word for least, word in BANDS if yearly is not None and yearly >= least), None)

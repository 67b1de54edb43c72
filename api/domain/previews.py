"""A recurrence before it is kept: what it means, and what it will be elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from api.domain.occurrences import HORIZON_DAYS, Occurrence, Schedule
from api.domain.rules.sentences import day_of_year, ending, recurrence, words_of
from api.domain.zones import time_zone

MOST_SHOWN = 10
"""How many starts, zones and shifts are shown: lists are counted as that long."""


@dataclass(frozen=True, slots=True)
class ClockShift:
    """A start from which on clocks elsewhere show another time than for the one before.

    ``local_start`` is what they show; ``minutes`` is how much later in the day that is.
    """

    occurrence: Occurrence
    local_start: datetime
    minutes: int


def to_come(schedule: Schedule, now: datetime) -> tuple[Occurrence, ...]:
    """Return the occurrences as far as the horizon."""
    return schedule.occurrences(after=now, before=now + timedelta(days=HORIZON_DAYS))


def local_starts_in(zone_name: str, occurrences: Sequence[Occurrence]) -> list[datetime]:
    """Return what clocks of a zone show when occurrences start; raises UnknownTimeZone."""
    zone = time_zone(zone_name)
    return [each.starts_at.astimezone(zone).replace(tzinfo=None) for each in occurrences]


def clock_shifts(zone_name: str, occurrences: Sequence[Occurrence]) -> list[ClockShift]:
    """Return where the clocks of a zone and those of the meeting drift apart, or together again.

    That is not where either changes: both may, in one night or weeks apart.
    """
    shown = local_starts_in(zone_name, occurrences)
    apart = [there - each.local_start for there, each in zip(shown, occurrences, strict=True)]
    return [
        ClockShift(occurrences[number], shown[number], int((now - before).total_seconds()) // 60)
        for number, (before, now) in enumerate(pairwise(apart), start=1)
        if now != before
    ]


def sentence(schedule: Schedule, language: str) -> str:
    """Return a schedule in a sentence for people, in German or else in English."""
    words = words_of(language)
    days = recurrence(schedule.rule, schedule.local_start, words)
    parts = [
        words.at.format(what=days, n=f"{schedule.local_start:%H:%M}") + f" ({schedule.time_zone})",
        ending(schedule.rule, words) if schedule.rule else "",
        words.lasting.format(n=schedule.duration_minutes),
    ]
    if schedule.season is not None:
        first, last = (
            day_of_year(each.month, each.day, words)
            for each in (schedule.season.first, schedule.season.last)
        )
        parts.append(words.season.format(n=first, what=last))
    told = ", ".join(filter(None, parts))
    return f"{told[0].upper()}{told[1:]}."

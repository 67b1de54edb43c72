"""A schedule as iCalendar can say it: a first start, a rule or a list, and what differs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from api.domain.occurrences import HORIZON_DAYS, RETENTION_DAYS, Occurrence, OccurrenceStatus
from api.domain.rules import Rule
from api.domain.schedule_exceptions import MAX_MOVE, ExceptionKind
from api.domain.vocabulary import MeetingStatus
from api.domain.zones import time_zone, to_utc
from api.feeds.calendars.values import CalendarMeeting

_AROUND = MAX_MOVE + timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Starts:
    """What recurs, and the occurrences that are told apart from the rest.

    ``rule`` has an end in UTC, as RFC 5545 wants it beside a time zone. ``left_out`` were
    cancelled and are over, so that nobody has to be told any more.
    """

    first: datetime
    rule: Rule | None
    others: tuple[datetime, ...]
    left_out: tuple[datetime, ...]
    apart: tuple[Occurrence, ...]

    @property
    def earliest(self) -> datetime:
        return min((self.first, *self.others, *(each.local_start for each in self.apart)))

    @property
    def recurs(self) -> bool:
        return self.rule is not None or bool(self.others)


def starts_of(meeting: CalendarMeeting, now: datetime) -> Starts | None:
    """Return the starts of a meeting, None where there are none to tell.

    A season and a pause cannot be said by a rule: then the starts are listed, as far as
    occurrences are known.
    """
    schedule = meeting.schedule
    if meeting.status is not MeetingStatus.ACTIVE or schedule.season is not None:
        return _listed(meeting, now)
    added = [e.original_start for e in schedule.exceptions if e.kind is ExceptionKind.ADDED]
    others = set(added) - _regular_among(meeting, added)
    different = {each.original_start for each in schedule.exceptions}
    found = [each for each in _around(meeting, different) if _differs(meeting, each)]
    rule = schedule.rule and _ending_in_utc(schedule.rule, schedule.time_zone)
    return _starts(schedule.local_start, rule, others, found, now)


def _listed(meeting: CalendarMeeting, now: datetime) -> Starts | None:
    found = meeting.schedule.occurrences(
        after=now - timedelta(days=RETENTION_DAYS), before=now + timedelta(days=HORIZON_DAYS)
    )
    if meeting.status is not MeetingStatus.ACTIVE:
        again = meeting.paused_until
        found = tuple(e for e in found if again is not None and e.local_start.date() >= again)
    if not found:
        return None
    first, *others = sorted(each.original_start for each in found)
    different = [each for each in found if _differs(meeting, each)]
    return _starts(first, None, set(others), different, now)


def _starts(
    first: datetime,
    rule: Rule | None,
    others: set[datetime],
    different: Sequence[Occurrence],
    now: datetime,
) -> Starts:
    over = {each.original_start for each in different if _is_over(each, now)}
    return Starts(
        first=first,
        rule=rule,
        others=tuple(sorted(others)),
        left_out=tuple(sorted(over)),
        apart=tuple(each for each in different if each.original_start not in over),
    )


def _is_over(each: Occurrence, now: datetime) -> bool:
    return each.status is OccurrenceStatus.CANCELLED and each.ends_at <= now


def _differs(meeting: CalendarMeeting, each: Occurrence) -> bool:
    lasts = each.ends_at - each.starts_at
    usual = timedelta(minutes=meeting.schedule.duration_minutes)
    cancelled = each.status is OccurrenceStatus.CANCELLED
    otherwise = (each.medium, each.venue_ids, each.notes)
    return cancelled or each.moved or lasts != usual or any(otherwise)


def _around(meeting: CalendarMeeting, starts: set[datetime]) -> list[Occurrence]:
    """Return the occurrences of some original starts, wherever they were moved."""
    if not starts:
        return []
    zone = time_zone(meeting.schedule.time_zone)
    first, last = to_utc(min(starts), zone) - _AROUND, to_utc(max(starts), zone) + _AROUND
    found = meeting.schedule.occurrences(after=first, before=last)
    return [each for each in found if each.original_start in starts]


def _regular_among(meeting: CalendarMeeting, starts: list[datetime]) -> set[datetime]:
    if not starts:
        return set()
    return set(meeting.schedule.regular_starts(min(starts), max(starts)))


def _ending_in_utc(rule: Rule, zone_name: str) -> Rule:
    if rule.until is None:
        return rule
    zone = time_zone(zone_name)
    if not isinstance(rule.until, datetime):
        return replace(rule, until=to_utc(datetime.combine(rule.until, _LAST_SECOND), zone))
    return rule if rule.until.tzinfo == UTC else replace(rule, until=to_utc(rule.until, zone))


_LAST_SECOND = time(23, 59, 59)

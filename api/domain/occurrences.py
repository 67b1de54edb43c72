"""Schedules, and the occurrences that follow from them (RFC 5545, section 3.8.5)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import auto
from typing import NamedTuple
from uuid import UUID, uuid5

from api.domain.errors import InvalidInput, RecurrenceRefused, Suggestion
from api.domain.rules import Rule, first_allowed, local_starts
from api.domain.schedule_exceptions import (
    ByKind,
    ScheduleException,
    by_their_kind,
    check_duration,
)
from api.domain.seasons import Season
from api.domain.vocabulary import Medium, Word
from api.domain.zones import check_local_time, time_zone, to_utc

HORIZON_DAYS = 400
RETENTION_DAYS = 90
MAX_EXCEPTIONS = 1000
# No offset from UTC reaches a day, in either direction.
_ANY_OFFSET = timedelta(days=1)


class OccurrenceStatus(Word):
    SCHEDULED = auto()
    CANCELLED = auto()


class Occurrence(NamedTuple):
    """One time at which a meeting takes place, or was to take place.

    ``original_start`` is its identity and never changes; ``local_start`` is where a move has
    put it. Both are naive, in the zone of the meeting, as the schedule states them; when the
    clocks skip that time ``starts_at`` is later. ``starts_at`` and ``ends_at`` are in UTC.
    ``medium``, ``venue_ids`` and ``notes`` are those of the meeting where there are none here.
    """

    original_start: datetime
    local_start: datetime
    starts_at: datetime
    ends_at: datetime
    status: OccurrenceStatus
    medium: Medium | None = None
    venue_ids: tuple[UUID, ...] = ()
    notes: str | None = None
    reason: str | None = None

    @property
    def moved(self) -> bool:
        return self.local_start != self.original_start


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a meeting takes place: once, or again and again by a rule.

    ``local_start`` is the first start, naive in ``time_zone``, and must follow the rule.
    Starts outside the season are left out, but COUNT counts them. Exceptions come last:
    one that names a start which is not there has no effect, an added start need not lie in
    the season, and an added start that the rule has too is one occurrence. Raises
    InvalidInput, also as UnknownTimeZone.
    """

    local_start: datetime
    duration_minutes: int
    time_zone: str
    rule: Rule | None = None
    season: Season | None = None
    exceptions: tuple[ScheduleException, ...] = ()

    def __post_init__(self) -> None:
        check_local_time(self.local_start, path=("local_start",))
        check_duration(self.duration_minutes)
        instant = to_utc(self.local_start, time_zone(self.time_zone))
        if self.rule is not None and not self.rule.allows(self.local_start.date()):
            suggestion = Suggestion(local_start=first_allowed(self.rule, self.local_start))
            raise RecurrenceRefused(
                "The first start must follow the rule.",
                path=("local_start",),
                suggestion=suggestion,
            )
        if self.rule is not None and self.rule.ended(self.local_start, instant):
            suggestion = Suggestion(rule=str(replace(self.rule, until=None)))
            raise RecurrenceRefused(
                "The rule ends before the first start.", path=("rule",), suggestion=suggestion
            )
        if len(self.exceptions) > MAX_EXCEPTIONS:
            raise InvalidInput(f"At most {MAX_EXCEPTIONS} exceptions.", path=("exceptions",))
        if len({(e.kind, e.original_start) for e in self.exceptions}) < len(self.exceptions):
            raise InvalidInput("An exception is stated twice.", path=("exceptions",))

    def occurrences(self, *, after: datetime, before: datetime) -> tuple[Occurrence, ...]:
        """Return what starts at or after one aware instant and before another, in order.

        An occurrence that began earlier and is still running is not among them. Cancelled
        ones are, with their status.
        """
        if after.tzinfo is None or before.tzinfo is None:
            raise InvalidInput("A window lies between two instants with a time zone.")
        by_kind = by_their_kind(self.exceptions)
        found = (
            self._occurrence(start, by_kind)
            for start in self._original_starts(by_kind, _naive_utc(after), _naive_utc(before))
        )
        return tuple(
            sorted(
                (each for each in found if after <= each.starts_at < before),
                key=lambda each: (each.starts_at, each.original_start),
            )
        )

    def occurrence(self, original_start: datetime) -> Occurrence | None:
        """Return the occurrence of a local start, wherever it was moved; None if there is none."""
        by_kind = by_their_kind(self.exceptions)
        regular = set(self.regular_starts(original_start, original_start))
        if original_start not in {*regular, *by_kind.added}:
            return None
        return self._occurrence(original_start, by_kind)

    def _original_starts(self, by_kind: ByKind, after: datetime, before: datetime) -> set[datetime]:
        """Return all starts that may lie in a window, and some beside it.

        The range also reaches the original starts of what was moved into the window.
        """
        earliest, latest = after - _ANY_OFFSET, before + _ANY_OFFSET
        moved_in = [
            start
            for start, move in by_kind.moved.items()
            if move.new_start is not None and earliest <= move.new_start <= latest
        ]
        regular = self.regular_starts(min([earliest, *moved_in]), max([latest, *moved_in]))
        return {*regular, *by_kind.added}

    def regular_starts(self, earliest: datetime, latest: datetime) -> Iterator[datetime]:
        """Yield what the rule produces within the season, or the only start without a rule.

        Both bounds are local and included; the only start is yielded whatever they are.
        """
        zone = time_zone(self.time_zone)
        starts = (
            iter((self.local_start,))
            if self.rule is None
            else local_starts(self.rule, self.local_start, earliest=earliest, latest=latest)
        )
        ends = self.rule if self.rule is not None and self.rule.until is not None else None
        for start in starts:
            if ends is not None and ends.ended(start, to_utc(start, zone)):
                return
            if self.season is None or self.season.covers(start.date()):
                yield start

    def _occurrence(self, original_start: datetime, by_kind: ByKind) -> Occurrence:
        cancelled = by_kind.cancelled.get(original_start)
        moved = by_kind.moved.get(original_start)
        added = by_kind.added.get(original_start)
        changed = by_kind.changed.get(original_start)
        local_start = (moved and moved.new_start) or original_start
        minutes = (moved and moved.duration_minutes) or self.duration_minutes
        starts_at = to_utc(local_start, time_zone(self.time_zone))
        return Occurrence(
            original_start=original_start,
            local_start=local_start,
            starts_at=starts_at,
            # Minutes pass in UTC; on local times Python would add them to the clock's hands.
            ends_at=starts_at + timedelta(minutes=minutes),
            status=OccurrenceStatus.CANCELLED if cancelled else OccurrenceStatus.SCHEDULED,
            medium=changed and changed.medium,
            venue_ids=changed.venue_ids if changed else (),
            notes=changed and changed.notes,
            reason=_reason(cancelled) if cancelled else _reason(moved, changed, added),
        )


def _reason(*exceptions: ScheduleException | None) -> str | None:
    return next((each.reason for each in exceptions if each and each.reason), None)


def occurrence_id(meeting_id: UUID, original_start: datetime) -> UUID:
    """Return the identity of an occurrence: UUIDv5 of the original local start, in its meeting.

    It survives recomputation, move and cancellation, and a new time-zone database too.
    """
    check_local_time(original_start, path=("original_start",))
    return uuid5(meeting_id, original_start.isoformat(timespec="minutes"))


def _naive_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)

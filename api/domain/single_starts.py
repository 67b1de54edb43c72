"""One start of a schedule, edited: cancelled, restored, moved, changed, or one more.

Starts are named by their original local start. What is over is history and not edited, and
neither is what lies beyond the horizon, which nobody can see yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.domain.errors import (
    AlreadyCancelled,
    BeyondHorizon,
    InvalidInput,
    NotFound,
    NotPossibleNow,
)
from api.domain.occurrences import HORIZON_DAYS, Occurrence, OccurrenceStatus, Schedule
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.venues import must_be_of_use
from api.domain.vocabulary import Medium, VenueKind
from api.domain.zones import check_local_time, time_zone, to_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a start goes; ``duration_minutes`` is None where it lasts as long as the others."""

    new_start: datetime
    duration_minutes: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """How a start is held: what was ``said`` of it, beside what its meeting has.

    What was not said stays. None, no venues, or what the meeting has too is nothing of its own.
    ``kinds`` are those of its own venues.
    """

    said: Mapping[str, Any]
    kinds: Mapping[UUID, VenueKind]
    medium: Medium
    venue_ids: tuple[UUID, ...]
    notes: str | None

    def following(self, before: ScheduleException | None) -> dict[str, Any] | None:
        """Return what an exception states after one before it; None if nothing is its own.

        Raises InvalidInput where one takes part at none of its own venues.
        """
        usual = {"medium": self.medium, "venue_ids": self.venue_ids, "notes": self.notes}
        last = {name: getattr(before, name) for name in (*usual, "reason")} if before else {}
        found = {**last, **self.said}
        held = {name: found.get(name) for name in usual}
        own = {name: value for name, value in held.items() if value and value != usual[name]}
        if "venue_ids" in own:
            path = ("venue_ids",) if self.said.get("venue_ids") else ("medium",)
            kinds = (self.kinds[each] for each in own["venue_ids"])
            must_be_of_use(own.get("medium", self.medium), kinds, path=path)
        return {**own, "reason": found.get("reason")} if own else None


def cancelled(
    schedule: Schedule, start: datetime, *, reason: str | None, now: datetime
) -> Schedule:
    if coming(schedule, start, now).status is OccurrenceStatus.CANCELLED:
        raise AlreadyCancelled("This occurrence is cancelled already.", path=("original_start",))
    exception = ScheduleException(kind=ExceptionKind.CANCELLED, original_start=start, reason=reason)
    return _with(schedule, exception)


def restored(schedule: Schedule, start: datetime, *, now: datetime) -> Schedule:
    """Return the schedule with a cancelled start again, where and how it was last held."""
    if coming(schedule, start, now).status is not OccurrenceStatus.CANCELLED:
        raise NotPossibleNow("This occurrence is not cancelled.", path=("original_start",))
    return _without(schedule, ExceptionKind.CANCELLED, start)


def moved(schedule: Schedule, start: datetime, move: Move, *, now: datetime) -> Schedule:
    """Return the schedule with a start moved; to its original start, it is as it ever was."""
    _must_take_place(coming(schedule, start, now))
    exception = ScheduleException(
        kind=ExceptionKind.MOVED,
        original_start=start,
        new_start=move.new_start,
        duration_minutes=move.duration_minutes,
        reason=move.reason,
    )
    must_lie_ahead(schedule, move.new_start, now, "new_start")
    if move.new_start == start and move.duration_minutes in (None, schedule.duration_minutes):
        return _without(schedule, ExceptionKind.MOVED, start)
    return _with(schedule, exception)


def changed(schedule: Schedule, start: datetime, change: Otherwise, *, now: datetime) -> Schedule:
    """Return the schedule with a start held otherwise; with nothing of its own, as it ever was."""
    _must_take_place(coming(schedule, start, now))
    named = (ExceptionKind.CHANGED, start)
    before = next((e for e in schedule.exceptions if (e.kind, e.original_start) == named), None)
    held = change.following(before)
    if held is None:
        return _without(schedule, *named)
    return _with(schedule, ScheduleException(kind=named[0], original_start=start, **held))


def added(schedule: Schedule, start: datetime, *, reason: str | None, now: datetime) -> Schedule:
    """Return the schedule with one start more."""
    must_lie_ahead(schedule, start, now, "local_start")
    if schedule.occurrence(start) is not None:
        raise InvalidInput("The meeting starts then already.", path=("local_start",))
    exception = ScheduleException(kind=ExceptionKind.ADDED, original_start=start, reason=reason)
    return _with(schedule, exception)


def coming(schedule: Schedule, start: datetime, now: datetime) -> Occurrence:
    """Return an occurrence that is not over; a refusal names ``original_start``."""
    path = ("original_start",)
    check_local_time(start, path=path)
    _must_be_known(schedule, start, now, path)
    found = schedule.occurrence(start)
    if found is None:
        raise NotFound("There is no such occurrence.", path=path)
    if found.ends_at <= now:
        raise NotPossibleNow("What is over stays as it was.", path=path)
    return found


def must_lie_ahead(schedule: Schedule, start: datetime, now: datetime, name: str) -> None:
    """Refuse, under the name of its field, a start that is over or too far ahead to be known."""
    check_local_time(start, path=(name,))
    if to_utc(start, time_zone(schedule.time_zone)) <= now:
        raise InvalidInput("A new time lies in the future.", path=(name,))
    _must_be_known(schedule, start, now, (name,))


def _must_take_place(occurrence: Occurrence) -> None:
    if occurrence.status is OccurrenceStatus.CANCELLED:
        raise NotPossibleNow(
            "This occurrence is cancelled: restore it first.", path=("original_start",)
        )


def _must_be_known(
    schedule: Schedule, start: datetime, now: datetime, path: tuple[str, ...]
) -> None:
    last = now + timedelta(days=HORIZON_DAYS)
    if to_utc(start, time_zone(schedule.time_zone)) > last:
        raise BeyondHorizon(last.date(), path=path)


def _with(schedule: Schedule, exception: ScheduleException) -> Schedule:
    """Return the schedule with an exception, in the place of one of its kind for that start."""
    rest = _without(schedule, exception.kind, exception.original_start).exceptions
    ordered = sorted((*rest, exception), key=lambda each: (each.original_start, each.kind))
    return replace(schedule, exceptions=tuple(ordered))


def _without(schedule: Schedule, kind: ExceptionKind, start: datetime) -> Schedule:
    kept = (e for e in schedule.exceptions if (e.kind, e.original_start) != (kind, start))
    return replace(schedule, exceptions=tuple(kept))

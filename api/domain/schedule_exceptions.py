"""Single starts of a schedule that differ from its rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import auto
from typing import NamedTuple
from uuid import UUID

from api.domain.errors import InvalidInput
from api.domain.vocabulary import Medium, Word
from api.domain.zones import check_local_time

MAX_DURATION_MINUTES = 7 * 1440
MAX_MOVE = timedelta(days=366)


class ExceptionKind(Word):
    """What an exception does to a schedule (EXDATE, an override with RECURRENCE-ID, RDATE).

    A changed start is held at its time, but by another medium than its meeting, elsewhere, or
    with notes of its own.
    """

    CANCELLED = auto()
    MOVED = auto()
    ADDED = auto()
    CHANGED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleException:
    """One start that is cancelled, moved, held otherwise, or added to those of the rule.

    ``original_start`` names it, as a naive local time. A move states a ``new_start`` and may
    change the duration; it reaches at most ``MAX_MOVE`` far. A change states a ``medium``,
    ``venue_ids`` or ``notes``, each in the place of what its meeting has; what it does not state
    (None, no venues) is as its meeting has it. A start may be added, moved and changed and still
    be cancelled, by an exception for each. Raises InvalidInput.
    """

    kind: ExceptionKind
    original_start: datetime
    new_start: datetime | None = None
    duration_minutes: int | None = None
    medium: Medium | None = None
    venue_ids: tuple[UUID, ...] = ()
    notes: str | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        check_local_time(self.original_start, path=("original_start",))
        if (self.new_start is not None) is not (self.kind is ExceptionKind.MOVED):
            raise InvalidInput("A move, and only a move, has a new start.", path=("new_start",))
        if self.held_otherwise is not (self.kind is ExceptionKind.CHANGED):
            raise InvalidInput(
                "A change, and only a change, has a medium, venues or notes.", path=("kind",)
            )
        if self.new_start is not None:
            check_local_time(self.new_start, path=("new_start",))
            if abs(self.new_start - self.original_start) > MAX_MOVE:
                raise InvalidInput(
                    f"An occurrence moves by at most {MAX_MOVE.days} days.", path=("new_start",)
                )
        if self.duration_minutes is not None:
            if self.kind is not ExceptionKind.MOVED:
                raise InvalidInput("Only a move changes a duration.", path=("duration_minutes",))
            check_duration(self.duration_minutes)

    @property
    def held_otherwise(self) -> bool:
        return self.medium is not None or bool(self.venue_ids) or self.notes is not None


class ByKind(NamedTuple):
    """Exceptions of each kind, by the start that they name."""

    cancelled: dict[datetime, ScheduleException]
    moved: dict[datetime, ScheduleException]
    added: dict[datetime, ScheduleException]
    changed: dict[datetime, ScheduleException]


def by_their_kind(exceptions: Iterable[ScheduleException]) -> ByKind:
    """Return exceptions for whoever looks up each start of a schedule."""
    said = ByKind({}, {}, {}, {})
    kept = {
        ExceptionKind.CANCELLED: said.cancelled,
        ExceptionKind.MOVED: said.moved,
        ExceptionKind.ADDED: said.added,
        ExceptionKind.CHANGED: said.changed,
    }
    for each in exceptions:
        kept[each.kind][each.original_start] = each
    return said


def check_duration(minutes: int) -> None:
    """Raise InvalidInput unless a duration lies between one minute and a week."""
    if not 1 <= minutes <= MAX_DURATION_MINUTES:
        raise InvalidInput(
            f"A duration lies between 1 and {MAX_DURATION_MINUTES} minutes.",
            path=("duration_minutes",),
        )

"""Single starts of a schedule that differ from its rule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import auto

from api.domain.errors import InvalidInput
from api.domain.vocabulary import Medium, Word
from api.domain.zones import check_local_time

MAX_DURATION_MINUTES = 7 * 1440
MAX_MOVE = timedelta(days=366)


class ExceptionKind(Word):
    """What an exception does to a schedule (EXDATE, an override with RECURRENCE-ID, RDATE).

    A switched start is held by another medium than its meeting, at its time.
    """

    CANCELLED = auto()
    MOVED = auto()
    ADDED = auto()
    SWITCHED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleException:
    """One start that is cancelled, moved, or added to those of the rule.

    ``original_start`` names it, as a naive local time. A move states a ``new_start`` and may
    change the duration; it reaches at most ``MAX_MOVE`` far. A switch states a ``medium``. A
    start may be added, moved and switched and still be cancelled, by an exception for each.
    Raises InvalidInput.
    """

    kind: ExceptionKind
    original_start: datetime
    new_start: datetime | None = None
    duration_minutes: int | None = None
    medium: Medium | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        check_local_time(self.original_start, path=("original_start",))
        if (self.new_start is not None) is not (self.kind is ExceptionKind.MOVED):
            raise InvalidInput("A move, and only a move, has a new start.", path=("new_start",))
        if (self.medium is not None) is not (self.kind is ExceptionKind.SWITCHED):
            raise InvalidInput("A switch, and only a switch, has a medium.", path=("medium",))
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


def check_duration(minutes: int) -> None:
    """Raise InvalidInput unless a duration lies between one minute and a week."""
    if not 1 <= minutes <= MAX_DURATION_MINUTES:
        raise InvalidInput(
            f"A duration lies between 1 and {MAX_DURATION_MINUTES} minutes.",
            path=("duration_minutes",),
        )

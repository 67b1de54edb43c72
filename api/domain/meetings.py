"""Meetings: when and where a group meets, again and again, and what may become of that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Self
from uuid import UUID

from api.domain import single_starts
from api.domain.actions import must_be_possible
from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.meeting_actions import CONDITIONS, MeetingAction
from api.domain.occurrences import Schedule
from api.domain.series import ended_before, from_start, is_regular
from api.domain.single_starts import Move, Otherwise
from api.domain.vocabulary import GroupStatus, Medium, MeetingStatus, Openness, VenueKind
from api.domain.zones import time_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A group, as far as a meeting that is to be one of its own goes by it."""

    id: UUID
    organisation_id: UUID
    network_id: UUID
    status: GroupStatus
    paused_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A recurring or single meeting of a group (RFC 5545 VEVENT, HSDS ``schedule``).

    ``schedule`` is None for a meeting by appointment. ``continues_id`` names the meeting
    that this one took over from. ``venue_ids`` come in the order in which they are shown;
    ``notes`` are public.
    """

    id: UUID
    organisation_id: UUID
    network_id: UUID
    group_id: UUID
    slug: str
    name: str
    schedule: Schedule | None
    medium: Medium
    openness: Openness | None
    languages: tuple[str, ...]
    audiences: tuple[str, ...]
    formats: tuple[str, ...]
    accessibility: tuple[str, ...]
    notes: str | None
    venue_ids: tuple[UUID, ...]
    continues_id: UUID | None
    status: MeetingStatus
    paused_until: date | None
    version: int
    changed_at: datetime

    @property
    def used_venue_ids(self) -> frozenset[UUID]:
        """Every venue at which it takes place, be it once."""
        exceptions = self.schedule.exceptions if self.schedule else ()
        return frozenset(self.venue_ids).union(*(each.venue_ids for each in exceptions))

    @property
    def listed(self) -> bool:
        return self.status is not MeetingStatus.ARCHIVED

    def must_allow(self, action: MeetingAction) -> None:
        """Raise NotPossibleNow unless an action is possible as the meeting stands."""
        must_be_possible(CONDITIONS, action, self.status)
        stated = {
            "local_start": self.schedule is not None,
            "rule": self.schedule is not None and self.schedule.rule is not None,
        }
        if not stated.get(CONDITIONS[action].stated or "", True):
            raise NotPossibleNow("The meeting has no such series of starts.")

    def change(self, fields: Mapping[str, Any], schedule: Schedule | None) -> Self:
        """Return the meeting on other terms, which were checked."""
        return replace(self, **fields, schedule=schedule)

    def continued(self, start: datetime, next_id: UUID, slug: str, *, now: datetime) -> Self:
        """Return the meeting that continues this one from one of its starts to come.

        Exceptions from that start on go with it. This one has to ``give_way``.
        """
        schedule = self._series(MeetingAction.EDIT_FROM)
        single_starts.coming(schedule, start, now)
        path = ("original_start",)
        if not is_regular(schedule, start):
            raise InvalidInput("This start is not one of the rule: change it alone.", path=path)
        if start == schedule.local_start:
            raise InvalidInput("This is the first start: change the whole meeting.", path=path)
        return replace(
            self,
            id=next_id,
            slug=slug,
            schedule=from_start(schedule, start),
            continues_id=self.id,
            version=1,
            changed_at=now,
        )

    def give_way(self, start: datetime, other: Self, *, now: datetime) -> Self:
        """Return the meeting as it ends before a start, for another one that continues it."""
        schedule = self._series(MeetingAction.EDIT_FROM)
        first = start
        if other.schedule is not None:
            begins = other.schedule.local_start
            single_starts.must_lie_ahead(other.schedule, begins, now, "local_start")
            first = min(start, begins)
        if first.date() <= schedule.local_start.date():
            raise InvalidInput("This is before the meeting itself began.", path=("local_start",))
        return replace(self, schedule=ended_before(schedule, first.date()))

    def cancel(self, start: datetime, *, reason: str | None, now: datetime) -> Self:
        schedule = self._series(MeetingAction.CANCEL_OCCURRENCE)
        return replace(
            self, schedule=single_starts.cancelled(schedule, start, reason=reason, now=now)
        )

    def restore(self, start: datetime, *, now: datetime) -> Self:
        schedule = self._series(MeetingAction.RESTORE_OCCURRENCE)
        return replace(self, schedule=single_starts.restored(schedule, start, now=now))

    def move(self, start: datetime, move: Move, *, now: datetime) -> Self:
        schedule = self._series(MeetingAction.MOVE_OCCURRENCE)
        return replace(self, schedule=single_starts.moved(schedule, start, move, now=now))

    def change_occurrence(
        self,
        start: datetime,
        said: Mapping[str, Any],
        kinds: Mapping[UUID, VenueKind],
        *,
        now: datetime,
    ) -> Self:
        """Return the meeting with one start held otherwise; as the others are, nothing is special.

        ``kinds`` are those of the venues that it may then have of its own.
        """
        schedule = self._series(MeetingAction.EDIT_OCCURRENCE)
        otherwise = Otherwise(
            said=said, kinds=kinds, medium=self.medium, venue_ids=self.venue_ids, notes=self.notes
        )
        return replace(self, schedule=single_starts.changed(schedule, start, otherwise, now=now))

    def add_start(self, start: datetime, *, reason: str | None, now: datetime) -> Self:
        schedule = self._series(MeetingAction.ADD_OCCURRENCE)
        return replace(self, schedule=single_starts.added(schedule, start, reason=reason, now=now))

    def pause(self, until: date | None, *, now: datetime) -> Self:
        """Return the meeting as it rests, until the day on which it meets again, if known."""
        self.must_allow(MeetingAction.PAUSE)
        zone = time_zone(self.schedule.time_zone) if self.schedule else UTC
        if until is not None and until <= now.astimezone(zone).date():
            raise InvalidInput("A pause ends on a day to come.", path=("until",))
        return replace(self, status=MeetingStatus.PAUSED, paused_until=until)

    def resume(self) -> Self:
        self.must_allow(MeetingAction.RESUME)
        return replace(self, status=MeetingStatus.ACTIVE, paused_until=None)

    def tended(self, *, now: datetime) -> Self:
        """Return the meeting as time has left it: a pause ends on its day in the meeting's zone."""
        zone = time_zone(self.schedule.time_zone) if self.schedule else UTC
        until = self.paused_until
        if self.status is not MeetingStatus.PAUSED or until is None:
            return self
        if until > now.astimezone(zone).date():
            return self
        return replace(self, status=MeetingStatus.ACTIVE, paused_until=None)

    def archive(self) -> Self:
        """Return the meeting as over; nothing of it is to come, and nothing more is done to it."""
        self.must_allow(MeetingAction.ARCHIVE)
        return replace(self, status=MeetingStatus.ARCHIVED, paused_until=None)

    def _series(self, action: MeetingAction) -> Schedule:
        self.must_allow(action)
        if self.schedule is None:
            raise NotPossibleNow("A meeting by appointment has no starts.")
        return self.schedule

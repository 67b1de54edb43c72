"""What a calendar tells of a meeting: what is public of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from api.domain.occurrences import Schedule
from api.domain.vocabulary import Medium, MeetingStatus, VenueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarVenue:
    """Where something is held, in one line, as far as that is public."""

    kind: VenueKind
    place: str
    joining_notes: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMeeting:
    """A meeting with a schedule.

    ``uid`` stays for ever, ``sequence`` grows with every change. ``venues`` are those that it uses,
    be it once, and ``venue_ids`` where it usually is.
    """

    uid: str
    summary: str
    notes: str | None
    url: str | None
    schedule: Schedule
    medium: Medium
    status: MeetingStatus
    paused_until: date | None
    sequence: int
    changed_at: datetime
    venue_ids: tuple[UUID, ...] = ()
    venues: Mapping[UUID, CalendarVenue] = field(default_factory=dict[UUID, CalendarVenue])

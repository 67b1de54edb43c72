"""Meetings: when and where a group meets, again and again."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from api.domain.occurrences import Schedule
from api.domain.vocabulary import Medium, MeetingStatus, Openness


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
    def listed(self) -> bool:
        return self.status is not MeetingStatus.ARCHIVED

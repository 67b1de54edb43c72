"""What a calendar tells of a meeting: what is public of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from api.domain.occurrences import Schedule
from api.domain.vocabulary import Medium, MeetingStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMeeting:
    """A meeting with a schedule.

    ``uid`` stays for ever, ``sequence`` grows with every change. ``locations`` says for each
    medium where the meeting is held by it, as far as that is public.
    """

    uid: str
    summary: str
    description: str | None
    url: str | None
    schedule: Schedule
    medium: Medium
    status: MeetingStatus
    paused_until: date | None
    sequence: int
    changed_at: datetime
    locations: Mapping[Medium, str] = field(default_factory=dict[Medium, str])

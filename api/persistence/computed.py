"""What the occurrences of a meeting are computed from, as a new meeting and as a row give it."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from api.domain.meetings import Home, Meeting
from api.domain.vocabulary import GroupStatus, MeetingStatus


class Computed(NamedTuple):
    """What the rows of a meeting's occurrences follow from, besides its schedule.

    A row of ``catalogue.meetings`` has all of it; ``horizon`` is None where there are none yet.
    """

    id: UUID
    organisation_id: UUID
    network_id: UUID
    group_id: UUID
    status: MeetingStatus
    paused_until: date | None
    published: bool
    group_status: GroupStatus
    group_paused_until: date | None
    horizon: datetime | None = None


class New(NamedTuple):
    """A meeting that is new, its group, and whether it is published."""

    meeting: Meeting
    home: Home
    published: bool

    @property
    def computed(self) -> Computed:
        meeting, home = self.meeting, self.home
        return Computed(
            meeting.id,
            meeting.organisation_id,
            meeting.network_id,
            meeting.group_id,
            meeting.status,
            meeting.paused_until,
            self.published,
            home.status,
            home.paused_until,
        )

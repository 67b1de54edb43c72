"""Meetings that come about, before anything is said of them."""

from datetime import datetime
from uuid import UUID

from api.domain.errors import NotPossibleNow
from api.domain.meetings import Home, Meeting
from api.domain.vocabulary import GroupStatus, Medium, MeetingStatus


def new_meeting(group: Home, meeting_id: UUID, slug: str, *, at: datetime) -> Meeting:
    """Return a meeting of a group of which nothing is said yet; NotPossibleNow if that is over."""
    if group.status is GroupStatus.ARCHIVED:
        raise NotPossibleNow("The group is over.", path=("input", "groupId"))
    return Meeting(
        id=meeting_id,
        organisation_id=group.organisation_id,
        network_id=group.network_id,
        group_id=group.id,
        slug=slug,
        name="",
        schedule=None,
        medium=Medium.IN_PERSON,
        openness=None,
        languages=(),
        audiences=(),
        formats=(),
        accessibility=(),
        notes=None,
        venue_ids=(),
        continues_id=None,
        status=MeetingStatus.ACTIVE,
        paused_until=None,
        version=1,
        changed_at=at,
    )

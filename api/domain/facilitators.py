"""Facilitators: who of the staff facilitates which group, and so changes how it goes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from api.domain.actions import must_be_possible
from api.domain.errors import NotPossibleNow
from api.domain.group_actions import GROUP_ACTIONS, GroupAction
from api.domain.groups import Group
from api.domain.staff import Staff
from api.domain.versions import expect

MOST_FACILITATORS = 10
"""Of one group. As many as a plain list of the schema is counted for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facilitator:
    """One of the staff, as whoever facilitates one group since some moment and until another."""

    id: UUID
    organisation_id: UUID
    group_id: UUID
    staff_id: UUID
    since: datetime
    ended_at: datetime | None = None
    version: int
    changed_at: datetime

    def remove(self, *, expected_version: int, at: datetime) -> Self:
        """Return the facilitator as one who is none any more."""
        expect(self.version, expected_version)
        if self.ended_at is not None:
            raise NotPossibleNow("They facilitate this group no more.")
        return self.end(at=at)

    def end(self, *, at: datetime) -> Self:
        return replace(self, ended_at=at)


def assign(
    facilitator_id: UUID,
    group: Group,
    staff: Staff,
    present: Collection[Facilitator],
    *,
    at: datetime,
) -> Facilitator:
    """Return one of the staff as a facilitator of a group, beside those ``present``.

    NotPossibleNow for a group that is over, for staff whose role changes nothing of any group or
    does not hold, for who facilitates it already, and for one too many.
    """
    must_be_possible(GROUP_ACTIONS, GroupAction.ASSIGN_FACILITATOR, group.status)
    if not staff.may_facilitate:
        raise NotPossibleNow("Whoever facilitates a group has a role that may, and has it now.")
    if any(each.staff_id == staff.id for each in present):
        raise NotPossibleNow("They facilitate this group already.")
    if len(present) >= MOST_FACILITATORS:
        raise NotPossibleNow(f"A group has at most {MOST_FACILITATORS} facilitators.")
    return Facilitator(
        id=facilitator_id,
        organisation_id=group.organisation_id,
        group_id=group.id,
        staff_id=staff.id,
        since=at,
        version=1,
        changed_at=at,
    )

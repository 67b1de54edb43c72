"""Upkeep: how a group is kept true by whoever has no account, through a role address."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import auto
from uuid import UUID

from api.domain.errors import AlreadyCancelled, InvalidInput, NotPossibleNow
from api.domain.groups import Group
from api.domain.meetings import Meeting
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.vocabulary import GroupStatus, Word

ASK_AFTER = timedelta(days=150)
"""After so long without a verification somebody is asked, a month before a group is stale."""
ASK_AGAIN_AFTER = timedelta(days=30)
LINK_LIFE = timedelta(days=14)
KEPT_FOR = timedelta(days=90)
"""How long a link that opens nothing any more still asks for another one."""
LONGEST_PAUSE = timedelta(days=366)
ADDRESS_LENGTH = 254
_ADDRESS = re.compile(r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class KeptThing(Word):
    """What a role address keeps: one group, or all groups of a network."""

    GROUP = auto()
    NETWORK = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepAddress:
    """The role address of whoever keeps a group or a network true; None once it was erased."""

    id: UUID
    organisation_id: UUID
    thing: KeptThing
    thing_id: UUID
    address: str | None
    version: int
    changed_at: datetime


def checked_address(address: str) -> str:
    """Return an e-mail address as it is kept, in the plain form of RFC 5321; or InvalidInput."""
    cleaned = address.strip()
    if len(cleaned) > ADDRESS_LENGTH or not _ADDRESS.fullmatch(cleaned):
        raise InvalidInput("This is no e-mail address.", path=("input", "address"))
    return cleaned


def verify(group: Group, *, by: str, at: datetime) -> Group:
    """Return a group of which somebody has said that everything is still right."""
    _must_be_listed(group)
    return replace(group, verified_at=at, verified_by=by)


def pause(group: Group, until: date, *, today: date) -> Group:
    """Return a group that is paused until a day to come, at most a year away."""
    _must_be_listed(group)
    if not today < until <= today + LONGEST_PAUSE:
        raise InvalidInput("Please choose a day within the coming year.", path=("until",))
    return replace(group, status=GroupStatus.PAUSED, paused_until=until)


def cancel(meeting: Meeting, original_start: datetime) -> Meeting:
    """Return a meeting of which one occurrence is cancelled; AlreadyCancelled if it is."""
    if meeting.schedule is None:
        raise NotPossibleNow("This meeting has no schedule.")
    cancelled = ScheduleException(
        kind=ExceptionKind.CANCELLED, original_start=original_start, reason=None
    )
    known = {(each.kind, each.original_start) for each in meeting.schedule.exceptions}
    if (cancelled.kind, original_start) in known:
        raise AlreadyCancelled("This was cancelled already.")
    exceptions = (*meeting.schedule.exceptions, cancelled)
    return replace(meeting, schedule=replace(meeting.schedule, exceptions=exceptions))


def _must_be_listed(group: Group) -> None:
    if not group.listed:
        raise NotPossibleNow("This group is not published now.")

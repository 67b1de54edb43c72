"""What may be done to a group as it stands."""

from collections.abc import Mapping
from enum import auto

from api.domain.actions import Condition
from api.domain.scopes import Scope
from api.domain.vocabulary import GroupStatus, Word


class GroupAction(Word):
    EDIT = auto()
    PUBLISH = auto()
    PAUSE = auto()
    RESUME = auto()
    MOVE = auto()
    VERIFY = auto()
    STATE_CAPACITY = auto()
    SET_GUIDELINES = auto()
    ASSIGN_FACILITATOR = auto()
    ARCHIVE = auto()


_LIVING = frozenset({GroupStatus.DRAFT, GroupStatus.PUBLISHED, GroupStatus.PAUSED})


def _in(*statuses: GroupStatus, publishes: bool = False) -> Condition:
    return Condition(
        scope=Scope.GROUPS_MANAGE, statuses=frozenset(statuses) or _LIVING, publishes=publishes
    )


def _week_by_week(*statuses: GroupStatus) -> Condition:
    """Say how a group goes, as its meetings do: what whoever facilitates it knows first."""
    return Condition(scope=Scope.MEETINGS_WRITE, statuses=frozenset(statuses) or _LIVING)


GROUP_ACTIONS: Mapping[GroupAction, Condition] = {
    GroupAction.EDIT: _in(),
    GroupAction.PUBLISH: _in(GroupStatus.DRAFT, publishes=True),
    GroupAction.PAUSE: _week_by_week(GroupStatus.PUBLISHED, GroupStatus.PAUSED),
    GroupAction.RESUME: _week_by_week(GroupStatus.PAUSED),
    GroupAction.MOVE: _in(),
    GroupAction.VERIFY: _week_by_week(),
    GroupAction.STATE_CAPACITY: _week_by_week(),
    GroupAction.SET_GUIDELINES: _in(),
    GroupAction.ASSIGN_FACILITATOR: _in(),
    GroupAction.ARCHIVE: _in(),
}
"""The one table of it. An archived group is over, and nothing is done to it any more."""

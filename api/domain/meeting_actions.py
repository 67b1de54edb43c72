"""What may be done to a meeting: the one table of it."""

from collections.abc import Mapping
from enum import auto

from api.domain.actions import Condition
from api.domain.scopes import Scope
from api.domain.vocabulary import MeetingStatus, Word


class MeetingAction(Word):
    EDIT = auto()
    EDIT_FROM = auto()
    ADD_OCCURRENCE = auto()
    CANCEL_OCCURRENCE = auto()
    RESTORE_OCCURRENCE = auto()
    MOVE_OCCURRENCE = auto()
    EDIT_OCCURRENCE = auto()
    PAUSE = auto()
    RESUME = auto()
    ARCHIVE = auto()


_LIVE = frozenset({MeetingStatus.ACTIVE, MeetingStatus.PAUSED})
# A meeting by appointment has no starts, and one that takes place once has none that follow.
_STATED = {
    MeetingAction.EDIT_FROM: "rule",
    MeetingAction.ADD_OCCURRENCE: "local_start",
    MeetingAction.CANCEL_OCCURRENCE: "local_start",
    MeetingAction.RESTORE_OCCURRENCE: "local_start",
    MeetingAction.MOVE_OCCURRENCE: "local_start",
    MeetingAction.EDIT_OCCURRENCE: "local_start",
}
CONDITIONS: Mapping[MeetingAction, Condition] = {
    action: Condition(
        scope=Scope.MEETINGS_WRITE,
        statuses=frozenset({MeetingStatus.PAUSED}) if action is MeetingAction.RESUME else _LIVE,
        stated=_STATED.get(action),
    )
    for action in MeetingAction
}
"""A meeting that is over stays as it was; one that rests can still be prepared."""

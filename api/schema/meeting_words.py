"""What may be done to a meeting, as an enum of the schema."""

from api.domain.meeting_actions import MeetingAction
from api.schema.enums import enum

enum(
    "What may be done to a meeting.",
    CHANGE="`changeMeeting`.",
    CHANGE_FROM="`changeMeetingFrom`.",
    ADD_OCCURRENCE="`addOccurrence`.",
    CANCEL_OCCURRENCE="`cancelOccurrence`.",
    RESTORE_OCCURRENCE="`restoreOccurrence`, of an occurrence that is cancelled.",
    MOVE_OCCURRENCE="`moveOccurrence`.",
    SWITCH_OCCURRENCE="`switchOccurrence`.",
    PAUSE="`pauseMeeting`; of a paused one, to change until when.",
    RESUME="`resumeMeeting`.",
    ARCHIVE="`archiveMeeting`.",
)(MeetingAction)

__all__ = ["MeetingAction"]

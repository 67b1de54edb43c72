"""What may be done to things, as enums of the schema: the very same classes."""

from api.domain.crisis import CrisisAction
from api.domain.group_actions import GroupAction
from api.domain.import_actions import ImportAction
from api.domain.meeting_actions import MeetingAction
from api.schema.enums import enum

enum(
    "What may be done to a group as it stands.",
    EDIT="Change what it says of itself.",
    PUBLISH="Let everybody see it.",
    PAUSE="Let it rest, seen by everybody.",
    RESUME="End its pause.",
    MOVE="Put it into another network of the organisation.",
    VERIFY="Say that everything about it is still right.",
    STATE_CAPACITY="Say whether there is room for newcomers.",
    SET_GUIDELINES="Add a version of guidelines of its own, or withdraw them.",
    ASSIGN_FACILITATOR="Let one of the staff facilitate it.",
    ARCHIVE="Let it be over.",
)(GroupAction)
enum(
    "What may be done to a meeting.",
    EDIT="`changeMeeting`.",
    EDIT_FROM="`changeMeetingFrom`.",
    ADD_OCCURRENCE="`addOccurrence`.",
    CANCEL_OCCURRENCE="`cancelOccurrence`.",
    RESTORE_OCCURRENCE="`restoreOccurrence`, of an occurrence that is cancelled.",
    MOVE_OCCURRENCE="`moveOccurrence`.",
    EDIT_OCCURRENCE="`changeOccurrence`.",
    PAUSE="`pauseMeeting`; of a paused one, to change until when.",
    RESUME="`resumeMeeting`.",
    ARCHIVE="`archiveMeeting`.",
)(MeetingAction)

enum(
    "What may be done to a crisis resource.",
    EDIT="Change what is stated of it: `changeCrisisResource`.",
    VERIFY="Say that you have tried it today: `verifyCrisisResource`.",
    REMOVE="Take it away: `removeCrisisResource`.",
)(CrisisAction)
enum(
    "What may be done with an import.",
    APPLY="Have it written: `applyImport`, with `allowRemovals` where `tooManyRemovals`.",
    DROP="Give it up: `dropImport`.",
)(ImportAction)

__all__ = ["CrisisAction", "GroupAction", "ImportAction", "MeetingAction"]

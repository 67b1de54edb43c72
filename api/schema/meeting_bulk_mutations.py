"""Creating and changing many meetings in one transaction."""

import strawberry

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence import convening
from api.schema.access import needs
from api.schema.bulk import apply_rows
from api.schema.changing import outcome
from api.schema.execution.context import MutationInfo
from api.schema.meeting_bulk import (
    ApplyMeetingChangesInput,
    ApplyMeetingChangesPayload,
    MeetingRowResult,
)


@strawberry.type
class MeetingBulkMutations:
    @strawberry.mutation(
        description="Create and change many meetings, all of them or those that are in order. Each "
        "is changed as a whole, as by `changeMeeting`.",
        directives=[needs(Scope.MEETINGS_WRITE)],
    )
    async def apply_meeting_changes(
        self, info: MutationInfo, input: ApplyMeetingChangesInput
    ) -> ApplyMeetingChangesPayload | None:
        applying = apply_rows(info, input.rows, input.error_policy, convening.look_up)
        done, errors = await outcome(info, applying)
        if done is None:
            return ApplyMeetingChangesPayload(results=None, errors=errors)
        results = [MeetingRowResult(**each.told(Code.MEETING, "Meeting")) for each in done]
        return ApplyMeetingChangesPayload(results=results, errors=[])

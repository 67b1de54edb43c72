"""Making and changing many groups in one transaction."""

import strawberry

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence import drafting
from api.schema.access import needs
from api.schema.bulk import apply_rows
from api.schema.changing import outcome
from api.schema.execution.context import MutationInfo
from api.schema.group_bulk import ApplyGroupChangesInput, ApplyGroupChangesPayload, GroupRowResult


@strawberry.type
class GroupBulkMutations:
    @strawberry.mutation(
        description="Make and change many groups, all of them or those that are in order.",
        directives=[needs(Scope.GROUPS_MANAGE)],
    )
    async def apply_group_changes(
        self, info: MutationInfo, input: ApplyGroupChangesInput
    ) -> ApplyGroupChangesPayload | None:
        applying = apply_rows(info, input.rows, input.error_policy, drafting.look_up)
        done, errors = await outcome(info, applying)
        if done is None:
            return ApplyGroupChangesPayload(results=None, errors=errors)
        results = [GroupRowResult(**each.told(Code.GROUP, "Group")) for each in done]
        return ApplyGroupChangesPayload(results=results, errors=[])

"""What can be changed of a group."""

import strawberry

from api.domain import ids
from api.domain.errors import Refusal
from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.groups import Groups
from api.persistence.work import Work
from api.schema.access import PUBLIC, needs
from api.schema.entities import entity
from api.schema.errors import UserError, user_error
from api.schema.execution.context import MutationInfo
from api.schema.groups import Group


@strawberry.input(description="Renames a group.")
class RenameGroupInput:
    id: strawberry.ID = strawberry.field(description="The group.")
    name: str = strawberry.field(description="Its new name, 1 to 255 characters.")
    expected_version: int = strawberry.field(description="The version that you looked at.")


@strawberry.type(description="The renamed group, or why it was not renamed.", directives=[PUBLIC])
class RenameGroupPayload:
    group: Group | None = strawberry.field(description="The group as it is now.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed.")


@strawberry.type
class GroupMutations:
    @strawberry.mutation(
        description="Give a group another name.", directives=[needs(Scope.GROUPS_MANAGE)]
    )
    async def rename_group(
        self, info: MutationInfo, input: RenameGroupInput
    ) -> RenameGroupPayload | None:
        work = info.context.work
        try:
            _, group_id = ids.decode(input.id, expected=Code.GROUP)
        except Refusal as refusal:
            return RenameGroupPayload(group=None, errors=[info.context.refuse(user_error(refusal))])
        try:
            await _rename(work, group_id, input)
        except Refusal as refusal:
            current = entity("Group", group_id)
            error = info.context.refuse(user_error(refusal, current))
            return RenameGroupPayload(group=None, errors=[error])
        return RenameGroupPayload(group=entity("Group", group_id), errors=[])


async def _rename(work: Work, group_id: ids.UUID, input: RenameGroupInput) -> None:
    groups = Groups(work)
    group = await groups.get(group_id)
    await groups.save(group, group.rename(input.name, expected_version=input.expected_version))

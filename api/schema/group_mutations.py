"""What can be changed of a group."""

from uuid import UUID

import strawberry

from api.domain.ids import Code, decode
from api.domain.scopes import Scope
from api.persistence.groups import Groups
from api.schema.access import PUBLIC, needs
from api.schema.changing import outcome
from api.schema.entities import entity
from api.schema.errors import UserError
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
        group_id, errors = await outcome(info, _rename(info, input), ("Group", input.id))
        group = None if group_id is None else entity("Group", group_id)
        return RenameGroupPayload(group=group, errors=errors)


async def _rename(info: MutationInfo, input: RenameGroupInput) -> UUID:
    _, group_id = decode(input.id, expected=Code.GROUP)
    groups = Groups(info.context.work)
    group = await groups.get(group_id)
    await groups.save(group, group.rename(input.name, expected_version=input.expected_version))
    return group_id

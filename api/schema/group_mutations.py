"""What can be changed of a group."""

from uuid import UUID

import strawberry

from api.domain.groups import valid_name
from api.domain.ids import Code
from api.domain.scopes import Scope
from api.domain.violations import Checks
from api.persistence import drafting
from api.persistence.groups import Groups
from api.schema.access import PUBLIC, needs
from api.schema.changing import outcome, read_id, shown
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo
from api.schema.group_inputs import ChangeGroupInput, CreateGroupInput
from api.schema.group_steps import ChangeGroupPayload, CreateGroupPayload
from api.schema.groups import Group
from api.schema.said import said

_MANAGE = needs(Scope.GROUPS_MANAGE)


@strawberry.input(description="Gives a group another name.")
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
    @strawberry.mutation(description="Write a new group as a draft.", directives=[_MANAGE])
    async def create_group(
        self, info: MutationInfo, input: CreateGroupInput
    ) -> CreateGroupPayload | None:
        made, errors = await outcome(info, _create(info, input))
        return CreateGroupPayload(group=shown("Group", made), errors=errors)

    @strawberry.mutation(description="Change what a group says of itself.", directives=[_MANAGE])
    async def change_group(
        self, info: MutationInfo, input: ChangeGroupInput
    ) -> ChangeGroupPayload | None:
        changed, errors = await outcome(info, _change(info, input), ("Group", input.id))
        return ChangeGroupPayload(group=shown("Group", changed), errors=errors)

    @strawberry.mutation(
        description="Give a group another name. Its slug stays.", directives=[_MANAGE]
    )
    async def rename_group(
        self, info: MutationInfo, input: RenameGroupInput
    ) -> RenameGroupPayload | None:
        async def name(checks: Checks) -> None:
            with checks.at():
                valid_name(input.name, path=("name",))

        renamed, errors = await outcome(info, _rename(info, input), ("Group", input.id), name)
        return RenameGroupPayload(group=shown("Group", renamed), errors=errors)


async def _create(info: MutationInfo, input: CreateGroupInput) -> UUID:
    work, at = info.context.work, info.context.request.now
    return (await drafting.draft(work, said(input), at=at)).id


async def _change(info: MutationInfo, input: ChangeGroupInput) -> UUID:
    work, at = info.context.work, info.context.request.now
    return (await drafting.change(work, said(input), at=at)).id


async def _rename(info: MutationInfo, input: RenameGroupInput) -> UUID:
    group_id = read_id(input.id, Code.GROUP)
    groups = Groups(info.context.work)
    group = await groups.get(group_id)
    await groups.save(group, group.rename(input.name, expected_version=input.expected_version))
    return group_id

"""What can be changed of a group."""

from uuid import UUID

import strawberry

from api.domain.groups import Group as DomainGroup
from api.domain.ids import Code, decode
from api.domain.scopes import Scope
from api.domain.violations import Checks
from api.persistence.founding_groups import draft_group
from api.persistence.groups import Groups
from api.persistence.known_terms import check_terms
from api.schema.access import PUBLIC, needs
from api.schema.changing import outcome, read_id, shown
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo
from api.schema.group_inputs import ChangeGroupInput, CreateGroupInput, stated
from api.schema.group_steps import ChangeGroupPayload, CreateGroupPayload
from api.schema.groups import Group

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
        made, errors = await outcome(info, create_group(info, input))
        return CreateGroupPayload(group=shown("Group", made and made.id), errors=errors)

    @strawberry.mutation(description="Change what a group says of itself.", directives=[_MANAGE])
    async def change_group(
        self, info: MutationInfo, input: ChangeGroupInput
    ) -> ChangeGroupPayload | None:
        changed, errors = await outcome(info, change_group(info, input), ("Group", input.id))
        return ChangeGroupPayload(group=shown("Group", changed and changed.id), errors=errors)

    @strawberry.mutation(
        description="Give a group another name. Its slug stays.", directives=[_MANAGE]
    )
    async def rename_group(
        self, info: MutationInfo, input: RenameGroupInput
    ) -> RenameGroupPayload | None:
        renamed, errors = await outcome(info, _rename(info, input), ("Group", input.id))
        return RenameGroupPayload(group=shown("Group", renamed), errors=errors)


async def create_group(info: MutationInfo, input: CreateGroupInput) -> DomainGroup:
    """Write a new group; raises Violations, or NotFound for a network of nobody or of others."""
    network_id = read_id(input.network_id, Code.NETWORK, "networkId")
    return await draft_group(
        info.context.work, network_id, stated(input), at=info.context.request.now
    )


async def change_group(info: MutationInfo, input: ChangeGroupInput) -> DomainGroup:
    """Change a group; raises Violations, with a VersionConflict among them, or NotFound."""
    group_id, said, checks = read_id(input.id, Code.GROUP), stated(input), Checks()
    groups = Groups(info.context.work)
    after = group = await groups.get(group_id)
    await check_terms(info.context.work, said, checks)
    with checks.at():
        after = group.change(
            said, expected_version=input.expected_version, at=info.context.request.now
        )
    checks.settle()
    return await groups.save(group, after)


async def _rename(info: MutationInfo, input: RenameGroupInput) -> UUID:
    _, group_id = decode(input.id, expected=Code.GROUP)
    groups = Groups(info.context.work)
    group = await groups.get(group_id)
    await groups.save(group, group.rename(input.name, expected_version=input.expected_version))
    return group_id

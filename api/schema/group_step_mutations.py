"""How a group is published, rests, moves, is verified and is over."""

from collections.abc import Callable
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.domain.errors import NotFound
from api.domain.groups import Group
from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.groups import Groups
from api.persistence.moving import move_group
from api.persistence.organisations import Organisations
from api.schema.access import needs
from api.schema.changing import acting_role, outcome, read_id, read_optional_id, shown
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo
from api.schema.group_steps import (
    ArchiveGroupInput,
    ArchiveGroupPayload,
    GroupAsSeenInput,
    MoveGroupInput,
    MoveGroupPayload,
    PauseGroupInput,
    PauseGroupPayload,
    PublishGroupInput,
    PublishGroupPayload,
    ResumeGroupInput,
    ResumeGroupPayload,
    StateGroupCapacityInput,
    StateGroupCapacityPayload,
    VerifyGroupInput,
    VerifyGroupPayload,
)

_MANAGE, _WEEK_BY_WEEK = needs(Scope.GROUPS_MANAGE), needs(Scope.MEETINGS_WRITE)

type Decide = Callable[[Group], Group]


@strawberry.type
class GroupStepMutations:
    @strawberry.mutation(
        description="Let everybody see a group, as soon as its network is published too.",
        directives=[_MANAGE],
    )
    async def publish_group(
        self, info: MutationInfo, input: PublishGroupInput
    ) -> PublishGroupPayload | None:
        saved, errors = await outcome(info, _publish(info, input), ("Group", input.id))
        return PublishGroupPayload(group=shown("Group", saved), errors=errors)

    @strawberry.mutation(
        description="Let a group rest, until a day or until you say so.", directives=[_WEEK_BY_WEEK]
    )
    async def pause_group(
        self, info: MutationInfo, input: PauseGroupInput
    ) -> PauseGroupPayload | None:
        until = None if input.until is UNSET else input.until
        today = info.context.request.now.date()
        saved, errors = await _step(
            info,
            input,
            lambda group: group.pause(until, expected_version=input.expected_version, today=today),
        )
        return PauseGroupPayload(group=shown("Group", saved), errors=errors)

    @strawberry.mutation(description="End the pause of a group.", directives=[_WEEK_BY_WEEK])
    async def resume_group(
        self, info: MutationInfo, input: ResumeGroupInput
    ) -> ResumeGroupPayload | None:
        saved, errors = await _step(
            info, input, lambda group: group.resume(expected_version=input.expected_version)
        )
        return ResumeGroupPayload(group=shown("Group", saved), errors=errors)

    @strawberry.mutation(
        description="Let a group be over. It is shown to nobody else any more; whoever knew it is "
        "led to its successor.",
        directives=[_MANAGE],
    )
    async def archive_group(
        self, info: MutationInfo, input: ArchiveGroupInput
    ) -> ArchiveGroupPayload | None:
        saved, errors = await outcome(info, _archive(info, input), ("Group", input.id))
        return ArchiveGroupPayload(group=shown("Group", saved), errors=errors)

    @strawberry.mutation(
        description="Put a group into another network of your organisation, meetings and all.",
        directives=[_MANAGE],
    )
    async def move_group(
        self, info: MutationInfo, input: MoveGroupInput
    ) -> MoveGroupPayload | None:
        saved, errors = await outcome(info, _move(info, input), ("Group", input.id))
        return MoveGroupPayload(group=shown("Group", saved), errors=errors)

    @strawberry.mutation(
        description="Say that everything about a group is still right.", directives=[_WEEK_BY_WEEK]
    )
    async def verify_group(
        self, info: MutationInfo, input: VerifyGroupInput
    ) -> VerifyGroupPayload | None:
        by, at = acting_role(info), info.context.request.now
        saved, errors = await _step(
            info,
            input,
            lambda group: group.verify(expected_version=input.expected_version, by=by, at=at),
        )
        return VerifyGroupPayload(group=shown("Group", saved), errors=errors)

    @strawberry.mutation(
        description="Say whether a group has room for newcomers.", directives=[_WEEK_BY_WEEK]
    )
    async def state_group_capacity(
        self, info: MutationInfo, input: StateGroupCapacityInput
    ) -> StateGroupCapacityPayload | None:
        by, at = acting_role(info), info.context.request.now
        saved, errors = await _step(
            info,
            input,
            lambda group: group.state_capacity(
                input.status, expected_version=input.expected_version, by=by, at=at
            ),
        )
        return StateGroupCapacityPayload(group=shown("Group", saved), errors=errors)


async def _publish(info: MutationInfo, input: PublishGroupInput) -> UUID:
    work = info.context.work
    owner = await Organisations(work).get(work.actor.organisation_id)

    def decide(group: Group) -> Group:
        return group.publish(expected_version=input.expected_version, may_publish=owner.may_publish)

    return await _decided(info, input, decide)


async def _archive(info: MutationInfo, input: ArchiveGroupInput) -> UUID:
    successor: Group | None = None
    named = read_optional_id(input.successor_id, Code.GROUP, "successorId")
    if named is not None:
        try:
            successor = await Groups(info.context.work).get(named)
        except NotFound as refusal:
            refusal.path = ("input", "successorId")
            raise
    return await _decided(
        info,
        input,
        lambda group: group.archive(successor, expected_version=input.expected_version),
    )


async def _move(info: MutationInfo, input: MoveGroupInput) -> UUID:
    work, at, expected = info.context.work, info.context.request.now, input.expected_version
    group_id = read_id(input.id, Code.GROUP)
    network_id = read_id(input.network_id, Code.NETWORK, "networkId")
    return (await move_group(work, group_id, network_id, expected_version=expected, at=at)).id


async def _step(
    info: MutationInfo, input: GroupAsSeenInput, decide: Decide
) -> tuple[UUID | None, list[UserError]]:
    return await outcome(info, _decided(info, input, decide), ("Group", input.id))


async def _decided(info: MutationInfo, input: GroupAsSeenInput, decide: Decide) -> UUID:
    """Load a group, let the domain decide, save what it says."""
    group_id = read_id(input.id, Code.GROUP)
    groups = Groups(info.context.work)
    group = await groups.get(group_id)
    await groups.save(group, decide(group))
    return group_id

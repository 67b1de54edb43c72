"""What can be changed of networks, and of the guidelines of networks and groups."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import strawberry

from api.domain.scopes import Scope
from api.persistence import guiding, operating
from api.schema.access import needs
from api.schema.changing import outcome
from api.schema.entities import entity
from api.schema.execution.context import MutationInfo
from api.schema.network_inputs import (
    ArchiveNetworkInput,
    ArchiveNetworkPayload,
    ChangeNetworkInput,
    ChangeNetworkPayload,
    CreateNetworkInput,
    CreateNetworkPayload,
    PublishNetworkInput,
    PublishNetworkPayload,
    SetGroupGuidelinesInput,
    SetGroupGuidelinesPayload,
    SetGuidelinesInput,
    SetGuidelinesPayload,
)
from api.schema.said import said

_NETWORKS, _GROUPS = needs(Scope.NETWORKS_MANAGE), needs(Scope.GROUPS_MANAGE)


@strawberry.type
class NetworkMutations:
    @strawberry.mutation(
        description="Create a network of your organisation, as a draft that nobody else sees.",
        directives=[_NETWORKS],
    )
    async def create_network(
        self, info: MutationInfo, input: CreateNetworkInput
    ) -> CreateNetworkPayload | None:
        at = info.context.request.now
        founding = _network(operating.found(info.context.work, said(input), at=at))
        network, errors = await outcome(info, founding)
        return CreateNetworkPayload(network=network, errors=errors)

    @strawberry.mutation(
        description="Change what is stated of a network. A published one keeps a notice in each "
        "of its languages.",
        directives=[_NETWORKS],
    )
    async def change_network(
        self, info: MutationInfo, input: ChangeNetworkInput
    ) -> ChangeNetworkPayload | None:
        changing = _network(operating.change(info.context.work, said(input)))
        network, errors = await outcome(info, changing, ("Network", input.id))
        return ChangeNetworkPayload(network=network, errors=errors)

    @strawberry.mutation(
        description="Let everybody see a network, and what is published below it. Only a verified "
        "network operator does, and only of a network that says in which languages people speak "
        "there and, in each of them, that peer support is neither therapy nor an emergency "
        "service. An archived network may be published again.",
        directives=[_NETWORKS],
    )
    async def publish_network(
        self, info: MutationInfo, input: PublishNetworkInput
    ) -> PublishNetworkPayload | None:
        publishing = _network(operating.publish(info.context.work, said(input)))
        network, errors = await outcome(info, publishing, ("Network", input.id))
        return PublishNetworkPayload(network=network, errors=errors)

    @strawberry.mutation(
        description="Take a network that is over out of sight, with all that is below it.",
        directives=[_NETWORKS],
    )
    async def archive_network(
        self, info: MutationInfo, input: ArchiveNetworkInput
    ) -> ArchiveNetworkPayload | None:
        archiving = _network(operating.archive(info.context.work, said(input)))
        network, errors = await outcome(info, archiving, ("Network", input.id))
        return ArchiveNetworkPayload(network=network, errors=errors)

    @strawberry.mutation(
        description="Add the next version of a network's guidelines, which hold in all of its "
        "groups that have none of their own. No version is ever changed or lost.",
        directives=[_NETWORKS],
    )
    async def set_guidelines(
        self, info: MutationInfo, input: SetGuidelinesInput
    ) -> SetGuidelinesPayload | None:
        at = info.context.request.now
        guided = _network(guiding.set_guidelines(info.context.work, said(input), at=at))
        network, errors = await outcome(info, guided, ("Network", input.id))
        return SetGuidelinesPayload(network=network, errors=errors)

    @strawberry.mutation(
        description="Add the next version of a group's own guidelines, which hold in the place of "
        "its network's, or withdraw them.",
        directives=[_GROUPS],
    )
    async def set_group_guidelines(
        self, info: MutationInfo, input: SetGroupGuidelinesInput
    ) -> SetGroupGuidelinesPayload | None:
        at = info.context.request.now
        guided = _group(guiding.set_group_guidelines(info.context.work, said(input), at=at))
        group, errors = await outcome(info, guided, ("Group", input.id))
        return SetGroupGuidelinesPayload(group=group, errors=errors)


async def _network(change: Awaitable[UUID]) -> Any:  # noqa: ANN401 - it stands for the type
    return entity("Network", await change)


async def _group(change: Awaitable[UUID]) -> Any:  # noqa: ANN401 - as above
    return entity("Group", await change)

"""What can be changed of venues."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import strawberry

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.persistence import placing
from api.schema.access import needs
from api.schema.changing import outcome
from api.schema.entities import entity
from api.schema.execution.context import MutationInfo
from api.schema.said import said
from api.schema.venue_inputs import (
    ChangeVenueInput,
    ChangeVenuePayload,
    CreateVenueInput,
    CreateVenuePayload,
    RemoveVenueInput,
    RemoveVenuePayload,
)

_GROUPS = needs(Scope.GROUPS_MANAGE)


@strawberry.type
class VenueMutations:
    @strawberry.mutation(
        description="Create a venue of your organisation. Nobody else sees it before a published "
        "meeting takes place there.",
        directives=[_GROUPS],
    )
    async def create_venue(
        self, info: MutationInfo, input: CreateVenueInput
    ) -> CreateVenuePayload | None:
        at = info.context.request.now
        venue, errors = await outcome(
            info, _venue(placing.add(info.context.work, said(input), at=at))
        )
        return CreateVenuePayload(venue=venue, errors=errors)

    @strawberry.mutation(
        description="Change what is stated of a venue, and who may learn exactly where it is.",
        directives=[_GROUPS],
    )
    async def change_venue(
        self, info: MutationInfo, input: ChangeVenueInput
    ) -> ChangeVenuePayload | None:
        changing = _venue(placing.change(info.context.work, said(input)))
        venue, errors = await outcome(info, changing, ("Venue", input.id))
        return ChangeVenuePayload(venue=venue, errors=errors)

    @strawberry.mutation(
        description="Remove a venue that no meeting takes place at, or ever did, with all that is "
        "sealed of it.",
        directives=[_GROUPS],
    )
    async def remove_venue(
        self, info: MutationInfo, input: RemoveVenueInput
    ) -> RemoveVenuePayload | None:
        removing = placing.remove(info.context.work, said(input))
        removed, errors = await outcome(info, removing, ("Venue", input.id))
        named = None if removed is None else strawberry.ID(encode(Code.VENUE, removed))
        return RemoveVenuePayload(removed_id=named, errors=errors)


async def _venue(change: Awaitable[UUID]) -> Any:  # noqa: ANN401 - it stands for the type
    return entity("Venue", await change)

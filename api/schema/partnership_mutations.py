"""How two organisations become partners, and part."""

from typing import Any

import strawberry

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence import partnerships
from api.schema.access import PUBLIC, needs
from api.schema.changing import outcome, read_id
from api.schema.entities import entity
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo
from api.schema.partnerships import Partnership
from api.schema.standing_words import PartnerRight

_MANAGE = needs(Scope.PARTNERSHIPS_MANAGE)
_VERSION, _WHY_NOT = "The version that you looked at.", "Why nothing was changed."


@strawberry.input(description="Proposes a partnership to another organisation.")
class ProposePartnershipInput:
    partner_id: strawberry.ID = strawberry.field(description="The other organisation.")
    allows: list[PartnerRight] = strawberry.field(
        description="What you will let your partner do; may be empty."
    )


@strawberry.input(description="Accepts a partnership that was proposed to you.")
class AcceptPartnershipInput:
    id: strawberry.ID = strawberry.field(description="The partnership.")
    allows: list[PartnerRight] = strawberry.field(
        description="What you let your partner do; may be empty."
    )
    expected_version: int = strawberry.field(description=_VERSION)


@strawberry.input(description="Ends a partnership, declines one or takes a proposal back.")
class EndPartnershipInput:
    id: strawberry.ID = strawberry.field(description="The partnership.")
    expected_version: int = strawberry.field(description=_VERSION)


@strawberry.type(description="The proposal, or why there is none.", directives=[PUBLIC])
class ProposePartnershipPayload:
    partnership: Partnership | None = strawberry.field(description="The partnership, proposed.")
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type(description="The partnership, or why it was not accepted.", directives=[PUBLIC])
class AcceptPartnershipPayload:
    partnership: Partnership | None = strawberry.field(description="The partnership, active.")
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type(description="The partnership, or why it has not ended.", directives=[PUBLIC])
class EndPartnershipPayload:
    partnership: Partnership | None = strawberry.field(description="The partnership, ended.")
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type
class PartnershipMutations:
    @strawberry.mutation(
        description="Propose a partnership. Only verified organisations are partners, and two of "
        "them have at most one partnership that has not ended.",
        directives=[_MANAGE],
    )
    async def propose_partnership(
        self, info: MutationInfo, input: ProposePartnershipInput
    ) -> ProposePartnershipPayload | None:
        proposed, errors = await outcome(info, _propose(info, input))
        return ProposePartnershipPayload(partnership=proposed, errors=errors)

    @strawberry.mutation(
        description="Accept a partnership that was proposed to your organisation.",
        directives=[_MANAGE],
    )
    async def accept_partnership(
        self, info: MutationInfo, input: AcceptPartnershipInput
    ) -> AcceptPartnershipPayload | None:
        accepted, errors = await outcome(info, _accept(info, input), ("Partnership", input.id))
        return AcceptPartnershipPayload(partnership=accepted, errors=errors)

    @strawberry.mutation(
        description="End a partnership, decline a proposal or take one back, from either side.",
        directives=[_MANAGE],
    )
    async def end_partnership(
        self, info: MutationInfo, input: EndPartnershipInput
    ) -> EndPartnershipPayload | None:
        ended, errors = await outcome(info, _end(info, input), ("Partnership", input.id))
        return EndPartnershipPayload(partnership=ended, errors=errors)


async def _propose(info: MutationInfo, input: ProposePartnershipInput) -> Any:  # noqa: ANN401 - it stands for the type
    partner_id = read_id(input.partner_id, Code.ORGANISATION, "partnerId")
    proposed = await partnerships.propose_partnership(
        info.context.work, partner_id, input.allows, at=info.context.request.now
    )
    return entity("Partnership", proposed.id)


async def _accept(info: MutationInfo, input: AcceptPartnershipInput) -> Any:  # noqa: ANN401 - as above
    partnership_id = read_id(input.id, Code.PARTNERSHIP)
    await partnerships.accept_partnership(
        info.context.work, partnership_id, input.allows, expected_version=input.expected_version
    )
    return entity("Partnership", partnership_id)


async def _end(info: MutationInfo, input: EndPartnershipInput) -> Any:  # noqa: ANN401 - as above
    partnership_id, at = read_id(input.id, Code.PARTNERSHIP), info.context.request.now
    await partnerships.end_partnership(
        info.context.work, partnership_id, expected_version=input.expected_version, at=at
    )
    return entity("Partnership", partnership_id)

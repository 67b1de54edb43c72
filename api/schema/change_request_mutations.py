"""How corrections are proposed and decided on."""

from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.domain import ids
from api.domain.change_requests import CorrectedThing, checked_note, checked_reason
from api.domain.errors import InvalidId
from api.domain.violations import Checks
from api.persistence import proposing
from api.schema.access import PUBLIC
from api.schema.binding import optional
from api.schema.change_requests import DECIDES, PROPOSES, ChangeProposal, ChangeRequest
from api.schema.changing import outcome, read_id
from api.schema.entities import entity
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo
from api.schema.proposal_inputs import ProposedChanges, check_values, values_of

_VERSION, _WHY_NOT = "The version that you looked at.", "Why nothing was changed."


@strawberry.input(description="Proposes a correction of something published.")
class ProposeChangeInput:
    id: strawberry.ID = strawberry.field(description="A group, meeting, network or venue.")
    changes: ProposedChanges = strawberry.field(description="What to correct of it.")
    note: str | None = optional(
        "How you know, for whoever decides: at most 2,000 characters. Please say nothing of "
        "yourself."
    )
    expected_version: int | None = optional("The version that you looked at, if you know it.")


@strawberry.input(description="Changes a thing as was proposed.")
class AcceptChangeRequestInput:
    id: strawberry.ID = strawberry.field(description="The change request.")
    expected_version: int = strawberry.field(description=_VERSION)


@strawberry.input(description="Leaves a thing as it is.")
class RejectChangeRequestInput:
    id: strawberry.ID = strawberry.field(description="The change request.")
    reason: str = strawberry.field(
        description="Why, for whoever proposed it: 1 to 1,000 characters."
    )
    expected_version: int = strawberry.field(description=_VERSION)


@strawberry.type(description="The proposal, or why there is none.", directives=[PUBLIC])
class ProposeChangePayload:
    proposal: ChangeProposal | None = strawberry.field(description="What you proposed.")
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type(description="The request, or why it was not accepted.", directives=[PUBLIC])
class AcceptChangeRequestPayload:
    change_request: ChangeRequest | None = strawberry.field(description="The request, accepted.")
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type(description="The request, or why it was not rejected.", directives=[PUBLIC])
class RejectChangeRequestPayload:
    change_request: ChangeRequest | None = strawberry.field(description="The request, rejected.")
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type
class ChangeRequestMutations:
    @strawberry.mutation(
        description="Propose a correction of a published group, meeting, network or venue, for "
        "whoever keeps it to decide on. They learn no more of you than whether you ask as a person "
        "or for an organisation. At most 20 of your proposals wait at once.",
        directives=[PROPOSES],
    )
    async def propose_change(
        self, info: MutationInfo, input: ProposeChangeInput
    ) -> ProposeChangePayload | None:
        current = (_type_name(input.id), input.id)

        async def stated(checks: Checks) -> None:
            with checks.at():
                checked_note(input.note or None)
            with checks.at():
                check_values(input.changes)

        proposed, errors = await outcome(info, _propose(info, input), current, stated)
        return ProposeChangePayload(proposal=proposed, errors=errors)

    @strawberry.mutation(
        description="Change a thing as was proposed. A `VersionConflict` if any of the fields was "
        "changed since it was proposed.",
        directives=[DECIDES],
    )
    async def accept_change_request(
        self, info: MutationInfo, input: AcceptChangeRequestInput
    ) -> AcceptChangeRequestPayload | None:
        accepted, errors = await outcome(info, _accept(info, input), ("ChangeRequest", input.id))
        return AcceptChangeRequestPayload(change_request=accepted, errors=errors)

    @strawberry.mutation(
        description="Leave a thing as it is; whoever proposed the correction is told why.",
        directives=[DECIDES],
    )
    async def reject_change_request(
        self, info: MutationInfo, input: RejectChangeRequestInput
    ) -> RejectChangeRequestPayload | None:

        async def reason(checks: Checks) -> None:
            with checks.at():
                checked_reason(input.reason)

        current = ("ChangeRequest", input.id)
        rejected, errors = await outcome(info, _reject(info, input), current, reason)
        return RejectChangeRequestPayload(change_request=rejected, errors=errors)


def _thing_of(text: strawberry.ID) -> tuple[CorrectedThing, UUID]:
    """Return what a proposal is about; InvalidId for what cannot be corrected."""
    try:
        code, thing_id = ids.decode(text)
        return CorrectedThing(code.name), thing_id
    except (InvalidId, ValueError):
        raise InvalidId(
            "An id of a group, meeting, network or venue is expected here.", path=("input", "id")
        ) from None


def _type_name(text: strawberry.ID) -> str:
    """Return the type of what a conflict of versions shows: whoever has one named a thing."""
    return next((each.title() for each in CorrectedThing if text.startswith(ids.Code[each])), "")


async def _propose(info: MutationInfo, input: ProposeChangeInput) -> ChangeProposal:
    thing, thing_id = _thing_of(input.id)
    suggestion = proposing.Suggestion(
        thing=thing,
        thing_id=thing_id,
        values=values_of(input.changes, thing),
        note=input.note or None,
        expected_version=input.expected_version if input.expected_version is not UNSET else None,
    )
    now = info.context.request.now
    return ChangeProposal.of(await proposing.propose_change(info.context.work, suggestion, at=now))


async def _accept(info: MutationInfo, input: AcceptChangeRequestInput) -> Any:  # noqa: ANN401 - it stands for the type
    request_id, now = read_id(input.id, ids.Code.CHANGE_REQUEST), info.context.request.now
    await proposing.accept_change_request(
        info.context.work, request_id, expected_version=input.expected_version, at=now
    )
    return entity("ChangeRequest", request_id)


async def _reject(info: MutationInfo, input: RejectChangeRequestInput) -> Any:  # noqa: ANN401 - as above
    request_id, now = read_id(input.id, ids.Code.CHANGE_REQUEST), info.context.request.now
    await proposing.reject_change_request(
        info.context.work,
        request_id,
        input.reason,
        expected_version=input.expected_version,
        at=now,
    )
    return entity("ChangeRequest", request_id)

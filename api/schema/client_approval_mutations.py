"""How an organisation approves others' OAuth clients, and takes that back."""

from typing import Any

import strawberry
from strawberry import UNSET

from api.domain.client_rules import read_scopes
from api.domain.ids import Code
from api.domain.scopes import Scope
from api.domain.violations import Checks
from api.persistence import approving
from api.schema.access import PUBLIC, needs
from api.schema.binding import optional
from api.schema.changing import outcome, read_id
from api.schema.client_approvals import ClientApproval
from api.schema.entities import entity
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo

_MANAGE = needs(Scope.CLIENTS_MANAGE)


@strawberry.input(description="Approves another organisation's client for some scopes.")
class ApproveClientInput:
    client_id: strawberry.ID = strawberry.field(description="The client, by its `client_id`.")
    scopes: list[str] = strawberry.field(
        description="What it may ask of your organisation: scopes that it may ask for at all, "
        "and that it needs an approval for."
    )
    expected_version: int | None = optional(
        "The version of the approval that this takes the place of; left out for a first one."
    )


@strawberry.input(description="Takes an approval back.")
class WithdrawClientApprovalInput:
    id: strawberry.ID = strawberry.field(description="The approval.")
    expected_version: int = strawberry.field(description="The version that you looked at.")


@strawberry.type(description="The approval, or why there is none.", directives=[PUBLIC])
class ApproveClientPayload:
    approval: ClientApproval | None = strawberry.field(description="The approval.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed.")


@strawberry.type(description="The approval, or why it stays.", directives=[PUBLIC])
class WithdrawClientApprovalPayload:
    approval: ClientApproval | None = strawberry.field(description="The approval as it is now.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed.")


@strawberry.type
class ClientApprovalMutations:
    @strawberry.mutation(
        description="Let a partner's backend or confidential app ask for data of your "
        "organisation.",
        directives=[_MANAGE],
    )
    async def approve_client(
        self, info: MutationInfo, input: ApproveClientInput
    ) -> ApproveClientPayload | None:
        async def scopes(checks: Checks) -> None:
            with checks.at():
                read_scopes(input.scopes)

        approved, errors = await outcome(info, _approve(info, input), beside=scopes)
        return ApproveClientPayload(approval=approved, errors=errors)

    @strawberry.mutation(
        description="Take an approval back, and revoke whatever the client was granted in your "
        "organisation.",
        directives=[_MANAGE],
    )
    async def withdraw_client_approval(
        self, info: MutationInfo, input: WithdrawClientApprovalInput
    ) -> WithdrawClientApprovalPayload | None:
        current = ("ClientApproval", input.id)
        withdrawn, errors = await outcome(info, _withdraw(info, input), current)
        return WithdrawClientApprovalPayload(approval=withdrawn, errors=errors)


async def _approve(info: MutationInfo, input: ApproveClientInput) -> Any:  # noqa: ANN401 - it stands for the type
    version = input.expected_version
    approval = await approving.approve_client(
        info.context.work,
        read_id(input.client_id, Code.CLIENT, "clientId"),
        input.scopes,
        expected_version=None if version is UNSET else version,
        at=info.context.request.now,
    )
    return entity("ClientApproval", approval.id)


async def _withdraw(info: MutationInfo, input: WithdrawClientApprovalInput) -> Any:  # noqa: ANN401 - as above
    approval_id = read_id(input.id, Code.CLIENT_APPROVAL)
    await approving.withdraw_client_approval(
        info.context.work, approval_id, expected_version=input.expected_version
    )
    return entity("ClientApproval", approval_id)

"""How an organisation's staff comes together and changes."""

from typing import Any

import strawberry

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.staff import Staff
from api.persistence import appointing
from api.schema.access import needs
from api.schema.changing import acting_person, outcome, read_id
from api.schema.entities import entity
from api.schema.execution.context import MutationInfo
from api.schema.staff_inputs import (
    AcceptInvitationInput,
    AcceptInvitationPayload,
    ChangeStaffRoleInput,
    ChangeStaffRolePayload,
    InviteStaffInput,
    InviteStaffPayload,
    LeaveOrganisationInput,
    LeaveOrganisationPayload,
    RemoveStaffInput,
    RemoveStaffPayload,
    VerifyPractitionerInput,
    VerifyPractitionerPayload,
    WithdrawInvitationInput,
    WithdrawInvitationPayload,
)

INVITATION_PAGE = "/invitations#"
"""Where a link leads; what stands behind the ``#`` is never sent to a server by following it."""

_OWN, _MANAGE = needs(Scope.ME_WRITE), needs(Scope.ORGANISATIONS_MANAGE)


@strawberry.type
class StaffMutations:
    @strawberry.mutation(
        description="Invite somebody to your organisation's staff by a single-use link.",
        directives=[_MANAGE],
    )
    async def invite_staff(
        self, info: MutationInfo, input: InviteStaffInput
    ) -> InviteStaffPayload | None:
        at = info.context.request.now
        invited, errors = await outcome(
            info, appointing.invite(info.context.work, input.role, at=at)
        )
        if invited is None:
            return InviteStaffPayload(invitation=None, link=None, errors=errors)
        invitation, secret = invited
        return InviteStaffPayload(
            invitation=entity("Invitation", invitation.id),
            link=INVITATION_PAGE + secret,
            errors=errors,
        )

    @strawberry.mutation(
        description="Withdraw an invitation: its link opens nothing any more.",
        directives=[_MANAGE],
    )
    async def withdraw_invitation(
        self, info: MutationInfo, input: WithdrawInvitationInput
    ) -> WithdrawInvitationPayload | None:
        withdrawn, errors = await outcome(info, _withdraw(info, input), ("Invitation", input.id))
        return WithdrawInvitationPayload(invitation=withdrawn, errors=errors)

    @strawberry.mutation(
        description="Accept an invitation to an organisation's staff. With a token of your own, "
        "of no organisation.",
        directives=[_OWN],
    )
    async def accept_invitation(
        self, info: MutationInfo, input: AcceptInvitationInput
    ) -> AcceptInvitationPayload | None:
        joined, errors = await outcome(info, _accept(info, input))
        if joined is None:
            return AcceptInvitationPayload(organisation=None, staff=None, role=None, errors=errors)
        return AcceptInvitationPayload(
            organisation=entity("Organisation", joined.organisation_id),
            staff=strawberry.ID(encode(Code.STAFF, joined.id)),
            role=joined.role,
            errors=errors,
        )

    @strawberry.mutation(
        description="Give one of the staff another role. Whatever apps were granted on their "
        "behalf is revoked. Only owners name owners, and the last owner stays one.",
        directives=[_MANAGE],
    )
    async def change_staff_role(
        self, info: MutationInfo, input: ChangeStaffRoleInput
    ) -> ChangeStaffRolePayload | None:
        changed, errors = await outcome(info, _change_role(info, input), ("Staff", input.id))
        return ChangeStaffRolePayload(staff=changed, errors=errors)

    @strawberry.mutation(
        description="End the role of one of the staff. Whatever apps were granted on their "
        "behalf is revoked. The last owner stays.",
        directives=[_MANAGE],
    )
    async def remove_staff(
        self, info: MutationInfo, input: RemoveStaffInput
    ) -> RemoveStaffPayload | None:
        removed, errors = await outcome(info, _remove(info, input), ("Staff", input.id))
        return RemoveStaffPayload(staff=removed, errors=errors)

    @strawberry.mutation(
        description="Give up your role in an organisation; the last owner cannot. With a token "
        "of your own, of no organisation.",
        directives=[_OWN],
    )
    async def leave_organisation(
        self, info: MutationInfo, input: LeaveOrganisationInput
    ) -> LeaveOrganisationPayload | None:
        left, errors = await outcome(info, _leave(info, input))
        organisation = None if left is None else entity("Organisation", left.organisation_id)
        return LeaveOrganisationPayload(organisation=organisation, errors=errors)

    @strawberry.mutation(
        description="Verify a therapist of your clinic as its practitioner.",
        directives=[_MANAGE],
    )
    async def verify_practitioner(
        self, info: MutationInfo, input: VerifyPractitionerInput
    ) -> VerifyPractitionerPayload | None:
        verified, errors = await outcome(info, _verify(info, input), ("Staff", input.id))
        return VerifyPractitionerPayload(staff=verified, errors=errors)


async def _withdraw(info: MutationInfo, input: WithdrawInvitationInput) -> Any:  # noqa: ANN401 - it stands for the type
    invitation_id = read_id(input.id, Code.INVITATION)
    await appointing.withdraw(
        info.context.work, invitation_id, expected_version=input.expected_version
    )
    return entity("Invitation", invitation_id)


async def _accept(info: MutationInfo, input: AcceptInvitationInput) -> Staff:
    return await appointing.accept(
        info.context.work,
        acting_person(info),
        secret=input.secret,
        name=input.name,
        at=info.context.request.now,
    )


async def _change_role(info: MutationInfo, input: ChangeStaffRoleInput) -> Any:  # noqa: ANN401 - as above
    staff_id = read_id(input.id, Code.STAFF)
    await appointing.change_role(
        info.context.work, staff_id, input.role, expected_version=input.expected_version
    )
    return entity("Staff", staff_id)


async def _remove(info: MutationInfo, input: RemoveStaffInput) -> Any:  # noqa: ANN401 - as above
    staff_id, at = read_id(input.id, Code.STAFF), info.context.request.now
    await appointing.remove(
        info.context.work, staff_id, expected_version=input.expected_version, at=at
    )
    return entity("Staff", staff_id)


async def _leave(info: MutationInfo, input: LeaveOrganisationInput) -> Staff:
    return await appointing.leave(
        info.context.work,
        acting_person(info),
        read_id(input.id, Code.ORGANISATION),
        at=info.context.request.now,
    )


async def _verify(info: MutationInfo, input: VerifyPractitionerInput) -> Any:  # noqa: ANN401 - as above
    staff_id, at = read_id(input.id, Code.STAFF), info.context.request.now
    await appointing.verify_practitioner(
        info.context.work, staff_id, expected_version=input.expected_version, at=at
    )
    return entity("Staff", staff_id)

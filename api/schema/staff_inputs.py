"""What is said to change an organisation's staff, and what is said back."""

import strawberry

from api.schema.access import PUBLIC
from api.schema.binding import told_once
from api.schema.errors import UserError
from api.schema.invitations import Invitation
from api.schema.organisations import Organisation
from api.schema.staff import Staff
from api.schema.standing_words import StaffRole

STAFF, VERSION = "Whom of the staff.", "The version that you looked at."
AS_THEY_ARE, WHY_NOT = "Them as they are now.", "Why nothing was changed."


@strawberry.input(description="Invites somebody to the staff.")
class InviteStaffInput:
    role: StaffRole = strawberry.field(description="The role that the link gives.")


@strawberry.input(description="Takes an invitation back.")
class WithdrawInvitationInput:
    id: strawberry.ID = strawberry.field(description="The invitation.")
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Accepts an invitation, for yourself.")
class AcceptInvitationInput:
    secret: str = strawberry.field(description="What stands behind the `#` of the link.")
    name: str = strawberry.field(
        description="What your colleagues there call you, 1 to 120 characters. It is sealed."
    )


@strawberry.input(description="Gives one of the staff another role.")
class ChangeStaffRoleInput:
    id: strawberry.ID = strawberry.field(description=STAFF)
    role: StaffRole = strawberry.field(description="Their new role.")
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Ends the role of one of the staff.")
class RemoveStaffInput:
    id: strawberry.ID = strawberry.field(description=STAFF)
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Gives up your own role, or your claim, whatever became of it.")
class LeaveOrganisationInput:
    id: strawberry.ID = strawberry.field(description="The organisation.")


@strawberry.input(description="Verifies a therapist of your clinic as its practitioner.")
class VerifyPractitionerInput:
    id: strawberry.ID = strawberry.field(description=STAFF)
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.type(description="The invitation, or why there is none.", directives=[PUBLIC])
class InviteStaffPayload:
    invitation: Invitation | None = strawberry.field(description="The invitation.")
    link: str | None = told_once(
        "A single-use link of seven days, relative to this server's address. It is "
        "told this once; send it to whom you invite, and to nobody else."
    )
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The withdrawn invitation, or why not.", directives=[PUBLIC])
class WithdrawInvitationPayload:
    invitation: Invitation | None = strawberry.field(description="The invitation as it is now.")
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="Where you are on the staff now, or why not.", directives=[PUBLIC])
class AcceptInvitationPayload:
    organisation: Organisation | None = strawberry.field(description="The organisation.")
    staff: strawberry.ID | None = strawberry.field(
        description="What the organisation knows you by."
    )
    role: StaffRole | None = strawberry.field(description="Your role in it.")
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="Whose role changed, or why it did not.", directives=[PUBLIC])
class ChangeStaffRolePayload:
    staff: Staff | None = strawberry.field(description=AS_THEY_ARE)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="Whose role ended, or why it did not.", directives=[PUBLIC])
class RemoveStaffPayload:
    staff: Staff | None = strawberry.field(description=AS_THEY_ARE)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="What you have left, or why you have not.", directives=[PUBLIC])
class LeaveOrganisationPayload:
    organisation: Organisation | None = strawberry.field(description="The organisation.")
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The practitioner, or why they are none.", directives=[PUBLIC])
class VerifyPractitionerPayload:
    staff: Staff | None = strawberry.field(description=AS_THEY_ARE)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)

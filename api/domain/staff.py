"""Staff: a person's role in one organisation, and the invitations that it begins with."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from api.domain.errors import Forbidden, InvalidInput, NotPossibleNow
from api.domain.standing import InvitationStatus, StaffRole, StaffStatus
from api.domain.vocabulary import OrganisationKind

INVITATION_LIFE = timedelta(days=7)
NAME_LENGTH = 120
_MANAGERS = frozenset({StaffRole.OWNER, StaffRole.ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One person's role in one organisation.

    ``name`` is what colleagues call them; it is stored sealed. ``verified_at`` and
    ``verified_by`` (an opaque subject) stand where a clinic has verified its therapist, who is
    then a practitioner.
    """

    id: UUID
    organisation_id: UUID
    name: str
    role: StaffRole
    status: StaffStatus
    since: datetime
    ended_at: datetime | None = None
    verified_at: datetime | None = None
    verified_by: str | None = None
    version: int
    changed_at: datetime

    def appoint(self, role: StaffRole, *, by: StaffRole, owners: int) -> Self:
        """Return the staff in another role.

        Forbidden unless ``by`` may give and take both roles; NotPossibleNow for the last of
        ``owners``, for somebody who left, and for a claim that nobody accepted yet.
        """
        self._must_be_active()
        may_appoint(by, self.role)
        may_appoint(by, role)
        self._must_leave_an_owner(owners, gone=role is not StaffRole.OWNER)
        kept = role is StaffRole.THERAPIST
        return replace(
            self,
            role=role,
            verified_at=self.verified_at if kept else None,
            verified_by=self.verified_by if kept else None,
        )

    def leave(self, *, at: datetime, owners: int) -> Self:
        """Return the staff without their role; NotPossibleNow for the last of the owners."""
        self._must_be_active()
        self._must_leave_an_owner(owners, gone=True)
        return replace(self, status=StaffStatus.ENDED, ended_at=at)

    def remove(self, *, by: StaffRole, at: datetime, owners: int) -> Self:
        """Return the staff without their role, taken by somebody who may."""
        may_appoint(by, self.role)
        return self.leave(at=at, owners=owners)

    def verify(self, *, by: str, at: datetime, kind: OrganisationKind) -> Self:
        """Return the therapist as a practitioner of their clinic.

        NotPossibleNow for any other role, and for an organisation that is no clinic.
        """
        self._must_be_active()
        if self.role is not StaffRole.THERAPIST or kind is not OrganisationKind.CLINIC:
            raise NotPossibleNow("Only a therapist of a clinic is verified as a practitioner.")
        return replace(self, verified_at=at, verified_by=by)

    def accept_claim(self) -> Self:
        """Return the staff whose claim an operator has accepted."""
        if self.status is not StaffStatus.CLAIMING:
            raise NotPossibleNow("There is no claim to accept.")
        return replace(self, status=StaffStatus.ACTIVE)

    def _must_be_active(self) -> None:
        if self.status is not StaffStatus.ACTIVE:
            raise NotPossibleNow("This role does not hold now.")

    def _must_leave_an_owner(self, owners: int, *, gone: bool) -> None:
        if gone and self.role is StaffRole.OWNER and owners <= 1:
            raise NotPossibleNow("An organisation keeps at least one owner: name another first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A single-use link into an organisation; only the hash of its secret is stored."""

    id: UUID
    organisation_id: UUID
    role: StaffRole
    status: InvitationStatus
    invited_by: str
    expires_at: datetime
    version: int
    changed_at: datetime

    def accept(self, *, at: datetime) -> Self:
        """Return the invitation as accepted; NotPossibleNow if it was, or is no longer, open."""
        if self.status is not InvitationStatus.OPEN or at >= self.expires_at:
            raise NotPossibleNow("This invitation is used, withdrawn or too old. Ask for another.")
        return replace(self, status=InvitationStatus.ACCEPTED)

    def withdraw(self) -> Self:
        """Return the invitation as withdrawn; NotPossibleNow if it is not open."""
        if self.status is not InvitationStatus.OPEN:
            raise NotPossibleNow("This invitation is not open.")
        return replace(self, status=InvitationStatus.WITHDRAWN)


def may_appoint(by: StaffRole, role: StaffRole) -> None:
    """Refuse, as Forbidden, whoever may not give or take a role: owners are owners' to name."""
    if by not in _MANAGERS or (role is StaffRole.OWNER and by is not StaffRole.OWNER):
        raise Forbidden("Only owners name owners, and only owners and admins name anybody.")


def checked_name(name: str) -> str:
    """Return a staff member's name as it is kept; InvalidInput if empty or too long."""
    stripped = " ".join(name.split())
    if not stripped or len(stripped) > NAME_LENGTH:
        raise InvalidInput(f"A name has 1 to {NAME_LENGTH} characters.", path=("name",))
    return stripped

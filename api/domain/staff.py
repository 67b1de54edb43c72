"""Staff: a person's role in one organisation, and the invitations that it begins with."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from api.domain.errors import Forbidden, InvalidInput, NotPossibleNow
from api.domain.scopes import ROLE_SCOPES, Scope
from api.domain.standing import InvitationStatus, StaffRole, StaffStatus
from api.domain.vocabulary import OrganisationKind

INVITATION_LIFE = timedelta(days=7)
NAME_LENGTH = 120
MANAGERS = frozenset({StaffRole.OWNER, StaffRole.ADMIN})
"""The roles that may name somebody."""
BOUND_TO_THEIR_GROUPS = frozenset({StaffRole.FACILITATOR})
"""The roles that change only the groups that they facilitate, and the meetings of those.

Whoever else holds the scope changes every group of the organisation.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One person's role in one organisation.

    ``name`` is what colleagues call them; it is stored sealed, and None once its key is
    destroyed. ``verified_at`` and ``verified_by`` (an opaque subject) stand where a clinic has
    verified its therapist, who is then a practitioner.
    """

    id: UUID
    organisation_id: UUID
    name: str | None
    role: StaffRole
    status: StaffStatus
    since: datetime
    ended_at: datetime | None = None
    verified_at: datetime | None = None
    verified_by: str | None = None
    version: int
    changed_at: datetime

    @property
    def subject(self) -> str:
        """The opaque id that the organisation's audit knows them by."""
        return f"stf_{self.id.hex}"

    @property
    def may_facilitate(self) -> bool:
        """Whether they have a role, and have it now, that changes groups they facilitate."""
        return self.status is StaffStatus.ACTIVE and Scope.MEETINGS_WRITE in ROLE_SCOPES[self.role]

    def appoint(self, role: StaffRole, *, by: StaffRole, owners: int) -> Self:
        """Return the staff in another role.

        Forbidden unless ``by`` may give and take both roles; NotPossibleNow for the role that
        they have, for the last of ``owners``, and for whoever does not work there now.
        """
        may_appoint(by, self.role)
        may_appoint(by, role)
        self._must_be_active()
        if role is self.role:
            raise NotPossibleNow("This is their role already.")
        self._must_leave_an_owner(owners)
        # Only a therapist is a practitioner, and this one is no longer or was none before.
        return replace(self, role=role, verified_at=None, verified_by=None)

    def leave(self, *, at: datetime, owners: int) -> Self:
        """Return the staff without their role, or their claim; not the last of the owners."""
        if self.status is StaffStatus.CLAIMING:
            return self.reject_claim(at=at)
        self._must_be_active()
        self._must_leave_an_owner(owners)
        return replace(self, status=StaffStatus.ENDED, ended_at=at)

    def remove(self, *, by: StaffRole, at: datetime, owners: int) -> Self:
        """Return the staff without their role, taken by somebody who may.

        A claim is the operator's to judge and no colleague's.
        """
        may_appoint(by, self.role)
        self._must_be_active()
        return self.leave(at=at, owners=owners)

    def verify(self, *, by: str, at: datetime, kind: OrganisationKind) -> Self:
        """Return the therapist as a practitioner of their clinic, or verified anew.

        NotPossibleNow for any other role, and for an organisation that is no clinic.
        """
        self._must_be_active()
        if self.role is not StaffRole.THERAPIST or kind is not OrganisationKind.CLINIC:
            raise NotPossibleNow("Only a therapist of a clinic is verified as a practitioner.")
        return replace(self, verified_at=at, verified_by=by)

    def accept_claim(self) -> Self:
        """Return the staff whose claim an operator has accepted."""
        self._must_be_claiming()
        return replace(self, status=StaffStatus.ACTIVE)

    def reject_claim(self, *, at: datetime) -> Self:
        """Return the staff whose claim came to nothing."""
        self._must_be_claiming()
        return replace(self, status=StaffStatus.LAPSED, ended_at=at)

    def _must_be_active(self) -> None:
        if self.status is not StaffStatus.ACTIVE:
            raise NotPossibleNow("This role does not hold now.")

    def _must_be_claiming(self) -> None:
        if self.status is not StaffStatus.CLAIMING:
            raise NotPossibleNow("This is no claim that waits for an answer.")

    def _must_leave_an_owner(self, owners: int) -> None:
        if self.role is StaffRole.OWNER and owners <= 1:
            raise NotPossibleNow("An organisation keeps at least one owner: name another first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A single-use link into an organisation; only the hash of its secret is stored.

    ``invited_by`` is an opaque subject.
    """

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
    if by not in MANAGERS or (role is StaffRole.OWNER and by is not StaffRole.OWNER):
        raise Forbidden("Only owners name owners, and only owners and admins name anybody.")


def checked_name(name: str, *, path: tuple[str, ...]) -> str:
    """Return a staff member's name as it is kept; InvalidInput if empty, too long, unprintable."""
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > NAME_LENGTH or not cleaned.isprintable():
        raise InvalidInput(f"A name has 1 to {NAME_LENGTH} printable characters.", path=path)
    return cleaned

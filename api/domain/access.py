"""Who asks and who acts: a token, what it may do at this moment, and on whose behalf.

The effective right of a token is the least of its scopes, its client's scopes and, for a
person, that person's role; see ``Rights``.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from api.domain.scopes import (
    APPROVED,
    OPERATOR,
    PERSONAL,
    ROLE_SCOPES,
    SIGN_IN,
    Scope,
    Scopes,
)
from api.domain.staff import BOUND_TO_THEIR_GROUPS
from api.domain.standing import ClientKind, StaffRole

_DRAFTS: Scopes = frozenset(
    {
        Scope.GROUPS_READ,
        Scope.GROUPS_MANAGE,
        Scope.MEETINGS_READ,
        Scope.MEETINGS_WRITE,
        Scope.NETWORKS_MANAGE,
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """What a verified access token says of itself; what it may do now is looked up (``Rights``).

    ``id`` is its ``jti``, ``key_id`` the key that signed it, ``client`` the public id of the
    client. ``auth_time`` and ``acr`` say when and how a person signed in, None for a backend.
    """

    id: UUID
    grant_id: UUID
    key_id: str
    client: str
    subject: str
    organisation_id: UUID | None
    scopes: Scopes
    expires_at: datetime
    auth_time: datetime | None = None
    acr: str | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: nobody in particular, or whoever a token was given to, with its scopes.

    ``facilitator`` is as in ``Rights``, and known once those were looked up.
    """

    organisation_id: UUID | None = None
    subject: str | None = None
    scopes: Scopes = field(default_factory=frozenset[Scope])
    token: Token | None = None
    facilitator: UUID | None = None

    @property
    def anonymous(self) -> bool:
        return self.organisation_id is None and self.token is None

    @property
    def sees_drafts(self) -> bool:
        """Whether it may see what its organisation has not published."""
        return self.organisation_id is not None and not self.scopes.isdisjoint(_DRAFTS)

    def narrowed(self, rights: "Rights") -> "Viewer":
        """Return the viewer with no more than its rights, known by their subject."""
        return replace(
            self,
            scopes=self.scopes & rights.scopes,
            subject=rights.subject,
            facilitator=rights.facilitator,
        )

    @property
    def standing(self) -> tuple[bool, bool]:
        """What of the viewer a plan depends on."""
        return self.organisation_id is not None, self.sees_drafts


ANYBODY = Viewer()


@dataclass(frozen=True, slots=True)
class Rights:
    """What a grant allows at this moment, as the database says it.

    ``granted`` are the scopes that were consented to, ``held`` those of the client, ``approved``
    those that the organisation approved for another's client, None without such an approval.
    """

    organisation_id: UUID | None
    person_id: UUID | None
    staff_id: UUID | None
    role: StaffRole | None
    operator: bool
    client: str
    client_kind: ClientKind
    foreign: bool
    granted: Scopes
    held: Scopes
    approved: Scopes | None
    member_ids: tuple[UUID, ...] = ()

    @property
    def scopes(self) -> Scopes:
        """The effective scopes: consent, client, approval and role at once."""
        return self.granted & self.held & self._by_approval() & self._by_person()

    @property
    def subject(self) -> str:
        """The opaque id that audit and ledger know the actor by: never a person's."""
        if self.staff_id is not None:
            return f"stf_{self.staff_id.hex}"
        if self.person_id is not None:
            return f"per_{self.person_id.hex}" if self.operator else "a person"
        return self.client

    @property
    def facilitator(self) -> UUID | None:
        """The staff whose changes reach only the groups that they facilitate; None if all."""
        return self.staff_id if self.role in BOUND_TO_THEIR_GROUPS else None

    def _by_approval(self) -> Scopes:
        everything = frozenset(Scope)
        if not self.foreign:
            return everything
        approved = self.approved or frozenset()
        if self.client_kind is ClientKind.PARTNER_BACKEND:
            return approved
        return everything - (APPROVED.get(self.client_kind, frozenset()) - approved)

    def _by_person(self) -> Scopes:
        if self.person_id is None:
            return frozenset(Scope) - SIGN_IN
        if self.organisation_id is None:
            own = SIGN_IN | PERSONAL
            return own | OPERATOR if self.operator else own
        return SIGN_IN | ROLE_SCOPES[self.role] if self.role else SIGN_IN


@dataclass(frozen=True, slots=True)
class Actor:
    """On whose behalf something is written, and by whom: never absent from a write.

    ``subject`` is an opaque id of the staff, client or job that acts.
    """

    organisation_id: UUID
    subject: str

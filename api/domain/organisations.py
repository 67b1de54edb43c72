"""Organisations: the owners of data and of clients."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from api.domain.errors import NotPossibleNow
from api.domain.standing import VerificationDecision
from api.domain.vocabulary import OrganisationKind, OrganisationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A network operator, clinic, partner, or the platform itself.

    ``country`` is ISO 3166-1 alpha-2, ``languages`` are BCP 47 tags. ``demo`` marks
    organisations that exist to show the product.
    """

    id: UUID
    slug: str
    name: str
    kind: OrganisationKind
    status: OrganisationStatus
    country: str | None
    languages: tuple[str, ...]
    website: str | None
    demo: bool
    version: int
    changed_at: datetime

    @property
    def may_publish(self) -> bool:
        """Only an operator of networks that somebody verified publishes anything new."""
        kinds = (OrganisationKind.NETWORK_OPERATOR, OrganisationKind.PLATFORM)
        return self.status is OrganisationStatus.VERIFIED and self.kind in kinds

    @property
    def may_refer(self) -> bool:
        """Only a clinic that somebody verified refers anybody."""
        clinic = self.kind is OrganisationKind.CLINIC
        return clinic and self.status is OrganisationStatus.VERIFIED

    def verify(self) -> Self:
        """Return the organisation as verified; NotPossibleNow unless it applied or is unclaimed."""
        if self.status not in (OrganisationStatus.APPLIED, OrganisationStatus.UNCLAIMED):
            raise NotPossibleNow("Only an applicant or an unclaimed organisation is verified.")
        return replace(self, status=OrganisationStatus.VERIFIED)

    def suspend(self) -> Self:
        """Return the organisation as suspended; nothing of it is shown or answered."""
        if self.status is OrganisationStatus.SUSPENDED:
            raise NotPossibleNow("This organisation is suspended already.")
        return replace(self, status=OrganisationStatus.SUSPENDED)

    def restore(self) -> Self:
        """Return the organisation as verified again."""
        if self.status is not OrganisationStatus.SUSPENDED:
            raise NotPossibleNow("This organisation is not suspended.")
        return replace(self, status=OrganisationStatus.VERIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One decision about an organisation: what, when, by whom, on what evidence (stored sealed)."""

    id: UUID
    organisation_id: UUID
    decision: VerificationDecision
    evidence: str
    by: str
    at: datetime
    version: int
    changed_at: datetime

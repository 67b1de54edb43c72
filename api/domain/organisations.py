"""Organisations: the owners of data and of clients, and what was decided about them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.standing import VerificationDecision
from api.domain.vocabulary import OrganisationKind, OrganisationStatus

EVIDENCE_LENGTH = 4_000
PUBLISHERS = frozenset({OrganisationKind.NETWORK_OPERATOR, OrganisationKind.PLATFORM})
"""The kinds of organisation that publish networks."""
_SHOWN = frozenset({OrganisationStatus.UNCLAIMED, OrganisationStatus.VERIFIED})


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
    def shown(self) -> bool:
        """Whether anybody may see it: an applicant only once it is verified.

        An unclaimed one stands beside its networks, which came from a feed.
        """
        return self.status in _SHOWN

    @property
    def may_publish(self) -> bool:
        """Only an operator of networks that somebody verified publishes anything new."""
        return self.status is OrganisationStatus.VERIFIED and self.kind in PUBLISHERS

    @property
    def may_refer(self) -> bool:
        """Only a clinic that somebody verified refers anybody."""
        clinic = self.kind is OrganisationKind.CLINIC
        return clinic and self.status is OrganisationStatus.VERIFIED

    def must_be_claimable(self) -> None:
        """Refuse, as NotPossibleNow, a claim on what somebody speaks for already."""
        if self.status is not OrganisationStatus.UNCLAIMED:
            raise NotPossibleNow("Somebody speaks for this organisation already.")

    def verify(self, *, owners: int) -> Self:
        """Return the organisation as verified, spoken for by so many ``owners``.

        NotPossibleNow unless it applied or is unclaimed, and without anybody who owns it.
        """
        if self.status not in (OrganisationStatus.APPLIED, OrganisationStatus.UNCLAIMED):
            raise NotPossibleNow("Only an applicant or an unclaimed organisation is verified.")
        if owners < 1:
            raise NotPossibleNow("Nobody speaks for this organisation yet.")
        return replace(self, status=OrganisationStatus.VERIFIED)

    def suspend(self) -> Self:
        """Return the organisation as suspended; nothing of it is shown or answered."""
        if self.status is OrganisationStatus.SUSPENDED:
            raise NotPossibleNow("This organisation is suspended already.")
        return replace(self, status=OrganisationStatus.SUSPENDED)

    def restore(self, decisions: Collection[VerificationDecision], *, owners: int) -> Self:
        """Return the organisation as it was before it was suspended.

        ``decisions`` are all that were made about it: to restore an applicant verifies nobody.
        One that has ``owners`` without any was verified before decisions were kept.
        """
        if self.status is not OrganisationStatus.SUSPENDED:
            raise NotPossibleNow("This organisation is not suspended.")
        before = OrganisationStatus.VERIFIED if owners else OrganisationStatus.UNCLAIMED
        if VerificationDecision.VERIFIED in decisions:
            before = OrganisationStatus.VERIFIED
        elif VerificationDecision.APPLIED in decisions:
            before = OrganisationStatus.APPLIED
        return replace(self, status=before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One decision about an organisation: what, when, by whom, on what evidence.

    ``evidence`` is stored sealed, and None once its key is destroyed; ``by`` is an opaque
    subject.
    """

    id: UUID
    organisation_id: UUID
    decision: VerificationDecision
    evidence: str | None
    by: str
    at: datetime
    version: int
    changed_at: datetime


def checked_evidence(evidence: str) -> str:
    """Return evidence as it is kept; InvalidInput if empty, too long, unprintable."""
    cleaned = "\n".join(line.strip() for line in evidence.strip().splitlines())
    if not cleaned or len(cleaned) > EVIDENCE_LENGTH or not cleaned.replace("\n", "").isprintable():
        raise InvalidInput(
            f"Evidence has 1 to {EVIDENCE_LENGTH} printable characters.",
            path=("input", "evidence"),
        )
    return cleaned

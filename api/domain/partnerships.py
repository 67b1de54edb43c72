"""Partnerships: two organisations, what each lets the other do, ended by either."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.organisations import Organisation
from api.domain.standing import PartnerRight, PartnershipSide, PartnershipState
from api.domain.vocabulary import OrganisationStatus

type Allowed = tuple[PartnerRight, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """A partnership as one of its two sides has it; both sides share ``id`` and ``version``.

    ``allows`` is what this organisation lets its partner do, ``allowed`` what the partner lets
    it do. Neither holds before the partnership is ACTIVE.
    """

    id: UUID
    organisation_id: UUID
    partner_id: UUID
    side: PartnershipSide
    state: PartnershipState
    allows: Allowed
    allowed: Allowed
    ended_at: datetime | None = None
    version: int
    changed_at: datetime

    def accept(self, allows: Iterable[PartnerRight]) -> Self:
        """Return the partnership as accepted; NotPossibleNow for the side that proposed it."""
        if self.state is not PartnershipState.PROPOSED or self.side is not PartnershipSide.RECEIVER:
            raise NotPossibleNow("There is no proposal that waits for you.")
        return replace(self, state=PartnershipState.ACTIVE, allows=_in_order(allows))

    def end(self, *, at: datetime) -> Self:
        """Return the partnership as ended, declined or taken back; NotPossibleNow if it is."""
        if self.state is PartnershipState.ENDED:
            raise NotPossibleNow("This partnership has ended already.")
        return replace(self, state=PartnershipState.ENDED, ended_at=at)

    def mirrored(self) -> Self:
        """Return the same partnership as the other side has it."""
        other = {
            PartnershipSide.PROPOSER: PartnershipSide.RECEIVER,
            PartnershipSide.RECEIVER: PartnershipSide.PROPOSER,
        }
        return replace(
            self,
            organisation_id=self.partner_id,
            partner_id=self.organisation_id,
            side=other[self.side],
            allows=self.allowed,
            allowed=self.allows,
        )


def propose(
    partnership_id: UUID,
    own: Organisation,
    partner: Organisation,
    allows: Iterable[PartnerRight],
    at: datetime,
) -> Partnership:
    """Return a proposal as the proposer has it.

    InvalidInput towards itself, NotPossibleNow unless somebody has verified both.
    """
    if own.id == partner.id:
        raise InvalidInput("An organisation is no partner of its own.", path=("input", "partnerId"))
    check_verified(own, partner)
    return Partnership(
        id=partnership_id,
        organisation_id=own.id,
        partner_id=partner.id,
        side=PartnershipSide.PROPOSER,
        state=PartnershipState.PROPOSED,
        allows=_in_order(allows),
        allowed=(),
        version=1,
        changed_at=at,
    )


def check_verified(*organisations: Organisation) -> None:
    """Refuse, as NotPossibleNow, a partnership of whoever nobody has verified."""
    if any(each.status is not OrganisationStatus.VERIFIED for each in organisations):
        raise NotPossibleNow("Only verified organisations are partners.")


def _in_order(rights: Iterable[PartnerRight]) -> Allowed:
    given = set(rights)
    return tuple(right for right in PartnerRight if right in given)

"""Reviewing: what an operator reads of an organisation before deciding about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert

from api.domain.ids import Code
from api.domain.organisations import Verification
from api.domain.staff import Staff
from api.persistence.identity.standings import waiting_organisations
from api.persistence.ids import new_confidential_id
from api.persistence.organisations import Organisations
from api.persistence.staff import StaffList
from api.persistence.tables.confidential import disclosures
from api.persistence.verifications import Verifications
from api.persistence.work import Change, Work

MOST_WAITING = 50
"""How many organisations are listed as waiting at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What was put forward and decided about an organisation, and who claims it now."""

    organisation_id: UUID
    decisions: Sequence[Verification]
    claims: Sequence[Staff]


async def waiting(work: Work) -> Sequence[UUID]:
    """Return the organisations that wait for an operator, the longest waiting first."""
    return await work.as_identity(lambda db: waiting_organisations(db, MOST_WAITING))


async def review(work: Work, organisation_id: UUID, request_id: str) -> Review:
    """Return what an operator decides on; NotFound for an organisation that is absent.

    What was sealed is entered in the organisation's ledger, and the review in its audit.
    """
    await work.enter(organisation_id)
    organisation = await Organisations(work).get(organisation_id, locked=True)
    decisions = await Verifications(work).all()
    claims = await StaffList(work).claims()
    told = [
        *(("verifications", each.id, "evidence") for each in decisions),
        *(("staff", each.id, "name") for each in claims),
    ]
    if told:
        rows = [
            {
                "organisation_id": organisation_id,
                "id": new_confidential_id(),
                "subject": work.actor.subject,
                "thing": thing,
                "thing_id": thing_id,
                "field": name,
                "request_id": request_id,
            }
            for thing, thing_id, name in told
        ]
        await work.connection.execute(insert(disclosures), rows)
    version = organisation.version
    work.record(Change(Code.ORGANISATION, organisation_id, version, "reviewed", written=False))
    return Review(organisation_id=organisation_id, decisions=decisions, claims=claims)

"""Onboarding: how an organisation comes to the platform, is verified, suspended and restored.

Each function decides and writes within one transaction. Who may call it is its caller's to
know: whoever applies or claims does so for themselves, everything else is an operator's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.domain.access import Actor
from api.domain.errors import NotFound, NotPossibleNow
from api.domain.organisations import Organisation, Verification, checked_evidence
from api.domain.profiles import Profile
from api.domain.staff import Staff, checked_name
from api.domain.standing import StaffRole, StaffStatus, VerificationDecision
from api.domain.versions import expect
from api.domain.violations import Checks
from api.domain.vocabulary import OrganisationStatus
from api.persistence.appointing import invitation, link_to
from api.persistence.identity.grants import revoke
from api.persistence.identity.standings import Standing, hold_standings
from api.persistence.ids import new_confidential_id, new_id
from api.persistence.invitations import Invitations
from api.persistence.organisations import Organisations
from api.persistence.staff import StaffList
from api.persistence.told_once import Prefix, new_secret
from api.persistence.verifications import Verifications
from api.persistence.work import Work

MOST_WAITING = 3
"""How many applications and claims of one person may wait for an operator at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an operator decides on: which organisation, as which version, on what evidence."""

    organisation_id: UUID
    expected_version: int
    evidence: str
    at: datetime


async def apply(
    work: Work, person_id: UUID, profile: Profile, *, name: str, evidence: str, at: datetime
) -> Staff:
    """Add an organisation that nobody has verified yet, and the person as its owner."""
    check(evidence, profile=profile, name=name)
    await _may_wait(work, person_id)
    organisation_id = new_id()
    owner = _owner(organisation_id, name, StaffStatus.ACTIVE, at)
    await work.go_on(Actor(organisation_id, owner.subject))
    await _add_applicant(work, organisation_id, profile, at)
    await StaffList(work).add(owner)
    await _decide(work, VerificationDecision.APPLIED, evidence, at)
    await link_to(work, owner, person_id)
    return owner


async def claim(
    work: Work, person_id: UUID, organisation_id: UUID, *, name: str, evidence: str, at: datetime
) -> Staff:
    """Let a person claim an organisation that an import made; an operator has to accept it."""
    standings = await _may_wait(work, person_id)
    await work.enter(organisation_id)
    organisation = await Organisations(work).get(organisation_id, locked=True)
    if not organisation.shown:
        raise NotFound("There is no such organisation.")
    check(evidence, name=name)
    organisation.must_be_claimable()
    if any(each.organisation_id == organisation_id for each in standings):
        raise NotPossibleNow("You have claimed this organisation already.")
    claimant = _owner(organisation_id, name, StaffStatus.CLAIMING, at)
    await work.go_on(Actor(organisation_id, claimant.subject))
    await StaffList(work).add(claimant)
    await _decide(work, VerificationDecision.CLAIMED, evidence, at)
    await link_to(work, claimant, person_id)
    return claimant


async def invite_organisation(work: Work, profile: Profile, *, evidence: str, at: datetime) -> str:
    """Add an organisation for whoever is given the secret, which is returned, to own.

    The work goes on in the new organisation's context.
    """
    check(evidence, profile=profile)
    organisation_id, secret = new_id(), new_secret(Prefix.INVITATION)
    await work.enter(organisation_id)
    await _add_applicant(work, organisation_id, profile, at)
    await Invitations(work).add(invitation(work, StaffRole.OWNER, at), secret)
    await _decide(work, VerificationDecision.APPLIED, evidence, at)
    return secret


async def verify(work: Work, judgement: Judgement, *, claim_id: UUID | None) -> Organisation:
    """Verify an applicant, or accept one claim on an unclaimed organisation and end the others."""
    organisation = await _entered(work, judgement)
    staff = StaffList(work)
    claims = {each.id: each for each in await staff.claims()}
    if claim_id is not None and claim_id not in claims:
        raise NotFound("There is no such claim.", path=("input", "claim"))
    for claimant in claims.values():
        accepted = claimant.id == claim_id
        answered = claimant.accept_claim() if accepted else claimant.reject_claim(at=judgement.at)
        await staff.save(claimant, answered)
    verified = organisation.verify(owners=len(await staff.owners()))
    saved = await Organisations(work).save(organisation, verified)
    await _decide(work, VerificationDecision.VERIFIED, judgement.evidence, judgement.at)
    return saved


async def suspend(work: Work, judgement: Judgement) -> Organisation:
    """Take an organisation and all of it out of sight, and revoke what anybody was granted."""
    organisation = await _entered(work, judgement)
    saved = await Organisations(work).save(organisation, organisation.suspend())
    await _decide(work, VerificationDecision.SUSPENDED, judgement.evidence, judgement.at)
    why = "organisation suspended"
    await work.as_identity(lambda db: revoke(db, why=why, organisation_id=saved.id))
    await work.as_identity(lambda db: revoke(db, why=why, client_organisation_id=saved.id))
    return saved


async def restore(work: Work, judgement: Judgement) -> Organisation:
    """Let an organisation be what it was before it was suspended."""
    organisation = await _entered(work, judgement)
    decisions = await Verifications(work).decisions()
    owners = len(await StaffList(work).owners())
    restored = organisation.restore(decisions, owners=owners)
    saved = await Organisations(work).save(organisation, restored)
    await _decide(work, VerificationDecision.RESTORED, judgement.evidence, judgement.at)
    return saved


async def _entered(work: Work, judgement: Judgement) -> Organisation:
    await work.enter(judgement.organisation_id)
    organisation = await Organisations(work).get(judgement.organisation_id, locked=True)
    expect(organisation.version, judgement.expected_version)
    return organisation


def check(evidence: str, profile: Profile | None = None, name: str | None = None) -> None:
    """Raise Violations with everything that is wrong with what is put forward."""
    checks = Checks()
    if profile is not None:
        with checks.at():
            profile.checked()
    if name is not None:
        with checks.at("yourName"):
            checked_name(name, path=())
    with checks.at("evidence"):
        checked_evidence(evidence)
    checks.settle()


async def _may_wait(work: Work, person_id: UUID) -> Sequence[Standing]:
    standings = await work.as_identity(lambda db: hold_standings(db, person_id))
    waiting = sum(
        each.status is StaffStatus.CLAIMING
        or each.organisation_status is OrganisationStatus.APPLIED
        for each in standings
    )
    if waiting >= MOST_WAITING:
        raise NotPossibleNow(f"{MOST_WAITING} of yours wait already for an operator to decide.")
    return standings


async def _add_applicant(work: Work, organisation_id: UUID, profile: Profile, at: datetime) -> None:
    organisations = Organisations(work)
    slug = await organisations.free_slug(profile.name, organisation_id)
    await organisations.add(profile.applicant(organisation_id, slug, at))


async def _decide(work: Work, decision: VerificationDecision, evidence: str, at: datetime) -> None:
    await Verifications(work).add(
        Verification(
            id=new_confidential_id(),
            organisation_id=work.actor.organisation_id,
            decision=decision,
            evidence=checked_evidence(evidence),
            by=work.actor.subject,
            at=at,
            version=1,
            changed_at=at,
        )
    )


def _owner(organisation_id: UUID, name: str, status: StaffStatus, at: datetime) -> Staff:
    return Staff(
        id=new_confidential_id(),
        organisation_id=organisation_id,
        name=checked_name(name, path=("input", "yourName")),
        role=StaffRole.OWNER,
        status=status,
        since=at,
        version=1,
        changed_at=at,
    )

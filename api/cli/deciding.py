"""What the operator at the keyboard decides about organisations."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

from api.app import Runtime
from api.domain.access import Actor
from api.domain.ids import Code, encode
from api.domain.organisations import Organisation
from api.domain.profiles import Profile
from api.domain.vocabulary import OrganisationStatus
from api.persistence import onboarding, reviewing
from api.persistence.faults import Fault
from api.persistence.identity.registry import Registered, registered
from api.persistence.ids import new_id
from api.persistence.onboarding import Judgement
from api.persistence.reviewing import Review
from api.persistence.work import Work

CONSOLE = "operator at the console"
"""Whom audit, ledger and verifications name for what is read and decided here."""

type Decide = Callable[[Work, Judgement], Awaitable[Organisation]]


async def decided(runtime: Runtime, slug: str, evidence: str, decide: Decide) -> Registered:
    """Return an organisation after a decision; Fault where there is none of this slug."""
    found = await _find(runtime, slug)
    judgement = Judgement(
        organisation_id=found.id,
        expected_version=found.version,
        evidence=evidence,
        at=datetime.now(UTC),
    )
    await runtime.store.run(Actor(found.id, CONSOLE), lambda work: decide(work, judgement))
    return await _find(runtime, slug)


async def verified(runtime: Runtime, slug: str, evidence: str, claim_id: UUID | None) -> Registered:
    """Return an organisation after it was verified; an unclaimed one by a claim on it."""
    found = await _find(runtime, slug)
    if found.status is OrganisationStatus.UNCLAIMED and claim_id is None:
        claims = ", ".join(encode(Code.STAFF, each) for each in found.claims)
        raise Fault(
            "Nobody speaks for an unclaimed organisation but whoever claims it.",
            f"Accept one of these with --claim: {claims}" if claims else "Nobody has claimed it.",
        )

    async def decide(work: Work, judgement: Judgement) -> Organisation:
        return await onboarding.verify(work, judgement, claim_id=claim_id)

    return await decided(runtime, slug, evidence, decide)


async def reviewed(runtime: Runtime, slug: str) -> tuple[Registered, Review]:
    """Return an organisation with what was put forward and decided, entered in its ledger."""
    found = await _find(runtime, slug)
    request = new_id().hex
    review = await runtime.store.run(
        Actor(found.id, CONSOLE), lambda work: reviewing.review(work, found.id, request)
    )
    return found, review


async def invited(runtime: Runtime, profile: Profile, evidence: str) -> tuple[Registered, str]:
    """Return a new organisation with the secret of the invitation for its first owner."""
    at = datetime.now(UTC)

    async def act(work: Work) -> tuple[UUID, str]:
        secret = await onboarding.invite_organisation(work, profile, evidence=evidence, at=at)
        return work.actor.organisation_id, secret

    # It has no context yet: the work enters that of the organisation it makes.
    organisation_id, secret = await runtime.store.run(Actor(new_id(), CONSOLE), act)
    everything = await runtime.auth.identity.run(registered)
    return next(each for each in everything if each.id == organisation_id), secret


async def _find(runtime: Runtime, slug: str) -> Registered:
    found = await runtime.auth.identity.run(lambda connection: registered(connection, slug))
    if not found:
        raise Fault(
            "There is no organisation with this slug.", "`peers organisations list` shows them all."
        )
    return found[0]

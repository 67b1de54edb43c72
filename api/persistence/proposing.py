"""Proposing: how a correction comes to whoever keeps the thing, and how it is decided on.

The request is written in the context of the thing's organisation. Who made it is written in the
identity zone alone, so that no query of that organisation's could ever tell.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.domain import change_requests as domain
from api.domain.access import Actor
from api.domain.change_requests import (
    MOST_OPEN,
    ChangeRequest,
    ChangeRequestStatus,
    CorrectedThing,
    ProposerKind,
)
from api.domain.correctable import Correctable
from api.domain.corrections import Difference, apply, propose
from api.domain.errors import Forbidden, NotFound, NotPossibleNow, Refusal
from api.domain.notices import GATHER, NoticeKind
from api.domain.scopes import Scope
from api.domain.versions import expect
from api.domain.violations import Checks, Violations
from api.persistence.change_requests import ChangeRequests
from api.persistence.corrected_things import load, owner_of_published, save
from api.persistence.identity import proposals
from api.persistence.identity.proposals import Proposal, Proposer
from api.persistence.ids import new_confidential_id
from api.persistence.notices import queue
from api.persistence.work import Work

MOST_LISTED = 100
"""How many of their proposals a proposer is shown, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What somebody wants corrected; ``expected_version`` is None where they did not say."""

    thing: CorrectedThing
    thing_id: UUID
    values: Mapping[str, object]
    note: str | None
    expected_version: int | None


async def propose_change(work: Work, suggestion: Suggestion, *, at: datetime) -> ChangeRequest:
    """Put a correction of a published thing before the organisation that keeps it."""
    proposer = _proposer(work)
    owner = await owner_of_published(work, suggestion.thing, suggestion.thing_id)
    if await work.as_identity(lambda db: proposals.waiting(db, proposer)) >= MOST_OPEN:
        raise NotPossibleNow(f"{MOST_OPEN} of your proposals wait already.")
    kind = _kind(proposer, owner)
    async with _visiting(work, Actor(owner, kind.value.lower())):
        thing = await load(work, suggestion.thing, suggestion.thing_id, at)
        note, differences = _checked(thing, suggestion, at)
        request = ChangeRequest(
            id=new_confidential_id(),
            organisation_id=owner,
            thing=suggestion.thing,
            thing_id=suggestion.thing_id,
            proposer=kind,
            status=ChangeRequestStatus.PENDING,
            note=note,
            reason=None,
            differences=differences,
            proposed_at=at,
            decided_at=None,
            version=1,
            changed_at=at,
        )
        await ChangeRequests(work).add(request)
        await queue(work, NoticeKind.WORK, [owner], wait=GATHER)
    await work.as_identity(lambda db: proposals.add(db, Proposal(request.id, owner), proposer))
    return request


def _checked(
    thing: Correctable, suggestion: Suggestion, at: datetime
) -> tuple[str | None, tuple[Difference, ...]]:
    """Return note and differences as they are kept; Violations with all that is wrong with both."""
    if suggestion.expected_version is not None:
        expect(thing.version, suggestion.expected_version)
    checks, note, differences = Checks(), suggestion.note, tuple[Difference, ...]()
    with checks.at():
        note = domain.checked_note(suggestion.note)
    with checks.at():
        differences = propose(thing, suggestion.values, at=at)
    checks.settle()
    return note, differences


async def accept_change_request(
    work: Work, request_id: UUID, *, expected_version: int, at: datetime
) -> ChangeRequest:
    """Change the thing as was proposed, by the way that every change of it takes."""
    before = await _to_decide(work, request_id, expected_version)
    accepted = before.accept(at=at)
    thing = await load(work, before.thing, before.thing_id, at)
    await save(work, thing, apply(thing, before.differences, at=at), at)
    return await _decided(work, before, accepted, at)


async def reject_change_request(
    work: Work, request_id: UUID, reason: str, *, expected_version: int, at: datetime
) -> ChangeRequest:
    """Leave the thing as it is, and tell whoever proposed it why."""
    before = await _to_decide(work, request_id, expected_version)
    return await _decided(work, before, before.reject(reason, at=at), at)


async def own_proposals(work: Work) -> Sequence[ChangeRequest]:
    """Return what whoever asks has proposed, the newest first, with what became of it."""
    proposer = _proposer(work)
    made = await work.as_identity(lambda db: proposals.latest(db, proposer, MOST_LISTED))
    found: dict[UUID, ChangeRequest] = {}
    for owner in dict.fromkeys(each.organisation_id for each in made):
        ids = [each.id for each in made if each.organisation_id == owner]
        async with _visiting(work, Actor(owner, "proposer")):
            found |= {each.id: each for each in await ChangeRequests(work).all_of(ids)}
    return [found[each.id] for each in made if each.id in found]


async def _to_decide(work: Work, request_id: UUID, expected_version: int) -> ChangeRequest:
    request = await ChangeRequests(work).get(request_id)
    scopes = work.rights.scopes if work.rights else frozenset[Scope]()
    if request.thing is CorrectedThing.NETWORK and Scope.NETWORKS_MANAGE not in scopes:
        raise NotFound("There is no such change request.", path=("input", "id"))
    expect(request.version, expected_version)
    return request


async def _decided(
    work: Work, before: ChangeRequest, after: ChangeRequest, at: datetime
) -> ChangeRequest:
    saved = await ChangeRequests(work).save(before, after)
    await work.as_identity(lambda db: proposals.decide(db, saved.id, at))
    return saved


def _proposer(work: Work) -> Proposer:
    rights = work.rights
    if rights is None or (rights.organisation_id is None and rights.person_id is None):
        raise Forbidden("Only a person or an organisation may do this.")
    return Proposer(rights.person_id, rights.organisation_id)


def _kind(proposer: Proposer, owner: UUID) -> ProposerKind:
    if proposer.organisation_id is None:
        return ProposerKind.PERSON
    own = proposer.organisation_id == owner
    return ProposerKind.COLLEAGUE if own else ProposerKind.ORGANISATION


@asynccontextmanager
async def _visiting(work: Work, actor: Actor) -> AsyncGenerator[None]:
    """Go on as somebody in another organisation's context, and come back, also from a refusal.

    What a refusal shows is read in the context at hand: never in the one that was visited.
    """
    home = work.entered
    await work.go_on(actor)
    try:
        yield
    except (Refusal, Violations):
        await work.go_on(home)
        raise
    await work.go_on(home)

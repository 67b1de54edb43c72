"""Partnerships: one row for each side, always the same, whoever acts and how many at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.domain.access import Actor
from api.domain.errors import InvalidInput, NotFound, NotPossibleNow, Refusal, VersionConflict
from api.domain.partnerships import Partnership
from api.domain.standing import PartnerRight, PartnershipSide, PartnershipState
from api.domain.vocabulary import OrganisationStatus
from api.persistence.organisations import Organisations
from api.persistence.partnerships import (
    Partnerships,
    accept_partnership,
    end_partnership,
    propose_partnership,
)
from api.persistence.store import Store
from api.persistence.work import Work
from tests.conftest import Database
from tests.persistence.building import NOW, new_organisation, opened

REFER, READ = PartnerRight.REFER, PartnerRight.READ_GROUPS

type Admin = asyncpg.Connection[asyncpg.Record]
type Act = Callable[[Work], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class World:
    """Two verified organisations, in the order of their ids, and a third that looks on."""

    store: Store
    admin: Admin
    one: UUID
    two: UUID
    three: UUID

    async def run[T](self, organisation: UUID, act: Callable[[Work], Awaitable[T]]) -> T:
        return await self.store.run(Actor(organisation, f"stf_of_{organisation.hex}"), act)

    async def proposed(self, by: UUID, to: UUID) -> Partnership:
        return await self.run(by, lambda work: propose_partnership(work, to, [REFER], at=NOW))

    async def accepted(self, by: UUID, to: UUID) -> Partnership:
        proposal = await self.proposed(by, to)
        return await self.run(
            to, lambda work: accept_partnership(work, proposal.id, [READ], expected_version=1)
        )

    async def end(self, organisation: UUID, partnership: Partnership, version: int) -> Partnership:
        return await self.run(
            organisation,
            lambda work: end_partnership(work, partnership.id, expected_version=version, at=NOW),
        )

    async def got(self, organisation: UUID, partnership: Partnership) -> Partnership:
        return await self.run(organisation, lambda work: Partnerships(work).get(partnership.id))

    async def sides(self, partnership: Partnership) -> tuple[Partnership, Partnership]:
        """Both sides as stored, the one that is given first; they mirror each other."""
        own = await self.got(partnership.organisation_id, partnership)
        other = await self.got(partnership.partner_id, partnership)
        assert own.mirrored() == other
        return own, other

    async def rows(self) -> list[str]:
        """Everything that a partnership could have moved."""
        found: list[str] = []
        for table in (
            "confidential.partnerships",
            "confidential.audit_entries",
            "operations.outbox",
        ):
            rows = await self.admin.fetch(f"select t::text as row from {table} t")  # noqa: S608 - from above
            found += sorted(each["row"] for each in rows)
        return found


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    admin = await asyncpg.connect(database.admin_url)
    async with opened(database.app_url) as (_, store):
        made = [await verified(store, name) for name in ("one", "two", "three")]
        one, two = sorted(made[:2])
        yield World(store, admin, one, two, made[2])
    await admin.close()


async def verified(
    store: Store, slug: str, status: OrganisationStatus = OrganisationStatus.VERIFIED
) -> UUID:
    organisation = replace(new_organisation(slug), status=status)
    async with store.transaction(Actor(organisation.id, "test")) as work:
        await Organisations(work).add(organisation)
    return organisation.id


async def test_a_third_organisation_finds_no_partnership(world: World) -> None:
    proposal = await world.proposed(world.one, world.two)
    before = await world.rows()
    messages: set[str] = set()
    acts: list[Act] = [
        lambda work: Partnerships(work).get(proposal.id),
        lambda work: Partnerships(work).get(uuid4()),
        lambda work: accept_partnership(work, proposal.id, [], expected_version=1),
        lambda work: end_partnership(work, proposal.id, expected_version=1, at=NOW),
    ]
    for act in acts:
        with pytest.raises(NotFound) as refused:
            await world.run(world.three, act)
        messages.add(refused.value.message)
    assert len(messages) == 1
    assert await world.rows() == before


async def test_nobody_writes_the_partnership_of_two_others(world: World) -> None:
    proposal = await world.proposed(world.one, world.two)
    before = await world.rows()
    for strange in (proposal, proposal.mirrored()):
        with pytest.raises(NotFound):
            await world.run(
                world.three,
                lambda work, strange=strange: Partnerships(work).save(strange, strange.end(at=NOW)),
            )
    assert await world.rows() == before


@pytest.mark.parametrize("by_whom", ["one", "two"])
async def test_both_sides_have_the_same_partnership_at_every_step(
    world: World, by_whom: str
) -> None:
    by, to = (world.one, world.two) if by_whom == "one" else (world.two, world.one)
    proposal = await world.proposed(by, to)
    own, other = await world.sides(proposal)
    assert (own.side, other.side) == (PartnershipSide.PROPOSER, PartnershipSide.RECEIVER)
    assert (other.state, other.allows, other.allowed) == (PartnershipState.PROPOSED, (), (REFER,))
    await world.run(
        to,
        lambda work: accept_partnership(work, proposal.id, [READ, REFER, READ], expected_version=1),
    )
    own, other = await world.sides(proposal)
    assert (own.state, own.allows, own.allowed) == (
        PartnershipState.ACTIVE,
        (REFER,),
        (REFER, READ),
    )
    assert (own.version, other.version) == (2, 2)
    ended = await world.end(by, proposal, 2)
    own, other = await world.sides(proposal)
    assert (own.state, own.ended_at, own.version) == (PartnershipState.ENDED, NOW, 3)
    assert ended == own


async def test_each_side_has_its_own_audit_and_its_own_event(world: World) -> None:
    proposal = await world.accepted(world.one, world.two)
    for organisation in (world.one, world.two):
        audited = await world.admin.fetch(
            "select action, before, after from confidential.audit_entries"
            " where organisation_id = $1 and thing_id = $2 order by at",
            *(organisation, proposal.id),
        )
        assert [tuple(each.values()) for each in audited] == [
            ("created", None, None),
            ("changed", None, None),
        ]
        events = await world.admin.fetch(
            "select event, aggregate_version from operations.outbox"
            " where organisation_id = $1 and aggregate_id = $2 order by aggregate_version",
            *(organisation, proposal.id),
        )
        assert [tuple(each.values()) for each in events] == [
            ("partnership.created", 1),
            ("partnership.changed", 2),
        ]


async def test_only_the_side_that_was_asked_accepts(world: World) -> None:
    proposal = await world.proposed(world.one, world.two)
    before = await world.rows()
    with pytest.raises(NotPossibleNow):
        await world.run(
            world.one, lambda work: accept_partnership(work, proposal.id, [], expected_version=1)
        )
    assert await world.rows() == before


async def test_only_verified_organisations_are_partners(world: World) -> None:
    unclaimed = await verified(world.store, "unclaimed", OrganisationStatus.UNCLAIMED)
    applied = await verified(world.store, "applied", OrganisationStatus.APPLIED)
    suspended = await verified(world.store, "suspended", OrganisationStatus.SUSPENDED)
    before = await world.rows()
    for partner, refusal in (
        (unclaimed, NotPossibleNow),
        (applied, NotFound),
        (suspended, NotFound),
        (uuid4(), NotFound),
        (world.one, InvalidInput),
    ):
        with pytest.raises(refusal):
            await world.proposed(world.one, partner)
    for own in (unclaimed, applied):
        with pytest.raises(NotPossibleNow):
            await world.proposed(own, world.one)
    assert await world.rows() == before


async def test_nobody_accepts_whoever_was_suspended_since(world: World) -> None:
    proposal = await world.proposed(world.one, world.two)
    await world.admin.execute(
        "update catalogue.organisations set status = 'SUSPENDED' where id = $1", world.one
    )
    before = await world.rows()
    with pytest.raises(NotPossibleNow):
        await world.run(
            world.two, lambda work: accept_partnership(work, proposal.id, [], expected_version=1)
        )
    assert await world.rows() == before
    # To end it is possible at any time.
    await world.end(world.two, proposal, 1)


async def test_two_have_one_open_partnership_and_may_begin_again(world: World) -> None:
    first = await world.accepted(world.one, world.two)
    before = await world.rows()
    for by, to in ((world.one, world.two), (world.two, world.one)):
        with pytest.raises(NotPossibleNow):
            await world.proposed(by, to)
    assert await world.rows() == before
    await world.end(world.two, first, 2)
    again = await world.accepted(world.two, world.one)
    assert again.id != first.id


async def test_of_many_proposals_at_once_from_both_sides_one_stands(world: World) -> None:
    async def propose(by: UUID, to: UUID) -> str:
        return await told(world.proposed(by, to))

    pairs = [(world.one, world.two), (world.two, world.one)] * 4
    said = await asyncio.gather(*(propose(by, to) for by, to in pairs))
    assert sorted(said) == ["NotPossibleNow"] * 7 + ["done"]
    assert await world.admin.fetchval("select count(*) from confidential.partnerships") == 2


async def test_of_both_sides_who_end_at_once_one_does(world: World) -> None:
    for _ in range(5):
        partnership = await world.accepted(world.one, world.two)
        said = await asyncio.gather(
            *(told(world.end(side, partnership, 2)) for side in (world.one, world.two) * 3)
        )
        assert sorted(said) == ["VersionConflict"] * 5 + ["done"]
        own, other = await world.sides(partnership)
        assert (own.state, own.version, other.version) == (PartnershipState.ENDED, 3, 3)


async def test_one_accepts_while_the_other_takes_back_and_one_of_them_wins(world: World) -> None:
    proposal = await world.proposed(world.two, world.one)
    accepting = world.run(
        world.one, lambda work: accept_partnership(work, proposal.id, [], expected_version=1)
    )
    said = await asyncio.gather(told(world.end(world.two, proposal, 1)), told(accepting))
    assert sorted(said) == ["VersionConflict", "done"]
    own, _ = await world.sides(proposal)
    assert own.version == 2


async def test_where_one_side_cannot_be_written_neither_is(world: World) -> None:
    """Something that cannot be: were it ever so, nothing may be half done."""
    partnership = await world.accepted(world.one, world.two)
    for gone in (world.one, world.two):
        await world.admin.execute(
            "update confidential.partnerships set version = 9 where organisation_id = $1", gone
        )
        before = await world.rows()
        with pytest.raises(VersionConflict):
            await world.end(world.two if gone == world.one else world.one, partnership, 2)
        assert await world.rows() == before
        await world.admin.execute("update confidential.partnerships set version = 2")


async def test_after_a_refusal_one_is_back_in_ones_own_context(world: World) -> None:
    first = await world.accepted(world.one, world.two)
    for home, away in ((world.one, world.two), (world.two, world.one)):
        async with world.store.transaction(Actor(home, "test")) as work:
            with pytest.raises(NotPossibleNow):
                await propose_partnership(work, away, [], at=NOW)
            assert work.actor == Actor(home, "test")
            assert (await Partnerships(work).get(first.id)).organisation_id == home


async def told(act: Awaitable[object]) -> str:
    try:
        await act
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"

"""Staff, invitations and decisions in the database: sealed, of one organisation, traced."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from api.domain.errors import Forbidden, NotFound, VersionConflict
from api.domain.organisations import Verification
from api.domain.staff import Invitation, Staff
from api.domain.standing import (
    InvitationStatus,
    StaffRole,
    StaffStatus,
    VerificationDecision,
)
from api.persistence import appointing
from api.persistence.contexts import ENTER_ORGANISATION
from api.persistence.identity.standings import find_invitation
from api.persistence.ids import new_confidential_id
from api.persistence.invitations import Invitations
from api.persistence.keys import NotOpened
from api.persistence.staff import StaffList
from api.persistence.told_once import Prefix, digest, new_secret
from api.persistence.verifications import Verifications
from api.persistence.work import NothingRecorded, Work
from tests.conftest import Database
from tests.persistence.building import NOW, House, build

NAME, EVIDENCE = "Canary Owner", "Canary register, page 7"


def member(organisation_id: UUID, *, name: str = NAME) -> Staff:
    return Staff(
        id=new_confidential_id(),
        organisation_id=organisation_id,
        name=name,
        role=StaffRole.OWNER,
        status=StaffStatus.ACTIVE,
        since=NOW,
        version=1,
        changed_at=NOW,
    )


def invitation(organisation_id: UUID) -> Invitation:
    return Invitation(
        id=new_confidential_id(),
        organisation_id=organisation_id,
        role=StaffRole.ADMIN,
        status=InvitationStatus.OPEN,
        invited_by="stf_1",
        expires_at=NOW + timedelta(days=7),
        version=1,
        changed_at=NOW,
    )


def decision(organisation_id: UUID, kind: VerificationDecision) -> Verification:
    return Verification(
        id=new_confidential_id(),
        organisation_id=organisation_id,
        decision=kind,
        evidence=EVIDENCE,
        by="per_1",
        at=NOW,
        version=1,
        changed_at=NOW,
    )


async def look[T](house: House, act: Callable[[Work], Awaitable[T]]) -> T:
    """What somebody sees who changes nothing; rows that were locked for it are let go."""
    found: list[T] = []
    with suppress(NothingRecorded):
        async with house.store.transaction(house.actor) as work:
            found.append(await act(work))
    return found[0]


async def add(house: House, staff: Staff) -> Staff:
    async with house.store.transaction(house.actor) as work:
        return await StaffList(work).add(staff)


@pytest.fixture
async def admin(database: Database) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A look behind row-level security."""
    connection = await asyncpg.connect(database.admin_url)
    yield connection
    await connection.close()


async def test_staff_come_back_as_they_were_written_with_their_names_sealed(
    house: House, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    owner = await add(house, member(house.organisation.id))
    found = await look(house, lambda work: StaffList(work).get(owner.id))
    owners = await look(house, lambda work: StaffList(work).owners())
    assert replace(found, changed_at=NOW) == owner
    assert owners == {owner.id}
    (row,) = await admin.fetch("select * from confidential.staff")
    assert b"Canary" not in row["name"]


async def test_a_name_opens_in_its_own_row_only_and_not_without_its_key(
    house: House, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    one = await add(house, member(house.organisation.id))
    other = await add(house, member(house.organisation.id, name="Canary Other"))
    await admin.execute(
        "update confidential.staff set name = (select name from confidential.staff where id = $1)"
        " where id = $2",
        *(other.id, one.id),
    )
    with pytest.raises(NotOpened):
        async with house.store.transaction(house.actor) as work:
            await StaffList(work).get(one.id)
    # An erased key leaves everything else of the row usable.
    await admin.execute("delete from confidential.organisation_keys")
    async with house.store.transaction(house.actor) as work:
        found = await StaffList(work).get(other.id)
        left = await StaffList(work).save(found, found.leave(at=NOW, owners=2))
    assert (left.name, left.status, left.version) == (None, StaffStatus.ENDED, 2)


async def test_nobody_reaches_the_rows_of_another_organisation(
    house: House, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    other = await build(house.database, house.store, "other")
    owner = await add(house, member(house.organisation.id))
    secret, sent = new_secret(Prefix.INVITATION), invitation(house.organisation.id)
    async with house.store.transaction(house.actor) as work:
        await Invitations(work).add(sent, secret)
        await Verifications(work).add(
            decision(house.organisation.id, VerificationDecision.VERIFIED)
        )
    before = await admin.fetch("select id, version from confidential.staff")
    async with house.store.transaction(other.actor) as work:
        assert await StaffList(work).owners() == frozenset()
        assert await Invitations(work).open_by("stf_1") == []
        assert await Verifications(work).all() == []
        with pytest.raises(NotFound):
            await StaffList(work).get(owner.id)
        with pytest.raises(NotFound):
            await Invitations(work).get(sent.id)
        with pytest.raises(NotFound):
            await StaffList(work).add(member(house.organisation.id))
        with pytest.raises(VersionConflict):
            await StaffList(work).save(owner, owner)
    assert await admin.fetch("select id, version from confidential.staff") == before


@pytest.mark.parametrize("table", ["staff", "invitations", "verifications"])
async def test_the_database_itself_keeps_organisations_apart(house: House, table: str) -> None:
    other = await build(house.database, house.store, "other")
    await add(house, member(house.organisation.id))
    async with house.store.transaction(house.actor) as work:
        await Invitations(work).add(
            invitation(house.organisation.id), new_secret(Prefix.INVITATION)
        )
        await Verifications(work).add(decision(house.organisation.id, VerificationDecision.APPLIED))
    pool = house.database.pool
    for organisation, seen in ((house.organisation.id, 1), (other.organisation.id, 0)):
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(ENTER_ORGANISATION, str(organisation))
            count = f"select count(*) from confidential.{table}"  # noqa: S608 - from above
            assert await connection.fetchval(count) == seen
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(f"delete from confidential.{table}")  # noqa: S608 - the same


async def test_traces_name_the_fields_and_never_a_value(
    house: House, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    owner = await add(house, member(house.organisation.id))
    secret = new_secret(Prefix.INVITATION)
    async with house.store.transaction(house.actor) as work:
        await StaffList(work).save(owner, replace(owner, role=StaffRole.ADMIN))
        await Invitations(work).add(invitation(house.organisation.id), secret)
        await Verifications(work).add(decision(house.organisation.id, VerificationDecision.CLAIMED))
    entries = await admin.fetch(
        "select * from confidential.audit_entries"
        " where thing in ('STAFF', 'INVITATION', 'VERIFICATION')"
    )
    assert len(entries) == 4
    assert {entry[side] for entry in entries for side in ("before", "after")} <= {None, "null"}
    (moved,) = [entry for entry in entries if entry["action"] == "changed"]
    assert (moved["thing_id"], moved["fields"]) == (owner.id, ["role"])
    written = str([tuple(entry) for entry in entries])
    assert "Canary" not in written
    assert secret not in written
    assert "OWNER" not in written
    events = await admin.fetch("select event from operations.outbox where aggregate = 'STAFF'")
    assert sorted(row["event"] for row in events) == ["staff.changed", "staff.created"]


async def test_an_invitation_is_found_by_its_secret_alone(house: House) -> None:
    secret, sent = new_secret(Prefix.INVITATION), invitation(house.organisation.id)
    async with house.store.transaction(house.actor) as work:
        await Invitations(work).add(sent, secret)
    async with house.store.transaction(house.actor) as work:
        found = await work.as_identity(lambda db: find_invitation(db, digest(secret)))
        none = await work.as_identity(lambda db: find_invitation(db, digest(secret + "x")))
    assert found is not None
    assert (found.invitation_id, found.organisation_id) == (sent.id, house.organisation.id)
    assert none is None


async def test_decisions_come_back_in_their_order(house: House) -> None:
    own = house.organisation.id
    kinds = (
        VerificationDecision.APPLIED,
        VerificationDecision.VERIFIED,
        VerificationDecision.SUSPENDED,
    )
    async with house.store.transaction(house.actor) as work:
        for hour, kind in enumerate(kinds):
            at = NOW + timedelta(hours=hour)
            await Verifications(work).add(replace(decision(own, kind), at=at))
    async with house.store.transaction(house.actor) as work:
        found = await Verifications(work).all()
        assert await Verifications(work).decisions() == set(kinds)
    assert [each.decision for each in found] == list(kinds)
    assert {each.evidence for each in found} == {EVIDENCE}


async def test_whoever_is_no_staff_appoints_nobody(
    house: House, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    owner = await add(house, member(house.organisation.id))
    before = await admin.fetchval("select count(*) from confidential.audit_entries")
    acts: tuple[Callable[[Work], Awaitable[object]], ...] = (
        lambda work: appointing.invite(work, StaffRole.AUDITOR, at=NOW),
        lambda work: appointing.change_role(work, owner.id, StaffRole.ADMIN, expected_version=1),
        lambda work: appointing.remove(work, owner.id, expected_version=1, at=NOW),
        lambda work: appointing.verify_practitioner(work, owner.id, expected_version=1, at=NOW),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            await look(house, act)
    assert await admin.fetchval("select count(*) from confidential.audit_entries") == before


async def test_owners_stay_as_they_are_while_somebody_decides_on_them(house: House) -> None:
    owner = await add(house, member(house.organisation.id))
    lock = "select id from confidential.staff where id = $1 for update nowait"

    async def decide(work: Work) -> None:
        await StaffList(work).owners()
        async with house.database.pool.acquire() as other, other.transaction():
            await other.execute(ENTER_ORGANISATION, str(house.organisation.id))
            with pytest.raises(asyncpg.LockNotAvailableError):
                await other.fetch(lock, owner.id)

    await look(house, decide)


async def test_a_secret_has_a_prefix_and_enough_chance() -> None:
    made = {new_secret(Prefix.INVITATION) for _ in range(100)}
    assert len(made) == 100
    assert {(each[:7], len(each)) for each in made} == {("psn_iv_", 50)}

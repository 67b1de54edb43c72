"""Grants in the database: which are revoked, what a person sees of theirs, what is swept."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.domain.scopes import Scope
from api.persistence.identity.assertions import revoke_token, sweep_tokens, use_assertion
from api.persistence.identity.codes import StoredCode, add_code
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.grants import (
    GrantedBy,
    add_grant,
    backend_grant,
    grants_of_person,
    revoke,
)
from api.persistence.identity.refresh_tokens import StoredRefresh, add_refresh
from api.persistence.identity.store import IdentityStore
from api.persistence.told_once import digest
from tests.auth.conftest import Admin

NOW = datetime.now(UTC)
OPENID = frozenset({Scope.OPENID})


async def person(admin: Admin) -> UUID:
    made = uuid4()
    await admin.execute("insert into identity.persons (id, status) values ($1, 'ACTIVE')", made)
    return made


async def given(identity: IdentityStore, by: GrantedBy) -> UUID:
    return await identity.run(lambda connection: add_grant(connection, by, OPENID))


async def live(admin: Admin) -> set[UUID]:
    rows = await admin.fetch("select id from identity.grants where revoked_at is null")
    return {row["id"] for row in rows}


async def test_each_way_to_name_grants_revokes_those_and_no_others(
    identity: IdentityStore, admin: Admin
) -> None:
    somebody = await person(admin)
    by = GrantedBy(
        client="cli_x",
        client_id=uuid4(),
        client_organisation_id=uuid4(),
        person_id=somebody,
        staff_id=uuid4(),
        organisation_id=uuid4(),
    )
    other = GrantedBy(client="cli_y", client_id=uuid4(), person_id=await person(admin))
    stays = await given(identity, other)
    for name in (
        *("client", "client_id", "client_organisation_id", "person_id", "staff_id"),
        "organisation_id",
    ):
        made = await given(identity, by)
        which = {name: getattr(by, name)}
        assert await identity.run(lambda db, which=which: revoke(db, why="a test", **which)) == 1
        assert await live(admin) == {stays}
        told = await admin.fetchval("select revoked_for from identity.grants where id = $1", made)
        assert told == "a test"
    assert await identity.run(lambda db: revoke(db, why="a test", person_id=somebody)) == 0


async def test_several_names_are_held_to_all_of_them(identity: IdentityStore, admin: Admin) -> None:
    one, two = uuid4(), uuid4()
    kept = await given(identity, GrantedBy(client="cli_x", client_id=one, organisation_id=two))
    gone = await given(identity, GrantedBy(client="cli_x", client_id=one, organisation_id=one))
    await identity.run(lambda db: revoke(db, why="x", client_id=one, organisation_id=one))
    assert await live(admin) == {kept}
    assert gone not in await live(admin)


async def test_nobody_revokes_everything_by_naming_nothing(
    identity: IdentityStore, admin: Admin
) -> None:
    kept = await given(identity, GrantedBy(client="cli_x", client_id=uuid4()))
    nothing: dict[str, UUID] = {}
    for which in (nothing, {"client_id": None}, {"client_id": uuid4(), "person_id": None}):
        with pytest.raises(ValueError, match="Say which grants"):
            await identity.run(
                lambda db, which=which: revoke(db, why="x", **which)  # pyright: ignore[reportArgumentType] - what the test is about
            )
    assert await live(admin) == {kept}


async def test_a_backend_has_one_live_grant_for_an_organisation(
    identity: IdentityStore, admin: Admin
) -> None:
    by = GrantedBy(client="cli_x", client_id=uuid4(), organisation_id=uuid4())
    more = OPENID | {Scope.GROUPS_READ}
    first = await identity.run(lambda db: backend_grant(db, by, OPENID))
    assert await identity.run(lambda db: backend_grant(db, by, more)) == first
    scopes = await admin.fetchval("select scopes from identity.grants where id = $1", first)
    assert set(scopes) == {"openid", "groups:read"}
    await identity.run(lambda db: revoke(db, why="x", grant_id=first))
    second = await identity.run(lambda db: backend_grant(db, by, more))
    assert second != first
    assert await live(admin) == {second}


async def test_a_person_sees_what_is_granted_now_and_to_whom(
    identity: IdentityStore, admin: Admin
) -> None:
    somebody, another = await person(admin), await person(admin)
    gone = await given(identity, GrantedBy(client="peers-cli", person_id=somebody))
    await identity.run(lambda db: revoke(db, why="x", grant_id=gone))
    kept = await given(identity, GrantedBy(client="peers-explorer", person_id=somebody))
    await given(identity, GrantedBy(client="peers-cli", person_id=another))
    (seen,) = await identity.run(lambda db: grants_of_person(db, somebody))
    assert (seen.id, seen.client, seen.client_name) == (kept, "peers-explorer", None)
    assert seen.scopes == OPENID


async def test_what_has_ended_is_swept_and_nothing_else(
    identity: IdentityStore, admin: Admin
) -> None:
    somebody = await person(admin)
    grant = await given(identity, GrantedBy(client="peers-cli", person_id=somebody))

    def fill(db: IdentityConnection) -> None:
        for name, ends in (("old", NOW - timedelta(hours=1)), ("new", NOW + timedelta(hours=1))):
            add_code(db, code(grant, name, ends))
            add_refresh(db, refresh(grant, name, ends))
            use_assertion(db, "cli_x", name, ends)
            revoke_token(db, uuid4(), ends)

    await identity.run(fill)
    assert await identity.run(lambda db: sweep_tokens(db, NOW)) == 4
    for table in ("codes", "refresh_tokens", "used_assertions", "revoked_tokens"):
        rows = await admin.fetch(f"select expires_at from identity.{table}")  # noqa: S608 - a name of ours
        assert [row["expires_at"] > NOW for row in rows] == [True]
    assert await identity.run(lambda db: sweep_tokens(db, NOW)) == 0
    assert await live(admin) == {grant}


async def test_a_consent_that_opens_nothing_any_more_is_forgotten_in_the_end(
    identity: IdentityStore, admin: Admin
) -> None:
    somebody = await person(admin)
    unused = await given(identity, GrantedBy(client="peers-cli", person_id=somebody))
    used = await given(identity, GrantedBy(client="peers-cli", person_id=somebody))
    machine = await given(identity, GrantedBy(client="cli_x", client_id=uuid4()))
    ends = NOW + timedelta(days=100)
    await identity.run(lambda db: add_refresh(db, refresh(used, "x", ends + timedelta(days=1))))
    await identity.run(lambda db: sweep_tokens(db, NOW + timedelta(days=80)))
    assert await live(admin) == {unused, used, machine}
    await identity.run(lambda db: sweep_tokens(db, ends))
    assert await live(admin) == {used, machine}


def code(grant: UUID, name: str, ends: datetime) -> StoredCode:
    return StoredCode(
        hash=digest(name),
        grant_id=grant,
        redirect_uri="https://app.test/back",
        challenge="x",
        nonce=None,
        scopes=OPENID,
        acr="phr",
        amr=("hwk",),
        auth_time=NOW,
        expires_at=ends,
    )


def refresh(grant: UUID, name: str, ends: datetime) -> StoredRefresh:
    return StoredRefresh(
        hash=digest(name),
        grant_id=grant,
        scopes=OPENID,
        acr="phr",
        amr=("hwk",),
        auth_time=NOW,
        expires_at=ends,
        absolute_until=ends,
    )

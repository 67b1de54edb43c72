"""The first operator of a service is made at the keyboard, and anybody is disabled there."""

import pytest

from api.auth.signing_in.people import create_person
from api.domain.scopes import Scope
from api.persistence.identity.grants import GrantedBy, add_grant
from api.persistence.identity.store import IdentityStore
from tests.cli.conftest import BASE, Peers
from tests.http.changes import everything
from tests.http.conftest import Admin

A_SESSION = (
    "insert into identity.sessions (id, hash, person_id, label, acr, amr, auth_time, expires_at)"
    " values (gen_random_uuid(), 'x', $1, 'x', 'pwd', '{pwd}', now(), now() + interval '1 hour')"
)


async def is_operator(admin: Admin) -> bool:
    return await admin.fetchval("select operator from identity.persons")


@pytest.mark.parametrize("handle", ["canary@peers.example", "canary.river"])
async def test_somebody_with_an_account_is_made_an_operator_and_is_one_no_more(
    peers: Peers, identity: IdentityStore, admin: Admin, handle: str
) -> None:
    await create_person(identity, handle=handle, password=None, email="@" in handle)
    made = await peers("people", "make-operator", f"  {handle.upper()} ")
    assert made.status == 0, made.err
    assert f"{BASE}/account" in made.out
    assert "canary" not in made.out
    assert await is_operator(admin)
    assert (await peers("people", "remove-operator", handle)).status == 0
    assert not await is_operator(admin)


@pytest.mark.parametrize("handle", ["canary.nobody", "canary@nobody.example", "canary nobody", "x"])
async def test_nobody_else_is(
    peers: Peers, identity: IdentityStore, admin: Admin, handle: str
) -> None:
    await create_person(identity, handle="quiet.river", password=None, email=False)
    before = await everything(admin)
    ended = await peers("people", "make-operator", handle)
    ended.refused()
    assert "canary" not in ended.err
    assert await everything(admin) == before


async def test_somebody_is_disabled_with_all_they_allowed_and_let_in_again_without(
    peers: Peers, identity: IdentityStore, admin: Admin
) -> None:
    person = await create_person(identity, handle="canary.river", password=None, email=False)
    by = GrantedBy(client="peers-cli", person_id=person)
    await identity.run(lambda connection: add_grant(connection, by, [Scope.ME_READ]))
    await admin.execute(A_SESSION, person)
    ended = await peers("people", "disable", " CANARY.river ")
    assert ended.status == 0, ended.err
    assert "canary" not in ended.out
    assert await admin.fetchval("select status from identity.persons") == "DISABLED"
    assert await admin.fetchval("select revoked_for from identity.grants") == "disabled"
    assert await admin.fetchval("select revoked_at is not null from identity.sessions")
    assert (await peers("people", "enable", "canary.river")).status == 0
    assert await admin.fetchval("select status from identity.persons") == "ACTIVE"
    assert await admin.fetchval("select revoked_for from identity.grants") == "disabled"
    for command in ("disable", "enable"):
        (await peers("people", command, "canary.nobody")).refused()

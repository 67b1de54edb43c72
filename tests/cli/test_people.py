"""The first operator of a service is made at the keyboard."""

import pytest

from api.auth.signing_in.people import create_person
from api.persistence.identity.store import IdentityStore
from tests.cli.conftest import BASE, Peers
from tests.http.changes import everything
from tests.http.conftest import Admin


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

"""Signing keys at the keyboard: seen, replaced, and made worthless."""

from datetime import UTC, datetime, timedelta

import pytest

from api.auth.keys import ensure_keys, public_keys
from api.persistence.identity.store import IdentityStore
from tests.cli.conftest import Peers
from tests.http.conftest import Admin


async def age(admin: Admin) -> None:
    """Let everybody have had the time to learn the next keys."""
    await admin.execute(
        "update identity.signing_keys set activates_at = $1 where state = 'NEXT'",
        datetime.now(UTC) - timedelta(seconds=1),
    )


def states(keys: list[dict[str, str]]) -> dict[str, str]:
    return {key["kid"]: key["state"] for key in keys}


async def test_a_new_database_says_where_its_keys_come_from(peers: Peers) -> None:
    shown = await peers("keys", "list")
    assert "peers serve" in shown.out
    assert (await peers("keys", "list", "--json")).json == []


async def test_keys_are_listed_without_their_private_part(
    peers: Peers, identity: IdentityStore
) -> None:
    await ensure_keys(identity)
    shown = await peers("keys", "list", "--json")
    assert sorted((key["algorithm"], key["state"]) for key in shown.json) == [
        ("ES256", "ACTIVE"),
        ("ES256", "NEXT"),
        ("RS256", "ACTIVE"),
        ("RS256", "NEXT"),
    ]
    assert {name for key in shown.json for name in key} == {
        *("kid", "algorithm", "state", "activatesAt", "retiresAt")
    }
    table = await peers("keys", "list")
    assert all(key["kid"][:10] in table.out for key in shown.json)


async def test_rotation_lets_the_next_keys_sign(
    peers: Peers, identity: IdentityStore, admin: Admin
) -> None:
    await ensure_keys(identity)
    before = states((await peers("keys", "list", "--json")).json)
    (await peers("keys", "rotate")).refused("too new", "try again later")
    assert states((await peers("keys", "list", "--json")).json) == before
    await age(admin)
    after = states((await peers("keys", "rotate", "--json")).json)
    assert {after[kid] for kid, state in before.items() if state == "NEXT"} == {"ACTIVE"}
    assert {after[kid] for kid, state in before.items() if state == "ACTIVE"} == {"RETIRED"}
    assert len(after) == len(before) + 2


@pytest.mark.parametrize("state", ["ACTIVE", "NEXT"])
async def test_a_revoked_key_is_published_no_more_and_another_takes_its_place(
    peers: Peers, identity: IdentityStore, state: str
) -> None:
    await ensure_keys(identity)
    known = states((await peers("keys", "list", "--json")).json)
    gone = next(kid for kid, was in known.items() if was == state)
    left = states((await peers("keys", "revoke", gone, "--json")).json)
    assert gone not in left
    assert gone not in await public_keys(identity)
    assert sorted(left.values()) == ["ACTIVE", "ACTIVE", "NEXT", "NEXT"]
    (await peers("keys", "revoke", gone)).refused("no such key")
    assert states((await peers("keys", "list", "--json")).json) == left


async def test_a_key_whose_name_looks_like_an_option_can_be_named(peers: Peers) -> None:
    (await peers("keys", "revoke", "-canary_key")).refused("no such key")


async def test_without_the_key_that_seals_them_nothing_is_done(
    peers: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PEERS_KEK")
    (await peers("keys", "rotate")).refused("PEERS_KEK")

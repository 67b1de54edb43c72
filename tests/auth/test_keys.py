"""The life of signing keys."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt

from api.auth.config import KEY_LIFE
from api.auth.keys import (
    ACCESS_ALGORITHM,
    ALGORITHMS,
    NEEDED_AFTER_USE,
    PUBLISHED_BEFORE_USE,
    ensure_keys,
    public_keys,
    revoke_key,
    rotate,
    rotate_when_due,
)
from api.auth.signing import ActiveKey, Signer
from api.domain.errors import NotFound, NotPossibleNow
from api.domain.standing import KeyState
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys, NotOpened
from tests.auth.conftest import Admin

NOW = datetime.now(UTC)
# Far enough for a run of all tests, whose last ones begin long after this was read.
LATER = NOW + PUBLISHED_BEFORE_USE + timedelta(hours=1)

type Life = dict[str, tuple[str, str]]


async def stored(admin: Admin) -> Life:
    """The algorithm and the state of each key."""
    rows = await admin.fetch("select id, algorithm, state from identity.signing_keys")
    return {row["id"]: (row["algorithm"], row["state"]) for row in rows}


def of(life: Life, state: KeyState, algorithm: str = ACCESS_ALGORITHM) -> str:
    (kid,) = [kid for kid, found in life.items() if found == (algorithm, state)]
    return kid


async def signing(identity: IdentityStore, algorithm: str = ACCESS_ALGORITHM) -> ActiveKey:
    return await identity.run(
        lambda connection: Signer(identity.keys).active(connection, algorithm)
    )


async def test_the_first_start_makes_an_active_and_a_next_key_of_each_algorithm(
    identity: IdentityStore, admin: Admin
) -> None:
    await ensure_keys(identity)
    wanted = [(each, state) for each in ALGORITHMS for state in (KeyState.ACTIVE, KeyState.NEXT)]
    assert sorted((await stored(admin)).values()) == sorted(wanted)


async def test_eight_processes_that_start_at_once_make_the_keys_once(
    identity: IdentityStore, admin: Admin
) -> None:
    await asyncio.gather(*(ensure_keys(identity) for _ in range(8)))
    assert len(await stored(admin)) == 4


async def test_what_is_published_is_public_and_verifies_what_is_signed(
    identity: IdentityStore,
) -> None:
    await ensure_keys(identity)
    keys = await public_keys(identity)
    assert not any(key.is_private for key in keys.values())
    for algorithm in ALGORITHMS:
        active = await signing(identity, algorithm)
        token = active.sign({"sub": "somebody"}, typ="at+jwt")
        read = jwt.decode(token, keys[active.kid], [algorithm])
        assert read.claims == {"sub": "somebody"}
        assert read.header == {"alg": algorithm, "kid": active.kid, "typ": "at+jwt"}


async def test_the_private_part_is_stored_sealed(identity: IdentityStore, admin: Admin) -> None:
    await ensure_keys(identity)
    rows = await admin.fetch("select private, public::text from identity.signing_keys")
    assert not any(b'"d"' in row["private"] or '"d"' in row["public"] for row in rows)
    other = Signer(IdentityKeys(b"x" * 32))
    with pytest.raises(NotOpened):
        await identity.run(lambda connection: other.active(connection, ACCESS_ALGORITHM))


async def test_a_key_that_nobody_may_know_yet_does_not_begin_to_sign(
    identity: IdentityStore, admin: Admin
) -> None:
    await ensure_keys(identity)
    before = await stored(admin)
    with pytest.raises(NotPossibleNow):
        await rotate(identity, NOW)
    assert await stored(admin) == before


async def test_rotation_lets_the_next_key_sign_and_keeps_the_old_one_for_verifying(
    identity: IdentityStore, admin: Admin
) -> None:
    await ensure_keys(identity)
    before = await stored(admin)
    token = (await signing(identity)).sign({}, typ="at+jwt")
    await rotate(identity, LATER)
    after = await stored(admin)
    for algorithm in ALGORITHMS:
        assert of(after, KeyState.ACTIVE, algorithm) == of(before, KeyState.NEXT, algorithm)
        assert of(after, KeyState.RETIRED, algorithm) == of(before, KeyState.ACTIVE, algorithm)
        assert of(after, KeyState.NEXT, algorithm) not in before
    keys = await public_keys(identity)
    assert keys.keys() == after.keys()
    jwt.decode(token, keys[of(before, KeyState.ACTIVE)], [ACCESS_ALGORITHM])
    assert (await signing(identity)).kid == of(before, KeyState.NEXT)


async def test_of_parallel_rotations_one_takes_place(identity: IdentityStore, admin: Admin) -> None:
    await ensure_keys(identity)
    done = await asyncio.gather(
        *(rotate(identity, LATER) for _ in range(6)), return_exceptions=True
    )
    assert [each for each in done if each is None] == [None]
    assert all(isinstance(each, NotPossibleNow) for each in done if each is not None)
    assert len(await stored(admin)) == 6


async def test_a_retired_key_is_published_until_no_token_of_it_can_live(
    identity: IdentityStore, admin: Admin
) -> None:
    await ensure_keys(identity)
    await rotate(identity, LATER)
    retired = of(await stored(admin), KeyState.RETIRED)
    retires_at = await admin.fetchval(
        "select retires_at from identity.signing_keys where id = $1", retired
    )
    assert retires_at == LATER + NEEDED_AFTER_USE
    await admin.execute(
        "update identity.signing_keys set retires_at = now() - interval '1 second' where id = $1",
        retired,
    )
    assert retired not in await public_keys(identity)


async def test_keys_are_rotated_when_they_are_due_and_not_before(
    identity: IdentityStore, admin: Admin
) -> None:
    await ensure_keys(identity)
    before = await stored(admin)
    assert not await rotate_when_due(identity, NOW + KEY_LIFE - timedelta(hours=1))
    assert await stored(admin) == before
    assert await rotate_when_due(identity, NOW + KEY_LIFE + timedelta(hours=1))
    assert of(await stored(admin), KeyState.ACTIVE) == of(before, KeyState.NEXT)


async def test_a_revoked_key_signs_and_verifies_nothing_any_more(
    identity: IdentityStore, admin: Admin
) -> None:
    await ensure_keys(identity)
    before = await stored(admin)
    gone = of(before, KeyState.ACTIVE)
    await revoke_key(identity, gone, NOW)
    after = await stored(admin)
    assert after[gone] == (ACCESS_ALGORITHM, KeyState.REVOKED)
    assert of(after, KeyState.ACTIVE) == of(before, KeyState.NEXT)
    assert of(after, KeyState.NEXT) not in before
    assert gone not in await public_keys(identity)
    assert (await signing(identity)).kid != gone


async def test_revoking_a_key_that_is_not_there_changes_nothing(
    identity: IdentityStore, admin: Admin
) -> None:
    await ensure_keys(identity)
    before = await stored(admin)
    with pytest.raises(NotFound):
        await revoke_key(identity, "unknown", NOW)
    assert await stored(admin) == before

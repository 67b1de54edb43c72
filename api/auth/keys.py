"""The life of signing keys: published before use, used, kept for verifying, forgotten.

Of each algorithm there is one ACTIVE key, which signs, and one NEXT key, which is published so
that everybody knows it when it begins to sign. A replaced key is RETIRED: it signs nothing, and
stays published for as long as a token of it may live. A REVOKED key is published no more, and no
token of it opens anything on the next request.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import orjson
from joserfc.jwk import ECKey, RSAKey

from api.auth.config import ACCESS_LIFE, JWKS_MAX_AGE, KEY_LIFE
from api.domain.errors import NotFound, NotPossibleNow
from api.domain.standing import KeyState
from api.persistence.identity import signing_keys
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.signing_keys import StoredKey
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys

ACCESS_ALGORITHM = "ES256"
"""Signs access tokens: short, and quick to make."""
ID_ALGORITHM = "RS256"
"""Signs ID tokens, since every OpenID client has to know it (OpenID Connect Core 1.0, 15.1)."""
ALGORITHMS = (ACCESS_ALGORITHM, ID_ALGORITHM)
RSA_BITS = 2048
PUBLISHED_BEFORE_USE = 2 * JWKS_MAX_AGE
"""After which nobody holds an older list of the keys."""
NEEDED_AFTER_USE = ACCESS_LIFE + JWKS_MAX_AGE
"""The longest that a token lives, with some room for clocks that differ."""
PLACE = "signing_keys.private"

type SigningKey = ECKey | RSAKey


async def ensure_keys(identity: IdentityStore) -> None:
    """Make the keys that are missing; any number of processes may do it at the same time."""
    known = await identity.run(signing_keys.published)
    if _missing(known):
        now = datetime.now(UTC)
        made = await _generated(identity.keys, now, ALGORITHMS * 2)
        await identity.run(lambda connection: _complete(connection, made, now))


async def rotate(identity: IdentityStore, now: datetime) -> None:
    """Let the next keys sign, retire those that signed, and publish new next ones.

    NotPossibleNow, with nothing changed, while a next key is too new to be known everywhere.
    """
    made = await _generated(identity.keys, now)
    await identity.run(lambda connection: _rotate(connection, made, now))


async def rotate_when_due(identity: IdentityStore, now: datetime) -> bool:
    """Rotate if the active keys have signed for long enough, and return whether they had."""
    known = await identity.run(signing_keys.published)
    oldest = min((key.activates_at for key in _in(known, KeyState.ACTIVE)), default=now)
    if oldest + KEY_LIFE > now:
        return False
    try:
        await rotate(identity, now)
    except NotPossibleNow:
        # Another process was first.
        return False
    return True


async def revoke_key(identity: IdentityStore, kid: str, now: datetime) -> None:
    """Make a key worthless at once; an active one is replaced by the next, known or not.

    NotFound for a key that is not published.
    """
    made = await _generated(identity.keys, now)
    await identity.run(lambda connection: _revoke(connection, kid, made, now))


async def public_keys(identity: IdentityStore) -> dict[str, SigningKey]:
    """Return the public key of each published ``kid``: next, active and retired."""
    known = await identity.run(signing_keys.published)
    return {key.id: imported(key) for key in known}


def imported(key: StoredKey) -> SigningKey:
    """Return the public part of a stored key."""
    kind = ECKey if key.algorithm == ACCESS_ALGORITHM else RSAKey
    return kind.import_key(dict(key.public))


def opened(key: StoredKey, keys: IdentityKeys) -> SigningKey:
    """Return a stored key with its private part; NotOpened where it was not sealed by these."""
    kind = ECKey if key.algorithm == ACCESS_ALGORITHM else RSAKey
    return kind.import_key(orjson.loads(keys.open(key.private, PLACE, key.id)))


async def _generated(
    keys: IdentityKeys, now: datetime, algorithms: Iterable[str] = ALGORITHMS
) -> list[StoredKey]:
    """Make keys, off the event loop since an RSA key takes its time."""
    return await asyncio.to_thread(lambda: [_generate(keys, each, now) for each in algorithms])


def _generate(keys: IdentityKeys, algorithm: str, now: datetime) -> StoredKey:
    elliptic = algorithm == ACCESS_ALGORITHM
    key = ECKey.generate_key("P-256") if elliptic else RSAKey.generate_key(RSA_BITS)
    kid = key.thumbprint()
    said = {"kid": kid, "use": "sig", "alg": algorithm}
    return StoredKey(
        id=kid,
        algorithm=algorithm,
        public={**key.as_dict(private=False), **said},
        private=keys.seal(orjson.dumps({**key.as_dict(private=True), **said}), PLACE, kid),
        state=KeyState.NEXT,
        activates_at=now + PUBLISHED_BEFORE_USE,
    )


def _in(known: Iterable[StoredKey], state: KeyState) -> list[StoredKey]:
    return [key for key in known if key.state is state]


def _missing(known: Iterable[StoredKey]) -> list[tuple[str, KeyState]]:
    """Name what there has to be of each algorithm and is not, the active one first."""
    there = {(key.algorithm, key.state) for key in known}
    wanted = [(each, state) for state in (KeyState.ACTIVE, KeyState.NEXT) for each in ALGORITHMS]
    return [each for each in wanted if each not in there]


def _complete(connection: IdentityConnection, made: list[StoredKey], now: datetime) -> None:
    signing_keys.hold(connection)
    spare = list(made)
    for algorithm, state in _missing(signing_keys.published(connection)):
        key = next(each for each in spare if each.algorithm == algorithm)
        spare.remove(key)
        active = state is KeyState.ACTIVE
        starts = now if active else key.activates_at
        signing_keys.add(connection, replace(key, state=state, activates_at=starts))


def _rotate(connection: IdentityConnection, made: list[StoredKey], now: datetime) -> None:
    signing_keys.hold(connection)
    known = signing_keys.published(connection)
    if any(key.activates_at > now for key in _in(known, KeyState.NEXT)):
        raise NotPossibleNow("The next keys are too new to be known everywhere: try again later.")
    for key in _in(known, KeyState.ACTIVE):
        retires = now + NEEDED_AFTER_USE
        signing_keys.move(connection, key, KeyState.RETIRED, retires_at=retires)
    for key in _in(known, KeyState.NEXT):
        signing_keys.move(connection, key, KeyState.ACTIVE, activates_at=now)
    signing_keys.forget_retired(connection, now)
    _complete(connection, made, now)


def _revoke(connection: IdentityConnection, kid: str, made: list[StoredKey], now: datetime) -> None:
    signing_keys.hold(connection)
    known = signing_keys.published(connection)
    key = next((each for each in known if each.id == kid), None)
    if key is None:
        raise NotFound("There is no such key.")
    signing_keys.move(connection, key, KeyState.REVOKED, retires_at=now)
    if key.state is KeyState.ACTIVE:
        for each in _in(known, KeyState.NEXT):
            if each.algorithm == key.algorithm:
                signing_keys.move(connection, each, KeyState.ACTIVE, activates_at=now)
    _complete(connection, made, now)

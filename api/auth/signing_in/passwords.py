"""Passwords: which are good enough, and their hashes, made where the event loop does not wait."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

import anyio.to_thread
from anyio import CapacityLimiter
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from api.domain.errors import InvalidInput

SHORTEST = 12
LONGEST = 256
"""Characters, so that nobody keeps a processor busy with a book."""
AT_ONCE = 2
"""Hashes at the same time: each takes 64 MiB and a tenth of a second of a processor."""
MOST_AT_WORK = 40
"""Hashing, or waiting for it. Beyond that a sign-in is refused at once, instead of waiting for
longer than anybody would."""
LOOKED_AT = 72
"""Characters that the estimate reads; its time grows faster than the length."""
GOOD_ENOUGH = 2
"""Of the scores 0 to 4 of zxcvbn: more than a million guesses."""


class TooBusy(Exception):
    """More people are signing in than can be answered in good time."""


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes and verifies by Argon2id (RFC 9106), with its second recommended parameters.

    Compatibility forms make no difference (NFKC), since keyboards differ in what they send.
    """

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    limiter: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))
    _dummy: list[str] = field(default_factory=list[str], repr=False)
    _queue: list[None] = field(default_factory=list[None], repr=False)

    async def hash(self, password: str, *, handle: str = "") -> str:
        """Return the hash of a new password; InvalidInput if it is short or easily guessed."""
        password = unicodedata.normalize("NFKC", password)
        if len(password) < SHORTEST:
            raise InvalidInput(f"A password has at least {SHORTEST} characters.", path=("new",))
        if len(password) > LONGEST:
            raise InvalidInput(f"A password has at most {LONGEST} characters.", path=("new",))
        return await self._away(lambda: self._hash(password, handle))

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Return whether a password is the one; without a hash, take the same time to say no."""
        normal = unicodedata.normalize("NFKC", password)
        # A longer one is nobody's, and takes no longer than any other that is wrong.
        known = hashed if len(normal) <= LONGEST else None
        return await self._away(lambda: self._verify(known, normal[:LONGEST]))

    def is_outdated(self, hashed: str) -> bool:
        """Return whether a hash was made with other parameters than now."""
        return self.hasher.check_needs_rehash(hashed)

    async def hash_again(self, password: str) -> str:
        """Return a hash with the parameters of now, of a password that has just been verified."""
        normal = unicodedata.normalize("NFKC", password)
        return await self._away(lambda: self.hasher.hash(normal))

    async def _away[T](self, act: Callable[[], T]) -> T:
        if len(self._queue) >= MOST_AT_WORK:
            raise TooBusy
        self._queue.append(None)
        try:
            return await anyio.to_thread.run_sync(act, limiter=self.limiter)
        finally:
            self._queue.pop()

    def _hash(self, password: str, handle: str) -> str:
        known = [part for part in handle.replace("@", ".").split(".") if part]
        if zxcvbn(password[:LOOKED_AT], user_inputs=known)["score"] < GOOD_ENOUGH:
            raise InvalidInput(
                "This password is among those that are tried first. Several words that do not "
                "belong together are hard to guess and easy to keep.",
                path=("new",),
            )
        return self.hasher.hash(password)

    def _verify(self, hashed: str | None, password: str) -> bool:
        if not self._dummy:
            self._dummy.append(self.hasher.hash("nobody has this password"))
        try:
            self.hasher.verify(hashed or self._dummy[0], password)
        except (VerificationError, InvalidHashError):
            return False
        return hashed is not None

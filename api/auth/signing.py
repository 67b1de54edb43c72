"""Signing with the active keys, each opened once in the life of a process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt

from api.auth.keys import SigningKey, opened
from api.persistence.identity import signing_keys
from api.persistence.identity.connection import IdentityConnection
from api.persistence.keys import IdentityKeys


@dataclass(frozen=True, slots=True)
class ActiveKey:
    """The key that signs by an algorithm now."""

    kid: str
    algorithm: str
    key: SigningKey = field(repr=False)

    def sign(self, claims: Mapping[str, Any], *, typ: str) -> str:
        """Return a compact JWS that names this key and this type (RFC 7515, 4.1.4 and 4.1.9)."""
        header = {"alg": self.algorithm, "kid": self.kid, "typ": typ}
        return jwt.encode(header, dict(claims), self.key, [self.algorithm])


@dataclass(frozen=True, slots=True)
class Signer:
    """Finds the active keys. Which key is active is asked each time, since it may be revoked."""

    keys: IdentityKeys
    _opened: dict[str, ActiveKey] = field(default_factory=dict[str, ActiveKey], repr=False)

    def active(self, connection: IdentityConnection, algorithm: str) -> ActiveKey:
        """Return the key that signs now; LookupError where ``ensure_keys`` was never run."""
        stored = signing_keys.active(connection, algorithm)
        if stored is None:
            raise LookupError("There is no signing key.")
        known = self._opened.get(stored.id)
        if known is None:
            known = ActiveKey(stored.id, algorithm, opened(stored, self.keys))
            self._opened[stored.id] = known
        return known

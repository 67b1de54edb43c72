"""The resource server: what a bearer token proves (RFC 9068, section 4).

A signature that was verified once is remembered until the token ends; what the token may do
is never remembered, see ``api/persistence/rights.py``.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from api.auth.config import AuthConfig
from api.auth.keys import ACCESS_ALGORITHM, SigningKey, public_keys
from api.domain.access import Token
from api.domain.errors import InvalidId
from api.domain.ids import Code, decode
from api.domain.scopes import known_scopes
from api.persistence.identity.store import IdentityStore

REMEMBERED = 20_000
LONGEST = 4_096
"""Characters of a token; one of ours has some 700."""
LEEWAY_SECONDS = 10
ASK_AGAIN_SECONDS = 5.0
"""At most this often the keys are looked up for a key id that nobody has heard of."""
TYPES = ("at+jwt", "application/at+jwt")


class InvalidToken(Exception):
    """What was sent is no access token of ours for this resource, or it has ended."""


@dataclass(slots=True)
class Verifier:
    """Verifies access tokens of one issuer for one audience."""

    identity: IdentityStore
    config: AuthConfig
    keys: dict[str, SigningKey] = field(default_factory=dict[str, SigningKey])
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    asked_at: float = -ASK_AGAIN_SECONDS
    verified: OrderedDict[bytes, Token] = field(default_factory=OrderedDict[bytes, Token])

    async def verify(self, text: str) -> Token:
        """Return what a token says; raises InvalidToken for anything else."""
        if len(text) > LONGEST:
            raise InvalidToken
        key = blake2b(text.encode(), digest_size=20).digest()
        known = self.verified.get(key)
        if known is not None:
            return self._current(known)
        token = self._current(await self._read(text))
        self.verified[key] = token
        if len(self.verified) > REMEMBERED:
            self.verified.popitem(last=False)
        return token

    def _current(self, token: Token) -> Token:
        if token.expires_at <= datetime.now(UTC):
            raise InvalidToken
        return token

    async def _read(self, text: str) -> Token:
        try:
            kid = str(extract_compact(text.encode("ascii")).protected["kid"])
            signing = await self._key(kid)
            read = jwt.decode(text, signing, algorithms=[ACCESS_ALGORITHM])
            return self._token(kid, read.header, read.claims)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, InvalidId):
            raise InvalidToken from None

    async def _key(self, kid: str) -> SigningKey:
        if kid not in self.keys:
            async with self.asking:
                await self._ask(kid)
        if kid not in self.keys:
            raise InvalidToken
        return self.keys[kid]

    async def _ask(self, kid: str) -> None:
        """Look the keys up, unless whoever asked just before has done so."""
        if kid not in self.keys and time.monotonic() - self.asked_at >= ASK_AGAIN_SECONDS:
            self.keys = await public_keys(self.identity)
            self.asked_at = time.monotonic()

    def _token(self, kid: str, header: dict[str, Any], claims: dict[str, Any]) -> Token:
        self._check(header, claims)
        organisation = claims.get("org")
        signed_in = claims.get("auth_time")
        return Token(
            id=UUID(claims["jti"]),
            grant_id=UUID(claims["gid"]),
            key_id=kid,
            client=claims["client_id"],
            subject=claims["sub"],
            organisation_id=_organisation(organisation),
            scopes=known_scopes(claims["scope"].split()),
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
            auth_time=None if signed_in is None else datetime.fromtimestamp(signed_in, UTC),
            acr=claims.get("acr"),
        )

    def _check(self, header: dict[str, Any], claims: dict[str, Any]) -> None:
        issued = claims["iat"]
        if (
            str(header.get("typ", "")).lower() not in TYPES
            or "crit" in header
            or claims["iss"] != self.config.issuer
            or claims["aud"] not in (self.config.audience, [self.config.audience])
            or "nbf" in claims
            or issued > time.time() + LEEWAY_SECONDS
        ):
            raise InvalidToken


def _organisation(claim: str | None) -> UUID | None:
    return None if claim is None else decode(claim, expected=Code.ORGANISATION)[1]

"""Clients that prove who they are by a key (RFC 7523; SMART App Launch 2, asymmetric)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast, override

from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey

from api.auth.assertion_keys import ALGORITHMS, UNREADABLE, usable_key
from api.auth.bridge import OAuthRequest, is_plain
from api.auth.clients import BY_KEY, ClientAdapter
from api.auth.errors import ClientRefused
from api.persistence.identity.assertions import use_assertion
from api.persistence.identity.connection import IdentityConnection

LEEWAY_SECONDS = 30
"""By which the clocks of a client and ours may differ."""
LONGEST_SECONDS = 300
"""Of the life of an assertion."""
JTI_LENGTH = 255
LAST_INSTANT = 1e11
HEADER_BYTES = 2_048
TYPES = frozenset({"jwt", "client-authentication+jwt"})


class _Registry(jws.JWSRegistry):
    max_header_length = HEADER_BYTES


_REGISTRY = _Registry(algorithms=list(ALGORITHMS), strict_check_header=False)


@dataclass(frozen=True, slots=True)
class Unproven:
    """What an assertion says before anybody has looked at its signature."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    @property
    def client_id(self) -> str:
        return self.claims["sub"]

    @property
    def kid(self) -> str:
        return self.header["kid"]


def unproven(assertion: str) -> Unproven:
    """Return what an assertion says; ClientRefused for what cannot be one."""
    try:
        text = assertion.encode("ascii")
        _REGISTRY.validate_compact_value_size(text)
        parsed = jws.extract_compact(text, registry=_REGISTRY)
        claims = cast("object", json.loads(parsed.payload))
        header = cast("object", parsed.headers())
    except UNREADABLE:
        raise ClientRefused from None
    if not isinstance(claims, dict) or not isinstance(header, dict):
        raise ClientRefused
    said = Unproven(cast("dict[str, Any]", header), cast("dict[str, Any]", claims))
    if not isinstance(said.claims.get("sub"), str) or not _usable(said.header):
        raise ClientRefused
    return said


def _usable(header: Mapping[str, Any]) -> bool:
    typ = header.get("typ", "JWT")
    return (
        isinstance(header.get("alg"), str)
        and header["alg"] in ALGORITHMS
        and isinstance(header.get("kid"), str)
        and isinstance(typ, str)
        and typ.lower() in TYPES
        and "crit" not in header
        and "b64" not in header
    )


class Assertion(JWTBearerClientAssertion):
    """``private_key_jwt``: stricter than Authlib in its algorithms, claims and keys."""

    CLIENT_AUTH_METHOD = BY_KEY

    def __init__(
        self,
        connection: IdentityConnection,
        audiences: Sequence[str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(leeway=LEEWAY_SECONDS)
        self.connection = connection
        self.audiences = list(audiences)
        self.clock = clock
        self.said = Unproven({}, {})
        self.published: Sequence[Mapping[str, Any]] = ()

    @override
    def __call__(self, query_client: Callable[[str], Any], request: OAuthRequest) -> Any:
        self.published = request.keys
        self.said = unproven(request.form.get("client_assertion", ""))
        if request.form.get("client_id", self.said.client_id) != self.said.client_id:
            raise ClientRefused
        return super().__call__(query_client, request)

    @override
    def extract_assertion(self, assertion: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return self.said.header, self.said.claims

    @override
    def get_audiences(self) -> list[str]:
        return self.audiences

    @override
    def resolve_client_public_key(self, client: ClientAdapter) -> RSAKey | ECKey:
        """Return the one key of the client that the header names, if it fits the algorithm."""
        registered = client.registered
        if self.said.header.get("jku", registered.jwks_uri) != registered.jwks_uri:
            raise ClientRefused
        by_value = registered.jwks["keys"] if registered.jwks else ()
        keys = [key for key in (*by_value, *self.published) if key.get("kid") == self.said.kid]
        if len(keys) != 1:
            raise ClientRefused
        return usable_key(keys[0], self.said.header["alg"])

    @override
    def process_assertion_claims(self, assertion: str, resolve_key: Any) -> Mapping[str, Any]:
        try:
            proven = jwt.decode(assertion, resolve_key, registry=_REGISTRY)
        except UNREADABLE:
            raise ClientRefused from None
        self.verify_claims(proven.claims)
        return proven.claims

    @override
    def verify_claims(self, claims: Mapping[str, Any]) -> None:
        now, jti = self.clock(), claims.get("jti")
        expires = _instant(claims.get("exp"))
        audience = claims.get("aud")
        if isinstance(audience, list) and len(cast("list[object]", audience)) == 1:
            audience = cast("list[object]", audience)[0]
        fits = (
            claims.get("iss") == claims["sub"] == self.said.client_id
            and audience in self.audiences
            and now - self.leeway < expires <= now + LONGEST_SECONDS + self.leeway
            and _begun(claims, now + self.leeway)
            and isinstance(jti, str)
            and 0 < len(jti) <= JTI_LENGTH
            and is_plain(jti)
        )
        if not fits or not self.validate_jti(claims, str(jti)):
            raise ClientRefused

    @override
    def validate_jti(self, claims: Mapping[str, Any], jti: str) -> bool:
        """Note the assertion, and return whether this is the first time it is shown."""
        kept = datetime.fromtimestamp(_instant(claims["exp"]) + self.leeway, UTC)
        return use_assertion(self.connection, self.said.client_id, jti, kept)


def _instant(claim: object) -> float:
    """Return a NumericDate (RFC 7519, section 2), and one long past for whatever is none."""
    if not isinstance(claim, int | float) or isinstance(claim, bool):
        return 0.0
    return float(claim) if 0 < claim < LAST_INSTANT else 0.0


def _begun(claims: Mapping[str, Any], now: float) -> bool:
    return all(0 < _instant(claims[name]) <= now for name in ("iat", "nbf") if name in claims)

"""What is said in access tokens (RFC 9068) and ID tokens (OpenID Connect Core 1.0, section 2)."""

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.auth.config import ID_TOKEN_LIFE, AuthConfig
from api.auth.signing import ActiveKey
from api.domain.ids import Code, encode
from api.domain.scopes import Scope

ACCESS_TYPE = "at+jwt"
ID_TYPE = "JWT"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How and when a person signed in: the class and the methods of it, as ``acr`` and ``amr``."""

    acr: str
    amr: tuple[str, ...]
    auth_time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """An access token before it is signed.

    ``subject`` is the client itself for a backend, the pairwise subject for a person, who alone
    has a ``sign_in``. There is no name, e-mail address or role in it: those are looked up.
    """

    id: UUID
    grant_id: UUID
    subject: str
    client: str
    scopes: Collection[Scope]
    organisation_id: UUID | None
    issued_at: datetime
    life: timedelta
    sign_in: SignIn | None = None


def sign_access_token(key: ActiveKey, config: AuthConfig, token: AccessToken) -> str:
    """Return a JWT access token; ``jti`` and ``gid`` are UUIDs with hyphens."""
    claims: dict[str, Any] = {
        "iss": config.issuer,
        "aud": config.audience,
        "sub": token.subject,
        "client_id": token.client,
        "scope": scope_text(token.scopes),
        "iat": int(token.issued_at.timestamp()),
        "exp": int((token.issued_at + token.life).timestamp()),
        "jti": str(token.id),
        "gid": str(token.grant_id),
    }
    if token.organisation_id is not None:
        claims["org"] = encode(Code.ORGANISATION, token.organisation_id)
    return key.sign({**claims, **_signed_in(token.sign_in)}, typ=ACCESS_TYPE)


def sign_id_token(
    key: ActiveKey, config: AuthConfig, token: AccessToken, *, nonce: str | None, access_token: str
) -> str:
    """Return an ID token that says who signed in, and nothing else of them."""
    claims: dict[str, Any] = {
        "iss": config.issuer,
        "aud": token.client,
        "sub": token.subject,
        "iat": int(token.issued_at.timestamp()),
        "exp": int((token.issued_at + ID_TOKEN_LIFE).timestamp()),
        "at_hash": _half_hash(access_token),
        **_signed_in(token.sign_in),
    }
    if nonce is not None:
        claims["nonce"] = nonce
    return key.sign(claims, typ=ID_TYPE)


def scope_text(scopes: Collection[Scope]) -> str:
    """Return scopes as OAuth writes them, in the order that they are declared in."""
    return " ".join(scope.value for scope in Scope if scope in scopes)


def _signed_in(sign_in: SignIn | None) -> dict[str, Any]:
    if sign_in is None:
        return {}
    return {
        "auth_time": int(sign_in.auth_time.timestamp()),
        "acr": sign_in.acr,
        "amr": list(sign_in.amr),
    }


def _half_hash(access_token: str) -> str:
    """Return the left half of the hash of a token (OpenID Connect Core 1.0, 3.1.3.6)."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()

"""The ways to a token: a code with its verifier, a refresh token, a backend's own credentials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, override

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, TokenMixin
from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from api.auth.bridge import OAuthRequest
from api.auth.clients import BY_KEY, ClientAdapter
from api.auth.config import REFRESH_IDLE_LIFE
from api.auth.issuing import Holder
from api.auth.server import AuthServer
from api.auth.tokens import SignIn, scope_text
from api.persistence.identity.codes import StoredCode, take_code, use_code
from api.persistence.identity.grants import expect, revoke
from api.persistence.identity.refresh_tokens import (
    StoredRefresh,
    prolong_refresh,
    take_refresh,
    use_refresh,
)
from api.persistence.told_once import digest

METHODS = ("none", "client_secret_basic", "client_secret_post", BY_KEY)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class Pkce(CodeChallenge):
    """PKCE with S256 for every client and every code (RFC 9700, section 2.1.1)."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    @override
    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        check_challenge(grant.request.payload.data)


def check_challenge(sent: Mapping[str, str]) -> None:
    """Refuse, as InvalidRequestError, a request for a code without a challenge by S256."""
    if sent.get("code_challenge_method") != "S256":
        raise InvalidRequestError("A code needs code_challenge_method=S256.")
    if not _CHALLENGE.fullmatch(sent.get("code_challenge", "")):
        raise InvalidRequestError("A code needs the code_challenge of a verifier.")


@dataclass(frozen=True, slots=True)
class CodeAdapter(AuthorizationCodeMixin):
    """A stored code as Authlib asks for it."""

    stored: StoredCode

    @property
    def code_challenge(self) -> str:
        return self.stored.challenge

    @property
    def code_challenge_method(self) -> str:
        return "S256"

    @override
    def get_redirect_uri(self) -> str:
        return self.stored.redirect_uri

    @override
    def get_scope(self) -> str:
        return scope_text(self.stored.scopes)


class CodeGrant(AuthorizationCodeGrant):
    """An authorization code, redeemed once (RFC 6749, section 4.1)."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    request: OAuthRequest
    server: AuthServer

    @override
    def query_authorization_code(self, code: str, client: ClientAdapter) -> CodeAdapter | None:
        """Return the code if it is this client's, unused and not too old.

        Whoever shows a used one again ends everything that came of it (RFC 9700, 4.5).
        """
        connection = self.server.connection
        stored = take_code(connection, digest(code))
        if stored is None or stored.client != client.get_client_id():
            return None
        if stored.used_at is not None:
            revoke(connection, why="a code was used twice", grant_id=stored.grant_id)
            return None
        return CodeAdapter(stored) if stored.expires_at > datetime.now(UTC) else None

    @override
    def authenticate_user(self, authorization_code: CodeAdapter) -> Holder | None:
        return _holder(self.server, authorization_code.stored, authorization_code.stored.nonce)

    @override
    def delete_authorization_code(self, authorization_code: CodeAdapter) -> None:
        use_code(self.server.connection, authorization_code.stored.hash, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class RefreshAdapter(TokenMixin):
    """A stored refresh token as Authlib asks for it."""

    stored: StoredRefresh

    @override
    def check_client(self, client: ClientAdapter) -> bool:
        return self.stored.client == client.get_client_id()

    @override
    def get_scope(self) -> str:
        return scope_text(self.stored.scopes)


class RefreshGrant(RefreshTokenGrant):
    """A refresh token: replaced at each use by a public client, kept by the others."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    request: OAuthRequest
    server: AuthServer

    @override
    def authenticate_refresh_token(self, refresh_token: str) -> RefreshAdapter | None:
        """Return the token if it is this client's, unused and not too old.

        Whoever shows a used one again ends its whole family (RFC 9700, 4.14.2).
        """
        connection = self.server.connection
        stored = take_refresh(connection, digest(refresh_token))
        client: ClientAdapter = self.request.client
        if stored is None or stored.client != client.get_client_id():
            return None
        if stored.used_at is not None:
            revoke(connection, why="a refresh token was used twice", grant_id=stored.grant_id)
            return None
        self.INCLUDE_NEW_REFRESH_TOKEN = client.registered.is_public
        return RefreshAdapter(stored) if stored.expires_at > datetime.now(UTC) else None

    @override
    def authenticate_user(self, refresh_token: RefreshAdapter) -> Holder | None:
        if refresh_token.stored.revoked_at is not None:
            raise InvalidGrantError
        return _holder(self.server, refresh_token.stored, None)

    @override
    def revoke_old_credential(self, refresh_token: RefreshAdapter) -> None:
        stored, now = refresh_token.stored, datetime.now(UTC)
        if self.INCLUDE_NEW_REFRESH_TOKEN:
            use_refresh(self.server.connection, stored.hash, now)
        else:
            until = min(now + REFRESH_IDLE_LIFE, stored.absolute_until)
            prolong_refresh(self.server.connection, stored.hash, until)


def _holder(
    server: AuthServer, stored: StoredCode | StoredRefresh, nonce: str | None
) -> Holder | None:
    if stored.person_id is None:
        return None
    # Whoever ends one of these in the meantime waits, and then ends what is made here.
    expect(server.connection, stored.person_id, stored.organisation_id)
    return Holder(
        grant_id=stored.grant_id,
        organisation_id=stored.organisation_id,
        person_id=stored.person_id,
        sign_in=SignIn(stored.acr, stored.amr, stored.auth_time),
        consented=stored.scopes,
        until=stored.absolute_until if isinstance(stored, StoredRefresh) else None,
        nonce=nonce,
    )

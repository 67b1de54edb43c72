"""Making tokens of a grant, for no more than it allows at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidScopeError

from api.auth.clients import CODE, REFRESH, ClientAdapter, scopes_from
from api.auth.config import (
    ACCESS_LIFE,
    BACKEND_ACCESS_LIFE,
    REFRESH_IDLE_LIFE,
    REFRESH_LIFE,
)
from api.auth.keys import ACCESS_ALGORITHM, ID_ALGORITHM
from api.auth.server import AuthServer
from api.auth.tokens import AccessToken, SignIn, scope_text, sign_access_token, sign_id_token
from api.domain.access import Rights
from api.domain.scopes import Scope, Scopes
from api.persistence.identity.live_rights import rights_of
from api.persistence.identity.refresh_tokens import StoredRefresh, add_refresh
from api.persistence.ids import new_confidential_id
from api.persistence.told_once import Prefix, digest, new_secret

GONE = "What was granted holds no longer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom tokens are made for: a person with their ``sign_in``, or a backend.

    ``consented`` are the scopes that a refresh token is worth, ``until`` its absolute end where
    it replaces another. ``exactly`` the asked scopes are given, or none.
    """

    grant_id: UUID
    organisation_id: UUID | None
    person_id: UUID | None = None
    sign_in: SignIn | None = None
    consented: Scopes = frozenset()
    until: datetime | None = None
    nonce: str | None = None
    exactly: bool = False


@dataclass(frozen=True, slots=True)
class Issuer:
    """Authlib's generator of tokens, for one transaction."""

    server: AuthServer

    def __call__(
        self,
        grant_type: str,
        client: ClientAdapter,
        user: Holder,
        scope: str | None = None,
        expires_in: int | None = None,
        *,
        include_refresh_token: bool = True,
    ) -> dict[str, Any]:
        """Return the answer of the token endpoint.

        InvalidGrantError where nothing is allowed any more, InvalidScopeError where less is than
        was asked for by name; what is given is told by ``scope``.
        """
        del expires_in
        key = self.server.signer.active(self.server.connection, ACCESS_ALGORITHM)
        token_id = new_confidential_id()
        rights = rights_of(self.server.connection, user.grant_id, token_id, key.kid)
        allowed = _allowed(user, scopes_from(scope) or frozenset(), rights)
        renewable = _renewable(user, rights, must=grant_type == REFRESH)
        token = self._token(token_id, client, user, allowed)
        access_token = sign_access_token(key, self.server.config, token)
        answer = _answer(token, access_token)
        if include_refresh_token and renewable:
            answer["refresh_token"] = self._refresh_token(user, token)
        if grant_type == CODE and Scope.OPENID in allowed:
            answer["id_token"] = self._id_token(user, token, access_token)
        return answer

    def _token(
        self, token_id: UUID, client: ClientAdapter, user: Holder, scopes: Scopes
    ) -> AccessToken:
        name = client.get_client_id()
        person, keys = user.person_id, self.server.signer.keys
        return AccessToken(
            id=token_id,
            grant_id=user.grant_id,
            subject=name if person is None else keys.pairwise(person, name),
            client=name,
            scopes=scopes,
            organisation_id=user.organisation_id,
            issued_at=datetime.now(UTC),
            life=BACKEND_ACCESS_LIFE if person is None else ACCESS_LIFE,
            sign_in=user.sign_in,
        )

    def _id_token(self, user: Holder, token: AccessToken, access_token: str) -> str:
        key = self.server.signer.active(self.server.connection, ID_ALGORITHM)
        return sign_id_token(
            key, self.server.config, token, nonce=user.nonce, access_token=access_token
        )

    def _refresh_token(self, user: Holder, token: AccessToken) -> str:
        sign_in = user.sign_in
        if sign_in is None:
            raise LookupError("Only a person's grant has refresh tokens.")
        secret, now = new_secret(Prefix.REFRESH_TOKEN), token.issued_at
        until = user.until or now + REFRESH_LIFE
        stored = StoredRefresh(
            hash=digest(secret),
            grant_id=user.grant_id,
            scopes=user.consented,
            acr=sign_in.acr,
            amr=sign_in.amr,
            auth_time=sign_in.auth_time,
            expires_at=min(now + REFRESH_IDLE_LIFE, until),
            absolute_until=until,
        )
        add_refresh(self.server.connection, stored)
        return secret


def _allowed(user: Holder, wanted: Scopes, rights: Rights | None) -> Scopes:
    """Return which of the wanted scopes the rights allow: for some holders all, or an error."""
    allowed: Scopes = wanted & rights.scopes if rights else frozenset()
    if user.exactly and rights and allowed != wanted:
        raise InvalidScopeError
    if not allowed:
        raise InvalidGrantError(GONE)
    return allowed


def _renewable(user: Holder, rights: Rights | None, *, must: bool) -> bool:
    """Return whether refresh tokens are allowed now; InvalidGrantError if they ``must`` be."""
    held: Scopes = user.consented & rights.scopes if rights else frozenset()
    if must and Scope.OFFLINE_ACCESS not in held:
        raise InvalidGrantError(GONE)
    return Scope.OFFLINE_ACCESS in held


def _answer(token: AccessToken, access_token: str) -> dict[str, Any]:
    return {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": int(token.life.total_seconds()),
        "scope": scope_text(token.scopes),
    }


def sent_scope(parameters: Mapping[str, str]) -> Scopes:
    """Return the scopes that a request asks for by name; InvalidScopeError for none, or unknown."""
    asked = scopes_from(parameters.get("scope"))
    if not asked:
        raise InvalidScopeError
    return asked

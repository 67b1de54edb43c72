"""A registered client as Authlib asks for it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import override

from authlib.oauth2.rfc6749 import ClientMixin

from api.auth.redirects import may_return_to
from api.domain.scopes import Scope, Scopes
from api.persistence.identity.clients import RegisteredClient
from api.persistence.told_once import digest

CODE = "authorization_code"
REFRESH = "refresh_token"
CREDENTIALS = "client_credentials"
BY_SECRET = frozenset({"client_secret_basic", "client_secret_post"})
BY_KEY = "private_key_jwt"


@dataclass(frozen=True, slots=True)
class ClientAdapter(ClientMixin):
    """What a client may do at which endpoint."""

    registered: RegisteredClient

    @override
    def get_client_id(self) -> str:
        return self.registered.public_id

    @override
    def get_default_redirect_uri(self) -> None:
        """Return none: a request says where it goes back to."""

    @override
    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return the scopes as asked for, None where the client may not have all of them."""
        asked = scopes_from(scope)
        return scope if asked and asked <= self.registered.scopes else None

    @override
    def check_redirect_uri(self, redirect_uri: str) -> bool:
        native = self.registered.is_public
        return may_return_to(redirect_uri, self.registered.redirect_uris, native=native)

    @override
    def check_client_secret(self, client_secret: str) -> bool:
        shown = digest(client_secret)
        # All of them, so that the time says nothing about which.
        matches = [hmac.compare_digest(shown, known) for known in self.registered.secrets]
        return any(matches)

    @override
    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Return whether it proves itself so, at whichever endpoint."""
        if self.registered.is_public:
            return method == "none"
        if method in BY_SECRET:
            return bool(self.registered.secrets)
        has_keys = self.registered.jwks is not None or self.registered.jwks_uri is not None
        return method == BY_KEY and has_keys

    @override
    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and self.registered.is_app

    @override
    def check_grant_type(self, grant_type: str) -> bool:
        if grant_type == CREDENTIALS:
            return self.registered.is_backend
        return self.registered.is_app and grant_type in {CODE, REFRESH}


def scopes_from(text: str | None) -> Scopes | None:
    """Read a ``scope`` parameter (RFC 6749, section 3.3); None for a scope that there is not."""
    words = (text or "").split(" ")
    known = {scope.value for scope in Scope}
    return frozenset(Scope(word) for word in words) if known.issuperset(words) else None

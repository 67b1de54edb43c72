"""Authlib's server over one transaction: who asks, what is answered, how a client is known."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, override

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer
from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidRequestError

from api.auth.assertions import Assertion
from api.auth.bridge import Answer, OAuthRequest
from api.auth.clients import BY_KEY, CODE, CREDENTIALS, REFRESH, ClientAdapter
from api.auth.config import AuthConfig
from api.auth.errors import ClientRefused, UnknownGrantType
from api.auth.first_party import first_party
from api.auth.signing import Signer
from api.domain.errors import InvalidId
from api.domain.ids import Code, decode
from api.persistence.identity.clients import RegisteredClient, find_client
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.grants import expect

GRANT_TYPES = frozenset({CODE, REFRESH, CREDENTIALS})

# Authlib writes whole tokens to its log where somebody asks for its details.
logging.getLogger("authlib").setLevel(logging.WARNING)


class AuthServer(AuthorizationServer):
    """One server for one transaction, which costs little to make."""

    def __init__(self, connection: IdentityConnection, config: AuthConfig, signer: Signer) -> None:
        super().__init__()
        self.connection = connection
        self.config = config
        self.signer = signer
        self.register_client_auth_method("client_secret_basic", _by_basic)
        self.register_client_auth_method("client_secret_post", _by_post)
        audiences = (config.issuer, config.token_url)
        self.register_client_auth_method(BY_KEY, Assertion(connection, audiences))

    @override
    def query_client(self, client_id: str) -> ClientAdapter | None:
        registered = lookup(self.connection, self.config, client_id)
        return ClientAdapter(registered) if registered else None

    @override
    def authenticate_client(
        self, request: OAuthRequest, methods: Sequence[str], endpoint: str = "token"
    ) -> ClientAdapter:
        """Return the client that a request proves to be from; ClientRefused for any other.

        It is known from here on, even where the request is refused for another reason.
        """
        sent = request.sent
        named = sent.parameters.get("client_id")
        if sent.basic is not None and named not in {None, sent.basic.client_id}:
            raise InvalidRequestError("The request names two clients.")
        method = sent.method
        try:
            if method not in methods:
                raise ClientRefused
            request.client = super().authenticate_client(request, [method], endpoint)
        except InvalidClientError:
            raise ClientRefused(by_header=sent.by_header) from None
        return request.client

    @override
    def get_token_grant(self, request: OAuthRequest) -> Any:
        asked = request.payload.grant_type
        if asked is None:
            raise InvalidRequestError("There is no grant_type in the request.")
        if asked not in GRANT_TYPES:
            raise UnknownGrantType
        return super().get_token_grant(request)

    @override
    def create_oauth2_request(self, request: OAuthRequest) -> OAuthRequest:
        return request

    @override
    def handle_response(
        self, status: int, body: Mapping[str, Any], headers: Sequence[tuple[str, str]]
    ) -> Answer:
        return Answer(status, body, headers)

    @override
    def save_token(self, token: dict[str, Any], request: OAuthRequest) -> None:
        """Do nothing: what is kept of a token is written where it is made."""

    @override
    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Do nothing: nobody listens."""

    def answer(self, request: OAuthRequest, act: Callable[[OAuthRequest], Answer]) -> Answer:
        """Return what a request is answered, an error too; the client's origins may read it."""
        try:
            answer = act(request)
        except OAuth2Error as error:
            answer = refusal(error)
        client: ClientAdapter | None = request.client
        origins = client.registered.origins if client else ()
        return Answer(answer.status, answer.body, answer.headers, origins)


def refusal(error: OAuth2Error) -> Answer:
    """Return an error as it is answered (RFC 6749, section 5.2)."""
    status, body, headers = error()
    return Answer(status, body, headers)


def lookup(
    connection: IdentityConnection, config: AuthConfig, client_id: str
) -> RegisteredClient | None:
    """Return the client of a ``client_id``: one of ours, or one that may be used now."""
    ours = first_party(config, client_id)
    if ours is not None:
        return ours
    try:
        _, row_id = decode(client_id, expected=Code.CLIENT)
    except InvalidId:
        return None
    # Before its secrets and keys are looked at: who takes one away waits for what it opened.
    expect(connection, row_id)
    return find_client(connection, client_id)


def _by_basic(
    query_client: Callable[[str], ClientAdapter | None], request: OAuthRequest
) -> ClientAdapter | None:
    shown = request.sent.basic
    return _by_secret(query_client, shown.client_id, shown.secret) if shown else None


def _by_post(
    query_client: Callable[[str], ClientAdapter | None], request: OAuthRequest
) -> ClientAdapter | None:
    form = request.form
    return _by_secret(query_client, form.get("client_id", ""), form.get("client_secret", ""))


def _by_secret(
    query_client: Callable[[str], ClientAdapter | None], client_id: str, secret: str
) -> ClientAdapter | None:
    client = query_client(client_id)
    return client if client is not None and client.check_client_secret(secret) else None

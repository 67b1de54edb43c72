"""The endpoints that clients call: token, revocation, introspection, and who signed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from authlib.oauth2 import OAuth2Error

from api.auth.assertions import unproven
from api.auth.bridge import Answer, OAuthRequest, Sent
from api.auth.credentials import CredentialsGrant
from api.auth.errors import InvalidTarget
from api.auth.grants import CodeGrant, Pkce, RefreshGrant
from api.auth.issuing import Issuer
from api.auth.presented import Introspection, Revocation
from api.auth.server import AuthServer, lookup, refusal
from api.auth.services import AuthServices
from api.auth.verification import InvalidToken
from api.domain.access import Rights, Token
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.live_rights import rights_of

type Act = Callable[[AuthServer, OAuthRequest], Answer]


async def token(services: AuthServices, sent: Sent) -> Answer:
    """Answer a request for a token."""
    return await _answered(services, sent, _token)


async def revocation(services: AuthServices, sent: Sent) -> Answer:
    """End a token, whatever it is; answer the same for one that nobody knows."""
    shown = await _verified(services, sent)

    def act(server: AuthServer, request: OAuthRequest) -> Answer:
        server.register_endpoint(Revocation(shown))
        return server.create_endpoint_response("revocation", request)

    return await _answered(services, sent, act)


async def introspection(services: AuthServices, sent: Sent) -> Answer:
    """Say what a token may do now, or that it is not active."""
    shown = await _verified(services, sent)

    def act(server: AuthServer, request: OAuthRequest) -> Answer:
        server.register_endpoint(Introspection(shown))
        return server.create_endpoint_response("introspection", request)

    return await _answered(services, sent, act)


async def rights_now(services: AuthServices, shown: Token) -> Rights | None:
    """Return what a verified access token may do now."""
    return await services.identity.run(
        lambda connection: rights_of(connection, shown.grant_id, shown.id, shown.key_id)
    )


def _token(server: AuthServer, request: OAuthRequest) -> Answer:
    audience = server.config.audience
    if request.form.get("resource", audience) != audience:
        raise InvalidTarget
    server.register_token_generator("default", Issuer(server))
    server.register_grant(CodeGrant, [Pkce()])
    server.register_grant(RefreshGrant)
    server.register_grant(CredentialsGrant)
    return server.create_token_response(request)


async def _answered(services: AuthServices, sent: Sent, act: Act) -> Answer:
    """Answer in one transaction, which stays for an error too: what was noted of it has to."""
    try:
        keys = await _published(services, sent)
    except OAuth2Error as error:
        return refusal(error)

    def within(connection: IdentityConnection) -> Answer:
        server = AuthServer(connection, services.config, services.signer)
        return server.answer(OAuthRequest(sent, keys), lambda request: act(server, request))

    return await services.identity.run(within)


async def _published(services: AuthServices, sent: Sent) -> Sequence[Mapping[str, Any]]:
    """Return the keys that a client publishes at an address, fetched before any transaction."""
    if sent.method != "private_key_jwt":
        return ()
    said = unproven(sent.parameters["client_assertion"])
    client = await services.identity.run(
        lambda connection: lookup(connection, services.config, said.client_id)
    )
    if client is None or client.jwks_uri is None:
        return ()
    if said.header.get("jku", client.jwks_uri) != client.jwks_uri:
        return ()
    return await services.client_keys.at(client.jwks_uri, said.kid)


async def _verified(services: AuthServices, sent: Sent) -> Token | None:
    try:
        return await services.verifier.verify(sent.parameters.get("token", ""))
    except InvalidToken:
        return None


async def origins_of(services: AuthServices, client_id: str) -> tuple[str, ...]:
    """Return the web origins whose pages may read what a client is answered."""
    found = await services.identity.run(
        lambda connection: lookup(connection, services.config, client_id)
    )
    return found.origins if found else ()

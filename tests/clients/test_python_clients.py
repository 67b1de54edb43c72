"""Authlib's client, as somebody in Python has it: in a thread, since it waits for its answers."""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import (
    PrivateKeyJWT,  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType] - our stubs are of a server
)
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.clients.site import LOOPBACK, OPENID, REDIRECT, WHO, App, Site
from tests.http.oauth.world import KEYS, key_set

type Session = Any
"""Authlib says nothing of its types."""


async def away(act: Callable[..., Any], *given: object, **named: object) -> Any:  # noqa: ANN401
    return await asyncio.to_thread(act, *given, **named)


def opened(*known: Any, **settings: Any) -> Session:  # noqa: ANN401
    return OAuth2Session(*known, **settings)


async def asks(site: Site, session: Session) -> tuple[int, Any]:
    answer = await away(session.post, site.api, json={"query": WHO})
    return answer.status_code, answer.json().get("data")


async def ends(site: Site, session: Session, token: str) -> None:
    """Have the client revoke a token; what it may then ask is nothing."""
    before, data = await asks(site, session)
    assert (before, data["groups"]["nodes"]) == (200, [{"name": "harbour group"}])
    said = await away(session.revoke_token, f"{site.origin}/oauth/revoke", token)
    assert said.status_code == 200
    assert (await asks(site, session))[0] == 401


def by_key(site: Site, app: App, algorithm: str) -> Session:
    """Sign as Authlib does, but for 240 seconds: by itself it would for an hour."""
    key = KEYS[algorithm]
    session = opened(
        *(app.client_id, key),
        scope="groups:read",
        token_endpoint_auth_method="private_key_jwt",  # noqa: S106 - the name of a method
        revocation_endpoint_auth_method="none",
    )
    claims = {"exp": int(time.time()) + 240, "jti": str(uuid4())}
    address, header = f"{site.origin}/oauth/token", {"kid": key.kid}
    session.register_client_auth_method(
        PrivateKeyJWT(address, claims=claims, headers=header, alg=algorithm)
    )
    return session


async def test_a_backend_gets_a_token_by_its_secret_and_ends_it(site: Site) -> None:
    app = await site.backend()
    session = opened(app.client_id, app.secret, scope="groups:read")
    token = await away(session.fetch_token, f"{site.origin}/oauth/token")
    assert token["expires_in"] == 300
    said = await away(
        session.introspect_token, f"{site.origin}/oauth/introspect", token["access_token"]
    )
    assert said.json()["active"] is True
    await ends(site, session, token["access_token"])


@pytest.mark.parametrize("algorithm", ["RS384", "ES384"])
async def test_a_backend_gets_a_token_by_its_key(site: Site, algorithm: str) -> None:
    app = await site.backend(jwks=key_set(KEYS[algorithm]))
    session = by_key(site, app, algorithm)
    token = await away(session.fetch_token, f"{site.origin}/oauth/token")
    assert token["scope"] == "groups:read"
    assert (await asks(site, session))[0] == 200


async def test_a_proof_that_is_sent_again_is_refused(site: Site) -> None:
    app = await site.backend(jwks=key_set(KEYS["ES384"]))
    session = by_key(site, app, "ES384")
    await away(session.fetch_token, f"{site.origin}/oauth/token")
    with pytest.raises(OAuthError, match="invalid_client"):
        await away(session.fetch_token, f"{site.origin}/oauth/token")


@pytest.mark.parametrize("public", [True, False], ids=["public", "confidential"])
async def test_an_app_signs_somebody_in_and_refreshes(site: Site, *, public: bool) -> None:
    kind, back = ("PUBLIC_APP", LOOPBACK) if public else ("CONFIDENTIAL_APP", REDIRECT)
    app = await site.register(kind, scopes=OPENID.split(), redirectUris=[back])
    session = opened(
        *(app.client_id, app.secret, "none" if public else "client_secret_basic"),
        scope=OPENID,
        redirect_uri=back,
        code_challenge_method="S256",
    )
    verifier, nonce = "a-verifier-that-nobody-else-could-ever-have-guessed", str(uuid4())
    asked, state = session.create_authorization_url(
        f"{site.origin}/oauth/authorize", code_verifier=verifier, nonce=nonce
    )
    came_back = await site.visits(asked, await site.person())
    endpoint = f"{site.origin}/oauth/token"
    token = await away(
        session.fetch_token,
        endpoint,
        authorization_response=came_back,
        code_verifier=verifier,
        state=state,
    )
    await has_signed_in(site, app, token["id_token"], nonce)
    refreshed = await away(session.refresh_token, endpoint)
    assert refreshed["access_token"] != token["access_token"]
    assert (refreshed["refresh_token"] != token["refresh_token"]) is public
    await ends(site, session, refreshed["refresh_token"])
    with pytest.raises(OAuthError, match="invalid_grant"):
        await away(session.refresh_token, endpoint)


async def has_signed_in(site: Site, app: App, id_token: str, nonce: str) -> None:
    """Check an ID token as joserfc reads it, by the keys that are published."""
    keys = (await site.http.get("/oauth/jwks")).json()
    read = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=["RS256"])
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": site.origin},
        aud={"essential": True, "value": app.client_id},
        nonce={"essential": True, "value": nonce},
    ).validate(read.claims)

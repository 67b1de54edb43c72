"""Strict clients of JavaScript do all that there is to do, and check all that they are told."""

import base64
import hashlib
import time
from functools import partial

import pytest

from tests.clients.conftest import Program, Told
from tests.clients.site import LOOPBACK, OPENID, REDIRECT, App, Site
from tests.http.oauth.world import KEYS, key_set

LIBRARIES = ("oauth4webapi", "openid-client")
ENDS = ("revocation", "a refresh token twice")
GROUP = {"nodes": [{"name": "harbour group"}]}
STAFF_ONLY = "{ staff(first: 1) { nodes { id } } }"
# What the libraries say where they refuse an answer by themselves.
OTHER_ISSUER = {
    "oauth4webapi": "OAUTH_INVALID_RESPONSE",
    "openid-client": "OAUTH_INVALID_RESPONSE",
}


async def public_app(site: Site) -> tuple[App, str]:
    app = await site.register("PUBLIC_APP", scopes=OPENID.split(), redirectUris=[LOOPBACK])
    return app, LOOPBACK


async def confidential_app(site: Site) -> tuple[App, str]:
    app = await site.register("CONFIDENTIAL_APP", scopes=OPENID.split(), redirectUris=[REDIRECT])
    return app, REDIRECT


def left_half(token: str) -> str:
    """The hash of an access token as an ID token has it (OpenID Connect Core 1.0, 3.1.3.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16])[:22].decode()


def header_of(token: str) -> bytes:
    return base64.urlsafe_b64decode(token.partition(".")[0] + "==")


def signed_in(told: Told, app: App, issuer: str) -> None:
    """What an app is told of its person: who it is to this app, and not one thing more."""
    claims, tokens = told["claims"], told["tokens"]
    assert (claims["iss"], claims["aud"]) == (issuer, app.client_id)
    assert claims["at_hash"] == left_half(tokens["access_token"])
    assert abs(claims["auth_time"] - time.time()) < 120
    assert (claims["acr"], claims["amr"]) == ("pwd", ["pwd"])
    assert b'"RS256"' in header_of(tokens["id_token"])
    assert told["info"] == {"sub": claims["sub"]}
    assert tokens["token_type"] == "bearer"  # noqa: S105 - a type
    assert set(tokens["scope"].split()) == set(OPENID.split())


def asked(told: Told) -> None:
    """What the API answers an app of a facilitator, by the first token and by the next."""
    viewer = told["answer"]["data"]["viewer"]
    assert viewer["organisation"] == {"name": "harbour organisation"}
    assert viewer["roles"] == ["FACILITATOR"]
    assert set(viewer["scopes"]) == set(OPENID.split())
    assert told["answer"]["data"]["groups"] == GROUP
    assert told["later_answer"] == told["answer"]
    assert told["later"]["access_token"] != told["tokens"]["access_token"]


async def test_from_a_refused_request_a_client_finds_everything(
    program: Program, site: Site
) -> None:
    told = await program("oauth4webapi-documents", query=STAFF_ONLY)
    assert (told["status"], told["scheme"]) == (401, "bearer")
    assert told["parameters"]["error"] == "invalid_token"
    assert told["resource"]["resource"] == site.api
    assert told["resource"]["authorization_servers"] == [site.origin]
    assert told["same"]
    assert told["oauth2"] == told["oidc"]
    assert told["oauth2"]["code_challenge_methods_supported"] == ["S256"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("library", LIBRARIES)
async def test_a_public_app_signs_somebody_in_refreshes_and_is_ended(
    program: Program, site: Site, library: str, end: str
) -> None:
    (app, redirect_uri), name = await public_app(site), await site.person()
    told = await program(
        *(f"{library}-app", app, partial(site.visits, name=name)),
        redirect_uri=redirect_uri,
        scope=OPENID,
        end=end,
    )
    signed_in(told, app, site.origin)
    asked(told)
    assert told["of_another_issuer"] == OTHER_ISSUER[library]
    assert told["later"]["refresh_token"] != told["tokens"]["refresh_token"]
    assert told.get("again") == ("invalid_grant" if end == "a refresh token twice" else None)
    assert (told["ended"], told["refresh_ended"]) == ("invalid_token", "invalid_grant")


@pytest.mark.parametrize("library", LIBRARIES)
async def test_a_confidential_app_keeps_its_refresh_token_and_looks_into_its_tokens(
    program: Program, site: Site, library: str
) -> None:
    (app, redirect_uri), name = await confidential_app(site), await site.person()
    told = await program(
        *(f"{library}-app", app, partial(site.visits, name=name)),
        redirect_uri=redirect_uri,
        scope=OPENID,
        more={"organization": site.organisation},
        end="revocation",
    )
    signed_in(told, app, site.origin)
    asked(told)
    assert "refresh_token" not in told["later"]
    assert told["active"]["active"] is True
    assert told["active"]["org"] == site.organisation
    assert told["inactive"] == {"active": False}
    assert (told["ended"], told["refresh_ended"]) == ("invalid_token", "invalid_grant")


async def test_the_parts_that_a_library_leaves_to_its_caller_hold_too(
    program: Program, site: Site
) -> None:
    (app, redirect_uri), name = await public_app(site), await site.person()
    told = await program(
        *("oauth4webapi-app", app, partial(site.visits, name=name)),
        redirect_uri=redirect_uri,
        scope=OPENID,
        end="a code twice",
    )
    assert told["of_no_issuer"] == "OAUTH_INVALID_RESPONSE"
    assert told["access"]["client_id"] == app.client_id
    assert told["access"]["org"] == site.organisation
    assert told["access"]["sub"] == told["claims"]["sub"]
    assert told["again"] == "invalid_grant"
    assert told["ended"] == told["earlier_ended"] == "invalid_token"
    assert told["refresh_ended"] == "invalid_grant"


async def test_an_app_is_told_by_this_issuer_that_it_was_not_allowed(
    program: Program, site: Site
) -> None:
    (app, redirect_uri), name = await public_app(site), await site.person()
    told = await program(
        *("oauth4webapi-app", app, partial(site.visits, name=name, decision="deny")),
        redirect_uri=redirect_uri,
        scope=OPENID,
    )
    assert told["denied"] == "access_denied"
    assert told["of_another_issuer"] == "OAUTH_INVALID_RESPONSE"
    assert "code=" not in told["back"]


@pytest.mark.parametrize("proof", ["a secret", *KEYS])
@pytest.mark.parametrize("library", LIBRARIES)
async def test_a_backend_proves_itself_asks_and_is_ended(
    program: Program, site: Site, library: str, proof: str
) -> None:
    key = KEYS.get(proof)
    keys = {} if key is None else {"jwks": key_set(key)}
    app = await site.backend(**keys)
    signing = key and {"algorithm": proof, "jwk": key.as_dict(private=True)}
    told = await program(f"{library}-backend", app, scope="groups:read", signing=signing)
    assert (app.secret is None) == (key is not None)
    assert told["tokens"]["expires_in"] == 300
    assert told["tokens"]["scope"] == "groups:read"
    assert "refresh_token" not in told["tokens"]
    viewer = {
        "organisation": {"name": "harbour organisation"},
        "roles": [],
        "scopes": ["groups:read"],
    }
    assert told["answer"]["data"] == {"viewer": viewer, "groups": GROUP}
    assert (told["active"]["active"], told["active"]["sub"]) == (True, app.client_id)
    assert told["too_much"] == "invalid_scope"
    assert told["inactive"] == {"active": False}
    assert told["ended"] == "invalid_token"

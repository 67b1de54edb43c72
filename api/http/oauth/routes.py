"""Every address of the authorization server."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.auth import endpoints
from api.auth.bridge import Answer, Sent
from api.auth.config import JWKS_MAX_AGE, AuthConfig
from api.auth.metadata import key_set, resource_metadata, server_metadata
from api.auth.services import AuthServices
from api.http.oauth.answering import answered, preflight, public, readable, wrong_method
from api.http.oauth.authorize import Authorize, Begin
from api.http.oauth.reading import read
from api.http.oauth.userinfo import UserInfo
from api.http.pages.serving import Guarded

ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
METADATA_SECONDS = 300
WELL_KNOWN = "/.well-known"

type Services = Callable[[], AuthServices]
type Act = Callable[[AuthServices, Sent], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class ForClients:
    """An endpoint that clients post forms to."""

    services: Services
    url: Callable[[AuthConfig], str]
    act: Act

    async def __call__(self, request: Request) -> Response:
        return await answered(request, lambda: self._answer(self.services(), request))

    async def _answer(self, services: AuthServices, request: Request) -> Answer:
        if request.method == "OPTIONS":
            return await preflight(services, request, "POST")
        if request.method != "POST":
            return wrong_method("POST")
        return await self.act(services, await read(request, self.url(services.config)))


def oauth_routes(services: Services, begin: Begin) -> list[Route]:
    """Return the routes. ``begin`` answers an authorization request that is in order."""
    return [
        Route("/oauth/authorize", Guarded(Authorize(services, begin)).__call__, methods=["GET"]),
        _for_clients("token", ForClients(services, lambda to: to.token_url, endpoints.token)),
        _for_clients(
            "revoke", ForClients(services, lambda to: to.revocation_url, endpoints.revocation)
        ),
        _for_clients(
            "introspect",
            ForClients(services, lambda to: to.introspection_url, endpoints.introspection),
        ),
        Route("/oauth/userinfo", UserInfo(services).__call__, methods=ANY_METHOD),
        *_documents(services),
    ]


def _documents(services: Services) -> list[Route]:
    async def server(request: Request) -> Response:
        return readable(request, public(server_metadata(services().config), METADATA_SECONDS))

    async def resource(request: Request) -> Response:
        return readable(request, public(resource_metadata(services().config), METADATA_SECONDS))

    async def keys(request: Request) -> Response:
        return await answered(request, keys_now)

    async def keys_now() -> Answer:
        kept = int(JWKS_MAX_AGE.total_seconds())
        return public(await key_set(services().identity), kept)

    return [
        Route("/oauth/jwks", keys),
        Route(f"{WELL_KNOWN}/oauth-authorization-server", server),
        Route(f"{WELL_KNOWN}/openid-configuration", server),
        Route(f"{WELL_KNOWN}/oauth-protected-resource", resource),
        Route(f"{WELL_KNOWN}/oauth-protected-resource/graphql", resource),
    ]


def _for_clients(name: str, endpoint: ForClients) -> Route:
    return Route(f"/oauth/{name}", endpoint.__call__, methods=ANY_METHOD)

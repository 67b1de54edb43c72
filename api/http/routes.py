"""Every address of the server, put together."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Mount, Route

from api.auth.first_party import EXPLORER_PATH
from api.auth.services import AuthServices
from api.http.assets import Assets
from api.http.explorer import signed_in, with_explorer
from api.http.graphql import GraphQLEndpoint, Identify
from api.http.imports.endpoint import ImportEndpoint
from api.http.imports.taking import Taking
from api.http.oauth.routes import oauth_routes
from api.http.pages.account.beginning import begin
from api.http.pages.account.routes import account_routes
from api.http.pages.asking import Asker
from api.http.pages.calendars import GroupCalendar, MeetingCalendar
from api.http.pages.coverage import CoveragePage
from api.http.pages.find import FindPage
from api.http.pages.groups import GroupPage
from api.http.pages.lists import ListPage
from api.http.pages.networks import NetworkPage
from api.http.pages.plain import healthz, readyz, sdl
from api.http.pages.serving import Answer, Guarded, not_found
from api.http.pages.sheets.routes import sheet_routes
from api.http.pages.upkeep.routes import upkeep_routes
from api.http.pages.welcome import Welcome
from api.persistence.upkeep.keeping import Keeping
from api.schema.execution import Executor

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
CROSS_ORIGIN = Middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=["GET", "POST"],
    allow_headers=["authorization", "content-type", "accept"],
    expose_headers=["x-request-id", "retry-after", "www-authenticate"],
    max_age=86_400,
)
"""Any origin may ask the API, with no credentials but a token; pages and sign-in are ours alone."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the addresses need: the executor once it is open, who asks, and plain texts."""

    executor: Callable[[], Executor]
    is_ready: Callable[[], Awaitable[bool]]
    identify: Identify
    auth: Callable[[], AuthServices]
    keeping: Callable[[], Keeping]
    base_url: str
    schema_text: str
    shows_explorer: bool
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]]


def application(site: Site) -> Starlette:
    """Return the ASGI application."""
    taking = Taking(site.executor)
    return Starlette(
        routes=[
            *_for_programs(site, taking),
            *_for_people(site),
            *oauth_routes(site.auth, begin),
            *account_routes(site.auth),
            *sheet_routes(site.auth, taking),
            *upkeep_routes(site.auth, site.keeping),
        ],
        exception_handlers={404: not_found},
        lifespan=site.lifespan,
    )


def _for_programs(site: Site, taking: Taking) -> list[BaseRoute]:
    metadata = f"{site.base_url}/.well-known/oauth-protected-resource/graphql"
    endpoint = GraphQLEndpoint(site.executor, site.identify, metadata).__call__
    imports = ImportEndpoint(taking, site.identify, metadata).__call__
    graphql = with_explorer(endpoint) if site.shows_explorer else endpoint
    back = [Route(EXPLORER_PATH, signed_in)] if site.shows_explorer else []
    return [
        *back,
        # All methods, so that a wrong one is refused in JSON like everything else.
        Route("/graphql", graphql, methods=METHODS, middleware=[CROSS_ORIGIN]),
        Route("/imports/{name}", imports, methods=METHODS, middleware=[CROSS_ORIGIN]),
        Route("/healthz", healthz),
        Route("/readyz", readyz(site.is_ready)),
        Route("/schema.graphql", sdl(site.schema_text), middleware=[CROSS_ORIGIN]),
    ]


def _for_people(site: Site) -> list[BaseRoute]:
    asker = Asker(site.executor)
    welcome = Welcome(asker, site.is_ready, site.base_url, site.shows_explorer)
    group, network = GroupPage(asker, site.base_url), NetworkPage(asker, site.base_url)
    return [
        Mount("/static", Assets()),
        _page("/", welcome, "GET"),
        _page("/find", FindPage(asker), "GET", "POST"),
        _page("/meetings/{slug}.ics", MeetingCalendar(asker, site.base_url), "GET"),
        _page("/groups/{slug}.ics", GroupCalendar(asker, site.base_url), "GET"),
        _page("/groups/{slug}", group, "GET", "POST"),
        _page("/networks/{slug}", network, "GET"),
        _page("/list", ListPage(asker), "GET"),
        _page("/coverage", CoveragePage(asker), "GET", "POST"),
    ]


def _page(path: str, answer: Answer, *methods: str) -> Route:
    return Route(path, Guarded(answer).__call__, methods=list(methods))

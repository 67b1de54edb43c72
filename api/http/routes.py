"""Every address of the server, put together."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from api.http.graphql import GraphQLEndpoint, Identify
from api.http.pages import healthz, readyz, sdl, welcome
from api.schema.execution import Executor

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Site:
    """What the addresses need: the executor once it is open, who asks, and plain texts."""

    executor: Callable[[], Executor]
    is_ready: Callable[[], Awaitable[bool]]
    identify: Identify
    base_url: str
    schema_text: str
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]]


def application(site: Site) -> Starlette:
    """Return the ASGI application. Any origin may ask, with no credentials but a token."""
    endpoint = GraphQLEndpoint(site.executor, site.identify)
    cross_origin = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type", "accept"],
        expose_headers=["x-request-id", "retry-after"],
        max_age=86_400,
    )
    return Starlette(
        routes=[
            # All methods, so that a wrong one is refused in JSON like everything else.
            Route("/graphql", endpoint.__call__, methods=METHODS),
            Route("/healthz", healthz),
            Route("/readyz", readyz(site.is_ready)),
            Route("/schema.graphql", sdl(site.schema_text)),
            Route("/", welcome(site.base_url)),
        ],
        middleware=[cross_origin],
        lifespan=site.lifespan,
    )

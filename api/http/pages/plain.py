"""The few plain addresses beside GraphQL: what this is, whether it lives, its schema."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

WELCOME = """\
Peers: a directory of peer-support networks, groups and meetings, over GraphQL.

Peer support is people with the same experience helping each other. It is neither therapy
nor an emergency service: in an emergency, call the emergency number of your country.

Ask it something:

  curl -s {base}/graphql -H 'content-type: application/json' \\
    -d '{{"query":"{{ groups(first: 3) {{ nodes {{ name nextOccurrences {{ startsAt }} }} }} }}"}}'

  {base}/                 this page, for browsers
  {base}/schema.graphql   everything that can be asked
  {base}/healthz          whether this process lives
  {base}/readyz           whether it can answer
"""


async def healthz(_request: Request) -> Response:
    """Answer that the process lives; asks nothing of the database."""
    return JSONResponse({"status": "ok"})


def readyz(is_ready: Callable[[], Awaitable[bool]]) -> Callable[[Request], Awaitable[Response]]:
    """Return the page that says whether requests can be answered: 200, or 503."""

    async def page(_request: Request) -> Response:
        if await is_ready():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, 503, headers={"Retry-After": "1"})

    return page


def sdl(text: str) -> Callable[[Request], Awaitable[Response]]:
    """Return the page with the schema in the schema definition language."""

    async def page(_request: Request) -> Response:
        return PlainTextResponse(text)

    return page

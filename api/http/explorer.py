"""The explorer: GraphiQL, served from this package alone, where a browser opens the endpoint.

The query of an address is read by the page and shown, never run by the server.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.http.negotiation import prefers_page
from api.http.pages.rendering import page

type Answer = Callable[[Request], Awaitable[Response]]

EXAMPLES: Final = Path(__file__).resolve().parents[2] / "examples"
POLICY: Final = {
    "connect-src": "'self'",
    "font-src": "data:",
    "img-src": "'self' data:",
    # GraphiQL's dialogs bring a style element of their own.
    "style-src": "'self' 'unsafe-inline'",
}


@dataclass(frozen=True, slots=True)
class Example:
    """A query to begin with: what it asks in words, and the address that shows it."""

    asks: str
    address: str


def with_explorer(endpoint: Answer) -> Answer:
    """Return the endpoint, which shows the explorer to whoever prefers a page to data."""
    context = {"examples": examples()}

    async def answer(request: Request) -> Response:
        if request.method != "GET" or not prefers_page(request.headers.get("accept")):
            return await endpoint(request)
        response = page("explorer.html", context, policy=POLICY)
        response.headers["Vary"] = "Accept"
        return response

    return answer


def examples() -> list[Example]:
    """Return the queries of the folder ``examples``, each told by the comment it begins with."""
    return [_example(path) for path in sorted(EXAMPLES.glob("*.graphql"))]


def _example(path: Path) -> Example:
    query = path.read_text(encoding="utf-8")
    asks = query.partition("\n")[0].removeprefix("#").strip()
    return Example(asks, "/graphql?" + urlencode({"query": query}))

"""The explorer: GraphiQL, served from this package alone, where a browser opens the endpoint.

The query of an address is read by the page and shown, never run by the server. Whoever signs in
comes back to an address of its own, whose code the page takes out of it.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.domain.scopes import SIGN_IN, STEP_UP, Scope
from api.http.negotiation import prefers_page
from api.http.pages.account.scope_words import SCOPE_WORDS
from api.http.pages.rendering import PERSONAL, page

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

    async def answer(request: Request) -> Response:
        if request.method != "GET" or not prefers_page(request.headers.get("accept")):
            return await endpoint(request)
        response = page("explorer.html", _context(), policy=POLICY)
        response.headers["Vary"] = "Accept"
        return response

    return answer


async def signed_in(_request: Request) -> Response:
    """Return the explorer where it comes back to with a code, which no cache may keep."""
    return page("explorer.html", _context(), cache=PERSONAL, policy=POLICY)


def examples() -> list[Example]:
    """Return the queries of the folder ``examples``, each told by the comment it begins with."""
    return [_example(path) for path in sorted(EXAMPLES.glob("*.graphql"))]


@cache
def _context() -> dict[str, object]:
    return {"examples": examples(), "choices": [*_choices()]}


def _choices() -> Iterator[tuple[str, list[tuple[str, str, bool]]]]:
    """Return the scopes to choose from: what a password is enough for comes ticked."""
    for legend, usual in (("With a password or a passkey", True), ("With a passkey alone", False)):
        yield (
            legend,
            [
                (scope.value, SCOPE_WORDS[scope], usual)
                for scope in Scope
                if (scope not in STEP_UP) is usual and scope not in SIGN_IN - {Scope.OFFLINE_ACCESS}
            ],
        )


def _example(path: Path) -> Example:
    query = path.read_text(encoding="utf-8")
    asks = query.partition("\n")[0].removeprefix("#").strip()
    return Example(asks, "/graphql?" + urlencode({"query": query}))

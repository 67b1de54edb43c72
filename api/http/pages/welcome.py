"""The page at the root: what this is, how it is, and where to begin."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.http.explorer import examples
from api.http.negotiation import prefers_page
from api.http.pages.asking import Asker
from api.http.pages.plain import WELCOME
from api.http.pages.rendering import ASKS_BACK, PERSONAL, SHARED, page


@dataclass(frozen=True, slots=True)
class Welcome:
    """Shows people a page, and programs a few lines with a command to try."""

    asker: Asker
    is_ready: Callable[[], Awaitable[bool]]
    base_url: str
    shows_explorer: bool

    async def __call__(self, request: Request) -> Response:
        if prefers_page(request.headers.get("accept")):
            answer = await self._page()
        else:
            answer = PlainTextResponse(WELCOME.format(base=self.base_url))
        answer.headers["Vary"] = "Accept"
        return answer

    async def _page(self) -> Response:
        ready = await self.is_ready()
        context = {
            "found": await self.asker.ask("welcome") if ready else None,
            "base": self.base_url,
            "examples": examples() if self.shows_explorer else [],
        }
        cache = SHARED if ready else PERSONAL
        return page("welcome.html", context, cache=cache, policy=ASKS_BACK)

"""The page of one network: what it is for, and its groups."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.http.pages import structured
from api.http.pages.asking import Asker, Json, Refused
from api.http.pages.rendering import SHARED, page
from api.http.pages.serving import missing, submitted

PAGE_SIZE: Final = 30
BAD_CURSOR: Final = ("", "That part of the list is not there any more. This is its beginning.")


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """Shows one network and a page of its groups."""

    asker: Asker
    base_url: str

    async def __call__(self, request: Request) -> Response:
        slug: str = request.path_params["slug"]
        after = (await submitted(request)).one("after") or None
        found, problems = await self._found(slug, after)
        if found is None:
            return missing()
        context = {
            "network": found,
            "after": after,
            "problems": problems,
            "data": structured.network(found, self.base_url),
            # The texts of a network have no language of their own; its only one is a good guess.
            "language": found["languages"][0] if len(found["languages"]) == 1 else "",
        }
        return page("network.html", context, cache=SHARED)

    async def _found(
        self, slug: str, after: str | None
    ) -> tuple[Json | None, list[tuple[str, str]]]:
        problems: list[tuple[str, str]] = []
        try:
            data = await self.asker.ask("network", slug=slug, first=PAGE_SIZE, after=after)
        except Refused:
            problems = [BAD_CURSOR]
            data = await self.asker.ask("network", slug=slug, first=PAGE_SIZE, after=None)
        return data["network"], problems

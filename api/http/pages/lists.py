"""A list of up to five groups, to print or to hand on; the address holds it, we do not."""

import asyncio
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.http.pages.asking import Asker, Json, Refused
from api.http.pages.rendering import PERSONAL, page
from api.http.pages.serving import submitted

MOST: Final = 5
TOO_MANY: Final = (
    "",
    "A list holds up to five groups, so that it fits on paper. These are the first five.",
)
NOT_THERE: Final = ("", "Some of these groups are not listed any more. The others are below.")


@dataclass(frozen=True, slots=True)
class ListPage:
    """Shows the groups named in the address side by side."""

    asker: Asker

    async def __call__(self, request: Request) -> Response:
        slugs = (await submitted(request)).all("g")
        shown = slugs[:MOST]
        found = await asyncio.gather(*(self._entry(slug) for slug in shown))
        entries = [entry for entry in found if entry is not None]
        problems: list[tuple[str, str]] = [TOO_MANY] if len(slugs) > MOST else []
        if len(entries) < len(shown):
            problems.append(NOT_THERE)
        context = {
            "groups": entries,
            "kept": tuple(entry["slug"] for entry in entries),
            "most": MOST,
            "problems": problems,
        }
        status = 400 if len(slugs) > MOST else 200
        return page("list.html", context, status=status, cache=PERSONAL)

    async def _entry(self, slug: str) -> Json | None:
        try:
            return (await self.asker.ask("list", slug=slug))["group"]
        except Refused:
            return None

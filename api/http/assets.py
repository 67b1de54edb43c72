"""Files for browsers: our own, and those of others under ``vendor``."""

from pathlib import Path
from typing import Final, override

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC: Final = Path(__file__).parent / "static"
# The address of a vendored file holds its version, so what it names never changes.
_FOR_EVER: Final = "public, max-age=31536000, immutable"
# Our own files change with each release, and a browser asks whether they did.
_ASK_AGAIN: Final = "no-cache"


class Assets(StaticFiles):
    """The folder ``static``; a vendored file may be kept for ever."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        vendored = path.startswith("vendor/")
        response.headers["Cache-Control"] = _FOR_EVER if vendored else _ASK_AGAIN
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

"""What every page has in common: who it asks, and what a reader sees when it fails."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import token_hex

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.http.guard import read_body
from api.http.negotiation import prefers_page
from api.http.pages.asking import Refused
from api.http.pages.forms import Form, decode
from api.http.pages.rendering import PERSONAL, page
from api.persistence.database import is_passing
from api.schema.logs import log_failure
from api.schema.messages import RequestRefused

type Answer = Callable[[Request], Awaitable[Response]]

FORM_BYTES = 32 * 1024
NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Guarded:
    """A page that never shows a reader, or a log, what went wrong within."""

    answer: Answer

    async def __call__(self, request: Request) -> Response:
        try:
            return await self.answer(request)
        except Refused:
            # What a page does not tell beside a field stood in the address.
            return missing()
        except RequestRefused as refused:
            return message(refused.status, refused.message)
        except HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - nothing of it may reach the reader
            request_id = token_hex(8)
            log_failure(error, request_id)
            return _later() if is_passing(error) else _ours(request_id)


async def submitted(request: Request) -> Form:
    """Return what a form sent: the body of a POST, the address of a GET.

    Raises RequestRefused, status below 500, for what no form of ours sends.
    """
    if request.method == "POST":
        return decode(await read_body(request, FORM_BYTES))
    return decode(request.scope["query_string"])


def message(status: int, text: str) -> Response:
    """Return a page with nothing but a message."""
    return page("message.html", {"text": text}, status=status, cache=PERSONAL)


async def not_found(request: Request, _error: Exception) -> Response:
    """Answer an address that does not exist, in the reader's or the program's way."""
    if prefers_page(request.headers.get("accept")):
        return missing()
    return PlainTextResponse("Not Found", NOT_FOUND)


def missing() -> Response:
    """Return the page for what is not there."""
    return page("missing.html", status=NOT_FOUND, cache=PERSONAL)


def _later() -> Response:
    answer = message(503, "We cannot look this up right now. It may work again in a moment.")
    answer.headers["Retry-After"] = "1"
    return answer


def _ours(request_id: str) -> Response:
    return message(
        500, f"Something went wrong on our side. The number {request_id} finds it in our log."
    )

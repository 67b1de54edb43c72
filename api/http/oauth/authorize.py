"""Where apps send people: what is in order goes on to the pages for signing in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from authlib.oauth2 import OAuth2Error
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.authorization import AuthorizationRequest, NotRedirectable, Redirect, check
from api.auth.bridge import pairs
from api.auth.services import AuthServices
from api.http.guard import QUERY_STRING_BYTES
from api.http.pages.serving import message

NOT_IN_ORDER = "Something is wrong with how an app sent you here. {} Nobody was told anything."
CLOSED = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}

type Begin = Callable[[AuthServices, Request, AuthorizationRequest], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Authorize:
    """The authorization endpoint. ``begin`` keeps what is asked and shows the first page."""

    services: Callable[[], AuthServices]
    begin: Begin

    async def __call__(self, request: Request) -> Response:
        services = self.services()
        try:
            asked = await check(services.identity, services.config, _sent(request))
        except NotRedirectable as refused:
            return _page(refused.description)
        except Redirect as redirect:
            return RedirectResponse(redirect.url, HTTPStatus.SEE_OTHER, headers=CLOSED)
        return await self.begin(services, request, asked)


def _sent(request: Request) -> list[tuple[str, str]]:
    text: bytes = request.scope["query_string"]
    if len(text) > QUERY_STRING_BYTES:
        raise NotRedirectable("invalid_request", "The address is too long.")
    try:
        return pairs(text)
    except OAuth2Error:
        raise NotRedirectable("invalid_request", "The address cannot be read.") from None


def _page(description: str) -> Response:
    response = message(HTTPStatus.BAD_REQUEST, NOT_IN_ORDER.format(description))
    response.headers.update(CLOSED)
    return response

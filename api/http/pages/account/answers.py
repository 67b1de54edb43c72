"""How these pages answer: never kept, never framed, and by 303 after a form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.errors import NotRedirectable
from api.auth.services import AuthServices
from api.auth.signing_in.interacting import NotHeld
from api.auth.signing_in.passwords import TooBusy
from api.auth.signing_in.sessions import Opened
from api.auth.signing_in.throttle import Throttled
from api.domain.errors import Forbidden, Refusal
from api.http.pages.account.forgery import TOO_OLD, check_origin
from api.http.pages.account.visiting import Shows, SignInFirst, Visit, visited
from api.http.pages.forms import Form
from api.http.pages.rendering import HEADERS, PERSONAL, page
from api.http.pages.serving import message, submitted
from api.schema.messages import RequestRefused

CLOSED: Final = {**HEADERS, "Cache-Control": PERSONAL, "X-Frame-Options": "DENY"}
SCRIPTED: Final = {"connect-src": "'self'"}
"""For pages on which a passkey can be used."""
SLOW_DOWN: Final = "That was tried too often. Please wait a little before you try again."
BUSY: Final = "Many people are signing in right now. Please try again in a moment."

type Problems = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A page, with what all of them have in common; ``reads`` gives what a form sent."""

    services: Callable[[], AuthServices]
    shows: Shows
    reads: Callable[[Request], Awaitable[Form]] = submitted

    async def __call__(self, request: Request) -> Response:
        visit = await visited(self.services(), request)
        response = await answered(visit, self._shown)
        if visit.is_new:
            visit.cookies.keep(response, visit.cookies.browser, visit.browser)
        return response

    async def _shown(self, visit: Visit) -> Response:
        if visit.by_post:
            check_origin(visit.request, visit.services.config)
        return await self.shows(replace(visit, form=await self.reads(visit.request)))


async def answered(visit: Visit, shows: Shows) -> Response:
    """Return what a page shows, or in words why it does not; never with what was typed."""
    try:
        response = await shows(visit)
    except SignInFirst:
        response = see_other("/sign-in")
    except NotHeld:
        response = message(HTTPStatus.BAD_REQUEST, TOO_OLD)
    except RequestRefused as refused:
        response = message(refused.status, refused.message)
        response.headers.update(refused.headers)
    except NotRedirectable as refused:
        response = message(HTTPStatus.BAD_REQUEST, refused.description)
    except Forbidden as refusal:
        response = message(HTTPStatus.FORBIDDEN, refusal.message)
    except Refusal as refusal:
        response = message(HTTPStatus.BAD_REQUEST, refusal.message)
    except Throttled as throttled:
        response = message(HTTPStatus.TOO_MANY_REQUESTS, SLOW_DOWN)
        response.headers["Retry-After"] = str(throttled.seconds)
    except TooBusy:
        response = message(HTTPStatus.SERVICE_UNAVAILABLE, BUSY)
        response.headers["Retry-After"] = "5"
    response.headers.update(CLOSED)
    return response


def shown(
    template: str,
    context: Mapping[str, object],
    *,
    problems: Problems | None = None,
    policy: Mapping[str, str] | None = None,
) -> Response:
    """Return a page; with problems, as status 400."""
    status = HTTPStatus.BAD_REQUEST if problems else HTTPStatus.OK
    told = {**context, "problems": problems or []}
    return page(template, told, status=status, cache=PERSONAL, policy=policy)


def see_other(address: str) -> Response:
    """Return a redirect that a browser follows by GET (RFC 9700, section 4.12)."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, headers=CLOSED)


def opened(visit: Visit, session: Opened, address: str) -> Response:
    """Return a redirect that gives the browser its new session."""
    response = see_other(address)
    visit.cookies.keep(response, visit.cookies.session, session.cookie)
    return response


def told(refusal: Refusal) -> Problems:
    """Return a refusal beside the field that it is about."""
    return [(refusal.path[-1] if refusal.path else "", refusal.message)]

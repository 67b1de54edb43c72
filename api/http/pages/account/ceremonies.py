"""What the script of a passkey asks for and answers with, in JSON, each in two steps."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.auth.services import AuthServices
from api.auth.signing_in import by_passkey, signing_up
from api.auth.signing_in.interacting import NotHeld
from api.auth.signing_in.relying_party import NotVerified
from api.auth.signing_in.sessions import Opened
from api.auth.signing_in.throttle import Throttled
from api.domain.errors import Refusal
from api.http.guard import read_body
from api.http.negotiation import check_content_type
from api.http.pages.account.answers import CLOSED, SLOW_DOWN
from api.http.pages.account.errands import errand_of
from api.http.pages.account.forgery import TOO_OLD, check_origin
from api.http.pages.account.onward import HOME, onward
from api.http.pages.account.signing_up import WORDS
from api.http.pages.account.visiting import SignInFirst, Visit, uuid_of, visited
from api.schema.messages import ErrorCode, RequestRefused

BODY_BYTES = 32 * 1024
NOT_VERIFIED = "This passkey does not open anything here."

type Body = Mapping[str, Any]
type Step = Callable[[Visit, Body], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Ceremony:
    """One step of a passkey's ceremony; what fails is said in ``problem``, in words."""

    services: Callable[[], AuthServices]
    step: Step

    async def __call__(self, request: Request) -> Response:
        try:
            response = await self._taken(request)
        except SignInFirst:
            response = _problem(HTTPStatus.FORBIDDEN, TOO_OLD)
        except NotHeld:
            response = _problem(HTTPStatus.BAD_REQUEST, TOO_OLD)
        except NotVerified:
            response = _problem(HTTPStatus.BAD_REQUEST, NOT_VERIFIED)
        except RequestRefused as refused:
            response = _problem(refused.status, refused.message)
        except Refusal as refusal:
            response = _problem(HTTPStatus.BAD_REQUEST, refusal.message)
        except Throttled as throttled:
            response = _problem(HTTPStatus.TOO_MANY_REQUESTS, SLOW_DOWN)
            response.headers["Retry-After"] = str(throttled.seconds)
        response.headers.update(CLOSED)
        return response

    async def _taken(self, request: Request) -> Response:
        services = self.services()
        check_origin(request, services.config)
        check_content_type(request.headers.get("content-type"))
        body = _decoded(await read_body(request, BODY_BYTES))
        return await self.step(await visited(services, request), body)


async def ask_to_sign_in(visit: Visit, body: Body) -> Response:
    visit.check(body.get("token"), "sign-in")
    return _asked(await by_passkey.ask_to_sign_in(visit.services, visit.caller))


async def sign_in(visit: Visit, body: Body) -> Response:
    visit.check(body.get("token"), "sign-in")
    errand = await errand_of(visit, _text(body, "interaction"))
    session = await by_passkey.sign_in(visit.services, visit.caller, visit.path_id(), _answer(body))
    return _opened(visit, session, onward(errand.id if errand else None))


async def ask_to_sign_up(visit: Visit, body: Body) -> Response:
    begun = visit.path_id()
    visit.check(body.get("token"), "sign-up", begun)
    return _asked(await signing_up.ask_for_passkey(visit.services, visit.caller, begun))


async def sign_up(visit: Visit, body: Body) -> Response:
    begun = uuid_of(visit.request.path_params["begun"])
    visit.check(body.get("token"), "sign-up", begun)
    session = await signing_up.finish_with_passkey(
        visit.services, visit.caller, visit.path_id(), _answer(body)
    )
    return _opened(visit, session, WORDS)


async def ask_to_add(visit: Visit, body: Body) -> Response:
    session = visit.signed_in()
    visit.check(body.get("token"), "account")
    return _asked(await by_passkey.ask_to_add(visit.services, visit.caller, session))


async def add(visit: Visit, body: Body) -> Response:
    session = visit.signed_in()
    visit.check(body.get("token"), "account")
    answer = _answer(body)
    await by_passkey.add(visit.services, visit.caller, session, visit.path_id(), answer)
    return JSONResponse({"next": HOME})


def _asked(asked: by_passkey.Asked) -> Response:
    asked_id, options = asked
    return JSONResponse({"id": str(asked_id), "publicKey": dict(options)})


def _opened(visit: Visit, session: Opened, address: str) -> Response:
    response = JSONResponse({"next": address})
    visit.cookies.keep(response, visit.cookies.session, session.cookie)
    return response


def _problem(status: int, words: str) -> Response:
    return JSONResponse({"problem": words}, status)


def _decoded(body: bytes) -> Body:
    try:
        decoded = cast("object", orjson.loads(body))
    except orjson.JSONDecodeError:
        decoded = None
    if not isinstance(decoded, dict):
        raise RequestRefused(ErrorCode.BAD_REQUEST, "The body must be one JSON object.")
    return cast("Body", decoded)


def _answer(body: Body) -> Body:
    answer = body.get("answer")
    if not isinstance(answer, dict):
        raise NotVerified
    return cast("Body", answer)


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""

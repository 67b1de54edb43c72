"""Answers to clients, and which web origins may read them (Fetch, the CORS protocol)."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from secrets import token_hex

from authlib.oauth2 import OAuth2Error
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.auth.bridge import Answer
from api.auth.server import refusal
from api.auth.services import AuthServices
from api.persistence.database import DATABASE_ERRORS
from api.persistence.identity.clients import is_origin_of_any
from api.schema.logs import log_failure
from api.schema.messages import RequestRefused

NEVER_KEPT = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
ORIGIN_LENGTH = 255
PREFLIGHT_SECONDS = 600


async def answered(request: Request, act: Callable[[], Awaitable[Answer]]) -> Response:
    """Return what ``act`` answers, and an error of OAuth where it raises anything."""
    try:
        answer = await act()
    except OAuth2Error as error:
        answer = refusal(error)
    except RequestRefused as refused:
        answer = told("invalid_request", refused.message, refused.status)
    except Exception as error:  # noqa: BLE001 - nothing of it may reach the caller
        request_id = token_hex(8)
        log_failure(error, request_id)
        answer = _ours(error, request_id)
    return readable(request, answer)


def told(error: str, description: str, status: int, **headers: str) -> Answer:
    """Return an error with a code of OAuth and words of ours."""
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Answer(status, {"error": error, "error_description": description}, named)


def wrong_method(allowed: str) -> Answer:
    description = f"This address answers {allowed}."
    return told("invalid_request", description, HTTPStatus.METHOD_NOT_ALLOWED, Allow=allowed)


def readable(request: Request, answer: Answer) -> Response:
    """Return an answer that only the origins of its client may read from a page."""
    headers = {**NEVER_KEPT, **dict(answer.headers), "Vary": "Origin"}
    origin = request.headers.get("origin")
    if origin is not None and origin in answer.origins:
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Expose-Headers"] = "WWW-Authenticate"
    return JSONResponse(dict(answer.body), answer.status, headers=headers)


async def preflight(services: AuthServices, request: Request, methods: str) -> Answer:
    """Answer whether a page may ask: one of some client may, since it does not say of which."""
    origin = request.headers.get("origin", "")
    if not await _is_known(services, origin):
        return Answer(HTTPStatus.OK, {}, [("Allow", methods)])
    allowed = {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "authorization, content-type",
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }
    return Answer(HTTPStatus.OK, {}, [*allowed.items()], origins=(origin,))


def public(body: Mapping[str, object], seconds: int) -> Answer:
    """Return a document that anybody may read from anywhere, and keep for a while."""
    headers = [
        ("Cache-Control", f"public, max-age={seconds}"),
        ("Access-Control-Allow-Origin", "*"),
    ]
    return Answer(HTTPStatus.OK, body, headers)


async def _is_known(services: AuthServices, origin: str) -> bool:
    if not origin.startswith(("https://", "http://")) or len(origin) > ORIGIN_LENGTH:
        return False
    if not (origin.isascii() and origin.isprintable()):
        return False
    return await services.identity.run(lambda connection: is_origin_of_any(connection, origin))


def _ours(error: Exception, request_id: str) -> Answer:
    if isinstance(error, DATABASE_ERRORS):
        words = "We cannot answer right now. It may work again in a moment."
        return told(
            "temporarily_unavailable", words, HTTPStatus.SERVICE_UNAVAILABLE, Retry_After="1"
        )
    words = f"Something went wrong on our side. The number {request_id} finds it in our log."
    return told("server_error", words, HTTPStatus.INTERNAL_SERVER_ERROR)

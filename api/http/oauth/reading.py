"""Reads what a client sends: one form, one Authorization header, nothing in the address."""

from email.message import Message

from authlib.oauth2.rfc6749.errors import InvalidRequestError
from starlette.requests import Request

from api.auth.bridge import Sent, basic, parameters
from api.http.guard import read_body

FORM = "application/x-www-form-urlencoded"
BODY_BYTES = 32 * 1024


async def read(request: Request, url: str) -> Sent:
    """Return what was sent to an endpoint, whose own URL is ``url``.

    Raises OAuth2Error for what is not in order, RequestRefused for a body that is too long or
    too slow.
    """
    body = await read_body(request, BODY_BYTES)
    if request.scope["query_string"]:
        raise InvalidRequestError("Parameters belong in the body, never in an address.")
    if body:
        _check_type(request.headers.getlist("content-type"))
    found = basic(request.headers.getlist("authorization"))
    return Sent(url, parameters(body), found)


def _check_type(sent: list[str]) -> None:
    said = Message()
    said["content-type"] = sent[0] if len(sent) == 1 else ""
    if said.get_content_type() != FORM or said.get_param("charset", "utf-8") not in {
        "utf-8",
        "UTF-8",
    }:
        raise InvalidRequestError(f"The body has to be {FORM}, in UTF-8.")

"""Who signed in, for an app with an access token (OpenID Connect Core 1.0, section 5.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from api.auth.bridge import Answer
from api.auth.endpoints import origins_of, rights_now
from api.auth.services import AuthServices
from api.auth.verification import InvalidToken
from api.domain.access import Token
from api.domain.scopes import Scope
from api.http.oauth.answering import answered, preflight, told, wrong_method

METHODS = "GET, POST"
CHALLENGE = "WWW-Authenticate"


@dataclass(frozen=True, slots=True)
class UserInfo:
    """Answers with the pairwise subject of the person, and with nothing else of them."""

    services: Callable[[], AuthServices]

    async def __call__(self, request: Request) -> Response:
        return await answered(request, lambda: _answer(self.services(), request))


async def _answer(services: AuthServices, request: Request) -> Answer:
    if request.method == "OPTIONS":
        return await preflight(services, request, METHODS)
    if request.method not in METHODS.split(", "):
        return wrong_method(METHODS)
    sent = request.headers.getlist("authorization")
    if request.scope["query_string"] or len(sent) > 1:
        return _challenge(HTTPStatus.BAD_REQUEST, "invalid_request")
    scheme, _, text = sent[0].partition(" ") if sent else ("", "", "")
    if scheme.lower() != "bearer":
        return _challenge(HTTPStatus.UNAUTHORIZED, None)
    try:
        token = await services.verifier.verify(text.strip())
    except InvalidToken:
        return _challenge(HTTPStatus.UNAUTHORIZED, "invalid_token")
    return await _of(services, token)


async def _of(services: AuthServices, token: Token) -> Answer:
    rights = await rights_now(services, token)
    if rights is None or rights.person_id is None:
        return _challenge(HTTPStatus.UNAUTHORIZED, "invalid_token")
    if Scope.OPENID not in token.scopes & rights.scopes:
        return _challenge(HTTPStatus.FORBIDDEN, "insufficient_scope", ' scope="openid"')
    origins = await origins_of(services, token.client)
    return Answer(HTTPStatus.OK, {"sub": token.subject}, [], origins)


def _challenge(status: HTTPStatus, error: str | None, more: str = "") -> Answer:
    """Return an error as RFC 6750, section 3.1 has it: none is named where no token was sent."""
    if error is None:
        return Answer(status, {}, [(CHALLENGE, 'Bearer realm="peers"')])
    headers = {"WWW_Authenticate": f'Bearer realm="peers", error="{error}"{more and "," + more}'}
    return told(error, "The token does not open this.", status, **headers)

"""Who asks, by the bearer token of a request (RFC 6750, section 2.1, and nothing else of it)."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from api.auth.verification import InvalidToken, Verifier
from api.domain.access import ANYBODY, Viewer
from api.schema.execution import revoked
from api.schema.messages import ErrorCode, RequestRefused

SCHEME = "bearer"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Tells who asks. Without a token that is nobody in particular."""

    verifier: Callable[[], Verifier]

    async def __call__(self, request: Request) -> Viewer:
        """Return the viewer. RequestRefused: 401 for a bad token, 400 for two or misplaced ones."""
        if b"access_token=" in request.scope["query_string"]:
            raise _malformed("A token belongs in the Authorization header, never in an address.")
        sent = request.headers.getlist("authorization")
        if not sent:
            return ANYBODY
        scheme, _, token = sent[0].partition(" ")
        if len(sent) > 1 or scheme.lower() != SCHEME or not token.strip():
            raise _malformed("The Authorization header must be `Bearer` and one token.")
        try:
            found = await self.verifier().verify(token.strip())
        except InvalidToken:
            raise revoked() from None
        return Viewer(found.organisation_id, found.subject, found.scopes, found)


def _malformed(message: str) -> RequestRefused:
    return RequestRefused(
        ErrorCode.BAD_REQUEST,
        message,
        headers={"WWW-Authenticate": 'Bearer error="invalid_request"'},
    )

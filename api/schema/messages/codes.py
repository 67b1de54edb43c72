"""The vocabulary of codes, and a request refused with one of them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

type Location = tuple[int, int]


class ErrorCode(StrEnum):
    """Every value of ``extensions.code``; the vocabulary of Apollo Server, then our own."""

    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    """The document is not GraphQL."""
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    """The document does not fit the schema."""
    BAD_USER_INPUT = "BAD_USER_INPUT"
    """A variable or an argument does not fit its type, or cannot be what it claims to be."""
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    """The document does not hold the one operation that was asked for."""
    BAD_REQUEST = "BAD_REQUEST"
    """The HTTP request is not a GraphQL request."""
    UNAUTHENTICATED = "UNAUTHENTICATED"
    """The operation needs a token, and there is none that is valid."""
    FORBIDDEN = "FORBIDDEN"
    """The token lacks a scope that the operation needs."""
    MAX_COST_EXCEEDED = "MAX_COST_EXCEEDED"
    """The answer could hold more objects than one answer may."""
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    """The document passes one of the limits on its size or shape; ``limit`` names it."""
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    """An idempotency key came with another request than the one that it was first used for."""
    IDEMPOTENCY_KEY_IN_USE = "IDEMPOTENCY_KEY_IN_USE"
    """The first request with an idempotency key is still being run."""
    TIMEOUT = "TIMEOUT"
    """The request, or the answer to it, took longer than is allowed."""
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    """The fault is ours; ``requestId`` finds it in the log."""


class RequestRefused(Exception):
    """A request that is refused as a whole, before anything of it ran.

    ``status`` is the HTTP status for a caller who accepts one other than 200, ``headers`` go
    with the answer, ``locations`` are lines and columns counted from one, ``details`` are
    further entries of ``extensions``. The message never repeats a value of the request.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        status: int = 400,
        locations: Sequence[Location] = (),
        details: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.locations = tuple(locations)
        self.details = dict(details or {})
        self.headers = dict(headers or {})

    def formatted(self, request_id: str | None = None) -> dict[str, object]:
        """Return one entry of ``errors``, ready for JSON."""
        return entry(self.message, self.locations, None, extensions_of(self, request_id))


def extensions_of(refused: RequestRefused, request_id: str | None) -> dict[str, object]:
    """Return ``extensions``: the details, then the code, then the id of the request."""
    request = {} if request_id is None else {"requestId": request_id}
    return {**refused.details, "code": refused.code.value, **request}


def entry(
    message: str,
    locations: Sequence[Location],
    path: Sequence[str | int] | None,
    extensions: Mapping[str, object],
) -> dict[str, object]:
    """Return one entry of ``errors``, with only the keys that have something to say."""
    built: dict[str, object] = {"message": message}
    if locations:
        built["locations"] = [{"line": line, "column": column} for line, column in locations]
    if path is not None:
        built["path"] = list(path)
    return {**built, "extensions": dict(extensions)}

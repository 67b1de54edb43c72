"""Who is let in, and what is said to whom is not, before anything is asked of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from graphql import OperationType

from api.schema.messages import ErrorCode, RequestRefused

if TYPE_CHECKING:
    from api.domain.access import Viewer
    from api.persistence.reading.ask import ArgumentRefused
    from api.schema.execution.documents import Prepared


def admit(prepared: Prepared, viewer: Viewer, *, queries_only: bool) -> None:
    """Refuse whom a scope is missing, before anything is asked of the database."""
    operation = prepared.operation.node.operation
    if operation is OperationType.SUBSCRIPTION or (
        queries_only and operation is not OperationType.QUERY
    ):
        raise RequestRefused(
            ErrorCode.BAD_REQUEST,
            "GET is for queries only; send this by POST.",
            status=405,
            headers={"Allow": "POST"},
        )
    missing = prepared.scopes - viewer.scopes
    if not missing:
        return
    needed = sorted(scope.value for scope in prepared.scopes)
    if viewer.anonymous:
        raise RequestRefused(
            ErrorCode.UNAUTHENTICATED,
            "This needs a token.",
            status=401,
            details={"requiredScopes": needed},
            headers={"WWW-Authenticate": "Bearer"},
        )
    raise RequestRefused(
        ErrorCode.FORBIDDEN,
        "The token lacks a scope that this needs.",
        status=403,
        details={"requiredScopes": needed},
    )


def argument_refused(refused: ArgumentRefused, request_id: str) -> bytes:
    """Return the answer to an argument that cannot be used: no data, and where it stands."""
    path = list(refused.path[: refused.path.index("*")] if "*" in refused.path else refused.path)
    error: dict[str, object] = {
        "message": refused.refusal.message,
        # What is refused of the request as a whole stands nowhere in it.
        **({"path": path} if path else {}),
        "extensions": {
            "code": ErrorCode.BAD_USER_INPUT,
            "reason": refused.refusal.code,
            "argument": list(refused.argument),
            "requestId": request_id,
        },
    }
    return orjson.dumps({"errors": [error], "data": None})

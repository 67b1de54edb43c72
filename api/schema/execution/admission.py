"""Who is let in, and what is said to whom is not, before anything is asked of the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import orjson
from graphql import OperationType

from api.domain.scopes import PASSKEY_ACR, STEP_UP, STEP_UP_SECONDS
from api.schema.messages import ErrorCode, RequestRefused

if TYPE_CHECKING:
    from api.domain.access import Viewer
    from api.domain.scopes import Scopes
    from api.persistence.reading.ask import ArgumentRefused
    from api.schema.execution.documents import Prepared


def admit(prepared: Prepared, viewer: Viewer, now: datetime, *, queries_only: bool) -> None:
    """Refuse whom a scope or a recent sign-in is missing, before the database is asked."""
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
        _check_sign_in(prepared.scopes, viewer, now)
        return
    raise lacking(prepared.scopes, viewer)


def lacking(scopes: Scopes, viewer: Viewer) -> RequestRefused:
    """Return the refusal of a viewer who lacks one of the scopes, or a token."""
    needed = sorted(scope.value for scope in scopes)
    if viewer.anonymous:
        return RequestRefused(
            ErrorCode.UNAUTHENTICATED,
            "This needs a token.",
            status=401,
            details={"requiredScopes": needed},
            headers={"WWW-Authenticate": "Bearer"},
        )
    return RequestRefused(
        ErrorCode.FORBIDDEN,
        "The token lacks a scope that this needs.",
        status=403,
        details={"requiredScopes": needed},
        headers={
            "WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{" ".join(needed)}"'
        },
    )


def revoked() -> RequestRefused:
    """Return the refusal of a token that is not valid, or no longer (RFC 6750, section 3.1)."""
    return RequestRefused(
        ErrorCode.UNAUTHENTICATED,
        "The token is not valid, or no longer. Ask for a new one.",
        status=401,
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )


def _check_sign_in(needed: Scopes, viewer: Viewer, now: datetime) -> None:
    """Ask a person for a recent sign-in with a passkey where a scope is worth it (RFC 9470)."""
    token = viewer.token
    if token is None or token.auth_time is None or needed.isdisjoint(STEP_UP):
        return
    recent = now - token.auth_time <= timedelta(seconds=STEP_UP_SECONDS)
    if token.acr == PASSKEY_ACR and recent:
        return
    raise RequestRefused(
        ErrorCode.UNAUTHENTICATED,
        "This needs a sign-in with a passkey within the last 15 minutes. Sign in again.",
        status=401,
        details={"acrValues": [PASSKEY_ACR], "maxAge": STEP_UP_SECONDS},
        headers={
            "WWW-Authenticate": 'Bearer error="insufficient_user_authentication",'
            f' acr_values="{PASSKEY_ACR}", max_age={STEP_UP_SECONDS}'
        },
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

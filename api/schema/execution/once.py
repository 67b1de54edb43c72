"""Running a mutation once for an idempotency key (draft-ietf-httpapi-idempotency-key-header-07)."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

import hashlib
from collections.abc import Callable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import orjson
from graphql import GraphQLError, OperationType
from graphql.execution.values import get_directive_values

from api.persistence.idempotency import IdempotencyKey, KeyInUse, KeyReused
from api.schema.execution.frozen import frozen, thawed
from api.schema.idempotent import NAME
from api.schema.messages import ErrorCode, RequestRefused

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from api.schema.execution.context import MutationContext

LONGEST_KEY = 255
REPLAYED = {"Idempotent-Replayed": "true"}
"""The header of an answer of which something had been done before."""


def checked_key(key: str | None) -> str | None:
    """Return a key as it was sent; RequestRefused unless it is 1 to 255 printable characters."""
    if key is not None and not (1 <= len(key) <= LONGEST_KEY and key.isprintable()):
        raise RequestRefused(
            ErrorCode.BAD_REQUEST,
            f"An idempotency key has 1 to {LONGEST_KEY} printable characters.",
        )
    return key


def run_once(
    next_: Callable[..., Any], root: object, info: GraphQLResolveInfo[Any], **given: Any
) -> Any:
    """Resolve a field; if it is a mutation with a key, only if it did not run before."""
    if info.path.prev is not None or info.operation.operation is not OperationType.MUTATION:
        return next_(root, info, **given)
    key = _key_of(info)
    if key is None:
        return next_(root, info, **given)
    return _once(key, next_, root, info, **given)


async def _once(
    key: str, next_: Callable[..., Any], root: object, info: GraphQLResolveInfo[Any], **given: Any
) -> Any:
    context: MutationContext = info.context
    asked = orjson.dumps([info.field_name, given], default=str, option=orjson.OPT_SORT_KEYS)
    held = key_for(key, asked)
    try:
        before = await held.claim(context.work, context.request.now)
    except KeyReused:
        raise _refused(ErrorCode.IDEMPOTENCY_KEY_REUSED) from None
    except KeyInUse:
        raise _refused(ErrorCode.IDEMPOTENCY_KEY_IN_USE) from None
    if before is not None:
        context.replayed.append(str(info.path.key))
        return thawed(info.schema, before)
    payload = next_(root, info, **given)
    payload = await payload if isawaitable(payload) else payload
    if not context.refused:
        await held.keep(context.work, frozen(payload))
    return payload


def _key_of(info: GraphQLResolveInfo[Any]) -> str | None:
    directive = info.schema.get_directive(NAME)
    if directive is not None:
        said = get_directive_values(directive, info.field_nodes[0], info.variable_values)
        if said is not None:
            return checked_key(said["key"])
    context: MutationContext = info.context
    return context.key


def key_for(key: str, asked: bytes) -> IdempotencyKey:
    """Return a key as it is kept, for what is asked for with it."""
    return IdempotencyKey(hashlib.sha256(key.encode()).digest(), hashlib.sha256(asked).digest())


_WORDS = {
    ErrorCode.IDEMPOTENCY_KEY_REUSED: "This key was used for another request: use a new one.",
    ErrorCode.IDEMPOTENCY_KEY_IN_USE: "The first request with this key is still running: try "
    "again in a moment, with the same key.",
}
STATUSES = {ErrorCode.IDEMPOTENCY_KEY_REUSED: 422, ErrorCode.IDEMPOTENCY_KEY_IN_USE: 409}
"""What HTTP calls each, where nothing else was asked for in the same request."""


def _refused(code: ErrorCode) -> GraphQLError:
    return GraphQLError(_WORDS[code], extensions={"code": code.value})


def key_refused(error: KeyReused | KeyInUse) -> RequestRefused:
    """Return the refusal of a key as one of a request that is no GraphQL request."""
    reused = isinstance(error, KeyReused)
    code = ErrorCode.IDEMPOTENCY_KEY_REUSED if reused else ErrorCode.IDEMPOTENCY_KEY_IN_USE
    return RequestRefused(code, _WORDS[code], status=STATUSES[code])

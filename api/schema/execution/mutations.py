"""Mutations: each root field in a transaction of its own, on behalf of a token."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast

import orjson
from graphql import GraphQLError, execute
from graphql.execution.collect_fields import collect_fields

from api.persistence.database import is_passing
from api.persistence.reading.ask import ArgumentRefused
from api.schema.execution.context import MutationContext
from api.schema.execution.once import REPLAYED, STATUSES, checked_key, run_once
from api.schema.execution.payloads import Payloads
from api.schema.logs import log_failure
from api.schema.messages import LATER, ErrorCode, RequestRefused, public_errors

if TYPE_CHECKING:
    from graphql import DocumentNode, ExecutionResult

    from api.persistence.reading.ask import Request
    from api.schema.execution.documents import Prepared
    from api.schema.execution.executor import Executor


_STATUSES: Mapping[str, int] = {**STATUSES, ErrorCode.TIMEOUT: 503}
"""What HTTP calls the errors after which the same request may be sent again, and a used key."""


@dataclass(frozen=True, slots=True)
class Mutated:
    """The JSON of an answer, its HTTP status, and what its headers say of it."""

    body: bytes
    status: int
    headers: dict[str, str]


async def mutate(
    executor: Executor,
    prepared: Prepared,
    request: Request,
    variables: dict[str, Any],
    key: str | None,
) -> Mutated:
    """Run a mutation whose scopes were checked; ``key`` is the idempotency key of the request."""
    if request.viewer.token is None:
        raise TypeError("A mutation without a token passed the check of its scopes.")
    if key is not None:
        _check_key(executor, prepared, request, key)
    context = MutationContext(executor.reader, prepared.operation, request, key)
    finished = await execute_fields(executor, prepared, prepared.document, context, variables)
    answer: dict[str, Any] = {"data": finished.data}
    errors = told(executor, finished.errors or [], request)
    if errors:
        answer = {"errors": errors, **answer}
    if context.replayed:
        answer["extensions"] = {"idempotency": {"replayed": context.replayed}}
    status = _status(errors, finished)
    headers = {**REPLAYED} if context.replayed else dict[str, str]()
    if status == _STATUSES[ErrorCode.TIMEOUT]:
        headers |= {"Retry-After": "1"}
    return Mutated(orjson.dumps(answer), status, headers)


def _check_key(executor: Executor, prepared: Prepared, request: Request, key: str) -> None:
    """Refuse a key of the request that is none, or that would have to do for several mutations."""
    checked_key(key)
    operation, root = prepared.operation, executor.schema.mutation_type
    if root is None:
        raise TypeError("The schema has no mutation type.")
    found = collect_fields(
        executor.schema, operation.fragments, request.variables, root, operation.node
    )
    if len(found.grouped_field_set) > 1:
        raise RequestRefused(
            ErrorCode.BAD_REQUEST,
            "The header Idempotency-Key is for one mutation: give each its own by @idempotent.",
        )


def _status(errors: list[dict[str, object]], finished: ExecutionResult) -> int:
    """Return the status of an answer: that of its error if there is nothing else in it."""
    if len(finished.data or {}) != 1 or len(errors) != 1:
        return 200
    extensions = cast("dict[str, str]", errors[0]["extensions"])
    return _STATUSES.get(extensions["code"], 200)


async def execute_fields(
    executor: Executor,
    prepared: Prepared,
    document: DocumentNode,
    context: MutationContext,
    variables: dict[str, Any],
) -> ExecutionResult:
    """Run the root fields of a document, one after the other, each in a transaction of its own.

    Raises RightsGone or RightsNarrowed if the token's rights were not what it says.
    """
    request = context.request
    name = prepared.operation.node.name
    result = execute(
        executor.schema,
        document,
        context_value=context,
        variable_values=variables,
        operation_name=name.value if name else None,
        executor_class=Payloads,
        middleware=[run_once],
        store=executor.store,
        token=request.viewer.token,
        needed=prepared.scopes,
    )
    finished = await cast("Awaitable[Any]", result) if isawaitable(result) else result
    if context.lost is not None:
        raise context.lost
    return finished


def told(
    executor: Executor, errors: list[GraphQLError], request: Request
) -> list[dict[str, object]]:
    """Return the errors of an execution as the caller is told them; ours are logged."""
    known = [_known(error) for error in errors]
    for error in known:
        if error.original_error is not None:
            log_failure(error.original_error, request.id)
    return public_errors(known, executor.limits, request.id)


def _known(error: GraphQLError) -> GraphQLError:
    """Say what a caller can do something about: to ask again later, or with another argument."""
    refused = error.original_error
    if refused is not None and is_passing(refused):
        code = {"code": ErrorCode.TIMEOUT.value}
        return GraphQLError(LATER, path=error.path, original_error=refused, extensions=code)
    if not isinstance(refused, ArgumentRefused):
        return error
    return GraphQLError(
        refused.refusal.message,
        path=error.path,
        extensions={
            "code": ErrorCode.BAD_USER_INPUT.value,
            "reason": refused.refusal.code,
            "argument": list(refused.argument),
        },
    )

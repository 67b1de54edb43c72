"""Mutations: each root field in a transaction of its own, on behalf of a token."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

from collections.abc import Awaitable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast

import orjson
from graphql import GraphQLError, execute

from api.persistence.database import is_passing
from api.persistence.reading.ask import ArgumentRefused
from api.schema.execution.context import MutationContext
from api.schema.execution.payloads import Payloads
from api.schema.logs import log_failure
from api.schema.messages import LATER, ErrorCode, public_errors

if TYPE_CHECKING:
    from graphql import DocumentNode, ExecutionResult

    from api.persistence.reading.ask import Request
    from api.schema.execution.documents import Prepared
    from api.schema.execution.executor import Executor


async def mutate(
    executor: Executor, prepared: Prepared, request: Request, variables: dict[str, Any]
) -> bytes:
    """Run a mutation whose scopes were checked; return the JSON of its answer."""
    if request.viewer.token is None:
        raise TypeError("A mutation without a token passed the check of its scopes.")
    finished = await execute_fields(executor, prepared, prepared.document, request, variables)
    answer: dict[str, Any] = {"data": finished.data}
    if finished.errors:
        answer = {"errors": told(executor, finished.errors, request), **answer}
    return orjson.dumps(answer)


async def execute_fields(
    executor: Executor,
    prepared: Prepared,
    document: DocumentNode,
    request: Request,
    variables: dict[str, Any],
) -> ExecutionResult:
    """Run the root fields of a document, one after the other, each in a transaction of its own.

    Raises RightsGone or RightsNarrowed if the token's rights were not what it says.
    """
    context = MutationContext(executor.reader, prepared.operation, request)
    name = prepared.operation.node.name
    result = execute(
        executor.schema,
        document,
        context_value=context,
        variable_values=variables,
        operation_name=name.value if name else None,
        executor_class=Payloads,
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

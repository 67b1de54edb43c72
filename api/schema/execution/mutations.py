"""Mutations: one transaction for each root field, its payload completed before the commit."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast

import orjson
from graphql import GraphQLError, GraphQLObjectType, execute
from graphql.execution.executor import CollectedErrors
from graphql.execution.executor import Executor as GraphQLExecutor

from api.domain.access import Actor
from api.persistence.database import DATABASE_ERRORS
from api.persistence.reading.ask import ArgumentRefused
from api.schema.entities import Entity
from api.schema.execution.context import MutationContext
from api.schema.logs import log_failure
from api.schema.messages import ErrorCode, public_errors

if TYPE_CHECKING:
    from graphql.pyutils import Path

    from api.persistence.reading.ask import Request
    from api.persistence.store import Store, Work
    from api.schema.execution.documents import Prepared
    from api.schema.execution.executor import Executor


class _RolledBack(Exception):
    """Carries a finished answer out of a transaction that must not be committed."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer


class Payloads(GraphQLExecutor[Any]):
    """Completes payloads in Python, except the entities in them, which the reader answers.

    Root fields of a mutation run one after the other, so the transaction at hand is always
    that of the field being run.
    """

    def __init__(self, *arguments: Any, store: Store, actor: Actor, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.store = store
        self.actor = actor

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: Any,
        path: Path,
        position_context: Any,
    ) -> Any:
        def field() -> Any:
            return super(Payloads, self).execute_field(
                parent_type, source, field_details_list, path, position_context
            )

        return field() if path.prev is not None else self._in_transaction(field, path)

    async def _in_transaction(self, field: Callable[[], Any], path: Path) -> Any:
        context = cast("MutationContext", self.context_value)
        around = self.collected_errors
        try:
            return await self.store.run(self.actor, partial(self._attempt, field))
        except _RolledBack as rolled_back:
            return rolled_back.answer
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a masked error
            masked = GraphQLError("", path=path.as_list(), original_error=error)
            self.collected_errors = CollectedErrors()
            self.collected_errors.add(masked, path)
            return None
        finally:
            context.current = None
            for error in self.collected_errors.errors:
                around.add(error, path)
            self.collected_errors = around

    async def _attempt(self, field: Callable[[], Any], work: Work) -> Any:
        """Run the field once; raise whatever has to undo what it wrote."""
        context = cast("MutationContext", self.context_value)
        context.current, context.refused = work, False
        # Each attempt collects its own errors, so that those of a retried one are forgotten.
        self.collected_errors = CollectedErrors()
        answer = field()
        answer = await answer if isawaitable(answer) else answer
        for error in self.collected_errors.errors:
            if isinstance(error.original_error, DATABASE_ERRORS):
                raise error.original_error
        if context.refused or self.collected_errors.errors:
            raise _RolledBack(answer)
        return answer

    def complete_abstract_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        if not isinstance(result, Entity):
            return super().complete_abstract_value(
                return_type, field_details_list, info, path, result, position_context
            )
        concrete = cast("GraphQLObjectType", self.schema.get_type(result.type_name))
        return self.complete_object_value(
            concrete, field_details_list, info, path, result, position_context
        )

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: Any,
        info: Any,
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        if isinstance(result, Entity):
            return self._read(return_type, field_details_list, result)
        return super().complete_object_value(
            return_type, field_details_list, info, path, result, position_context
        )

    async def _read(self, return_type: GraphQLObjectType, details: Any, found: Entity) -> Any:
        context = cast("MutationContext", self.context_value)
        body = await context.reader.read_object(
            await context.work.driver(),
            context.operation,
            context.reader.views[return_type.name],
            details,
            found.id,
            context.request,
        )
        return orjson.Fragment(body)


async def mutate(
    executor: Executor, prepared: Prepared, request: Request, variables: dict[str, Any]
) -> bytes:
    """Run a mutation whose scopes were checked; return the JSON of its answer."""
    organisation = request.viewer.organisation_id
    if organisation is None:
        raise TypeError("A mutation without an organisation passed the check of its scopes.")
    result = execute(
        executor.schema,
        prepared.document,
        context_value=MutationContext(executor.reader, prepared.operation, request),
        variable_values=variables,
        operation_name=prepared.operation.node.name.value if prepared.operation.node.name else None,
        executor_class=Payloads,
        store=executor.store,
        actor=Actor(organisation, request.viewer.subject or ""),
    )
    finished = await cast("Awaitable[Any]", result) if isawaitable(result) else result
    answer: dict[str, Any] = {"data": finished.data}
    if finished.errors:
        told = [_of_argument(error) for error in finished.errors]
        for error in told:
            if error.original_error is not None:
                log_failure(error.original_error, request.id)
        answer = {"errors": public_errors(told, executor.limits, request.id), **answer}
    return orjson.dumps(answer)


def _of_argument(error: GraphQLError) -> GraphQLError:
    """Give an argument that a payload's entity was refused for its place among client errors."""
    refused = error.original_error
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

"""Payloads: completed by graphql-core in one transaction, their entities read by the reader."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast

import orjson
from graphql import GraphQLError, GraphQLObjectType
from graphql.execution.executor import CollectedErrors
from graphql.execution.executor import Executor as GraphQLExecutor

from api.persistence.database import DATABASE_ERRORS
from api.persistence.rights import RightsGone, RightsNarrowed
from api.schema.entities import Entity
from api.schema.execution.context import MutationContext

if TYPE_CHECKING:
    from graphql.pyutils import Path

    from api.domain.access import Token
    from api.domain.scopes import Scopes
    from api.persistence.store import Store
    from api.persistence.work import Work


class _RolledBack(Exception):
    """Carries a finished answer out of a transaction that must not be committed."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer


class Payloads(GraphQLExecutor[Any]):
    """Completes payloads in Python, except the entities in them, which the reader answers.

    Root fields run one after the other, of a query too, so the transaction at hand is always
    that of the field being run.
    """

    def __init__(
        self, *arguments: Any, store: Store, token: Token | None, needed: Scopes, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.store = store
        self.token = token
        self.needed = needed
        # One connection serves all entities of a payload, one after the other.
        self.reading = asyncio.Lock()

    def execute_root_grouped_field_set(
        self,
        root_type: GraphQLObjectType,
        root_value: Any,
        grouped_field_set: Any,
        serially: bool,  # noqa: FBT001 - as graphql-core calls it
        position_context: Any,
    ) -> Any:
        del serially
        return super().execute_root_grouped_field_set(
            root_type,
            root_value,
            grouped_field_set,
            True,  # noqa: FBT003 - as above
            position_context,
        )

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
            return await self._run(partial(self._attempt, field))
        except _RolledBack as rolled_back:
            return rolled_back.answer
        except (RightsGone, RightsNarrowed) as error:
            context.lost = error
            return None
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

    async def _run(self, attempt: Callable[[Work | None], Any]) -> Any:
        if self.token is None:
            # Only a query that needs no token comes here, and it has no transaction.
            return await attempt(None)
        return await self.store.run_for(
            self.token, self.needed, self.context_value.request.id, attempt
        )

    async def _attempt(self, field: Callable[[], Any], work: Work | None) -> Any:
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
        async with self.reading:
            body = await context.reader.read_object(
                context.work.driver,
                context.operation,
                context.reader.views[return_type.name],
                details,
                replace(context.asking, row_id=found.id),
            )
        return orjson.Fragment(body)

"""Queries that have resolvers: who asks, and what stands beside the rows of the reader."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
from graphql import DocumentNode, FieldNode, SelectionSetNode

from api.schema.execution.context import MutationContext
from api.schema.execution.mutations import execute_fields, told

if TYPE_CHECKING:
    from api.persistence.reading.ask import Request
    from api.schema.execution.documents import Prepared
    from api.schema.execution.executor import Executor


async def resolve(
    executor: Executor,
    prepared: Prepared,
    nodes: tuple[FieldNode, ...],
    request: Request,
    variables: dict[str, Any],
) -> dict[str, bytes] | bytes:
    """Return the JSON of each of the fields by response name, or the answer that refuses them.

    Each runs in a transaction of its own, in the context of the token's rights.
    """
    # The operation is run again with nothing but these fields in it.
    alone = replace(prepared.operation.node, selection_set=SelectionSetNode(selections=nodes))
    fragments = prepared.operation.fragments.values()
    document = DocumentNode(definitions=(alone, *(each.definition for each in fragments)))
    context = MutationContext(executor.reader, prepared.operation, request)
    finished = await execute_fields(executor, prepared, document, context, variables)
    if finished.errors:
        errors = told(executor, finished.errors, request)
        return orjson.dumps({"errors": errors, "data": None})
    return {name: orjson.dumps(value) for name, value in (finished.data or {}).items()}

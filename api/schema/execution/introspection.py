"""Introspection, which graphql-core answers, beside data, which it does not."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import orjson
from graphql import DocumentNode, ExecutionResult, SelectionSetNode, Undefined, execute_sync
from graphql.execution.collect_fields import collect_fields

if TYPE_CHECKING:
    from graphql import GraphQLSchema
    from graphql.execution.values import VariableValues

    from api.persistence.reading.reader import Operation

_ANSWERED = frozenset({"__schema", "__type", "__typename"})


def introspect(
    schema: GraphQLSchema, operation: Operation, variables: VariableValues
) -> dict[str, bytes]:
    """Return the JSON of the introspecting root fields of an operation, by response name."""
    root = schema.query_type
    if root is None:
        raise TypeError("The schema has no query type.")
    fields = collect_fields(
        schema, operation.fragments, variables, root, operation.node
    ).grouped_field_set
    nodes = [
        field.node
        for details in fields.values()
        for field in details
        if field.node.name.value in _ANSWERED
    ]
    # The operation is run again with nothing but these fields in it.
    alone = replace(operation.node, selection_set=SelectionSetNode(selections=tuple(nodes)))
    definitions = (alone, *(fragment.definition for fragment in operation.fragments.values()))
    given = {
        name: source.value
        for name, source in variables.sources.items()
        if source.value is not Undefined
    }
    document = DocumentNode(definitions=definitions)
    result = execute_sync(schema, document, variable_values=given)
    return _members(result)


def asks_for_schema(schema: GraphQLSchema, operation: Operation, variables: VariableValues) -> bool:
    """Return whether an operation asks for more than the name of its root type."""
    root = schema.query_type
    if root is None:
        return False
    fields = collect_fields(
        schema, operation.fragments, variables, root, operation.node
    ).grouped_field_set
    return any(details[0].node.name.value in {"__schema", "__type"} for details in fields.values())


def _members(result: ExecutionResult) -> dict[str, bytes]:
    if result.errors:
        raise result.errors[0]
    data = result.data or {}
    return {name: orjson.dumps(value) for name, value in data.items()}

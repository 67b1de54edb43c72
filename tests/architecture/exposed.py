"""Everything that the schema exposes, for tests that walk it."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from collections.abc import Iterator

from graphql import GraphQLField, GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType

from api.schema.build import graphql_schema

BUILT_IN = {"String", "Int", "Float", "Boolean", "ID"}


def own_types() -> Iterator[GraphQLNamedType]:
    """Every type that is ours and not GraphQL's."""
    for name, each in graphql_schema().type_map.items():
        if not name.startswith("__") and name not in BUILT_IN:
            yield each


def fields() -> Iterator[tuple[str, GraphQLField]]:
    """Every field of an object or interface, as ``Type.field``."""
    for each in own_types():
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in each.fields.items():
                yield f"{each.name}.{name}", field

"""The schema, built once, and refused if a field of it would have no answer."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.
from functools import cache

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_list_type,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryObjectDefinition

from api.persistence.reading.views import Either, Figure, Leaf, One, Part, Rows, View
from api.persistence.views import VIEWS
from api.schema.errors import USER_ERRORS
from api.schema.idempotent import idempotent
from api.schema.mutation import Mutation
from api.schema.query import Query
from api.schema.scalars import SCALARS
from api.schema.venues import Venue

# These are answered by the reader around the rows of a view.
_ENVELOPES = ("Connection", "Edge", "PageInfo")
_RESOLVED = frozenset(
    {
        "Query.viewer",
        "Query.scopes",
        "Query.organisationReview",
        "Query.organisationsToReview",
        "Query.clientSecrets",
        "Query.keptFields",
        "Query.previewRecurrence",
        "Query.myChangeRequests",
    }
)
"""Root fields that no view can express: each has a resolver of its own."""


class Names(NameConverter):
    """Names the pages of located things as those of all others: GroupConnection, GroupEdge."""

    def from_generic(self, object_type: StrawberryObjectDefinition, types: list[object]) -> str:  # pyright: ignore[reportIncompatibleMethodOverride] - Strawberry's own annotation names private types
        return super().from_generic(object_type, types).replace("Located", "")  # pyright: ignore[reportArgumentType]


class Unbound(Exception):
    """A field of the schema that no view answers, or answers with a null it may not."""


@cache
def build() -> strawberry.Schema:
    """Return the schema; raises Unbound naming every field that the views do not fit."""
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        directives=[idempotent],
        types=[Venue, *USER_ERRORS],
        config=StrawberryConfig(scalar_map=SCALARS, name_converter=Names()),
    )
    _mark_one_of(schema._schema)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as below
    faults = unbound(schema._schema)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - Strawberry has no public way to it
    if faults:
        raise Unbound("; ".join(faults))
    return schema


@cache
def sdl() -> str:
    """Return the schema as text (GraphQL, section 3: the schema definition language)."""
    return build().as_str()


def _mark_one_of(schema: GraphQLSchema) -> None:
    """Have graphql-core validate @oneOf, which Strawberry only checks when it coerces values."""
    for found in schema.type_map.values():
        definition = found.extensions.get("strawberry-definition")
        if isinstance(found, GraphQLInputObjectType) and getattr(definition, "is_one_of", False):
            found.is_one_of = True


def graphql_schema() -> GraphQLSchema:
    return build()._schema  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as above


def unbound(schema: GraphQLSchema) -> list[str]:
    """Return what is wrong between the schema and the views, sentence by sentence."""
    faults: list[str] = []
    for view in VIEWS.values():
        found = schema.type_map.get(view.name)
        if not isinstance(found, GraphQLObjectType):
            faults.append(f"view {view.name} has no type")
            continue
        faults += [f"{view.name}.{name} has no field" for name in view.fields.keys() - found.fields]
        for name, field in found.fields.items():
            faults += _faults_of(view, name, field)
    return faults + _unreachable(schema)


def _faults_of(view: View, name: str, field: GraphQLField) -> list[str]:
    bound = view.fields.get(name)
    where = f"{view.name}.{name}"
    if bound is None:
        return [] if where in _RESOLVED else [f"{where} is not bound"]
    required = isinstance(field.type, GraphQLNonNull)
    may_be_null = (
        (isinstance(bound, Leaf | One | Figure) and bound.nullable)
        or isinstance(bound, Either)
        or (isinstance(bound, Part) and bound.present is not None)
        or (isinstance(bound, Rows) and bound.single)
    )
    if required and may_be_null:
        return [f"{where} may not be null, yet what it is bound to may"]
    target = get_named_type(field.type).name
    if isinstance(bound, One | Part | Rows) and bound.view != target:
        return [f"{where} is bound to {bound.view} instead of {target}"]
    if isinstance(bound, Leaf) and is_list_type(field.type) and bound.nullable:
        return [f"{where} is a list that may be null"]
    return []


def _unreachable(schema: GraphQLSchema) -> list[str]:
    """Return the types that a bound field leads to although no view reads them."""
    return [
        f"{view.name}.{name} leads to {target.name}, which no view reads"
        for view in VIEWS.values()
        for name, field in schema.type_map[view.name].fields.items()  # pyright: ignore[reportAttributeAccessIssue] - held to object types above
        if f"{view.name}.{name}" not in _RESOLVED
        and isinstance(target := get_named_type(field.type), GraphQLObjectType)
        and target.name not in VIEWS
        and not target.name.endswith(_ENVELOPES)
    ]

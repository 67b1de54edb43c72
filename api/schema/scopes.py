"""The scopes that an operation needs, read from the directives of the schema itself."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    visit,
)

from api.domain.scopes import Scope
from api.schema.access import Public, RequiresScopes


class _Fields(Visitor):
    """Collects the scopes of every field, of its type, and of the type that it leads to."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.found: set[Scope] = set()

    def enter_field(self, _node: FieldNode, *_: object) -> None:
        definition, around = self.info.get_field_def(), self.info.get_parent_type()
        if around is not None:
            # An inline fragment reaches a type that no field was declared with.
            self.found |= scopes_of(around)
        if definition is not None:
            self.found |= scopes_of(definition)
            self.found |= scopes_of(get_named_type(definition.type))


def required_scopes(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> frozenset[Scope]:
    """Return every scope that a valid operation needs, skipped fields included.

    Fragments that only another operation spreads count too: to ask for more than one may is
    refused whole, and a fragment costs nothing to leave out.
    """
    info = TypeInfo(schema)
    fields = _Fields(info)
    for definition in document.definitions:
        if definition is operation or isinstance(definition, FragmentDefinitionNode):
            visit(definition, TypeInfoVisitor(info, fields))
    return frozenset(fields.found)


def scopes_of(thing: GraphQLField | GraphQLNamedType) -> frozenset[Scope]:
    """Return the scopes that a field or type declares; none where it is public."""
    return frozenset(
        Scope(scope)
        for directive in directives_of(thing)
        if isinstance(directive, RequiresScopes)
        for scope in directive.scopes
    )


def is_public(thing: GraphQLField | GraphQLNamedType) -> bool:
    return any(isinstance(directive, Public) for directive in directives_of(thing))


def directives_of(thing: GraphQLField | GraphQLNamedType) -> tuple[object, ...]:
    """Return the schema directives that Strawberry keeps beside a type or field."""
    definition = thing.extensions.get("strawberry-definition")
    return tuple(getattr(definition, "directives", None) or ())

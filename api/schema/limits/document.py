"""The size and the shape of a document: tokens, depth, aliases, root fields, introspection."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    TokenKind,
    parse,
)

from api.schema.limits.bounds import SATURATED, Limits
from api.schema.limits.fragments import fragments_in_order
from api.schema.messages import ErrorCode, RequestRefused, locations_of, syntax_message

_INTROSPECTION: Final = frozenset({"__schema", "__type"})
_LISTS: Final = frozenset({"types", "fields", "inputFields", "interfaces", "possibleTypes"})
_WORDS: Final = {
    "depth": "nests fields {found} levels deep",
    "aliases": "uses {found} aliases",
    "rootFields": "asks for {found} root fields",
    "mutations": "asks for {found} mutations",
    "introspectionDepth": "nests introspection {found} levels deep",
    "introspectionLists": "nests {found} lists of types and fields",
    "introspectionAliases": "uses {found} aliases in introspection",
}


def parse_document(text: str, limits: Limits) -> DocumentNode:
    """Parse ``text`` into a document.

    Raises RequestRefused: GRAPHQL_PARSE_FAILED for what is not GraphQL, LIMIT_EXCEEDED for more
    tokens, comments or nesting than is allowed, BAD_USER_INPUT for a string that holds NUL,
    which PostgreSQL cannot store.
    """
    try:
        document = parse(
            text,
            max_lexical_tokens=limits.tokens,
            max_comments=limits.tokens,
        )
    except GraphQLSyntaxError as error:
        refused = _refused_syntax(error, limits)
    else:
        _refuse_nul(document)
        return document
    raise refused


def check_document(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document with an operation that passes a limit, in time linear in the document.

    Meant to run before validation, so cycles and unknown fragments are passed over. Raises
    RequestRefused LIMIT_EXCEEDED with the name of the ``limit`` and its ``maximum``.
    """
    measured: _Measured = {}
    for fragment in fragments_in_order(document):
        name, selection_set = fragment.name.value, fragment.selection_set
        # Fields of a type's description are counted apart, and one fragment may serve both.
        measured.update(
            {
                (name, inside): _reach(selection_set, measured, inside=inside)
                for inside in (False, True)
            }
        )
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            reach = _reach(definition.selection_set, measured, inside=False)
            _refuse_beyond(reach, definition, limits)


@dataclass(slots=True)
class _Reach:
    """How far a definition reaches, counted from the place where it is spread."""

    depth: int = 0
    root_fields: int = 0
    aliases: int = 0
    inner_depth: int = 0
    inner_lists: int = 0
    inner_aliases: int = 0


class _Place(NamedTuple):
    """Where a selection set stands: the fields around it, and those that are lists of types."""

    fields: int
    lists: int
    inside: bool


type _Measured = dict[tuple[str, bool], _Reach]


def _reach(selection_set: SelectionSetNode, measured: _Measured, *, inside: bool) -> _Reach:
    """Walk one definition, adding the measures of the fragments that it spreads."""
    reach = _Reach()
    stack = [(selection_set, _Place(fields=0, lists=0, inside=inside))]
    while stack:
        within, place = stack.pop()
        for selection in within.selections:
            if isinstance(selection, FieldNode):
                below = _add_field(reach, selection, place)
                if selection.selection_set:
                    stack.append((selection.selection_set, below))
            elif isinstance(selection, InlineFragmentNode):
                stack.append((selection.selection_set, place))
            elif isinstance(selection, FragmentSpreadNode):
                spread = measured.get((selection.name.value, place.inside))
                if spread is not None:
                    _add_spread(reach, spread, place)
    return reach


def _add_field(reach: _Reach, field: FieldNode, place: _Place) -> _Place:
    name = field.name.value
    if place.fields == 0 and not place.inside and name != "__typename":
        reach.root_fields += 1
    # An aliased `__type` answers one type more, an aliased `__schema` all of them again.
    if field.alias and (place.inside or name == "__schema"):
        reach.inner_aliases += 1
    elif field.alias:
        reach.aliases += 1
    if not place.inside and name not in _INTROSPECTION:
        reach.depth = max(reach.depth, place.fields + 1)
        return _Place(place.fields + 1, 0, inside=False)
    depth = place.fields + 1 if place.inside else 1
    lists = place.lists + (name in _LISTS)
    reach.inner_depth = max(reach.inner_depth, depth)
    reach.inner_lists = max(reach.inner_lists, lists)
    return _Place(depth, lists, inside=True)


def _add_spread(reach: _Reach, spread: _Reach, place: _Place) -> None:
    if spread.depth:
        reach.depth = max(reach.depth, place.fields + spread.depth)
    if place.fields == 0:
        reach.root_fields = min(reach.root_fields + spread.root_fields, SATURATED)
    reach.aliases = min(reach.aliases + spread.aliases, SATURATED)
    around = place.fields if place.inside else 0
    reach.inner_depth = max(reach.inner_depth, around + spread.inner_depth)
    reach.inner_lists = max(reach.inner_lists, place.lists + spread.inner_lists)
    reach.inner_aliases = min(reach.inner_aliases + spread.inner_aliases, SATURATED)


def _refuse_beyond(reach: _Reach, operation: OperationDefinitionNode, limits: Limits) -> None:
    mutates = operation.operation is OperationType.MUTATION
    for limit, found, maximum in (
        ("depth", reach.depth, limits.depth),
        ("aliases", reach.aliases, limits.aliases),
        ("mutations", reach.root_fields if mutates else 0, limits.mutations),
        ("rootFields", reach.root_fields, limits.root_fields),
        ("introspectionDepth", reach.inner_depth, limits.introspection_depth),
        ("introspectionLists", reach.inner_lists, limits.introspection_lists),
        ("introspectionAliases", reach.inner_aliases, limits.introspection_aliases),
    ):
        if found > maximum:
            words = _WORDS[limit].format(found=found if found < SATURATED else "far too many")
            raise RequestRefused(
                ErrorCode.LIMIT_EXCEEDED,
                f"This operation {words}; at most {maximum} are allowed.",
                locations=locations_of(GraphQLError("", operation)),
                details={"limit": limit, "maximum": maximum},
            )


def _refused_syntax(error: GraphQLSyntaxError, limits: Limits) -> RequestRefused:
    for opening, words, limit, maximum in (
        ("Document contains more than ", "is too long: tokens", "tokens", limits.tokens),
        ("Document is nested too deeply", "is nested too deeply: levels", "depth", limits.depth),
    ):
        if error.description.startswith(opening):
            return RequestRefused(
                ErrorCode.LIMIT_EXCEEDED,
                f"This document {words} are limited to {maximum}.",
                locations=locations_of(error),
                details={"limit": limit, "maximum": maximum},
            )
    return RequestRefused(
        ErrorCode.GRAPHQL_PARSE_FAILED, syntax_message(error), locations=locations_of(error)
    )


def _refuse_nul(document: DocumentNode) -> None:
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind in (TokenKind.STRING, TokenKind.BLOCK_STRING) and "\0" in (token.value or ""):
            raise RequestRefused(
                ErrorCode.BAD_USER_INPUT,
                "Text cannot hold the character NUL.",
                locations=[(token.line, token.column)],
            )
        token = token.next

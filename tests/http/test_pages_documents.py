"""The pages ask the schema that the world sees, and have words for whatever it answers."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# The types of lists in graphql-core are of lists of anything.

import pytest
from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLOutputType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)

from api.http.pages.asking import DOCUMENTS
from api.http.pages.choices import CHOICES
from api.http.pages.words import WORDS
from api.schema.build import graphql_schema

SCHEMA = graphql_schema()
# A page tells these in sentences of its own.
IN_SENTENCES = frozenset(
    {
        "ContactKind",
        "CountPrecision",
        "ExceptionKind",
        "GroupStatus",
        "MeetingStatus",
        "PlaceKind",
        "VenueKind",
    }
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_fits_the_schema(name: str) -> None:
    assert validate(SCHEMA, parse(DOCUMENTS[name])) == []


def test_there_is_a_word_for_every_value_that_a_page_may_show() -> None:
    for name in _enums() - IN_SENTENCES:
        kind = SCHEMA.type_map[name]
        assert isinstance(kind, GraphQLEnumType)
        assert WORDS.get(name, {}).keys() == kind.values.keys(), name


def test_every_choice_is_a_filter_and_a_facet_of_the_schema() -> None:
    groups, facets = SCHEMA.type_map["GroupFilter"], SCHEMA.type_map["Facets"]
    assert isinstance(groups, GraphQLInputObjectType)
    assert isinstance(facets, GraphQLObjectType)
    for choice in CHOICES:
        kind = groups.fields[choice.member].type
        assert isinstance(kind, GraphQLInputObjectType)
        assert choice.combines in kind.fields
        assert ("unknown" in kind.fields) == choice.unknown, choice.name
        assert choice.member in facets.fields
        if choice.kind:
            assert str(kind.fields["anyOf"].type) == f"[{choice.kind}!]"


def _enums() -> set[str]:
    found: set[str] = set()
    for document in DOCUMENTS.values():
        types = TypeInfo(SCHEMA)

        class Look(Visitor):
            def enter_field(self, _node: FieldNode, *_: object) -> None:
                of_field: GraphQLOutputType | None = types.get_type()  # noqa: B023 - used within this turn only
                kind = get_named_type(of_field)
                if isinstance(kind, GraphQLEnumType):
                    found.add(kind.name)

        visit(parse(document), TypeInfoVisitor(types, Look()))
    return found

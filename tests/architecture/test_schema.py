"""What the world may ask: described, guarded, and written down in schema.graphql.

To see one fail: take a description away, or add a field without `peers schema > schema.graphql`.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
)

from api.domain.scopes import Scope
from api.schema.build import build, graphql_schema
from api.schema.pages import Connection, Edge
from api.schema.scopes import is_public, scopes_of
from tests.architecture.exposed import fields, own_types
from tests.architecture.source import ROOT

SDL = ROOT / "schema.graphql"
REFRESH = "The schema changed. Look at the difference, then: uv run peers schema > schema.graphql"

# The root types are no promise of their own: each of their fields says whom it is for.
ROOTS = {"Query", "Mutation"}


def test_every_type_says_what_it_is() -> None:
    assert [each.name for each in own_types() if not each.description] == []


def test_every_field_says_what_it_holds() -> None:
    assert [name for name, field in fields() if not field.description] == []


def test_every_member_of_an_input_says_what_it_means() -> None:
    silent = [
        f"{each.name}.{name}"
        for each in own_types()
        if isinstance(each, GraphQLInputObjectType)
        for name, member in each.fields.items()
        if not member.description
    ]
    assert silent == []


def test_every_argument_says_what_it_means() -> None:
    silent = {
        f"{name}({argument})"
        for name, field in fields()
        for argument, definition in field.args.items()
        # An argument of an input type is described by that type, which has no second use.
        if not definition.description and not _is_input(definition.type)
    }
    assert silent == set()


def test_every_value_of_an_enum_says_what_it_means() -> None:
    silent = [
        each.name
        for each in own_types()
        if isinstance(each, GraphQLEnumType)
        if not all(value.description for value in each.values.values())
    ]
    assert silent == []


def test_every_field_at_the_root_says_whom_it_is_for() -> None:
    schema = graphql_schema()
    rooted = [
        (f"{root.name}.{name}", field)
        for root in (schema.query_type, schema.mutation_type)
        if root is not None
        for name, field in root.fields.items()
    ]
    assert [name for name, field in rooted if not _guarded(field)] == []
    assert [name for name, field in rooted if is_public(field) and scopes_of(field)] == []


def test_no_change_is_public() -> None:
    mutation = graphql_schema().mutation_type
    assert mutation is not None
    assert [name for name, field in mutation.fields.items() if not scopes_of(field)] == []


def test_every_object_and_interface_says_whom_it_is_for() -> None:
    types = [
        each
        for each in own_types()
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType) and each.name not in ROOTS
    ]
    assert [each.name for each in types if not _guarded(each)] == []


def test_every_scope_that_is_asked_for_is_one_that_a_token_can_have() -> None:
    asked = {scope for _, field in fields() for scope in scopes_of(field)}
    assert asked <= set(Scope)
    assert asked


def test_the_committed_schema_is_the_schema() -> None:
    assert SDL.read_text(encoding="utf-8") == build().as_str() + "\n", REFRESH


def test_pages_are_our_own_types() -> None:
    assert {Connection.__module__, Edge.__module__} == {"api.schema.pages"}


def _is_input(of_type: object) -> bool:
    return isinstance(get_named_type(of_type), GraphQLInputObjectType)  # pyright: ignore[reportArgumentType, reportCallIssue] - any type of the schema


def _guarded(thing: GraphQLField | GraphQLNamedType) -> bool:
    return is_public(thing) or bool(scopes_of(thing))

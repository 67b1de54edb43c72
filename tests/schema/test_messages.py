"""Whatever is wrong with a request, its errors say what and where, and never repeat a value."""

from __future__ import annotations

import re
from typing import cast

import orjson
import pytest
from graphql import (
    GraphQLError,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SourceLocation,
    build_schema,
    execute_sync,  # pyright: ignore[reportUnknownVariableType]  # its middleware is untyped
    get_variable_values,
    parse,
    validate,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from api.schema.limits import Limits, check_document, parse_document
from api.schema.messages import ErrorCode, RequestRefused, public_errors

LIMITS = Limits()
CANARY = "Canary4711"
SDL = """
type Query {
  groups(filter: Filter, first: Int, near: Near, by: By, style: Style, ids: [ID!], on: Day,
         ratio: Float, open: Boolean, tags: [[String!]!]): String
  group(id: ID!): Group
}
type Group { name: String must: String! boom: String }
enum Style { DIALOGUE ACTIVITY }
input Filter { style: Style, text: String, near: [Near!], day: Day }
input Near { latitude: Float!, withinKm: Int }
input By @oneOf { id: ID, slug: String }
scalar Day
"""


def refuse_day(value: object) -> object:
    message = f"Value '{value}' is no day"
    if len(str(value)) % 2:
        raise ValueError(message)
    raise GraphQLError(message)


def schema_with_a_scalar_that_quotes() -> GraphQLSchema:
    schema = build_schema(SDL)
    cast("GraphQLScalarType", schema.type_map["Day"]).coerce_input_value = refuse_day
    return schema


SCHEMA = schema_with_a_scalar_that_quotes()


def told(text: str, variables: dict[str, object] | None = None) -> list[dict[str, object]]:
    """Return the public errors of the first stage that finds any."""
    try:
        document = parse_document(text, LIMITS)
        check_document(document, LIMITS)
    except RequestRefused as refused:
        return [refused.formatted()]
    errors = validate(SCHEMA, document, max_errors=LIMITS.errors)
    if errors:
        return public_errors(errors, LIMITS)
    operation = cast("OperationDefinitionNode", document.definitions[0])
    coerced = get_variable_values(SCHEMA, operation.variable_definitions or (), variables or {})
    return public_errors(coerced, LIMITS) if isinstance(coerced, list) else []


def message_of(text: str, variables: dict[str, object] | None = None) -> str:
    return cast("str", told(text, variables)[0]["message"])


def code_of(errors: list[dict[str, object]]) -> object:
    return cast("dict[str, object]", errors[0]["extensions"])["code"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{ groups(first: "x") }', "This value does not fit the type 'Int' expected here."),
        ("{ groups(first: 99999999999) }", "This value does not fit the type 'Int' expected here."),
        ("{ groups(style: LOUD) }", "This value does not fit the type 'Style' expected here."),
        ('{ groups(style: "LOUD") }', "This value does not fit the type 'Style' expected here."),
        ("{ groups(ratio: ONE) }", "This value does not fit the type 'Float' expected here."),
        ('{ groups(near: "x") }', "This value does not fit the type 'Near' expected here."),
        ('{ groups(on: "odd") }', "This value does not fit the type 'Day' expected here."),
        ("{ groups(near: {}) }",
         "Expected value of type 'Near' to include required field 'latitude'."),
        ("{ groups(near: {latitude: 1, colour: 2}) }",
         "Expected value of type 'Near' not to include unknown field 'colour'."),
        ("{ groups(near: {latitude: null}) }",
         "Expected value of non-null type 'Float!' not to be None."),
        ('{ groups(by: {id: "1", slug: "2"}) }',
         ("Within OneOf Input Object type 'By', exactly one field must be specified,"
          " and the value for that field must be non-null.")),
        ("{ nope }", "Cannot query field 'nope' on type 'Query'."),
        ("{ groups(qqqq: 1) }", "Unknown argument 'qqqq' on field 'Query.groups'."),
        ("{ groups ...Missing }", "Unknown fragment 'Missing'."),
        ("query ($a: Int) { groups }", "Variable '$a' is never used."),
        ("{ groups(first: $a) }", "Variable '$a' is not defined."),
    ],
)  # fmt: skip
def test_a_validation_error_names_the_place_in_words_of_the_schema(text: str, message: str) -> None:
    errors = told(text)
    assert message in [error["message"] for error in errors]
    assert code_of(errors) == "GRAPHQL_VALIDATION_FAILED"
    assert all(error["locations"] for error in errors)


@pytest.mark.parametrize(
    ("declared", "value", "message"),
    [
        ("Int", "x", "Variable '$v': This value does not fit the type 'Int' expected here."),
        ("Filter", {"near": [{"latitude": "x"}]},
         ("Variable '$v' at 'near[0].latitude':"
          " This value does not fit the type 'Float' expected here.")),
        ("Filter", {"style": "it does not exist in 'Nowhere' enum."},
         "Variable '$v' at 'style': This value does not fit the type 'Style' expected here."),
        ("Filter", {"secret key": 1},
         "Variable '$v': This value does not fit the type 'Filter' expected here."),
        ("Filter", {"colour": 1},
         "Variable '$v': Expected value of type 'Filter' not to include unknown field 'colour'."),
        ("Filter!", None,
         "Variable '$v': Expected value of non-null type 'Filter!' not to be None."),
        ("Day", "odd", "Variable '$v': This value does not fit the type 'Day' expected here."),
        ("Day", "even", "Variable '$v': This value does not fit the type expected here."),
    ],
)  # fmt: skip
def test_a_coercion_error_names_variable_path_and_type(
    declared: str, value: object, message: str
) -> None:
    field = {"Int": "first", "Day": "on"}.get(declared, "filter")
    errors = told(f"query ($v: {declared}) {{ groups({field}: $v) }}", {"v": value})
    assert [error["message"] for error in errors] == [message]
    assert code_of(errors) == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Syntax error: Expected Name, found <EOF>."),
        ('{ "Canary4711" }', "Syntax error: Expected Name, found String."),
        ("{ groups(first 1) }", "Syntax error: Expected ':', found Int."),
        ("Canary4711", "Syntax error: Unexpected Name."),
        ('{ a(b: "Canary4711', "Syntax error: Unterminated string."),
        ('{ a(b: "\\uCanary4711") }', "Syntax error: Invalid Unicode escape sequence."),
        ('{ a(b: "\\q") }', "Syntax error: Invalid character escape sequence."),
        ("{ a(b: 01) }", "Syntax error: Invalid number."),
        ("{ a(b: .4711) }", "Syntax error: Invalid number."),
        ("{ a(b: 'x') }", "Syntax error: Unexpected single quote character."),
        ("{ ..a }", "Syntax error: Unexpected '..'."),
        ("{ a ? }", "Syntax error: Unexpected character."),
        ("{ a \0 }", "Syntax error: Unexpected character."),
        ("query ($a: Int = $Canary4711) { a }", "Syntax error: Unexpected variable."),
    ],
)
def test_a_syntax_error_says_what_stands_there_without_the_token(text: str, message: str) -> None:
    errors = told(text)
    assert [error["message"] for error in errors] == [message]
    assert code_of(errors) == "GRAPHQL_PARSE_FAILED"
    assert public_errors([syntax_error(text)], LIMITS)[0] == errors[0]


def syntax_error(text: str) -> GraphQLSyntaxError:
    with pytest.raises(GraphQLSyntaxError) as error:
        parse(text)
    return error.value


LITERALS = [
    f'"{CANARY}"',
    f'"""{CANARY}"""',
    CANARY,
    f'["{CANARY}", 1]',
    f'{{ text: "{CANARY}" }}',
    f'{{ style: {CANARY}, near: [{{ latitude: "{CANARY}" }}] }}',
    f'{{ day: "{CANARY}" }}',
    f'{{ latitude: {CANARY}, withinKm: "{CANARY}" }}',
    f'{{ id: "{CANARY}", slug: "{CANARY}" }}',
    f"\"' does not exist in '{CANARY}' enum. Expected value of type '{CANARY}'\"",
]
ARGUMENTS = ["filter", "first", "near", "by", "style", "ids", "on", "ratio", "open", "tags"]
VALUES = [
    CANARY,
    {"text": CANARY, "style": CANARY},
    {"near": [{"latitude": CANARY}], f"{CANARY} key": CANARY},
    {"day": CANARY},
    [CANARY, [CANARY]],
    {"id": CANARY, "slug": CANARY},
    f"x' does not exist in '{CANARY}' enum. Y",
    f"Expected value of type '{CANARY}'",
]


@pytest.mark.parametrize("argument", ARGUMENTS)
@pytest.mark.parametrize("literal", LITERALS)
def test_no_literal_reaches_a_message(argument: str, literal: str) -> None:
    written = orjson.dumps(told(f"{{ groups({argument}: {literal}) }}"))
    assert CANARY.encode() not in written
    default = f"query ($v: {TYPES[argument]} = {literal}) {{ groups({argument}: $v) }}"
    assert CANARY.encode() not in orjson.dumps(told(default))


TYPES = {
    **dict.fromkeys(ARGUMENTS, "String"),
    "filter": "Filter", "first": "Int", "near": "Near", "by": "By", "style": "Style",
    "ids": "[ID!]", "on": "Day", "ratio": "Float", "open": "Boolean", "tags": "[[String!]!]",
}  # fmt: skip


@pytest.mark.parametrize("argument", ARGUMENTS)
@pytest.mark.parametrize("value", VALUES)
def test_no_variable_reaches_a_message(argument: str, value: object) -> None:
    text = f"query ($v: {TYPES[argument]}) {{ groups({argument}: $v) }}"
    assert CANARY.encode() not in orjson.dumps(told(text, {"v": value}))


TOKENS = ["{", "}", "(", ")", ":", "$v", "groups", "first", "query", "...", "@skip", "on", "!", "1"]
SECRETS = [
    f'"{CANARY}"',
    f'"""{CANARY}"""',
    f'"{CANARY}',
    f'"\\u{CANARY}"',
    "47114711",
    "4711.4711",
]


@given(
    st.lists(st.sampled_from(TOKENS), max_size=8),
    st.sampled_from(SECRETS),
    st.lists(st.sampled_from(TOKENS), max_size=8),
)
@settings(max_examples=300, deadline=None)
def test_no_string_or_number_reaches_a_syntax_error(
    before: list[str], secret: str, after: list[str]
) -> None:
    written = orjson.dumps(
        [error["message"] for error in told(" ".join([*before, secret, *after]))]
    )
    assert re.search(rb"4711", written) is None


def test_no_more_than_five_errors_are_answered() -> None:
    errors = validate(SCHEMA, parse("{ a b c d e f g h }"))
    assert len(errors) == 8
    assert len(public_errors(errors, LIMITS)) == 5


def test_validation_that_gives_up_says_why() -> None:
    errors = validate(SCHEMA, parse("{ a b c }"), max_errors=1)
    assert public_errors(errors, LIMITS)[1]["message"] == (
        "There are more errors in the document than are reported."
    )


def test_suggestions_are_as_hidden_as_validation_makes_them() -> None:
    document = parse("{ groups(style: DIALOG) grups }")
    shown = orjson.dumps(public_errors(validate(SCHEMA, document), LIMITS))
    hidden = orjson.dumps(public_errors(validate(SCHEMA, document, hide_suggestions=True), LIMITS))
    assert b"Did you mean" in shown
    assert b"Did you mean" not in hidden


def test_a_name_longer_than_64_characters_is_left_out() -> None:
    assert message_of("{ " + "n" * 64 + " }") == f"Cannot query field '{'n' * 64}' on type 'Query'."
    assert message_of("{ " + "n" * 65 + " }") == "Cannot query field '…' on type 'Query'."


def test_an_operation_that_is_not_there_is_its_own_kind_of_error() -> None:
    document = parse("query A { groups } query B { groups }")
    for name in (None, CANARY):
        result = execute_sync(SCHEMA, document, operation_name=name)
        errors = public_errors(result.errors or [], LIMITS)
        assert code_of(errors) == "OPERATION_RESOLUTION_FAILURE"
        assert CANARY.encode() not in orjson.dumps(errors)


class Row:
    name = "A"
    must = None

    def boom(self, _info: object) -> str:
        raise ValueError(CANARY)


def test_a_fault_of_ours_has_a_fixed_message_path_and_request_id() -> None:
    result = execute_sync(SCHEMA, parse('{ group(id: "1") { boom must } }'), {"group": Row()})
    errors = public_errors(result.errors or [], LIMITS, "req-1")
    assert {tuple(cast("list[str]", error["path"])) for error in errors} <= {
        ("group", "boom"),
        ("group", "must"),
    }
    for error in errors:
        assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": "req-1"}
    assert CANARY.encode() not in orjson.dumps(errors)


def test_an_argument_that_only_execution_finds_wrong_is_the_callers_fault() -> None:
    text = "query ($i: ID = 1) { group(id: $i) { name } }"
    result = execute_sync(SCHEMA, parse(text), variable_values={"i": None})
    errors = public_errors(result.errors or [], LIMITS)
    assert code_of(errors) == "BAD_USER_INPUT"
    assert errors[0]["message"] == "Argument 'id' does not fit its type."
    assert errors[0]["path"] == ["group"]


def test_an_error_with_a_code_of_ours_keeps_its_words_and_extensions() -> None:
    error = GraphQLError(
        "This needs the scope groups:manage.",
        extensions={"code": "FORBIDDEN", "requiredScopes": ["groups:manage"]},
    )
    assert public_errors([error], LIMITS, "r") == [
        {
            "message": "This needs the scope groups:manage.",
            "extensions": {
                "code": "FORBIDDEN",
                "requiredScopes": ["groups:manage"],
                "requestId": "r",
            },
        }
    ]


def test_a_code_that_is_not_ours_makes_an_error_internal() -> None:
    error = GraphQLError(CANARY, path=["group"], extensions={"code": "SOMETHING_ELSE"})
    assert code_of(public_errors([error], LIMITS)) == "INTERNAL_SERVER_ERROR"


def test_a_refusal_is_one_entry_of_errors() -> None:
    refused = RequestRefused(
        ErrorCode.LIMIT_EXCEEDED, "Too deep.", locations=[(1, 2)], details={"limit": "depth"}
    )
    assert refused.formatted("r") == {
        "message": "Too deep.",
        "locations": [{"line": 1, "column": 2}],
        "extensions": {"limit": "depth", "code": "LIMIT_EXCEEDED", "requestId": "r"},
    }


def test_locations_are_lines_and_columns() -> None:
    error = validate(SCHEMA, parse("{\n  nope\n}"))[0]
    assert error.locations == [SourceLocation(2, 3)]
    assert public_errors([error], LIMITS)[0]["locations"] == [{"line": 2, "column": 3}]

"""Limits are found before anything runs, in time linear in the document, and never too late."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from time import thread_time
from typing import TYPE_CHECKING

import pytest
from graphql import (
    DocumentNode,
    OperationDefinitionNode,
    build_schema,
    get_introspection_query,
    validate,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from api.schema.limits import (
    Limits,
    check_document,
    node_budget,
    parse_document,
    validate_document,
)
from api.schema.messages import ErrorCode, RequestRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LIMITS = Limits()
# Of the processor, under coverage and beside other tests: one that grows too fast takes minutes.
SECONDS_FOR_ONE_DOCUMENT = 3.0
SCHEMA = build_schema(
    """
    type Query {
      groups(first: Int, last: Int): GroupConnection!
      group: Group
      node(id: ID!): Node
      nodes(ids: [ID!]!): [Node]!
      topics: [Topic!]!
      found: [Found!]!
    }
    type Mutation { rename: Group }
    interface Node { id: ID! }
    union Found = Group | Meeting
    type Topic { id: ID! label: String groups(first: Int = 2): GroupConnection! }
    type Group implements Node {
      id: ID! name(language: String): String
      network: Group meetings(first: Int, last: Int): MeetingConnection!
      upcoming(first: Int = 3): [Meeting!]! topics: [Topic!]! grid: [[Topic!]!]!
    }
    type Meeting implements Node { id: ID! group: Group }
    type PageInfo { hasNextPage: Boolean }
    type GroupConnection { edges: [GroupEdge!]! nodes: [Group!]! pageInfo: PageInfo! }
    type GroupEdge { cursor: String node: Group! }
    type MeetingConnection { edges: [MeetingEdge!]! nodes: [Meeting!]! pageInfo: PageInfo! }
    type MeetingEdge { cursor: String node: Meeting! }
    """
)


def refusal(do: Callable[[], object]) -> RequestRefused:
    with pytest.raises(RequestRefused) as refused:
        do()
    return refused.value


def checked(text: str, limits: Limits = LIMITS) -> DocumentNode:
    document = parse_document(text, limits)
    check_document(document, limits)
    return document


def broken_limit(text: str) -> object:
    refused = refusal(lambda: checked(text))
    assert refused.code is ErrorCode.LIMIT_EXCEEDED
    return refused.details["limit"]


def operation_of(document: DocumentNode) -> OperationDefinitionNode:
    return next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))


def nested(levels: int, leaf: str = "id") -> str:
    return "{ group " + "{ network " * (levels - 2) + "{ " + leaf + " }" + " }" * (levels - 1)


def bomb(levels: int, fan_out: int, leaf: str, step: str = "...F{next}") -> str:
    fragments = [
        f"fragment F{level} on Group {{ {step.replace('{next}', str(level + 1)) * fan_out} }}"
        for level in range(levels)
    ]
    return f"{{ group {{ ...F0 }} }} {' '.join(fragments)} fragment F{levels} on Group {{ {leaf} }}"


def test_the_shape_that_relay_asks_for_passes() -> None:
    checked(
        "{ groups(first: 20) { edges { cursor node { id name network { name } "
        "meetings(first: 3) { edges { node { id } } } } } pageInfo { hasNextPage } } }"
    )


@pytest.mark.parametrize("type_depth", [7, 9, 13])
def test_the_introspection_query_of_every_tool_passes(type_depth: int) -> None:
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        experimental_directive_deprecation=True,
        one_of=True,
        type_depth=type_depth,
    )
    document = checked(query)
    assert node_budget(document, operation_of(document), SCHEMA, {}, LIMITS) == 0


def test_the_deepest_selection_that_is_allowed_passes_and_the_next_does_not() -> None:
    checked(nested(LIMITS.depth))
    assert broken_limit(nested(LIMITS.depth + 1)) == "depth"


def test_depth_is_counted_through_fragments_but_not_by_them() -> None:
    chain = " ".join(f"fragment F{n} on Group {{ ...F{n + 1} }}" for n in range(150))
    checked(f"{{ group {{ ...F0 }} }} {chain} fragment F150 on Group {{ id }}")
    deep = " ".join(f"fragment F{n} on Group {{ network {{ ...F{n + 1} }} }}" for n in range(11))
    assert broken_limit(f"{{ group {{ ...F0 }} }} {deep} fragment F11 on Group {{ id }}") == "depth"


def test_a_fragment_on_a_type_is_measured_where_it_is_spread() -> None:
    types = "fragment T on __Type { kind " + "ofType { " * 15 + "kind" + " }" * 15 + " }"
    checked(f'{{ __type(name: "Group") {{ ...T }} }} {types}')
    assert broken_limit(f"{{ group {{ ...T }} }} {types}") == "depth"


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("{ __schema { types " + "{ ofType " * 20 + "{ name }" + " }" * 22, "introspectionDepth"),
        ("{ __schema { types { fields { type { fields { name } } } } } }", "introspectionLists"),
        ("{ " + " ".join(f"s{n}: __schema {{ description }}" for n in range(4)) + " }",
         "introspectionAliases"),
        ("{ __schema { types { a: kind b: kind c: kind d: kind } } }", "introspectionAliases"),
    ],
)  # fmt: skip
def test_introspection_that_multiplies_the_schema_is_refused(text: str, limit: str) -> None:
    assert broken_limit(text) == limit


def test_aliases_count_as_often_as_their_fragment_is_spread() -> None:
    fields = " ".join(f"a{n}: name" for n in range(10))
    checked(f"{{ group {{ ...F ...F ...F }} }} fragment F on Group {{ {fields} }}")
    text = f"{{ group {{ ...F ...F ...F ...F }} }} fragment F on Group {{ {fields} }}"
    assert broken_limit(text) == "aliases"
    assert (
        broken_limit("{ group { " + " ".join(f"a{n}: id" for n in range(31)) + " } }") == "aliases"
    )


def test_root_fields_count_through_fragments_and_mutations_are_fewer() -> None:
    fields = " ".join(["topics { id }"] * 6)
    assert (
        broken_limit(f"{{ ...F ... {{ ...F }} }} fragment F on Query {{ {fields} }}")
        == "rootFields"
    )
    checked("mutation { " + "rename { id } " * 4 + "}")
    assert broken_limit("mutation { " + "rename { id } " * 5 + "}") == "mutations"


def test_every_operation_of_a_document_is_measured() -> None:
    assert broken_limit("query A { group { id } } query B " + nested(13)) == "depth"


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ ...A } fragment A on Query { ...A group { ...A } }",
        "{ ...Missing group { ...Missing } }",
        "{ group { id } } fragment F on Query { a } fragment F on Query { b }",
    ],
)
def test_what_validation_reports_is_passed_over(text: str) -> None:
    assert validate(SCHEMA, checked(text)) != []


def hostile() -> Mapping[str, str]:
    documents = {
        f"{name} {levels} levels, fan-out {fan_out}": bomb(levels, fan_out, leaf, step)
        for levels in (10, 20, 60, 100, 200)
        for fan_out in (2, 3, 5)
        for name, leaf, step in (
            ("spreads", "id", "...F{next} "),
            ("aliases", "a: id b: id", "...F{next} "),
            ("inline", "id", "... on Group { ...F{next} } "),
            ("objects", "id", "network { ...F{next} } "),
        )
    }
    ring = " ".join(f"fragment F{n} on Group {{ ...F{(n + 1) % 60} ...F0 }}" for n in range(60))
    return documents | {
        "cycle": f"{{ group {{ ...F0 }} }} {ring}",
        "directives": "{ group " + "@include(if: true) " * 280 + "{ id } }",
        "directive flood": "{ group " + "@include(if: true) " * 20_000 + "{ id } }",
        "aliases": "{ group { " + " ".join(f"a{n}: id" for n in range(600)) + " } }",
        "duplicates": "{ group { " + "id " * 1990 + "} }",
        "overlaps": "{ group { " + "network { id name } " * 300 + "} }",
        "deep selections": nested(190),
        "deeper selections": nested(900),
        "deep value": "{ group { name(language: " + "[" * 900 + "]" * 900 + ") } }",
        "many operations": " ".join(f"query Q{n} {{ group {{ id }} }}" for n in range(240)),
        "ten thousand operations": "query Q { group { id } } " * 10_000,
        "comments": "#\n" * 100_000 + "{ group { id } }",
        "long number": "{ nodes(ids: [" + "9" * 5000 + "]) { id } }",
        "long string": '{ node(id: "' + "x" * 200_000 + '") { id } }',
        "unclosed strings": "{ node(id: " + '"\\" '  * 60_000,
    }  # fmt: skip


@pytest.mark.parametrize("name", hostile())
def test_a_hostile_document_is_dealt_with_in_good_time(name: str) -> None:
    text = hostile()[name]
    start = thread_time()
    with suppress(RequestRefused):
        document = checked(text)
        if not validate_document(SCHEMA, document, LIMITS, hide_suggestions=True):
            node_budget(document, operation_of(document), SCHEMA, {}, LIMITS)
    assert thread_time() - start < SECONDS_FOR_ONE_DOCUMENT


def test_a_document_of_many_equal_fields_is_given_up_instead_of_compared_in_full() -> None:
    document = checked("{ group { " + "network { id } " * 420 + "} }")
    errors = validate_document(SCHEMA, document, LIMITS, hide_suggestions=True)
    assert [error.message for error in errors] == ["Validation aborted."]


def test_an_operation_put_together_from_many_like_fragments_is_valid() -> None:
    spreads = " ".join(f"...F{number}" for number in range(30))
    fields = "{ id name network { id name } topics { id label } }"
    fragments = " ".join(f"fragment F{number} on Group {fields}" for number in range(30))
    document = checked(f"{{ groups {{ nodes {{ {spreads} }} }} }} {fragments}")
    assert validate_document(SCHEMA, document, LIMITS, hide_suggestions=True) == []


def test_no_more_errors_are_collected_than_are_answered() -> None:
    document = checked("{ group { " + "nope " * 50 + "} }")
    errors = validate_document(SCHEMA, document, LIMITS, hide_suggestions=True)
    assert len(errors) == LIMITS.errors


def test_measuring_a_bomb_takes_as_many_steps_as_it_has_fragments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from api.schema.limits import document as module  # noqa: PLC0415  # its inner step is counted

    measured = count()
    real = module._reach  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

    def counted(*args: object, **options: object) -> object:
        next(measured)
        return real(*args, **options)  # pyright: ignore[reportArgumentType]  # passed on unread

    monkeypatch.setattr(module, "_reach", counted)
    checked(bomb(100, 5, "id"))
    assert next(measured) == 2 * 101 + 1


@pytest.mark.parametrize(
    ("text", "code", "limit"),
    [
        ("{", ErrorCode.GRAPHQL_PARSE_FAILED, None),
        ("", ErrorCode.GRAPHQL_PARSE_FAILED, None),
        ("{ a(b: \ud800) }", ErrorCode.GRAPHQL_PARSE_FAILED, None),
        ('{ a(b: "\ud800") }', ErrorCode.GRAPHQL_PARSE_FAILED, None),
        ('{ a(b: "\\ud800") }', ErrorCode.GRAPHQL_PARSE_FAILED, None),
        ("# \ud800\n{ a }", ErrorCode.GRAPHQL_PARSE_FAILED, None),
        ("{ " + "a " * 2000 + "}", ErrorCode.LIMIT_EXCEEDED, "tokens"),
        ("#\n" * 2001 + "{ a }", ErrorCode.LIMIT_EXCEEDED, "tokens"),
        ("{ a " * 250 + "}" * 250, ErrorCode.LIMIT_EXCEEDED, "depth"),
        ('{ a(b: "\\u0000") }', ErrorCode.BAD_USER_INPUT, None),
        ('{ a(b: """x\0""") }', ErrorCode.BAD_USER_INPUT, None),
    ],
)
def test_what_cannot_be_parsed_is_a_typed_refusal(
    text: str, code: ErrorCode, limit: str | None
) -> None:
    refused = refusal(lambda: parse_document(text, LIMITS))
    assert refused.code is code
    assert refused.details.get("limit") == limit
    assert refused.locations
    assert refused.status == 400


@given(st.text(st.characters(exclude_categories=())) | st.text('{}()[]:$"\\.a1-e#\n\ud800\0'))
@settings(max_examples=300, deadline=None)
def test_no_text_at_all_raises_anything_untyped(text: str) -> None:
    try:
        checked(text)
    except RequestRefused as refused:
        refused.formatted("r")

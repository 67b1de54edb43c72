"""The node budget is never below what an answer holds, and costs one pass over the document."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, cast

import pytest
from graphql import (
    DocumentNode,
    GraphQLResolveInfo,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    OperationDefinitionNode,
    build_schema,
    execute_sync,  # pyright: ignore[reportUnknownVariableType]  # its middleware is untyped,
    parse,
    specified_rules,
    validate,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from api.schema.build import graphql_schema
from api.schema.limits import Limits, NodeBudget, node_budget, parse_document
from api.schema.messages import ErrorCode, RequestRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LIMITS = Limits()
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


def operation_of(document: DocumentNode) -> OperationDefinitionNode:
    return next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))


def budget(text: str, limits: Limits = LIMITS, **variables: object) -> int:
    document = parse_document(text, limits)
    assert validate(SCHEMA, document) == []
    return node_budget(document, operation_of(document), SCHEMA, variables, limits)


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("{ __typename }", 0),
        ("{ group { id name } }", 1),
        ("{ groups { nodes { id } } }", 1 + 20),
        ("{ groups(first: 5) { nodes { id } } }", 1 + 5),
        ("{ groups(last: 7) { edges { node { id } } pageInfo { hasNextPage } } }", 1 + 7 + 7 + 1),
        ("{ groups(first: 5) { edges { node { id } } nodes { id } } }", 1 + 10 + 5),
        ("{ groups(first: 5) { nodes { meetings(first: 3) { nodes { id } } } } }", 1 + 5 + 5 * 4),
        ("{ topics { groups { nodes { id } } } }", 10 + 10 * (1 + 2)),
        ("{ topics { groups(first: null) { nodes { id } } } }", 10 + 10 * (1 + 20)),
        ("{ group { upcoming { id } } }", 1 + 3),
        ("{ group { grid { id } } }", 1 + 10 * 10),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
        ('{ nodes(ids: "a") { id } }', 1),
        ("{ groups(first: 0) { nodes { id network { id } } } }", 1),
        (("{ groups(first: 3) { ...C } } fragment C on GroupConnection { nodes { ...G } }"
          " fragment G on Group { network { id } }"), 1 + 3 + 3),
        (("{ a: groups(first: 3) { ...C } b: groups(first: 4) { ... { ...C } } }"
          " fragment C on GroupConnection { pageInfo { hasNextPage } ... { nodes { id } } }"),
         2 + 2 + 7),
        ("{ found { ... on Group { network { id } } ... on Meeting { group { id } } } }",
         10 + 10 + 10),
        ('{ __type(name: "Group") { fields { name } } }', 0),
    ],
)  # fmt: skip
def test_the_budget_counts_pages_lists_and_fragments(text: str, objects: int) -> None:
    assert budget(text) == objects


def test_the_budget_reads_variables_and_their_defaults() -> None:
    text = (
        "query ($n: Int = 4, $i: [ID!]!) "
        "{ groups(first: $n) { nodes { id } } nodes(ids: $i) { id } }"
    )
    assert budget(text, n=7, i=["a", "b"]) == 1 + 7 + 2
    assert budget(text, i=[]) == 1 + 4
    assert budget(text, n=None, i=[]) == 1 + 20


def test_an_answer_that_could_be_too_large_is_refused_with_both_numbers() -> None:
    text = "{ groups(first: 100) { nodes { meetings(first: 100) { nodes { id } } } } }"
    refused = refusal(lambda: budget(text))
    assert refused.code is ErrorCode.MAX_COST_EXCEEDED
    assert refused.details == {"requested": 1 + 100 + 100 * 101, "maximum": 10_000}
    assert budget(text, replace(LIMITS, nodes=10_201)) == 10_201


def test_a_bomb_of_objects_is_refused_with_a_number_that_json_can_hold() -> None:
    fragments = " ".join(
        f"fragment F{n} on Group {{ network {{ ...F{n + 1} }} b: network {{ ...F{n + 1} }} }}"
        for n in range(60)
    )
    text = f"{{ group {{ ...F0 }} }} {fragments} fragment F60 on Group {{ id }}"
    document = parse_document(text, LIMITS)
    refused = refusal(lambda: node_budget(document, operation_of(document), SCHEMA, {}, LIMITS))
    assert refused.details["requested"] == 10**9


def test_a_kept_budget_follows_the_variables() -> None:
    text = "query ($n: Int = 3) { groups(first: $n) { nodes { id } } }"
    document = parse_document(text, LIMITS)
    kept = NodeBudget(document, operation_of(document), SCHEMA, LIMITS)
    given_values: list[dict[str, object]] = [{"n": -1}, {}, {"n": 5}, {"n": None}, {"n": 5}, {}]
    assert [kept.check(values) for values in given_values] == [1, 4, 6, 21, 6, 4]
    for _ in range(2):
        refused = refusal(lambda: kept.check({"n": 20_000}))
        assert refused.details["requested"] == 20_001


# The property below: what runs never holds more objects than were counted before.

SMALL = replace(LIMITS, list_size=3, default_page=3, nodes=10**8, depth=50)
FIELDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Query": (
        ("groups", "GroupConnection"),
        ("group", "Group"),
        ("node", "Node"),
        ("nodes", "Node"),
        ("topics", "Topic"),
        ("found", "Found"),
    ),
    "Node": (("id", ""),),
    "Found": (("__typename", ""),),
    "Topic": (("label", ""), ("groups", "GroupConnection")),
    "Group": (
        ("id", ""),
        ("network", "Group"),
        ("meetings", "MeetingConnection"),
        ("upcoming", "Meeting"),
        ("topics", "Topic"),
        ("grid", "Topic"),
    ),
    "Meeting": (("id", ""), ("group", "Group")),
    "PageInfo": (("hasNextPage", ""),),
    "GroupConnection": (("edges", "GroupEdge"), ("nodes", "Group"), ("pageInfo", "PageInfo")),
    "GroupEdge": (("cursor", ""), ("node", "Group")),
    "MeetingConnection": (
        ("edges", "MeetingEdge"),
        ("nodes", "Meeting"),
        ("pageInfo", "PageInfo"),
    ),
    "MeetingEdge": (("cursor", ""), ("node", "Meeting")),
}
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "Query.groups": ("", "(first: 1)", "(first: 4)", "(first: $n)", "(first: null)"),
    "Topic.groups": ("", "(first: 1)", "(first: $n)", "(first: null)"),
    "Group.meetings": ("", "(first: 1)", "(last: 4)", "(first: $n, last: $m)"),
    "Group.upcoming": ("", "(first: 1)", "(first: $m)"),
    "Query.node": ('(id: "a")',),
    "Query.nodes": ('(ids: ["a", "b"])', "(ids: $ids)"),
}


class Documents:
    """Draws a document whose fragments spread only later ones, with an alias on every field."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._aliases = count()
        self._types: list[str] = draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=4))

    def text(self) -> str:
        fragments = [
            f"fragment F{number} on {on} {self._selection(on, 2, number + 1)}"
            for number, on in enumerate(self._types)
        ]
        variables = "($n: Int = 2, $m: Int, $ids: [ID!] = [])"
        return f"query {variables} {self._selection('Query', 3, 0)} {' '.join(fragments)}"

    def _selection(self, on: str, levels: int, first: int) -> str:
        fields = [field for field in FIELDS[on] if levels or not field[1]]
        parts = ["__typename"]
        for name, to in self._draw(st.lists(st.sampled_from(fields), max_size=3)) if fields else ():
            arguments = self._draw(st.sampled_from(ARGUMENTS.get(f"{on}.{name}", ("",))))
            below = self._selection(to, levels - 1, first) if to else ""
            parts.append(f"a{next(self._aliases)}: {name}{arguments} {below}")
        if on in ("Node", "Found") and levels:
            inner = self._draw(st.sampled_from(["Group", "Meeting"]))
            parts.append(f"... on {inner} {self._selection(inner, levels - 1, first)}")
        spreads = [f"...F{n}" for n in range(first, len(self._types)) if self._types[n] == on]
        if spreads:
            parts += self._draw(st.lists(st.sampled_from(spreads), max_size=2))
        return "{ " + " ".join(parts) + " }"


@st.composite
def documents(draw: st.DrawFn) -> str:
    return Documents(draw).text()


def answered(source: object, info: GraphQLResolveInfo[object], **arguments: object) -> object:
    """Answer any field with as many items as the API could."""
    written = str(cast("object", info.return_type))
    if written == "ID!":
        return "x"
    if info.parent_type.name.endswith("Connection") and "[" in written:
        return [cast("object", {})] * cast("dict[str, int]", source)["page"]
    if "[" in written:
        items: list[object] = [{}] * items_of(info, arguments)
        return [items] * SMALL.list_size if "[[" in written else items
    return {"page": page_of(arguments)} if written.strip("!") in FIELDS else None


def items_of(info: GraphQLResolveInfo[object], arguments: dict[str, object]) -> int:
    if "ids" in arguments:
        return len(cast("list[str]", arguments["ids"]))
    paged = "first" in info.parent_type.fields[info.field_name].args
    return page_of(arguments) if paged else SMALL.list_size


def page_of(arguments: dict[str, object]) -> int:
    sizes = [arguments.get(name) for name in ("first", "last")]
    return max((size for size in sizes if isinstance(size, int)), default=SMALL.default_page)


def concrete_type(concrete: str) -> Callable[[object, object, object], str]:
    def named(_value: object, _info: object, _on: object) -> str:
        return concrete

    return named


RULES = [
    rule for rule in specified_rules if rule not in (NoUnusedFragmentsRule, NoUnusedVariablesRule)
]


def objects_in(value: object) -> int:
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return 1 + sum(objects_in(each) for each in members.values())
    if isinstance(value, list):
        return sum(objects_in(each) for each in cast("list[object]", value))
    return 0


values = st.fixed_dictionaries(
    {},
    optional={
        "n": st.none() | st.integers(0, 4),
        "m": st.none() | st.integers(0, 4),
        "ids": st.lists(st.just("a"), max_size=4),
    },
)
concretes = st.sampled_from(["Group", "Meeting"])


@given(documents(), values, concretes)
@settings(max_examples=200, deadline=None)
def test_no_answer_holds_more_objects_than_its_budget(
    text: str, variables: dict[str, object], concrete: str
) -> None:
    run_within_budget(text, variables, concrete)


@pytest.mark.full
@given(documents(), values, concretes)
@settings(max_examples=10_000, deadline=None)
def test_no_answer_of_ten_thousand_holds_more_objects_than_its_budget(
    text: str, variables: dict[str, object], concrete: str
) -> None:
    run_within_budget(text, variables, concrete)


def run_within_budget(text: str, variables: dict[str, object], concrete: str) -> None:
    document = parse_document(text, SMALL)
    assert validate(SCHEMA, document, RULES) == []
    bound = node_budget(document, operation_of(document), SCHEMA, variables, SMALL)
    if bound > 5_000:
        return
    result = execute_sync(
        SCHEMA,
        document,
        variable_values=variables,
        field_resolver=answered,
        type_resolver=concrete_type(concrete),
    )
    assert result.data is not None, result.errors
    assert objects_in(result.data) - 1 <= bound


@pytest.mark.parametrize(
    ("document", "objects"),
    [
        ('{ coverage(timeZone: "UTC") { hours { hour } } }', 1 + 168),
        (
            "{ matchGroups(input: {newcomers: {}}, first: 50) { matches { reasons { weight } } } }",
            1 + 50 + 750,
        ),
    ],
)
def test_lists_that_hold_more_than_others_count_as_what_they_hold(
    document: str, objects: int
) -> None:
    parsed = parse(document)
    (operation,) = parsed.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert node_budget(parsed, operation, graphql_schema(), {}, Limits()) == objects

"""A corpus of bad input: each is refused by its name or has a right answer, said in a sentence.

Never is it an error of ours, and never an empty list that hides that nothing was understood.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLList, get_named_type, get_nullable_type

from api.domain.occurrences import HORIZON_DAYS
from api.schema.build import graphql_schema
from api.schema.messages import RequestRefused
from tests.persistence.reading.asking import Asker, Json
from tests.persistence.reading.bad_input import (
    FILTERS,
    TIMES,
    Answers,
    Expected,
    Refused,
    filter_at,
)
from tests.persistence.reading.members import MEMBERS, WITHOUT_UNKNOWN, WORDS

TYPED = frozenset({"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"})
GROUPS = "query ($f: GroupFilter) { found: groups(filter: $f) { totalCount } }"
MEETINGS = "query ($f: MeetingFilter) { found: meetings(filter: $f) { totalCount } }"
OCCURRENCES = (
    'query ($w: When!, $z: String! = "UTC") { found: occurrences(when: $w, timeZone: $z)'
    " { totalCount } }"
)


@pytest.mark.parametrize("sentence", FILTERS)
async def test_a_filter_of_groups_is_refused_or_has_a_right_answer(
    asker: Asker, sentence: str
) -> None:
    narrowed, expected = FILTERS[sentence]
    like = expected.like if isinstance(expected, Answers) else None
    same = None if like is None else {"f": like}
    await judge(asker, GROUPS, {"f": narrowed}, expected, same)


@pytest.mark.parametrize("sentence", FILTERS)
async def test_a_filter_of_the_groups_of_meetings_is_refused_at_its_place(
    asker: Asker, sentence: str
) -> None:
    narrowed, expected = FILTERS[sentence]
    nested, same = {"f": {"inGroups": narrowed}}, None
    if isinstance(expected, Refused) and expected.argument:
        expected = filter_at("inGroups", *expected.argument[1:])
    elif isinstance(expected, Answers) and expected.like is not None:
        same = {"f": {"inGroups": expected.like}}
    await judge(asker, MEETINGS, nested, expected, same)


@pytest.mark.parametrize("sentence", TIMES)
async def test_a_time_is_refused_or_has_a_right_answer(asker: Asker, sentence: str) -> None:
    variables, expected = TIMES[sentence]
    like = expected.like if isinstance(expected, Answers) else None
    await judge(asker, OCCURRENCES, variables, expected, like)


@pytest.mark.parametrize(
    "asked",
    [
        "groups(filter: {near: {latitude: 1e400, longitude: 0}})",
        "groups(filter: {near: {latitude: 0, longitude: 0, withinKm: 1e400}})",
        "groups(filter: {near: {latitude: 0, longitude: -1e400, nearest: 1}})",
        "groups(filter: {age: {is: 1e3}})",
        "groups(filter: {age: {is: 99999999999999999999}})",
        "groups(filter: {topics: {anyOf: [null]}})",
        "groups(filter: {verifiedSince: 20270101})",
        "groups(filter: {style: {anyOf: DIALOGUE, noneOf: []}})",
        "occurrences(when: {startingWithin: 4294967297})",
        "occurrences(when: {between: {after: 0, before: 1}})",
    ],
)
async def test_what_is_written_into_the_document_is_refused_as_well(
    asker: Asker, asked: str
) -> None:
    """A literal is read by other code than a variable."""
    code, _ = await refusal(asker, f"{{ {asked} {{ totalCount }} }}", {})
    assert code in TYPED


LISTS = ("GroupFilter", "MeetingFilter", "OccurrenceFilter", "NetworkFilter")
ROOTS = {
    "GroupFilter": "groups(",
    "MeetingFilter": "meetings(",
    "OccurrenceFilter": "occurrences(when: {now: true}, ",
    "NetworkFilter": "networks(",
}


def empty_lists() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each list in a filter of the schema: the filter, and the way to the list."""
    for name in LISTS:
        for path in _lists(name):
            yield name, path


def _lists(name: str) -> Iterator[tuple[str, ...]]:
    of_type = graphql_schema().type_map[name]
    assert isinstance(of_type, GraphQLInputObjectType)
    for member, definition in of_type.fields.items():
        if isinstance(get_nullable_type(definition.type), GraphQLList):
            yield (member,)
        inner = get_named_type(definition.type)
        if isinstance(inner, GraphQLInputObjectType):
            yield from ((member, *path) for path in _lists(inner.name))


@pytest.mark.parametrize(("name", "path"), [*empty_lists()], ids=str)
async def test_an_empty_list_is_refused_wherever_it_stands(
    asker: Asker, name: str, path: tuple[str, ...]
) -> None:
    """Nobody can know whether it stands for everything or for nothing."""
    *way, last = path
    narrowed: Any = {last: [], "timeZone": "UTC"} if last == "weekdays" else {last: []}
    for member in reversed(way):
        narrowed = {member: narrowed}
    document = f"query ($f: {name}) {{ found: {ROOTS[name]}filter: $f) {{ totalCount }} }}"
    await judge(asker, document, {"f": narrowed}, filter_at(*path))


CONTRADICTED = [
    (name, member)
    for name in LISTS
    for member in MEMBERS[name]
    if member in WORDS or f"{name}.{member}" in WORDS
]


@pytest.mark.parametrize(("name", "member"), CONTRADICTED)
async def test_what_must_be_and_must_not_be_is_nothing_and_that_is_right(
    asker: Asker, name: str, member: str
) -> None:
    words = WORDS.get(f"{name}.{member}") or WORDS[member]
    document = f"query ($f: {name}) {{ found: {ROOTS[name]}filter: $f) {{ totalCount }} }}"
    both: Json = {"anyOf": [*words], "noneOf": [*words]}
    stated = both if member in WITHOUT_UNKNOWN else {**both, "unknown": "EXCLUDE"}
    assert await count(asker, document, {"f": {member: stated}}) == 0
    if member not in WITHOUT_UNKNOWN:
        # Who has not stated it is all that is left, and only if asked to stay.
        silent = await count(asker, document, {"f": {member: {**both, "unknown": "INCLUDE"}}})
        stating = await count(asker, document, {"f": {member: {"unknown": "EXCLUDE"}}})
        every = await count(asker, document, {"f": None})
        named = member == "capacity"  # noneOf names there what nobody has said
        assert silent == (0 if named else every - stating)


def test_every_member_of_a_filter_of_groups_is_in_the_corpus() -> None:
    named = chain.from_iterable(narrowed for narrowed, _ in FILTERS.values())
    lists = {path[0] for name, path in empty_lists() if name == "GroupFilter"}
    of_type = graphql_schema().type_map["GroupFilter"]
    assert isinstance(of_type, GraphQLInputObjectType)
    assert set(of_type.fields) <= {*named, *lists}


async def judge(
    asker: Asker, document: str, variables: Json, expected: Expected, like: Json | None = None
) -> None:
    """See that a question is refused, or answered as it must be."""
    if isinstance(expected, Answers):
        found = await count(asker, document, variables)
        if like is None:
            assert found == 0
        else:
            assert found == await count(asker, document, like)
            assert found > 0
        return
    asker.statements.clear()
    code, extensions = await refusal(asker, document, variables)
    assert asker.statements == []
    assert code in TYPED
    if expected.argument:
        assert tuple(extensions["argument"]) == expected.argument


async def count(asker: Asker, document: str, variables: Json) -> int:
    return (await asker.data(document, variables))["found"]["totalCount"]


async def refusal(asker: Asker, document: str, variables: Json) -> tuple[str, Json]:
    try:
        answer = await asker.ask(document, variables)
    except RequestRefused as refused:
        return refused.code.value, {}
    assert answer.get("data") is None, answer
    error, *others = [each["extensions"] for each in answer["errors"]]
    assert all(other["code"] == error["code"] for other in others)
    return error["code"], error


SOME = '{concerns: {anyOf: ["grief"]}}'


@pytest.mark.parametrize(
    "asked",
    [
        f"matchGroups(input: {SOME}, first: $n) {{ seed matches {{ score }} }}",
        'places(startsWith: "a", first: $n) { name }',
        "facets { topics { values(first: $n) { value } } }",
    ],
)
async def test_null_for_what_has_a_default_is_refused(asker: Asker, asked: str) -> None:
    """Validation lets a variable through that may be null, for the sake of the default."""
    code, extensions = await refusal(asker, f"query ($n: Int) {{ {asked} }}", {"n": None})
    assert (code, extensions["argument"]) == ("BAD_USER_INPUT", ["first"])


async def test_filters_that_would_take_long_to_put_into_words_are_refused(asker: Asker) -> None:
    near = {"latitude": 40.7, "longitude": -74.0, "nearest": 5}
    narrowed: Json = {"near": near, "inGroups": {"near": near, "text": "grief", "age": {"is": 30}}}
    roots = " ".join(f"a{n}: meetings(filter: $f) {{ totalCount }}" for n in range(10))
    code, extensions = await refusal(
        asker, f"query ($f: MeetingFilter) {{ {roots} }}", {"f": narrowed}
    )
    assert (code, extensions["argument"]) == ("BAD_USER_INPUT", [])


async def test_windows_that_come_thousands_of_times_are_refused(asker: Asker) -> None:
    windows = [{"after": f"{hour:02}:00", "before": f"{hour:02}:30"} for hour in range(24)]
    asked = "query ($i: MatchInput!) { matchGroups(input: $i) { matches { score } } }"
    often: Json = {"timeZone": "UTC", "windows": windows}
    assert "data" in await asker.ask(asked, {"i": {"availability": often}})
    far = {"i": {"availability": {**often, "withinDays": HORIZON_DAYS}}}
    code, extensions = await refusal(asker, asked, far)
    assert (code, extensions["argument"]) == (
        "BAD_USER_INPUT",
        ["input", "availability", "windows"],
    )

"""Cursors: bound to the list that gave them, and nothing that one can make oneself."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable

import orjson
import pytest

from tests.persistence.reading.asking import Asker
from tests.persistence.reading.catalogue import Value

LIST = "groups(filter: {style: {noneOf: [MIXED]}}, first: 2"
OTHERS = (
    "groups(filter: {style: {noneOf: [DIALOGUE]}}",
    "groups(filter: {style: {noneOf: [MIXED], unknown: EXCLUDE}}",
    "groups(filter: {style: {noneOf: [MIXED]}}, orderBy: {field: NAME, direction: DESC}",
    "groups(filter: {style: {noneOf: [MIXED]}}, orderBy: {field: CHANGED_AT}",
    "groups(filter: {}",
    "groups(first: 3",
    "meetings(first: 3",
    "topics(first: 3",
    "occurrences(when: {now: true}",
)


def opened(cursor: str) -> list[Value]:
    return orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))


def closed(parts: object) -> str:
    return urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


async def cursor_of(asker: Asker, listed: str) -> str:
    data = await asker.data(f"{{ list: {listed}) {{ pageInfo {{ endCursor }} }} }}")
    return data["list"]["pageInfo"]["endCursor"]


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("argument", ["after", "before"])
async def test_a_cursor_of_another_list_is_refused(asker: Asker, other: str, argument: str) -> None:
    cursor = await cursor_of(asker, LIST)
    document = f'{{ a: {other}, {argument}: "{cursor}") {{ nodes {{ id }} }} }}'
    error = await asker.refusal(document)
    assert error["path"] == ["a"]
    assert error["extensions"]["argument"] == [argument]
    assert "another list" in error["message"]


async def test_a_cursor_of_another_field_with_the_same_arguments_is_refused(asker: Asker) -> None:
    for field, other in (("groups", "meetings"), ("organisations", "topics")):
        cursor = await cursor_of(asker, f"{field}(first: 1")
        await asker.refusal(f'{{ {other}(first: 1, after: "{cursor}") {{ nodes {{ id }} }} }}')


async def test_a_cursor_of_another_zone_is_refused(asker: Asker) -> None:
    today = 'occurrences(when: {today: true}, timeZone: "Asia/Tokyo", first: 1'
    cursor = await cursor_of(asker, today)
    other = today.replace("Tokyo", "Seoul")
    error = await asker.refusal(f'{{ {other}, after: "{cursor}") {{ nodes {{ id }} }} }}')
    assert error["extensions"]["argument"] == ["after"]


async def test_a_cursor_of_a_place_beside_is_refused(asker: Asker) -> None:
    near = "groups(first: 1, filter: {near: {latitude: 40.7, longitude: -74, withinKm: 20000}}"
    cursor = await cursor_of(asker, near)
    await asker.data(f'{{ {near}, after: "{cursor}") {{ nodes {{ id }} }} }}')
    beside = near.replace("40.7", "40.71")
    await asker.refusal(f'{{ {beside}, after: "{cursor}") {{ nodes {{ id }} }} }}')


async def test_the_same_question_written_otherwise_takes_the_cursor(asker: Asker) -> None:
    cursor = await cursor_of(asker, LIST)
    literal = await asker.data(f'{{ {LIST}, after: "{cursor}") {{ nodes {{ id }} }} }}')
    document = (
        "query ($f: GroupFilter, $o: GroupOrder, $after: String, $n: Int = 2)"
        " { groups(filter: $f, orderBy: $o, first: $n, after: $after) { nodes { id } } }"
    )
    variables = {"f": {"style": {"noneOf": ["MIXED"]}}, "after": cursor}
    assert await asker.data(document, variables) == literal


@pytest.mark.parametrize("kept", ["", "totalCount ", "pageInfo { endCursor hasNextPage } "])
async def test_lists_side_by_side_keep_their_cursors_apart(asker: Asker, kept: str) -> None:
    """Many lists in one statement: each cursor must be taken by its own list and no other."""
    near = "filter: {{near: {{latitude: {}, longitude: -74, withinKm: 20000}}}}"
    listed = [f"groups(first: 1, {near.format(40 + number)}" for number in range(10)]
    selection = f"{kept}edges {{ cursor }}"
    fields = (f"l{number}: {each}) {{ {selection} }}" for number, each in enumerate(listed))
    data = await asker.data(f"{{ {' '.join(fields)} }}")
    cursors = [page["edges"][0]["cursor"] for page in data.values()]
    assert len({opened(cursor)[0] for cursor in cursors}) == len(listed)
    for each, cursor in zip(listed, cursors, strict=True):
        await asker.data(f'{{ {each}, after: "{cursor}") {{ nodes {{ id }} }} }}')


async def test_a_cursor_tells_nothing_of_the_question(asker: Asker) -> None:
    near = "groups(first: 1, filter: {near: {latitude: 40.7, longitude: -74, withinKm: 20000}}"
    head, *values, row = opened(await cursor_of(asker, near))
    assert len(values) == 1
    assert len(row) == 36
    version, hashed, stamp = head.split(".", 2)
    assert (version, len(hashed)) == ("1", 18)
    assert float(stamp)


def _redated(parts: list[Value]) -> object:
    version, hashed, _ = parts[0].split(".", 2)
    return [f"{version}.{hashed}.253402300799.000000", *parts[1:]]


type Forge = Callable[[list[Value]], object]

FORGERIES: tuple[Forge, ...] = (
    _redated,
    lambda parts: [parts[0].replace("1.", "2.", 1), *parts[1:]],
    lambda parts: ["1.ü.0", *parts[1:]],
    lambda parts: [1, *parts[1:]],
    lambda parts: [None, *parts[1:]],
    lambda parts: parts[:-1],
    lambda parts: [*parts, parts[-1]],
    lambda parts: [parts[0], *parts[2:]],
    lambda parts: [*parts[:-1], "not-a-uuid"],
    lambda parts: [*parts[:-1], 7],
    lambda parts: [parts[0], 2**40, *parts[2:]],
    lambda parts: [parts[0], "0", *parts[2:]],
    lambda parts: [parts[0], 1.5, *parts[2:]],
    lambda parts: [parts[0], True, *parts[2:]],
    lambda parts: [*parts[:2], 3, parts[-1]],
    lambda parts: [*parts[:2], "nul \0", parts[-1]],
    lambda parts: [*parts[:2], ["x"], parts[-1]],
    lambda _: {},
    lambda _: [],
    lambda _: "text",
    lambda _: None,
)


@pytest.mark.parametrize("change", FORGERIES)
async def test_a_forged_cursor_is_refused(asker: Asker, change: Forge) -> None:
    parts = opened(await cursor_of(asker, LIST))
    assert len(parts) == 4
    document = f"query ($c: String) {{ {LIST}, after: $c) {{ nodes {{ id }} }} }}"
    error = await asker.refusal(document, {"c": closed(change(parts))})
    assert error["extensions"]["argument"] == ["after"]


@pytest.mark.parametrize(
    "value", ["x", "2027-03-10", "2027-03-10T00:00:00", "0001-01-01T00:00:00+14:00", 5, None]
)
async def test_a_forged_moment_is_refused(asker: Asker, value: object) -> None:
    listed = "groups(first: 1, orderBy: {field: CHANGED_AT}"
    head, _, row = opened(await cursor_of(asker, listed))
    document = f"query ($c: String) {{ {listed}, before: $c) {{ nodes {{ id }} }} }}"
    await asker.refusal(document, {"c": closed([head, value, row])})


async def test_a_truncated_cursor_is_refused(asker: Asker) -> None:
    cursor = await cursor_of(asker, LIST)
    document = f"query ($c: String) {{ {LIST}, after: $c) {{ nodes {{ id }} }} }}"
    for length in (*range(0, len(cursor), 7), len(cursor) - 2):
        await asker.refusal(document, {"c": cursor[:length]})


@pytest.mark.parametrize("text", ["", " ", "%%%", "ü" * 40, "A" * 5000, "null", "W10", "\0"])
async def test_what_is_no_cursor_at_all_is_refused(asker: Asker, text: str) -> None:
    document = f"query ($c: String) {{ {LIST}, after: $c) {{ nodes {{ id }} }} }}"
    error = await asker.refusal(document, {"c": text})
    assert error["path"] == ["groups"]

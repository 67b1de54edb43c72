"""Pages of real lists: walked to the end in both directions, at their limits, and under writes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from tests.conftest import Database
from tests.persistence.reading.asking import Asker, Json, asking
from tests.world import NOW, World, fill

WINDOW = 'when: {between: {after: "2027-02-20T00:00:00Z", before: "2027-04-20T00:00:00+02:00"}}'
NEAR = "filter: {near: {latitude: 40.7, longitude: -74, withinKm: 20000}}"
LISTS = (
    "organisations",
    "networks(orderBy: {field: NAME, direction: DESC}",
    "groups",
    "groups(orderBy: {field: CHANGED_AT, direction: DESC}",
    "groups(orderBy: {field: CHANGED_AT}",
    f"groups({NEAR}",
    f"groups({NEAR}, orderBy: {{field: DISTANCE, direction: DESC}}",
    "groups(filter: {support: {anyOf: [EMOTIONAL]}, style: {noneOf: [MIXED]}}",
    "groups(filter: {style: {noneOf: [MIXED]}}, orderBy: {field: NAME, direction: DESC}",
    'groups(filter: {meets: {timeZone: "Asia/Tokyo", after: "20:00", before: "06:00"}}',
    "meetings",
    f"meetings({NEAR}",
    f"occurrences({WINDOW}",
    f"occurrences({WINDOW}, orderBy: {{field: STARTS_AT, direction: DESC}}",
    "occurrences(when: {now: true}",
    'occurrences(when: {today: true}, timeZone: "Asia/Tokyo"',
    "topics",
)
PAGE = "{ edges { cursor node { id } } nodes { id } totalCount pageInfo { startCursor endCursor hasNextPage hasPreviousPage } }"  # noqa: E501 - one selection


@dataclass(frozen=True, slots=True)
class List:
    """A root list with its filter and order, to be asked for page by page."""

    asker: Asker
    text: str

    async def page(self, paging: str, **options: object) -> Json:
        opened = self.text if "(" in self.text else f"{self.text}("
        separator = "" if opened.endswith("(") else ", "
        data = await self.asker.data(f"{{ list: {opened}{separator}{paging}) {PAGE} }}", **options)  # pyright: ignore[reportArgumentType] - options are those of data
        page = data["list"]
        ends = [edge["cursor"] for edge in page["edges"]]
        info = page["pageInfo"]
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        assert (info["startCursor"], info["endCursor"]) == (
            (ends[0], ends[-1]) if ends else (None, None)
        )
        return page

    async def walk(self, size: int, *, backwards: bool = False) -> list[str]:
        """Return all ids in the order of the list, however they were walked through."""
        found: list[str] = []
        size_name, cursor_name = ("last", "before") if backwards else ("first", "after")
        more, end = (
            ("hasPreviousPage", "startCursor") if backwards else ("hasNextPage", "endCursor")
        )
        paging = f"{size_name}: {size}"
        while True:
            page = await self.page(paging)
            ids = [node["id"] for node in page["nodes"]]
            assert len(ids) <= size
            found = [*ids, *found] if backwards else [*found, *ids]
            if not page["pageInfo"][more]:
                return found
            assert len(ids) == size
            paging = f'{size_name}: {size}, {cursor_name}: "{page["pageInfo"][end]}"'


@pytest.mark.parametrize("text", LISTS)
async def test_pages_in_either_direction_lose_and_repeat_nothing(asker: Asker, text: str) -> None:
    listed = List(asker, text)
    whole = await listed.page("first: 100")
    ids = [node["id"] for node in whole["nodes"]]
    if not whole["pageInfo"]["hasNextPage"]:
        assert whole["totalCount"] == len(ids)
    for size in (1, 7) if len(ids) < 30 else (7, 100):
        forwards = await listed.walk(size)
        assert forwards[:100] == ids
        assert len(forwards) == len(set(forwards)) == whole["totalCount"]
        assert await listed.walk(size, backwards=True) == forwards


async def test_before_alone_gives_the_page_that_ends_there(asker: Asker) -> None:
    topics = List(asker, "topics")
    whole = await topics.page("first: 100")
    last = whole["edges"][-1]["cursor"]
    page = await topics.page(f'before: "{last}"')
    assert page["nodes"] == whole["nodes"][-21:-1]
    assert page["pageInfo"]["hasNextPage"]
    assert page["pageInfo"]["hasPreviousPage"]
    first = whole["edges"][0]["cursor"]
    empty = await topics.page(f'before: "{first}"')
    assert empty["nodes"] == []
    assert not empty["pageInfo"]["hasPreviousPage"]


async def test_two_cursors_cut_out_what_lies_between_them(asker: Asker) -> None:
    topics = List(asker, "topics")
    whole = await topics.page("first: 10")
    cursors = [edge["cursor"] for edge in whole["edges"]]
    between = f'after: "{cursors[2]}", before: "{cursors[8]}"'
    assert (await topics.page(between))["nodes"] == whole["nodes"][3:8]
    assert (await topics.page(f"first: 2, {between}"))["nodes"] == whole["nodes"][3:5]
    assert (await topics.page(f"last: 2, {between}"))["nodes"] == whole["nodes"][6:8]


async def test_a_list_of_moments_stays_the_list_of_its_first_page(asker: Asker) -> None:
    on_now = List(asker, "occurrences(when: {now: true}")
    first = await on_now.page("first: 5")
    whole = await on_now.page("first: 100")
    after = f'first: 100, after: "{first["pageInfo"]["endCursor"]}"'
    later = await on_now.page(after, now=NOW + timedelta(hours=9))
    assert later["nodes"] == whole["nodes"][5:]
    assert later["totalCount"] == whole["totalCount"]


async def test_a_nested_list_is_walked_with_the_cursors_of_its_own(asker: Asker) -> None:
    network = 'network(by: {slug: "river-open"})'
    whole = (await asker.data(f"{{ {network} {{ groups {PAGE} }} }}"))["network"]["groups"]
    found: list[Json] = []
    cursor, page = "null", whole
    for _ in whole["nodes"]:
        listed = f"{network} {{ groups(first: 1, after: {cursor}) {PAGE} }}"
        page = (await asker.data(f"{{ {listed} }}"))["network"]["groups"]
        found += page["nodes"]
        cursor = f'"{page["pageInfo"]["endCursor"]}"'
    assert found == whole["nodes"]
    assert not page["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize("selection", ["totalCount", "pageInfo { __typename }", "__typename"])
@pytest.mark.parametrize("paging", ["(first: 2)", "(last: 2)"])
async def test_what_needs_no_rows_is_said_once_for_the_list(
    asker: Asker, selection: str, paging: str
) -> None:
    data = await asker.data(f"{{ groups{paging} {{ {selection} }} }}")
    assert data["groups"]


async def test_having_more_is_told_without_the_rows(asker: Asker) -> None:
    told = "{ pageInfo { hasNextPage hasPreviousPage } }"
    data = await asker.data(f"{{ a: groups(first: 2) {told} b: groups(last: 2) {told} }}")
    assert data["a"]["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False}
    assert data["b"]["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True}


@pytest.mark.parametrize(
    ("paging", "argument"),
    [
        ("first: 0", ["first"]),
        ("first: 101", ["first"]),
        ("first: -1", ["first"]),
        ("last: 0", ["last"]),
        ("last: 101", ["last"]),
        ("last: -5", ["last"]),
        ("first: 2, last: 2", ["last"]),
    ],
)
@pytest.mark.parametrize(
    ("document", "path"),
    [
        ("{{ a: topics({}) {{ nodes {{ id }} }} }}", ["a"]),
        ("{{ topics({}) {{ totalCount }} }}", ["topics"]),
        ("{{ networks {{ nodes {{ b: groups({}) {{ totalCount }} }} }} }}", ["networks", "nodes"]),
    ],
)
async def test_a_page_has_1_to_100_items_from_one_end(
    asker: Asker, document: str, path: list[str], paging: str, argument: list[str]
) -> None:
    error = await asker.refusal(document.format(paging))
    assert error["path"] == path
    assert error["extensions"]["argument"] == argument


@pytest.mark.parametrize("size", [0, -1, 101])
async def test_a_size_in_a_variable_is_held_to_the_same_bounds(asker: Asker, size: int) -> None:
    document = "query ($n: Int) { topics(first: $n) { nodes { id } } }"
    await asker.data(document, {"n": 3})
    error = await asker.refusal(document, {"n": size})
    assert error["path"] == ["topics"]


@pytest.mark.parametrize("size", [0, -1, 101])
async def test_a_short_list_is_held_to_the_same_bounds(asker: Asker, size: int) -> None:
    document = f"{{ groups {{ nodes {{ nextOccurrences(first: {size}) {{ id }} }} }} }}"
    error = await asker.refusal(document)
    assert error["extensions"]["argument"] == ["first"]


@pytest.fixture
async def written(database: Database, world: World) -> AsyncIterator[Asker]:
    """A world of the test's own, that it may write to."""
    await fill(database.admin_url, world)
    async with asking(database.app_url, world) as asker:
        yield asker


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("order", ["ASC", "DESC"])
async def test_rows_that_were_there_throughout_are_seen_once_while_others_come(
    written: Asker, database: Database, *, backwards: bool, order: str
) -> None:
    listed = List(written, f"groups(orderBy: {{field: NAME, direction: {order}}}")
    there = await listed.walk(100)
    admin = await asyncpg.connect(database.admin_url)
    seen: list[str] = []
    size, cursor = ("last", "before") if backwards else ("first", "after")
    more, end = ("hasPreviousPage", "startCursor") if backwards else ("hasNextPage", "endCursor")
    paging = f"{size}: 3"
    try:
        while True:
            page = await listed.page(paging)
            seen += [node["id"] for node in page["nodes"]]
            if not page["pageInfo"][more]:
                break
            paging = f'{size}: 3, {cursor}: "{page["pageInfo"][end]}"'
            if len(seen) < 100:
                await _spread(admin)
    finally:
        await admin.close()
    assert len(seen) == len(set(seen))
    assert sorted(each for each in seen if each in there) == sorted(there)


async def _spread(admin: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Insert groups in front of, among and behind those that are there."""
    for key in ("", "group 10", "monday circle", "zzz", "晚间小组"):
        new = uuid4()
        await admin.execute(
            "insert into catalogue.groups select * from jsonb_populate_record("
            "(select g from catalogue.groups g where slug = 'group-0'),"
            " jsonb_build_object('id', $1::text, 'slug', $1::text, 'sort_key', $2::text))",
            str(new),
            key,
        )

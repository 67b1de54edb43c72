"""What people suffer from in today's directories, asked of this one: whether a search finds."""

from collections.abc import AsyncIterator
from dataclasses import replace

from api.domain.access import Actor
from api.domain.networks import Concern
from api.domain.vocabulary import Style
from api.persistence.groups import Groups
from api.persistence.ids import new_id
from api.persistence.store import Store
from api.persistence.work import Work
from tests.house import House, group
from tests.http.conftest import Client
from tests.http.page_world import Differences, build
from tests.http.pain_world import data_of, schedule, slugs

type Json = dict[str, object]

MANY = 20
WALK = """
query($first: Int, $after: String, $last: Int, $before: String, $filter: GroupFilter,
    $order: GroupOrder) {
  groups(first: $first, after: $after, last: $last, before: $before, filter: $filter,
      orderBy: $order) {
    totalCount nodes { slug }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
"""
IMPOSSIBLE: tuple[Json, ...] = (
    {"meets": {"timeZone": "Europe/Atlantis"}},
    {"meets": {"timeZone": "UTC", "weekdays": []}},
    {"meets": {"timeZone": "UTC", "weekdays": ["SOMEDAY"]}},
    {"meets": {"timeZone": "UTC", "after": "25:00"}},
    {"meets": {"timeZone": "UTC", "withinDays": 5000}},
    {"near": {"latitude": 91, "longitude": 0}},
    {"near": {"latitude": 0, "longitude": 0, "nearest": 0}},
    {"near": {"latitude": 0, "longitude": 0, "withinKm": -1}},
    {"languages": {"anyOf": []}},
    {"country": {"anyOf": ["Germany"]}},
    {"age": {"is": 900}},
    {"style": {"anyOf": ["SILENCE"]}},
    {"text": "   "},
    {"verifiedSince": "2026-02-30"},
    {"verifiedSince": "2999-01-01"},
    {"network": "grp_00000000000000000000000000000000"},
    {"postcode": "10004"},
)


async def test_a_networks_own_word_finds_its_groups_and_the_common_topic_those_of_all(
    client: Client, store: Store
) -> None:
    """Pain 13: the politics of taxonomies."""
    about = {"topics": ("addiction-recovery",)}
    words = (
        Concern(name="Trockendock", topic="addiction-recovery"),
        Concern(name="Heimathafen", topic=None),
    )
    await build(store, "ours", Differences(network={"concerns": words}, group=about))
    theirs = (Concern(name="Clearwater", topic="addiction-recovery"),)
    await build(store, "theirs", Differences(network={"concerns": theirs}, group=about))
    await build(store, "others", Differences(group={"topics": ("bereavement",)}))

    for word, found in (
        ("Trockendock", ["ours"]),
        ("heimathafen", ["ours"]),
        ("Clearwater", ["theirs"]),
        # The label of the common topic, in a language that neither network speaks.
        ("adicciones", ["ours", "theirs"]),
    ):
        assert await slugs(client, text=word) == found
    assert await slugs(client, topics={"anyOf": ["addiction-recovery"]}) == ["ours", "theirs"]
    told = await data_of(
        client,
        """{ network(by: {slug: "ours-network"}) { concerns { name topic { slug } } }
          facets { topics { values { value count } } } }""",
    )
    assert told["network"]["concerns"] == [
        {"name": "Trockendock", "topic": {"slug": "addiction-recovery"}},
        {"name": "Heimathafen", "topic": None},
    ]
    assert told["facets"]["topics"]["values"] == [
        {"value": "addiction-recovery", "count": 2},
        {"value": "bereavement", "count": 1},
    ]


async def test_day_hours_age_language_and_access_are_one_question(
    client: Client, store: Store
) -> None:
    """Pain 14: gaps of searches."""
    right = Differences(
        group={
            "languages": ("de", "tr"),
            "accessibility": ("wheelchair", "captions"),
            "minimum_age": 16,
            "maximum_age": 25,
        },
        meeting={"schedule": schedule("FREQ=WEEKLY;BYDAY=MO", "18:30")},
    )
    await build(store, "right", right)
    for name, wrong in {
        "another-day": {"meeting": {"schedule": schedule("FREQ=WEEKLY;BYDAY=TU", "18:30")}},
        "too-early": {"meeting": {"schedule": schedule("FREQ=WEEKLY;BYDAY=MO", "17:59")}},
        "too-late": {"meeting": {"schedule": schedule("FREQ=WEEKLY;BYDAY=MO", "20:00")}},
        "too-old": {"group": {**right.group, "minimum_age": 18}},
        "too-young": {"group": {**right.group, "maximum_age": 15}},
        "no-turkish": {"group": {**right.group, "languages": ("de",)}},
        "no-captions": {"group": {**right.group, "accessibility": ("wheelchair",)}},
    }.items():
        await build(store, name, replace(right, **wrong))
    await build(store, "a-silent", replace(right, group={"languages": ("tr",)}))

    question: Json = {
        "meets": {
            "timeZone": "Europe/Berlin",
            "weekdays": ["MO"],
            "after": "18:00",
            "before": "20:00",
        },
        "age": {"is": 17},
        "languages": {"anyOf": ["tr"]},
        "accessibility": {"allOf": ["wheelchair", "captions"]},
        "country": {"anyOf": ["DE"]},
    }
    # Who has not said is behind who fits, and goes if one asks for that.
    assert await slugs(client, **question) == ["right", "a-silent"]
    question["accessibility"] = {"allOf": ["wheelchair", "captions"], "unknown": "EXCLUDE"}
    assert await slugs(client, **question) == ["right"]


async def test_walking_through_all_pages_meets_every_group_exactly_once(
    client: Client, store: Store
) -> None:
    """Pain 14: silent misses: results that are on no page, and pages that run dry."""
    house = await build(store, "first")
    await add_many(store, house)
    everything = {"first-group", *(f"group-{number}" for number in range(MANY))}
    # Half of them have not said, and stand behind the others.
    partly = {"style": {"anyOf": ["ACTIVITY"]}}

    latest = {"field": "CHANGED_AT", "direction": "DESC"}

    for filters, order in (({}, latest), ({"text": "group", **partly}, None)):
        asked: Json = {"filter": filters, "order": order}
        forward = [page async for page in walk(client, "first", "after", 6, asked)]
        back = [page async for page in walk(client, "last", "before", 8, asked)]
        found = [slug for page in forward for slug in page]
        assert len(found) == MANY + 1
        assert set(found) == everything
        assert [slug for page in reversed(back) for slug in page] == found
        assert [len(page) for page in forward] == [6, 6, 6, 3]


async def walk(
    client: Client, size: str, cursor: str, count: int, asked: Json
) -> AsyncIterator[list[str]]:
    """Yield the slugs of page after page, in one direction."""
    at: str | None = None
    more = True
    while more:
        variables = {**asked, size: count, cursor: at}
        page = (await data_of(client, WALK, variables))["groups"]
        assert page["totalCount"] == MANY + 1
        yield [node["slug"] for node in page["nodes"]]
        ahead = size == "first"
        more = page["pageInfo"]["hasNextPage" if ahead else "hasPreviousPage"]
        at = page["pageInfo"]["endCursor" if ahead else "startCursor"]


async def add_many(store: Store, house: House) -> None:
    """Add groups to a house, many of one name, all changed at one instant."""
    groups = [
        replace(
            group(house, "many"),
            id=new_id(),
            slug=f"group-{number}",
            name=f"Group {'ABC'[number % 3]}",
            style=(None, Style.ACTIVITY)[number % 2],
        )
        for number in range(MANY)
    ]

    async def write(work: Work) -> None:
        await Groups(work).add_all(groups)

    await store.run(Actor(house.organisation, "test"), write)


async def test_what_cannot_be_is_an_error_and_never_an_empty_list(
    client: Client, store: Store
) -> None:
    """Pain 14: silent misses."""
    await build(store, "ours")
    query = "query($filter: GroupFilter) { groups(filter: $filter) { totalCount } }"

    for filters in IMPOSSIBLE:
        answer = (await client.ask(query, {"filter": filters})).json()
        assert answer.get("data") is None, filters
        assert {each["extensions"]["code"] for each in answer["errors"]} == {"BAD_USER_INPUT"}

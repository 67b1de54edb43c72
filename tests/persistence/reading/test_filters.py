"""Filters: what they let pass, and what of them is refused before anything is asked of SQL."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.persistence.reading.asking import Asker, Json
from tests.persistence.reading.catalogue import Catalogue
from tests.persistence.reading.meaning import Moment, meets
from tests.world import NOW
from tests.world_rows import ZONES

MISSING = "0" * 32


async def groups(asker: Asker, narrowed: str, order: str = "NAME") -> list[Json]:
    asked = f"groups(first: 100, filter: {{{narrowed}}}, orderBy: {{field: {order}}})"
    edges = "{ edges { distanceMetres node { slug support style topics { slug } } } }"
    data = await asker.data(f"{{ {asked} {edges} }}")
    return [
        {**edge["node"], "distance": edge["distanceMetres"]} for edge in data["groups"]["edges"]
    ]


async def test_what_is_not_stated_stays_behind_what_matches(asker: Asker) -> None:
    found = await groups(asker, "support: {anyOf: [EMOTIONAL]}")
    stated = [bool(group["support"]) for group in found]
    assert stated == sorted(stated, reverse=True)
    assert set(stated) == {True, False}
    assert all("EMOTIONAL" in group["support"] for group in found if group["support"])


async def test_what_is_not_stated_can_be_left_out(asker: Asker) -> None:
    found = await groups(asker, "support: {anyOf: [EMOTIONAL], unknown: EXCLUDE}")
    assert found
    assert all("EMOTIONAL" in group["support"] for group in found)


async def test_unstated_topics_leave_unless_asked_to_stay(asker: Asker) -> None:
    some = 'topics: {noneOf: ["alcohol"]'
    assert all(group["topics"] for group in await groups(asker, some + "}"))
    found = await groups(asker, some + ", unknown: INCLUDE}")
    assert not found[-1]["topics"]


async def test_rows_with_fewer_unstated_dimensions_come_first(asker: Asker) -> None:
    found = await groups(asker, "support: {noneOf: [THERAPEUTIC]}, style: {anyOf: [MIXED]}")
    unstated = [(not group["support"]) + (group["style"] is None) for group in found]
    assert unstated == sorted(unstated)
    assert set(unstated) == {0, 1, 2}


async def test_none_of_several_words_leaves_all_of_them_out(asker: Asker) -> None:
    found = await groups(asker, "style: {noneOf: [MIXED, DIALOGUE]}")
    assert {group["style"] for group in found} == {"ACTIVITY", None}
    media = "filter: {media: {noneOf: [ONLINE, PHONE]}}"
    data = await asker.data(
        f"{{ meetings(first: 100, {media}) {{ nodes {{ medium }} }}"
        f" occurrences(when: {{now: true}}, {media}) {{ nodes {{ meeting {{ medium }} }} }} }}"
    )
    assert {node["medium"] for node in data["meetings"]["nodes"]} == {"IN_PERSON", "HYBRID"}
    held = {node["meeting"]["medium"] for node in data["occurrences"]["nodes"]}
    assert held == {"IN_PERSON", "HYBRID"}


@pytest.mark.parametrize(
    "empty", ["topics: {}", "support: {}", "style: {anyOf: null}", "media: {}"]
)
async def test_a_filter_that_asks_nothing_changes_nothing(asker: Asker, empty: str) -> None:
    assert await groups(asker, empty) == await groups(asker, "")


async def test_an_absent_variable_in_a_filter_asks_nothing(asker: Asker) -> None:
    document = (
        "query ($topics: [String!]) { groups(filter: {topics: {anyOf: $topics}}) { totalCount } }"
    )
    everything = await asker.data("{ groups { totalCount } }")
    assert await asker.data(document) == everything
    assert await asker.data(document, {"topics": None}) == everything
    assert await asker.data(document, {"topics": ["alcohol"]}) != everything


async def test_one_plan_serves_other_values_of_the_same_shape(asker: Asker) -> None:
    document = (
        "query ($near: NearFilter!) { groups(filter: {near: $near}) {"
        " edges { distanceMetres node { slug } } } }"
    )
    for kilometres in (3.0, 50.0, 900.0, 15_000.0):
        near = {"latitude": 40.72, "longitude": -74.0, "withinKm": kilometres}
        edges = (await asker.data(document, {"near": near}))["groups"]["edges"]
        literal = f"near: {{latitude: 40.72, longitude: -74.0, withinKm: {kilometres}}}"
        found = await groups(asker, literal, "DISTANCE")
        assert [edge["node"]["slug"] for edge in edges] == [g["slug"] for g in found][:20]
        assert all(edge["distanceMetres"] <= kilometres * 1000 for edge in edges)


async def test_the_antimeridian_is_no_border(asker: Asker) -> None:
    found = await groups(asker, "near: {latitude: -16.8, longitude: 180, withinKm: 10}", "DISTANCE")
    assert found
    assert all(group["distance"] < 2200 for group in found)
    other = "near: {latitude: -16.8, longitude: -180, withinKm: 10}"
    assert await groups(asker, other, "DISTANCE") == found


@pytest.mark.parametrize(
    ("latitude", "longitude", "kilometres"), [(-90, 0, 30), (90, 10, 20_000), (0, 180, 20_100)]
)
async def test_poles_and_whole_globes_can_be_asked_about(
    asker: Asker, latitude: float, longitude: float, kilometres: float
) -> None:
    near = f"near: {{latitude: {latitude}, longitude: {longitude}, withinKm: {kilometres}}}"
    assert await groups(asker, near, "DISTANCE")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("days", [{}, {"weekdays": ["WE", "SU"]}, {"withinDays": 2}])
async def test_a_window_of_the_week_is_exact_in_every_zone(
    asker: Asker, catalogue: Catalogue, zone: str, days: Json
) -> None:
    """Half-hour windows round the clock, over weeks in which clocks change."""
    document = (
        "query ($g: GroupFilter, $m: MeetingFilter) { groups(first: 100, filter: $g)"
        " { nodes { slug } } meetings(first: 100, filter: $m) { nodes { slug } } }"
    )
    for minute in range(0, 24 * 60, 30):
        begin, end = (f"{at // 60 % 24:02}:{at % 60:02}" for at in (minute, minute + 30))
        window = {"timeZone": zone, "after": begin, "before": end, **days}
        narrowed = {"meets": window}
        data = await asker.data(document, {"g": narrowed, "m": narrowed})
        for table, column in (("groups", "group_id"), ("meetings", "meeting_id")):
            wanted = {
                row["slug"]
                for row in catalogue.tables[table]
                if row["published"] and meets(catalogue, Moment(NOW), column, row, window)
            }
            assert {node["slug"] for node in data[table]["nodes"]} == wanted, window


@pytest.mark.parametrize(("day", "some"), [("WE", True), ("TH", False)])
async def test_the_night_belongs_to_the_day_on_which_it_begins(
    asker: Asker, day: str, *, some: bool
) -> None:
    """What begins on Wednesday at 19:05 in UTC does so on Thursday at 00:50 in Kathmandu."""
    window = f'timeZone: "Asia/Kathmandu", weekdays: [{day}], after: "23:30", before: "01:00"'
    meets = f"filter: {{meets: {{{window}, withinDays: 1}}, group: $group}}"
    group = f"grp_{asker.world.some('groups', slug='group-0')['id'].hex}"
    data = await asker.data(
        f"query ($group: ID!) {{ meetings({meets}) {{ totalCount }} }}", {"group": group}
    )
    assert bool(data["meetings"]["totalCount"]) is some


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Marquesas"])
async def test_today_is_the_day_of_the_asker(asker: Asker, zone: str) -> None:
    data = await asker.data(
        "query ($zone: String!) { occurrences(when: {today: true}, timeZone: $zone, first: 100)"
        " { totalCount nodes { startsAt } } }",
        {"zone": zone},
    )
    here = ZoneInfo(zone)
    today = [
        row["starts_at"].isoformat()
        for row in asker.world.rows["occurrences"]
        if row["published"]
        and row["starts_at"].astimezone(here).date() == NOW.astimezone(here).date()
    ]
    given = [node["startsAt"] for node in data["occurrences"]["nodes"]]
    assert given == sorted(today)[:100]
    assert data["occurrences"]["totalCount"] == len(today)


async def test_a_window_may_begin_long_ago(asker: Asker) -> None:
    window = 'between: {after: "0001-01-01T00:00:00Z", before: "2027-02-16T00:00:00Z"}'
    data = await asker.data(f"{{ occurrences(when: {{{window}}}) {{ totalCount }} }}")
    assert data["occurrences"]["totalCount"]


INPUT = "INVALID_INPUT"
REFUSED: tuple[tuple[str, str, list[str], str], ...] = (
    ("groups", "near: {latitude: 91, longitude: 0}", ["near", "latitude"], INPUT),
    ("groups", "near: {latitude: -90.01, longitude: 0}", ["near", "latitude"], INPUT),
    ("meetings", "near: {latitude: 0, longitude: 180.5}", ["near", "longitude"], INPUT),
    ("groups", "near: {latitude: 0, longitude: 0, withinKm: 0}", ["near", "withinKm"], INPUT),
    ("groups", "near: {latitude: 0, longitude: 0, withinKm: -2}", ["near", "withinKm"], INPUT),
    ("groups", "near: {latitude: 0, longitude: 0, withinKm: 1e300}", ["near", "withinKm"], INPUT),
    ("groups", 'meets: {timeZone: "Mars/Olympus"}', ["meets", "timeZone"], "UNKNOWN_TIME_ZONE"),
    ("groups", 'meets: {timeZone: "../etc/passwd"}', ["meets", "timeZone"], "UNKNOWN_TIME_ZONE"),
    ("groups", 'meets: {timeZone: "UTC", weekdays: []}', ["meets", "weekdays"], INPUT),
    ("groups", 'meets: {timeZone: "UTC", after: "25:00"}', ["meets", "after"], INPUT),
    ("groups", 'meets: {timeZone: "UTC", before: "noon"}', ["meets", "before"], INPUT),
    ("groups", 'meets: {timeZone: "UTC", after: "18:00+02:00"}', ["meets", "after"], INPUT),
    ("groups", 'meets: {timeZone: "UTC", withinDays: 0}', ["meets", "withinDays"], INPUT),
    ("meetings", 'meets: {timeZone: "UTC", withinDays: 401}', ["meets", "withinDays"], INPUT),
    ("groups", "topics: {anyOf: []}", ["topics", "anyOf"], INPUT),
    ("groups", "support: {allOf: []}", ["support", "allOf"], INPUT),
    ("groups", "style: {noneOf: []}", ["style", "noneOf"], INPUT),
    ("meetings", "media: {anyOf: []}", ["media", "anyOf"], INPUT),
    ("networks", "languages: {noneOf: []}", ["languages", "noneOf"], INPUT),
    ("groups", f'topics: {{anyOf: ["{"x" * 101}"]}}', ["topics", "anyOf"], INPUT),
    ("groups", f'network: "grp_{MISSING}"', ["network"], "INVALID_ID"),
    ("groups", 'organisation: "org_1"', ["organisation"], "INVALID_ID"),
    ("meetings", f'group: "GRP_{MISSING}"', ["group"], "INVALID_ID"),
    ("networks", 'organisation: ""', ["organisation"], "INVALID_ID"),
)  # fmt: skip


@pytest.mark.parametrize(("field", "narrowed", "argument", "reason"), REFUSED)
async def test_an_impossible_filter_is_refused_by_its_name(
    asker: Asker, field: str, narrowed: str, argument: list[str], reason: str
) -> None:
    document = f"{{ topics {{ totalCount }} a: {field}(filter: {{{narrowed}}}) {{ totalCount }} }}"
    error = await asker.refusal(document)
    assert error["path"] == ["a"]
    assert error["extensions"]["argument"] == ["filter", *argument]
    assert error["extensions"]["reason"] == reason


@pytest.mark.parametrize(
    "narrowed",
    [
        {"near": {"latitude": 91, "longitude": 0}},
        {"meets": {"timeZone": "Nowhere"}},
        {"topics": {"anyOf": ["nul \0"]}},
        {"topics": {"anyOf": ["x"] * 101}},
        {"network": f"grp_{MISSING}"},
        {"languages": {"noneOf": []}},
    ],
)
async def test_an_impossible_filter_in_a_variable_is_refused_after_a_possible_one(
    asker: Asker, narrowed: Json
) -> None:
    """The plan is there already, for the shape is the same or the values are not looked at."""
    document = "query ($f: GroupFilter) { groups(filter: $f) { nodes { id } } }"
    possible: Json = {
        "near": {"latitude": 0, "longitude": 0},
        "meets": {"timeZone": "UTC"},
        "topics": {"anyOf": ["alcohol"]},
        "network": f"net_{MISSING}",
        "languages": {"noneOf": ["en"]},
    }
    await asker.data(document, {"f": {name: possible[name] for name in narrowed}})
    error = await asker.refusal(document, {"f": narrowed})
    assert error["extensions"]["argument"][:2] == ["filter", next(iter(narrowed))]


@pytest.mark.parametrize(
    ("arguments", "argument", "reason"),
    [
        (
            'when: {between: {after: "2027-03-11T00:00:00Z", before: "2027-03-10T00:00:00Z"}}',
            ["when", "between", "before"],
            INPUT,
        ),
        (
            'when: {between: {after: "2027-03-10T02:00:00+02:00", before: "2027-03-10T00:00:00Z"}}',
            ["when", "between", "before"],
            INPUT,
        ),
        (
            'when: {between: {after: "2027-03-10T00:00:00Z", before: "2029-01-01T00:00:00Z"}}',
            ["when", "between", "before"],
            "BEYOND_HORIZON",
        ),
        (
            'when: {between: {after: "0001-01-01T00:00:00+14:00", before: "2027-03-10T00:00:00Z"}}',
            ["when", "between", "after"],
            INPUT,
        ),
        (
            'when: {between: {after: "2027-01-01T00:00:00Z", before: "9999-12-31T23:00:00-12:00"}}',
            ["when", "between", "before"],
            INPUT,
        ),
        ("when: {now: false}", ["when", "now"], INPUT),
        ("when: {today: false}", ["when", "today"], INPUT),
        ('when: {today: true}, timeZone: "Europe/Atlantis"', ["timeZone"], "UNKNOWN_TIME_ZONE"),
        ("when: {now: true}, orderBy: {field: DISTANCE}", ["orderBy", "field"], INPUT),
        (
            f'when: {{now: true}}, filter: {{meeting: "grp_{MISSING}"}}',
            ["filter", "meeting"],
            "INVALID_ID",
        ),
    ],
)
async def test_an_impossible_time_is_refused_by_its_name(
    asker: Asker, arguments: str, argument: list[str], reason: str
) -> None:
    error = await asker.refusal(f"{{ b: occurrences({arguments}) {{ nodes {{ id }} }} }}")
    assert error["path"] == ["b"]
    assert error["extensions"]["reason"] == reason
    assert error["extensions"]["argument"] == argument


async def test_the_last_day_that_is_known_can_be_asked_for(asker: Asker) -> None:
    when: Any = {"between": {"after": NOW.isoformat(), "before": "2028-04-13T18:05:00Z"}}
    document = "query ($w: When!) { occurrences(when: $w) { totalCount } }"
    await asker.data(document, {"w": when})
    when["between"]["before"] = "2028-04-13T18:05:01Z"
    error = await asker.refusal(document, {"w": when})
    assert error["extensions"]["reason"] == "BEYOND_HORIZON"
    assert "2028-04-13" in error["message"]


async def test_a_refusal_below_a_list_names_the_way_to_it(asker: Asker) -> None:
    inner = "b: groups(orderBy: {field: DISTANCE}) { totalCount }"
    error = await asker.refusal(f"{{ a: networks {{ nodes {{ {inner} }} }} }}")
    assert error["path"][:2] == ["a", "nodes"]
    assert error["extensions"]["argument"] == ["orderBy", "field"]


@pytest.mark.parametrize("language", ["d e", "x" * 36, "<script>", "", "dé"])
async def test_a_language_is_a_tag(asker: Asker, language: str) -> None:
    document = "query ($l: String) { topics { nodes { label(language: $l) } } }"
    error = await asker.refusal(document, {"l": language})
    assert error["extensions"]["argument"] == ["language"]

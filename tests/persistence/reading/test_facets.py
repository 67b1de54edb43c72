"""Facets: every dimension, counted a second time in plain Python."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# graphql-core leaves the parameters of its generic types open.

from collections import Counter
from typing import Any

import asyncpg
import pytest

from api.domain.access import ANYBODY, Viewer
from api.domain.scopes import Scope
from api.schema.build import graphql_schema
from tests.conftest import Database
from tests.persistence.reading.asking import Asker, asking
from tests.persistence.reading.catalogue import Catalogue, Row
from tests.persistence.reading.meaning import Moment
from tests.persistence.reading.naive import Naive
from tests.world import NOW

COLUMNS = {
    "topics": "topics",
    "support": "support",
    "style": "style",
    "size": "size",
    "joining": "joining",
    "newcomersWelcome": "newcomers_welcome",
    "audiences": "audiences",
    "languages": "languages",
    "accessibility": "access",
    "formats": "formats",
    "media": "media",
    "cost": "cost",
    "anonymity": "anonymity",
    "frequency": "frequency",
    "capacity": "capacity_status",
    "acceptsReferrals": "accepts_referrals",
    "openPlaces": "open_place_kinds",
    "countries": "countries",
    "regions": "regions",
}
WHOLE = (
    "query ($filter: GroupFilter) { facets(filter: $filter) { totalCount totalCountPrecision "
    + " ".join(f"{name} {{ notStated values(first: 100) {{ value count }} }}" for name in COLUMNS)
    + " } }"
)
NEAR = {"latitude": 40.72, "longitude": -74.0, "withinKm": 60.0}
FILTERS: dict[str, dict[str, Any] | None] = {
    "none": None,
    "empty": {},
    "topics": {"topics": {"anyOf": ["alcohol", "veterans"]}},
    "unstated": {"style": {"anyOf": ["MIXED"], "unknown": "INCLUDE"}},
    "near": {"near": NEAR},
    "meets": {"meets": {"timeZone": "Asia/Kathmandu", "weekdays": ["MO", "WE"]}},
    "all of them": {
        "near": {**NEAR, "withinKm": 20_000.0},
        "meets": {"timeZone": "UTC"},
        "media": {"anyOf": ["ONLINE", "HYBRID", "IN_PERSON"]},
    },
    "contradiction": {"topics": {"anyOf": ["alcohol"], "noneOf": ["alcohol"]}},
}
GROUPS = """
insert into catalogue.groups
    (id, organisation_id, network_id, slug, name, language, topics, capacity_status, status,
     sort_key, published)
select gen_random_uuid(), $1, $1, 'g' || n, 'g', 'en', case when n > 9990 then '{late}'::text[]
    else '{early,early}'::text[] end, 'UNKNOWN', 'PUBLISHED', lpad(n::text, 6, '0'), true
from generate_series(1, $2) as n
"""


def stated(row: Row, name: str) -> set[str]:
    """Return what a group states of a dimension, as the values of facets say it."""
    value = row[COLUMNS[name]]
    if isinstance(value, list):
        return set(value)
    if isinstance(value, bool):
        return {"true" if value else "false"}
    return set() if value in {None, "UNKNOWN"} else {value}


def counted(rows: list[Row]) -> dict[str, Any]:
    """Count every dimension, one group and one value at a time."""
    found: dict[str, Any] = {"totalCount": len(rows), "totalCountPrecision": "EXACT"}
    for name in COLUMNS:
        counts = Counter(value for row in rows for value in stated(row, name))
        found[name] = {
            "notStated": sum(not stated(row, name) for row in rows),
            "values": [
                {"value": value, "count": count}
                for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            ],
        }
    return found


def kept(catalogue: Catalogue, viewer: Viewer, filters: dict[str, Any] | None) -> list[Row]:
    """Return the groups that the naive executor lists."""
    naive = Naive(graphql_schema(), catalogue, viewer, Moment(NOW))
    asked = {"filter": filters, "first": 100}
    page = naive.page("Group", catalogue.tables["groups"], asked)
    return [item.thing.row for item in page.info.items]


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
@pytest.mark.parametrize("who", ["anybody", "river", "hill"])
async def test_every_dimension_counts_the_groups_that_the_viewer_would_find(
    asker: Asker, catalogue: Catalogue, filters: dict[str, Any] | None, who: str
) -> None:
    viewer = (
        ANYBODY
        if who == "anybody"
        else Viewer(asker.world.organisation(who), "test", frozenset({Scope.GROUPS_READ}))
    )
    answer = await asker.data(WHOLE, {"filter": filters}, viewer=viewer)
    assert answer["facets"] == counted(kept(catalogue, viewer, filters))


async def test_drafts_count_for_their_own_organisation_only(asker: Asker) -> None:
    river, clinic = (
        Viewer(asker.world.organisation(slug), "test", frozenset({Scope.GROUPS_READ}))
        for slug in ("river", "clinic")
    )
    nobody, other, own = [
        (await asker.data(WHOLE, {}, viewer=viewer))["facets"]["totalCount"]
        for viewer in (ANYBODY, clinic, river)
    ]
    assert 0 < nobody == other < own


async def test_facets_are_one_statement_that_reads_the_groups_once(asker: Asker) -> None:
    asker.statements.clear()
    await asker.data(WHOLE, {"filter": {"near": NEAR}})
    (statement,) = asker.statements
    assert statement.count("catalogue.groups") == 1


async def test_a_value_that_is_a_term_has_its_label_in_the_language_asked_for(
    asker: Asker, catalogue: Catalogue
) -> None:
    answer = await asker.data(
        '{ facets { topics { values(first: 100) { value label de: label(language: "de")'
        ' xx: label(language: "xx") } } languages { values { value label } }'
        " audiences { values { value label } } style { values { value label } } } }"
    )
    facets = answer["facets"]
    terms = {row["slug"]: row["id"] for row in catalogue.tables["terms"]
             if row["dimension"] == "TOPIC"}  # fmt: skip
    labels = {
        (row["term_id"], row["language"]): row["text"] for row in catalogue.tables["term_labels"]
    }
    assert len(facets["topics"]["values"]) > 3
    for each in facets["topics"]["values"]:
        term = terms[each["value"]]
        english, german = labels[term, "en"], labels[term, "de"]
        assert (each["label"], each["de"], each["xx"]) == (english, german, english)
    assert {each["value"]: each["label"] for each in facets["audiences"]["values"]}[
        "retired-audience"
    ] == "retired-audience"
    for name in ("languages", "style"):
        assert facets[name]["values"]
        assert all(each["label"] == each["value"] for each in facets[name]["values"])


async def test_the_most_frequent_values_come_first_and_no_more_than_asked_for(
    asker: Asker,
) -> None:
    answer = await asker.data(
        "query ($few: Int!) { facets { topics { few: values(first: $few) { value }"
        " all: values { value } notStated } again: topics { notStated } } }",
        {"few": 2},
    )
    topics = answer["facets"]["topics"]
    assert len(topics["few"]) == 2
    assert topics["few"] == topics["all"][:2]
    assert answer["facets"]["again"] == {"notStated": topics["notStated"]}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{ facets { topics { values(first: 0) { value } } } }", ["facets", "topics", "values"]),
        ("{ facets { topics { values(first: 101) { value } } } }", ["facets", "topics", "values"]),
        ("{ facets { topics { values(first: -1) { value } } } }", ["facets", "topics", "values"]),
        (
            '{ f: facets { style { values { label(language: "?") } } } }',
            ["f", "style", "values"],
        ),
        ("{ facets(filter: {topics: {anyOf: []}}) { totalCount } }", ["facets"]),
        (
            "{ facets(filter: {near: {latitude: 91, longitude: 0, withinKm: 5}}) { totalCount } }",
            ["facets"],
        ),
        ('{ facets(filter: {network: "grp_1"}) { topics { notStated } } }', ["facets"]),
        (
            '{ facets(filter: {meets: {timeZone: "Mars/Olympus"}}) { topics { notStated } } }',
            ["facets"],
        ),
    ],
)
async def test_what_cannot_be_counted_is_refused_where_it_stands(
    asker: Asker, text: str, path: list[str]
) -> None:
    assert (await asker.refusal(text))["path"] == path


@pytest.mark.parametrize("groups", [10_000, 10_001])
async def test_counts_are_exact_to_ten_thousand_and_then_of_the_first_ten_thousand(
    database: Database, asker: Asker, groups: int
) -> None:
    admin = await asyncpg.connect(database.admin_url)
    await admin.execute("set session_replication_role = replica")
    await admin.execute(GROUPS, asker.world.organisation("river"), groups)
    await admin.close()
    async with asking(database.app_url, asker.world) as asker_of_many:
        answer = await asker_of_many.data(
            "{ facets { totalCount totalCountPrecision topics { values { value count } }"
            " capacity { notStated } style { notStated } } }"
        )
    assert answer["facets"] == {
        "totalCount": 10_000,
        "totalCountPrecision": "EXACT" if groups == 10_000 else "AT_LEAST",
        # A value that a group lists twice counts once.
        "topics": {
            "values": [{"value": "early", "count": 9_990}, {"value": "late", "count": 10}],
        },
        "capacity": {"notStated": 10_000},
        "style": {"notStated": 10_000},
    }

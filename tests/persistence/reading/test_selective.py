"""The choice between walking the order of a list and looking rare hits up first."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from api.domain.access import ANYBODY
from api.persistence.embedded import Cluster
from api.persistence.reading.statistics import Statistics, worth_looking_up
from api.persistence.roles import Role
from api.schema.execution import Asked
from api.schema.execution.executor import Explained
from tests.conftest import Database, grant_connections
from tests.persistence.reading.asking import Asker, asking
from tests.world import NOW, World

NAME = "peers_test_selective"
GROUPS = 20_000
RARE, COMMON = "rare-disease", "alcohol"
QUERY = """
query ($topics: TermsFilter) {
  groups(first: 5, filter: {topics: $topics}) {
    totalCount pageInfo { hasNextPage endCursor } nodes { slug topics { slug } }
  }
}
"""
FILL = """
insert into catalogue.organisations (id, slug, name, kind, status, sort_key, published)
values ($1, 'many', 'Many', 'NETWORK_OPERATOR', 'VERIFIED', 'many', true);
"""
FILL_NETWORK = """
insert into catalogue.networks (id, organisation_id, slug, name, status, sort_key, published)
values ($1, $2, 'many', 'Many', 'PUBLISHED', 'many', true)
"""
FILL_GROUPS = """
insert into catalogue.groups (
    id, organisation_id, network_id, slug, name, language, topics, capacity_status, status,
    search, sort_key, published
)
select gen_random_uuid(), $1, $2, 'group-' || n, 'Group ' || n, 'en',
    case when n % 1000 = 999 then array['rare-disease'] when n % 2 = 0 then array['alcohol']
        else array['grief', 'topic-' || n % 40] end,
    'UNKNOWN', 'PUBLISHED',
    setweight(to_tsvector('simple', case when n % 1000 = 999 then 'circle kestrel'
        else 'circle evening' end), 'A'), 'group ' || lpad(n::text, 6, '0'), true
from generate_series(1, $3::int) as n
"""


@pytest.fixture(scope="module")
async def many(cluster: Cluster, template: str, world: World) -> AsyncIterator[Asker]:
    """An asker over twenty thousand groups, of which twenty are about a rare topic."""
    admin = await asyncpg.connect(cluster.admin_url)
    try:
        await admin.execute(f"CREATE DATABASE {NAME} TEMPLATE {template} STRATEGY FILE_COPY")
        await grant_connections(admin, NAME)
        database = Database(
            NAME,
            owner_url=cluster.url(Role.OWNER, NAME),
            app_url=cluster.url(Role.APP, NAME),
            admin_url=cluster.admin_url.replace("/postgres?", f"/{NAME}?"),
        )
        await fill(database)
        async with asking(database.app_url, world) as asker:
            await asker.executor.reader.statistics.refresh(asker.executor.reader.pool)
            yield asker
        await admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    finally:
        await admin.close()


async def fill(database: Database) -> None:
    connection = await asyncpg.connect(database.admin_url)
    organisation, network = uuid4(), uuid4()
    await connection.execute(FILL, organisation)
    await connection.execute(FILL_NETWORK, network, organisation)
    await connection.execute(FILL_GROUPS, organisation, network, GROUPS)
    await connection.execute("analyze catalogue.groups")
    await connection.close()


async def plan_of(asker: Asker, topics: dict[str, object]) -> str:
    asked = Asked(QUERY, None, {"topics": topics}, ANYBODY, NOW, "test-request")
    explained = await asker.executor.explain(asked)
    assert isinstance(explained, Explained)
    return explained.plan


async def test_the_counts_are_those_of_postgresql(many: Asker) -> None:
    counts = many.executor.reader.statistics.counts("groups", "topics")
    assert counts is not None
    assert counts.rows == pytest.approx(GROUPS, rel=0.05)
    assert counts.of(COMMON) == pytest.approx(GROUPS / 2, rel=0.1)
    assert counts.of(RARE) < 100
    assert counts.of("nobody-has-this") == 0
    assert counts.beginning("topic-") == pytest.approx(GROUPS / 2, rel=0.1)


async def test_a_rare_topic_is_looked_up_and_a_common_one_walked_to(many: Asker) -> None:
    rare = await plan_of(many, {"anyOf": [RARE]})
    common = await plan_of(many, {"anyOf": [COMMON]})
    assert "ix_groups_topics" in rare
    assert "ix_groups_listed" not in rare
    assert "ix_groups_listed" in common


@pytest.mark.parametrize(
    ("topics", "looks_up"),
    [
        ({"anyOf": [RARE]}, True),
        ({"anyOf": [RARE, "nobody-has-this"]}, True),
        ({"anyOf": [RARE, COMMON]}, False),
        ({"allOf": [RARE, COMMON]}, True),
        ({"noneOf": [RARE]}, False),
        ({"anyOf": [RARE], "unknown": "INCLUDE"}, False),
    ],
)
async def test_both_ways_give_the_same_page(
    many: Asker,
    topics: dict[str, object],
    looks_up: bool,  # noqa: FBT001 - one column of the table above
) -> None:
    statistics = many.executor.reader.statistics
    chosen = await many.data(QUERY, {"topics": topics})
    assert ("array((SELECT" in many.statements[-1]) is looks_up
    known, statistics.known = statistics.known, {}
    try:
        # What is counted is part of the choice, so that a plan made without counts is another.
        walked = await many.data(QUERY, {"topics": topics})
    finally:
        statistics.known = known
    assert "array((SELECT" not in many.statements[-1]
    assert chosen == walked


@pytest.mark.parametrize(
    ("text", "hits", "looks_up"),
    [("circle kestrel", 20, True), ("kest", 20, True), ("circle", 10_000, False)],
)
async def test_a_rare_word_is_looked_up_and_the_others_in_what_it_finds(
    many: Asker,
    text: str,
    hits: int,
    looks_up: bool,  # noqa: FBT001 - one column of the table above
) -> None:
    query = """query ($text: String!) {
      groups(first: 100, filter: {text: $text}) { totalCount nodes { slug } } }"""
    chosen = (await many.data(query, {"text": text}))["groups"]
    assert chosen["totalCount"] == hits
    assert ("array((SELECT" in many.statements[-1]) is looks_up
    statistics = many.executor.reader.statistics
    known, statistics.known = statistics.known, {}
    try:
        walked = await many.data(query + "\n# again", {"text": text})
    finally:
        statistics.known = known
    assert walked["groups"] == chosen


async def test_one_plan_serves_each_way_of_one_document(many: Asker) -> None:
    seen: list[str] = []
    for topic in (RARE, COMMON, RARE):
        await many.data(QUERY, {"topics": {"anyOf": [topic]}})
        seen.append(many.statements[-1])
    assert seen[0] == seen[2] != seen[1]


async def test_nothing_is_looked_up_before_anything_was_counted(many: Asker) -> None:
    assert Statistics().counts("groups", "topics") is None


def test_few_hits_are_worth_looking_up_and_many_are_not() -> None:
    assert worth_looking_up(20, 20_000)
    assert not worth_looking_up(2_000, 20_000)
    assert worth_looking_up(2_000, 1_000_000)
    assert not worth_looking_up(50_000, 1_000_000)

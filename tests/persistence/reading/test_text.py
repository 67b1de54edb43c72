"""Text: groups found by words, in every script, best first; and what of it is refused."""

# ruff: noqa: RUF001 - questions are written as people write them.

from collections.abc import AsyncIterator, Iterable

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.domain.access import ANYBODY
from api.domain.search import LONGEST_QUESTION, MOST_WORDS
from api.persistence.embedded import Cluster
from api.persistence.roles import Role
from api.schema.execution import Asked
from api.schema.execution.executor import Explained
from tests.conftest import grant_connections
from tests.persistence.reading.asking import Asker, Json, asking
from tests.persistence.reading.catalogue import Catalogue
from tests.persistence.reading.wording import QUESTIONS, relevance
from tests.world import NOW, World

DOCUMENT = """
query ($text: String, $order: GroupOrder, $first: Int! = 100, $after: String) {
  groups(first: $first, after: $after, filter: {text: $text}, orderBy: $order) {
    totalCount nodes { slug name } pageInfo { hasNextPage endCursor }
  }
}
"""
CROWD = 5_000
OPERATORS = ("&", "|", "!", "(", ")", ":*", "<->", "'", '"', "\\", "''", ":", "\0", "%", "+", "#")


async def found(asker: Asker, text: str, **order: str) -> list[str]:
    """Return the slugs of what is found, in order."""
    data = await asker.data(DOCUMENT, {"text": text, "order": order or None})
    assert data["groups"]["totalCount"] == len(data["groups"]["nodes"])
    return [node["slug"] for node in data["groups"]["nodes"]]


def slugs(asker: Asker, holding: Iterable[str]) -> set[str]:
    """Return the published groups with one of the texts in their name or description."""
    return {
        row["slug"]
        for row in asker.world.rows["groups"]
        if row["published"]
        and any(text in f"{row['name']} {row['description']}" for text in holding)
    }


@pytest.mark.parametrize("question", QUESTIONS)
async def test_every_question_finds_what_the_texts_say(
    asker: Asker, catalogue: Catalogue, question: str
) -> None:
    judged = [
        (place, row["sort_key"], row["id"], row["slug"])
        for row in catalogue.tables["groups"]
        if row["published"] and (place := relevance(catalogue, row, question)) is not None
    ]
    assert await found(asker, question) == [slug for *_, slug in sorted(judged)]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("うつ病", "うつ病"),
        ("家族会", "うつ病"),
        ("ｶﾞﾝ", "ガン"),
        ("がん", "ガン"),
        ("ซึมเศร้า", "ซึมเศร้า"),
        ("小组", "晚间小组"),
        ("срыв", "срывов"),
        ("Вечер", "вечер"),
        ("مجموعة", "مجموعة"),
        ("eveil", "Éveil"),
        ("ÉVEIL", "Éveil"),
        ("e\u0301veil", "Éveil"),
        ("offnung", "Öffnung"),
        ("alcool", "l’alcool"),
        ("l'alcool", "l’alcool"),
        ("strasse", "STRAẞE"),
        ("Trauer", "Trauerarbeit"),
        ("coabhängig", "Co-Abhängigkeit"),
        ("AA", "A.A."),
    ],
)
async def test_words_are_found_in_their_script_and_spelling(
    asker: Asker, question: str, text: str
) -> None:
    wanted = slugs(asker, [text])
    assert wanted
    assert wanted <= set(await found(asker, question))


@pytest.mark.parametrize(
    "question", ["カン", "つう", "者の家", "小晚", "เศซึ", "alcohx", "grievance day"]
)
async def test_what_only_looks_alike_is_not_found(asker: Asker, question: str) -> None:
    assert await found(asker, question) == []


async def test_a_word_of_another_language_finds_groups_by_their_topics(
    asker: Asker, catalogue: Catalogue
) -> None:
    bereaved = {
        row["slug"]
        for row in catalogue.tables["groups"]
        if row["published"] and "bereavement" in row["topics"]
    }
    english = [row for row in asker.world.rows["groups"] if row["slug"] in bereaved]
    assert any(row["language"] == "en" for row in english)
    for question in ("Trauer", "duelo", "deuil", "Bereavement", "bereav"):
        assert bereaved <= set(await found(asker, question))


async def test_the_words_may_stand_in_different_texts_of_a_group(asker: Asker) -> None:
    group = next(
        row
        for row in asker.world.rows["groups"]
        if row["published"] and "alcohol" in row["topics"] and row["description"]
    )
    said = group["name"].split()[0], group["description"].split()[-1]
    # Between them the German label of a topic and the name of the network.
    question = f"{said[0]} Alkohol open {said[1]}"
    assert group["slug"] in await found(asker, question)
    assert await found(asker, f"{question} nowhere") == []


async def test_groups_are_found_by_their_network_and_its_concerns(asker: Asker) -> None:
    everything = await asker.data("{ groups(first: 100) { nodes { slug } } }")
    listed = {node["slug"] for node in everything["groups"]["nodes"]}
    # Both networks that show are called Open, and all have the same three concerns.
    assert set(await found(asker, "open")) == listed
    assert set(await found(asker, "concern")) == listed


async def test_groups_are_found_by_their_translations(asker: Asker) -> None:
    translated = {
        group["slug"]
        for group in asker.world.rows["groups"]
        for each in asker.world.rows["group_translations"]
        if group["published"] and each["group_id"] == group["id"] and each["language"] == "pt-BR"
    }
    assert translated
    # Every translation of the world has its language behind the name.
    assert set(await found(asker, "(pt-BR)")) == translated


async def test_a_name_comes_before_a_text_and_a_whole_word_before_a_beginning(
    asker: Asker,
) -> None:
    data = await asker.data(DOCUMENT, {"text": "group"})
    names = [node["name"] for node in data["groups"]["nodes"]]
    assert names[0].startswith("group")
    monday = await asker.data(DOCUMENT, {"text": "monday"})
    named = ["monday" in node["name"].lower() for node in monday["groups"]["nodes"]]
    assert named == sorted(named, reverse=True)
    assert set(named) == {True, False}


async def test_the_order_by_relevance_can_be_said_and_turned_round(asker: Asker) -> None:
    best = await found(asker, "monday")
    assert await found(asker, "monday", field="RELEVANCE") == best
    assert await found(asker, "monday", field="RELEVANCE", direction="DESC") == best[::-1]
    assert sorted(await found(asker, "monday", field="CHANGED_AT")) == sorted(best)


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_pages_by_relevance_lose_and_repeat_nothing(asker: Asker, direction: str) -> None:
    order = {"field": "RELEVANCE", "direction": direction}
    variables: Json = {"text": "open", "order": order, "first": 3}
    walked: list[str] = []
    while True:
        page = (await asker.data(DOCUMENT, variables))["groups"]
        walked += [node["slug"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        variables["after"] = page["pageInfo"]["endCursor"]
    assert walked == await found(asker, "open", **order)


async def test_nothing_found_is_an_empty_list(asker: Asker) -> None:
    data = await asker.data(DOCUMENT, {"text": "no-such-word-anywhere"})
    assert data["groups"]["nodes"] == []
    assert data["groups"]["totalCount"] == 0


async def test_no_text_asks_nothing(asker: Asker) -> None:
    everything = await asker.data("{ groups { totalCount } }")
    assert (await asker.data(DOCUMENT))["groups"]["totalCount"] == everything["groups"][
        "totalCount"
    ]


@pytest.mark.parametrize(
    "text",
    ["", " ", "…!?", "🌱", "'", "\0", "\ud7ff\u200b", "x" * (LONGEST_QUESTION + 1), "x" * 10_000,
     "x " * (MOST_WORDS + 1)],
    ids=["empty", "space", "punctuation", "emoji", "quote", "NUL", "nothing", "long", "10000",
         "many"],
)  # fmt: skip
async def test_an_impossible_text_is_refused_by_its_name(asker: Asker, text: str) -> None:
    await asker.data(DOCUMENT, {"text": "possible"})
    error = await asker.refusal(DOCUMENT, {"text": text})
    assert error["path"] == ["groups"]
    assert error["extensions"]["argument"] == ["filter", "text"]
    assert error["extensions"]["reason"] == "INVALID_INPUT"
    assert not text.strip() or len(text) < 3 or text not in error["message"]


async def test_relevance_needs_a_text(asker: Asker) -> None:
    error = await asker.refusal("{ groups(orderBy: {field: RELEVANCE}) { totalCount } }")
    assert error["extensions"]["argument"] == ["orderBy", "field"]
    assert error["extensions"]["reason"] == "INVALID_INPUT"


@pytest.mark.parametrize("operator", OPERATORS)
async def test_operators_mean_nothing(asker: Asker, operator: str) -> None:
    plain = await found(asker, "monday circle")
    assert plain
    assert await found(asker, f"monday {operator} circle {operator}") == plain
    assert await found(asker, f"{operator}monday{operator} circle") == plain


@given(st.text(max_size=LONGEST_QUESTION + 1))
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_any_text_is_answered_or_refused(asker: Asker, text: str) -> None:
    answer = await asker.ask(DOCUMENT, {"text": text})
    for error in answer.get("errors", ()):
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.fixture(scope="module")
async def crowd(cluster: Cluster, template: str, world: World) -> AsyncIterator[Asker]:
    """An asker over thousands of groups, of which few have a rare word."""
    name = "peers_test_text"
    admin = await asyncpg.connect(cluster.admin_url)
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        await grant_connections(admin, name)
        filling = await asyncpg.connect(cluster.admin_url.replace("/postgres?", f"/{name}?"))
        await filling.execute(FILL)
        await filling.close()
        async with asking(cluster.url(Role.APP, name), world) as asker:
            yield asker
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


FILL = f"""
with organisation as (
    insert into catalogue.organisations (id, slug, name, kind, status, sort_key, published)
    values (gen_random_uuid(), 'many', 'Many', 'NETWORK_OPERATOR', 'VERIFIED', 'many', true)
    returning id
), network as (
    insert into catalogue.networks (id, organisation_id, slug, name, status, sort_key, published)
    select gen_random_uuid(), id, 'many', 'Many', 'PUBLISHED', 'many', true from organisation
    returning id, organisation_id
)
insert into catalogue.groups (
    id, organisation_id, network_id, slug, name, language, capacity_status, status, sort_key,
    published, search
)
select gen_random_uuid(), organisation_id, id, 'group-' || n, word || ' group', 'en', 'UNKNOWN',
    'PUBLISHED', lpad(n::text, 6, '0'), true, array_to_tsvector(array[word, 'group'])
from network, generate_series(1, {CROWD}) as n,
    lateral (select case when n % 1000 = 999 then 'seldom' else 'often' end as word) as named;
analyze catalogue.groups;
"""  # noqa: S608 - a number of our own


async def plan_of(asker: Asker, text: str, field: str) -> str:
    variables = {"text": text, "order": {"field": field}, "first": 5}
    asked = Asked(DOCUMENT, None, variables, ANYBODY, NOW, "test-request")
    explained = await asker.executor.explain(asked)
    assert isinstance(explained, Explained)
    return explained.plan


@pytest.mark.parametrize(
    ("field", "counted"), [("NAME", True), ("RELEVANCE", True), ("RELEVANCE", False)]
)
async def test_a_rare_word_is_looked_up_in_the_index(
    crowd: Asker, field: str, *, counted: bool
) -> None:
    reader = crowd.executor.reader
    if counted:
        await reader.statistics.refresh(reader.pool)
    else:
        reader.statistics.known = {}
    plan = await plan_of(crowd, "seldom", field)
    assert "ix_groups_search" in plan
    assert "ix_groups_listed" not in plan
    rare = await found(crowd, "seldom", field=field)
    assert rare == [f"group-{n}" for n in range(999, CROWD, 1000)]


async def test_a_question_is_made_once_however_often_it_is_used(asker: Asker) -> None:
    document = 'groups(filter: {text: "monday"}) { edges { cursor } pageInfo { endCursor } }'
    await asker.data(f"{{ {document} }}")
    assert asker.statements[-1].count("ts_lexize") == 1

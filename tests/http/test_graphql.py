"""The endpoint over real HTTP: what is answered, what is refused, and that nothing leaks."""

from typing import Any

import asyncpg
import httpx
import orjson
import pytest

from tests.conftest import Database
from tests.house import House
from tests.http.conftest import Admin, Client

CANARY = "canary-9f2b"


async def post(client: Client, body: bytes, **headers: str) -> httpx.Response:
    named = {"content-type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return await client.http.post("/graphql", content=body, headers=named)


async def test_several_root_fields_fragments_and_introspection_are_one_answer_in_order(
    client: Client, ours: House
) -> None:
    answer = await client.ask(
        """query($with: Boolean!) {
          kind: __typename
          groups { ...Page }
          __schema { queryType { name } }
          again: groups(first: 1) { nodes { ... on Node { id @skip(if: $with) } slug } }
          networks { nodes { name @include(if: $with) } }
        }
        fragment Page on GroupConnection { totalCount nodes { __typename name } }""",
        {"with": True},
    )
    assert answer.status_code == 200
    data = answer.json()["data"]
    assert list(data) == ["kind", "groups", "__schema", "again", "networks"]
    assert data == {
        "kind": "Query",
        "groups": {"totalCount": 1, "nodes": [{"__typename": "Group", "name": "ours group"}]},
        "__schema": {"queryType": {"name": "Query"}},
        "again": {"nodes": [{"slug": "ours-group"}]},
        "networks": {"nodes": [{"name": "ours network"}]},
    }


@pytest.mark.parametrize(
    "body",
    [
        b'"x"',
        b"null",
        b"\xff\xfe{}",
        b'{"query":"{__typename}","variables":{"n":' + b"1" * 5000 + b"}}",
        b'{"variables":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"[]",
        b"",
        b'{"query":5}',
        b'{"query":"{__typename}","operationName":5}',
        b'{"query":"{__typename}","variables":"x"}',
        b'{"query":"{__typename}","variables":{"s":"\\ud800"}}',
        b'\xef\xbb\xbf{"query":"{__typename}"}',
    ],
)
async def test_a_body_that_is_no_request_is_refused_in_json(client: Client, body: bytes) -> None:
    answer = await post(client, body)
    if answer.status_code == 200:
        # A number of thousands of digits is legal JSON; what it may not do is fail us.
        assert "1" * 5000 in body.decode()
        return
    assert 400 <= answer.status_code < 500
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] in {"BAD_REQUEST", "BAD_USER_INPUT"}
    assert "data" not in answer.json()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
        ("{" + " ".join(f"a{i}: __typename" for i in range(60)) + "}", "LIMIT_EXCEEDED"),
        ("{" + "__typename " * 2100 + "}", "LIMIT_EXCEEDED"),
        (
            (
                "{ groups(first: 100) { nodes { meetings(first: 100) { nodes"
                " { nextOccurrences(first: 100) { id } } } } } }"
            ),
            "MAX_COST_EXCEEDED",
        ),
        (
            (
                "{ groups { nodes { network { groups { nodes { network { groups { nodes"
                " { network { groups { nodes { network { id } } } } } } } } } } } } }"
            ),
            "LIMIT_EXCEEDED",
        ),
    ],
)
async def test_a_document_that_cannot_run_says_why(client: Client, query: str, code: str) -> None:
    old = await client.ask(query)
    new = await client.ask(query, accept="application/graphql-response+json")
    assert old.json()["errors"][0]["extensions"]["code"] == code
    assert (old.status_code, new.status_code) == (200, 400)
    assert "data" not in old.json()
    assert new.headers["content-type"].startswith("application/graphql-response+json")


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ("(first: 0)", ["first"]),
        ("(first: 101)", ["first"]),
        ("(last: 101)", ["last"]),
        ("(first: -1)", ["first"]),
        ("(first: 1, last: 1)", ["last"]),
        ('(after: "nonsense")', ["after"]),
        ("(filter: {near: {latitude: 91, longitude: 0}})", ["filter", "near", "latitude"]),
        ("(filter: {near: {latitude: 0, longitude: 200}})", ["filter", "near", "longitude"]),
        (
            "(filter: {near: {latitude: 0, longitude: 0, withinKm: 0}})",
            ["filter", "near", "withinKm"],
        ),
        ('(filter: {meets: {timeZone: "Mars/Olympus"}})', ["filter", "meets", "timeZone"]),
        ('(filter: {meets: {timeZone: "UTC", after: "25:00"}})', ["filter", "meets", "after"]),
        ('(filter: {meets: {timeZone: "UTC", weekdays: []}})', ["filter", "meets", "weekdays"]),
        ("(filter: {topics: {anyOf: []}})", ["filter", "topics", "anyOf"]),
        ('(filter: {network: "grp_0123"})', ["filter", "network"]),
        ('(filter: {network: "grp_' + "0" * 32 + '"})', ["filter", "network"]),
        ("(orderBy: {field: DISTANCE})", ["orderBy", "field"]),
    ],
)
async def test_an_argument_that_cannot_be_used_is_named(
    client: Client, ours: House, arguments: str, argument: list[str]
) -> None:
    answer = await client.ask(f"{{ here: groups{arguments} {{ nodes {{ id }} }} }}")
    assert answer.status_code == 200
    (error,) = answer.json()["errors"]
    assert answer.json()["data"] is None
    assert error["path"] == ["here"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["argument"] == argument


async def test_before_alone_never_gives_more_than_a_page(client: Client, ours: House) -> None:
    first = await client.ask("{ topics(first: 100) { pageInfo { endCursor } totalCount } }")
    cursor = first.json()["data"]["topics"]["pageInfo"]["endCursor"]
    query = "query($c: String!) { topics(before: $c) { nodes { id } } }"
    answer = await client.ask(query, {"c": cursor})
    assert len(answer.json()["data"]["topics"]["nodes"]) == 20


async def test_the_standard_introspection_query_passes(client: Client) -> None:
    from graphql import build_client_schema, get_introspection_query  # noqa: PLC0415

    answer = await client.ask(
        get_introspection_query(descriptions=True, input_value_deprecation=True)
    )
    assert "errors" not in answer.json()
    build_client_schema(answer.json()["data"])


async def test_no_value_of_the_caller_comes_back_in_an_error(client: Client) -> None:
    questions: list[tuple[str, Any]] = [
        (f'{{ groups(first: "{CANARY}") {{ nodes {{ id }} }} }}', None),
        ("query($n: Int) { groups(first: $n) { nodes { id } } }", {"n": CANARY}),
        (f'{{ group(by: {{id: "{CANARY}"}}) {{ id }} }}', None),
        (f'{{ node(id: "{CANARY}") {{ id }} }}', None),
        (f'{{ groups(after: "{CANARY}") {{ nodes {{ id }} }} }}', None),
        (f'{{ groups(filter: {{meets: {{timeZone: "{CANARY}"}}}}) {{ nodes {{ id }} }} }}', None),
        (f'{{ "{CANARY}" }}', None),
    ]
    for query, variables in questions:
        answer = await client.ask(query, variables)
        assert "errors" in answer.json()
        assert CANARY not in answer.text


async def test_an_unknown_id_or_slug_is_null_and_no_error(client: Client, ours: House) -> None:
    missing = "grp_" + "0" * 32
    answer = await client.ask(
        f'{{ node(id: "{missing}") {{ id }} group(by: {{slug: "nowhere"}}) {{ id }}'
        f' nodes(ids: ["{missing}"]) {{ id }} }}'
    )
    assert answer.json() == {"data": {"node": None, "group": None, "nodes": [None]}}


async def test_any_origin_may_ask_without_credentials(client: Client) -> None:
    answer = await client.ask("{ __typename }", origin="https://partner.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    preflight = await client.http.options(
        "/graphql",
        headers={
            "origin": "https://partner.example",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        },
    )
    assert preflight.status_code == 200


async def test_get_answers_queries_only(client: Client, ours: House) -> None:
    answer = await client.http.get("/graphql", params={"query": "{ groups { totalCount } }"})
    assert answer.json() == {"data": {"groups": {"totalCount": 1}}}
    mutation = (
        'mutation { renameGroup(input: {id: "x", name: "y", expectedVersion: 1}) { __typename } }'
    )
    refused = await client.http.get("/graphql", params={"query": mutation})
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("PUT", {"content-type": "application/json"}, 405),
        ("POST", {"content-type": "text/plain"}, 415),
        ("POST", {"content-type": "application/json", "accept": "image/png"}, 406),
    ],
)
async def test_a_wrong_method_or_media_type_is_refused_in_json(
    client: Client, method: str, headers: dict[str, str], status: int
) -> None:
    body = orjson.dumps({"query": "{ __typename }"})
    answer = await client.http.request(method, "/graphql", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_body_beyond_the_limit_is_refused(client: Client) -> None:
    answer = await post(client, b'{"query":"' + b" " * 300_000 + b'"}')
    assert answer.status_code == 413


async def test_the_server_says_what_it_is_and_whether_it_can_answer(client: Client) -> None:
    assert "curl" in (await client.http.get("/")).text
    assert (await client.http.get("/healthz")).json() == {"status": "ok"}
    assert (await client.http.get("/readyz")).json() == {"status": "ready"}
    assert "type Query" in (await client.http.get("/schema.graphql")).text


async def test_a_question_that_takes_too_long_is_given_up_and_the_next_one_answered(
    client: Client, ours: House, database: Database
) -> None:
    blocker = await asyncpg.connect(database.admin_url)
    async with blocker.transaction():
        await blocker.execute("lock table catalogue.groups in access exclusive mode")
        answer = await client.ask("{ groups { totalCount } }")
    await blocker.close()
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["errors"][0]["extensions"]["code"] == "TIMEOUT"
    again = await client.ask("{ groups { totalCount } }")
    assert again.json() == {"data": {"groups": {"totalCount": 1}}}


async def test_connections_that_are_cut_are_made_anew(
    client: Client, ours: House, admin: Admin
) -> None:
    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where usename = 'peers_app' and datname = current_database()"
    )
    answers = [await client.ask("{ groups { totalCount } }") for _ in range(12)]
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert answers[-1].json() == {"data": {"groups": {"totalCount": 1}}}

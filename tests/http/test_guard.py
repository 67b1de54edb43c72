"""What comes in by HTTP is bounded and typed before it is parsed; all else is a 4xx in JSON."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, cast

import httpx
import orjson
import pytest
from graphql import OperationDefinitionNode, parse
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.guard import (
    BODY_BYTES,
    JSON_DEPTH,
    QUERY_STRING_BYTES,
    GraphQLRequest,
    decode_request,
    from_query_string,
    read_body,
    refusal_body,
)
from api.http.negotiation import (
    JSON,
    RESPONSE,
    check_content_type,
    check_method,
    check_operation_method,
    choose_media_type,
    not_acceptable,
)
from api.schema.messages import ErrorCode, RequestRefused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from starlette.types import Message

SECONDS_FOR_ONE_BODY = 1.0


def refusal(do: Callable[[], object]) -> RequestRefused:
    with pytest.raises(RequestRefused) as refused:
        do()
    return refused.value


async def answer(request: Request) -> Response:
    """Answer as the endpoint does, up to where an operation would run."""
    try:
        check_method(request.method)
        media = choose_media_type(request.headers.get("accept"))
        if media is None:
            raise not_acceptable()
        if request.method == "GET":
            decoded = from_query_string(cast("bytes", request.scope["query_string"]))
        else:
            check_content_type(request.headers.get("content-type"))
            decoded = decode_request(await read_body(request, deadline=0.2))
    except RequestRefused as refused:
        body = refusal_body(refused, "req-1")
        return Response(body, refused.status, refused.headers, media_type=JSON)
    return Response(orjson.dumps({"data": decoded.query}), media_type=media)


APP = Starlette(
    routes=[Route("/graphql", answer, methods=["GET", "POST", "PUT", "DELETE", "PATCH"])]
)


async def sent(content: bytes | AsyncIterator[bytes], **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=APP), base_url="http://peers"
    ) as client:
        return await client.post(
            "/graphql", content=content, headers={"content-type": JSON, **named}
        )


def code_of(response: httpx.Response) -> object:
    body = cast("dict[str, list[dict[str, dict[str, object]]]]", response.json())
    assert list(body) == ["errors"]
    assert response.headers["content-type"] == JSON
    extensions = body["errors"][0]["extensions"]
    assert extensions["requestId"] == "req-1"
    return extensions["code"]


async def streamed(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        await asyncio.sleep(0)
        yield chunk


GOOD = b'{"query":"{ a }"}'
DEEP = b'{"query":"{ a }","variables":'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'"x"', id="a string"),
        pytest.param(b"null", id="null"),
        pytest.param(b'{"query":"\xff\xfe"}', id="invalid UTF-8"),
        pytest.param(b'{"query":"{ a }","variables":{"n":' + b"9" * 5000 + b"}}", id="5000 digits"),
        pytest.param(b"[" * 100_000, id="100,000 levels"),
        pytest.param(b'{"a":' * 40_000, id="40,000 objects"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"1", id="a number"),
        pytest.param(b"[]", id="an empty batch"),
        pytest.param(b"[" + GOOD + b"]", id="a batch"),
        pytest.param(b"{}", id="no query"),
        pytest.param(b'{"query":null}', id="query null"),
        pytest.param(b'{"query":5}', id="query 5"),
        pytest.param(b'{"query":"{ a }","operationName":5}', id="operationName 5"),
        pytest.param(b'{"query":"{ a }","variables":"x"}', id="variables a string"),
        pytest.param(b'{"query":"{ a }","variables":[]}', id="variables a list"),
        pytest.param(b'{"query":"{ a }","extensions":0}', id="extensions a number"),
        pytest.param(b"\xef\xbb\xbf" + GOOD, id="byte order mark"),
        pytest.param(GOOD.decode().encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"query":"{ a }","variables":{"n":NaN}}', id="NaN"),
        pytest.param(b'{"query":"{ a }","variables":{"n":Infinity}}', id="Infinity"),
        pytest.param(b'{"query":"{ a }","variables":{"n":1e999}}', id="1e999"),
        pytest.param(b'{"query":"\\ud800"}', id="lone surrogate"),
        pytest.param(b'{"query":"{ a }","query":"{ b }"}', id="query twice"),
        pytest.param(b'{"query":"{ a }","qu\\u0065ry":"{ b }"}', id="query twice, once escaped"),
        pytest.param(b'{"query":"{ a }","variables":{"a":["x\\u0000"]}}', id="NUL in a value"),
        pytest.param(b'{"query":"{ a }","variables":{"\\u0000":1}}', id="NUL in a key"),
        pytest.param(b'{"query":"{ a }\0"}', id="raw NUL"),
        pytest.param(b'{"query":"{ a }"', id="cut off"),
        pytest.param(GOOD + b"x", id="more behind it"),
        pytest.param(b'{"query":"' + b'\\"' * 120_000, id="unclosed string of quotes"),
        pytest.param(b'{"query":"\\', id="ends in a backslash"),
    ],
)
async def test_what_is_not_one_request_is_a_400_in_json(body: bytes) -> None:
    start = perf_counter()
    response = await sent(body)
    assert response.status_code == 400
    assert code_of(response) == "BAD_REQUEST"
    assert perf_counter() - start < SECONDS_FOR_ONE_BODY


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (GOOD, GraphQLRequest("{ a }")),
        (
            b'{"query":"{ a }","variables":null,"operationName":null,"extensions":null}',
            GraphQLRequest("{ a }"),
        ),
        (
            (
                b' {"query" : "{ a }", "operationName":"A",\n"variables" :{"query":"}","n":{"a":1}}'
                b',"extensions":{"k":[{"k":1},{"k":2}]},"unknown":1} '
            ),
            GraphQLRequest(
                "{ a }", "A", {"query": "}", "n": {"a": 1}}, {"k": [{"k": 1}, {"k": 2}]}
            ),
        ),
        (b'{"query":"a \\"{[ \\\\"}', GraphQLRequest('a "{[ \\')),
        (b'{"query":"\\\\u0000"}', GraphQLRequest("\\u0000")),
    ],
)
def test_one_request_is_decoded(body: bytes, expected: GraphQLRequest) -> None:
    assert decode_request(body) == expected


def test_json_is_as_deep_as_allowed_and_no_deeper() -> None:
    def body(levels: int) -> bytes:
        return DEEP + b'{"a":' + b"[" * (levels - 2) + b"]" * (levels - 2) + b"}}"

    assert decode_request(body(JSON_DEPTH)).variables is not None
    assert "nested too deeply" in refusal(lambda: decode_request(body(JSON_DEPTH + 1))).message


def test_brackets_in_strings_are_no_depth() -> None:
    value = "[" * 100 + '\\"' + "{" * 100
    assert decode_request(DEEP + b'{"a":"' + value.encode() + b'"}}').variables == {
        "a": value.replace("\\", "")
    }


@given(st.binary(max_size=60) | st.text('{}[]",:\\qu"ery\0 \ud7ff1-e.', max_size=40))
@settings(max_examples=500, deadline=None)
def test_no_bytes_at_all_raise_anything_untyped(body: bytes | str) -> None:
    raw = body if isinstance(body, bytes) else body.encode()
    for decode in (decode_request, from_query_string):
        try:
            decode(raw)
        except RequestRefused as refused:
            assert refused.code is ErrorCode.BAD_REQUEST  # noqa: PT017  # decoding may also succeed
            refusal_body(refused, "r")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=4), json_values, max_size=4))
@settings(max_examples=300, deadline=None)
def test_every_object_of_variables_is_decoded_as_it_was(variables: dict[str, object]) -> None:
    body = orjson.dumps({"query": "{ a }", "variables": variables})
    if b"\\u0000" in body:
        return
    assert decode_request(body).variables == variables


async def test_a_body_up_to_the_limit_is_read_however_it_is_cut() -> None:
    body = b'{"query":"' + b"x" * (BODY_BYTES - 12) + b'"}'
    assert len(body) == BODY_BYTES
    assert (await sent(body)).status_code == 200
    pieces = (body[start : start + 1000] for start in range(0, len(body), 1000))
    assert (await sent(streamed(pieces))).status_code == 200


async def test_a_body_declared_too_large_is_refused_unread() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            await asyncio.sleep(0)
            read += 1
            yield b"x" * 1000

    response = await sent(endless(), content_length=str(BODY_BYTES + 1))
    assert response.status_code == 413
    assert response.headers["connection"] == "close"
    assert code_of(response) == "BAD_REQUEST"
    assert read == 0


async def test_a_body_that_turns_out_too_large_is_refused_at_the_limit() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            await asyncio.sleep(0)
            read += 1
            yield b"x" * 10_000

    assert (await sent(endless())).status_code == 413
    assert read == BODY_BYTES // 10_000 + 1


@pytest.mark.parametrize(
    ("declared", "status"),
    [
        ("5", 400),
        ("500", 400),
        ("-1", 400),
        ("1e3", 400),
        ("²", 400),
        ("9" * 5000, 413),
        ("0" * 5000 + "17", 200),
        ("17", 200),
    ],
)
async def test_a_length_that_lies_is_refused(declared: str, status: int) -> None:
    if declared.isascii():
        assert (await sent(streamed([GOOD]), content_length=declared)).status_code == status
    else:
        request = raw_request([GOOD], content_length=declared.encode("latin-1"))
        with pytest.raises(RequestRefused) as refused:
            await read_body(request)
        assert refused.value.status == status


@pytest.mark.parametrize("drip", [None, 0.01])
async def test_a_body_that_does_not_arrive_is_a_408(drip: float | None) -> None:
    async def stalled() -> AsyncIterator[bytes]:
        yield b'{"query":"'
        while drip:
            await asyncio.sleep(drip)
            yield b"x"
        await asyncio.sleep(60)

    start = perf_counter()
    response = await sent(stalled())
    assert response.status_code == 408
    assert code_of(response) == "TIMEOUT"
    assert response.headers["connection"] == "close"
    assert perf_counter() - start < 5


async def test_a_client_that_goes_away_is_a_refusal_and_no_fault() -> None:
    request = raw_request([b'{"query":'], disconnects=True)
    with pytest.raises(RequestRefused, match="connection ended"):
        await read_body(request)


def raw_request(
    chunks: list[bytes], *, disconnects: bool = False, content_length: bytes | None = None
) -> Request:
    messages: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    messages.append({"type": "http.disconnect" if disconnects else "http.request"})
    waiting = iter(messages)

    async def receive() -> Message:
        await asyncio.sleep(0)
        return next(waiting)

    headers = [(b"content-length", content_length)] if content_length else []
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    return Request(scope, receive)


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ('Application/JSON;charset="UTF-8"', True),
        ("application/json;", True),
        (None, False),
        ("", False),
        ("application/jsonfoo", False),
        ("application/graphql-response+json", False),
        ("application/json; charset=utf-16", False),
        ("application/json; boundary=x", False),
        ("text/plain", False),
        ("application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=x", False),
        ("text/plain; application/json", False),
    ],
)
def test_only_json_in_utf8_comes_in(value: str | None, accepted: bool) -> None:  # noqa: FBT001  # a column
    if accepted:
        check_content_type(value)
    else:
        assert refusal(lambda: check_content_type(value)).status == 415


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}; charset=utf-8, application/json; charset=utf-8", RESPONSE),
        (f"application/json, {RESPONSE}", RESPONSE),
        (f"{RESPONSE},application/json;q=0.9", RESPONSE),
        (f"{RESPONSE};q=0.8, application/json;q=0.9", JSON),
        (f"{RESPONSE}, */*;q=0.1", RESPONSE),
        ("application/json, */*", JSON),
        (f"{RESPONSE};q=0, */*", JSON),
        (f"{RESPONSE};q=0.5, */*", JSON),
        ("application/json;q=0, */*", RESPONSE),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("APPLICATION/JSON;Q=1", JSON),
        ("image/png", None),
        ("application/json;q=0", None),
        ("application/json;q=nan", None),
        ("application/json;q=x", None),
        (", ,;", None),
        ("text/event-stream", None),
    ],
)
def test_the_answer_is_in_the_type_that_is_most_welcome(
    accept: str | None, chosen: str | None
) -> None:
    assert choose_media_type(accept) == chosen


def test_a_long_accept_header_is_read_in_good_time() -> None:
    start = perf_counter()
    assert choose_media_type("a/b;q=0.1," * 6000) is None
    assert perf_counter() - start < SECONDS_FOR_ONE_BODY


async def test_a_type_that_is_not_offered_is_a_406_in_json() -> None:
    response = await sent(GOOD, accept="image/png")
    assert response.status_code == 406
    assert code_of(response) == "BAD_REQUEST"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_another_method_is_a_405_that_names_the_allowed_ones(method: str) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=APP), base_url="http://peers"
    ) as client:
        response = await client.request(method, "/graphql", content=GOOD)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"
    assert code_of(response) == "BAD_REQUEST"


@pytest.mark.parametrize("text", ["mutation { a }", "subscription { a }"])
def test_only_queries_come_by_get(text: str) -> None:
    operation = cast("OperationDefinitionNode", parse(text).definitions[0])
    refused = refusal(lambda: check_operation_method("GET", operation))
    assert (refused.status, refused.headers) == (405, {"Allow": "POST"})
    check_operation_method("POST", operation)
    check_operation_method("GET", cast("OperationDefinitionNode", parse("{ a }").definitions[0]))


async def test_a_query_by_get_is_read_from_the_address() -> None:
    parameters = {"query": "{ a(é: 1) }", "operationName": "A", "variables": '{"n": [1]}'}
    written = str(httpx.QueryParams(parameters)).encode()
    assert from_query_string(written) == GraphQLRequest("{ a(é: 1) }", "A", {"n": [1]})
    assert from_query_string(b"query=a&variables=&extensions=null") == GraphQLRequest("a")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=APP), base_url="http://peers"
    ) as client:
        response = await client.get("/graphql", params=parameters)
    assert response.json() == {"data": "{ a(é: 1) }"}


@pytest.mark.parametrize(
    ("query_string", "status"),
    [
        (b"", 400),
        (b"operationName=A", 400),
        (b"query=%FF", 400),
        (b"query=a&query=b", 400),
        (b"query=a&variables=x", 400),
        (b"query=a&variables=[1]", 400),
        (b"query=a&variables=%22x%22", 400),
        (b"query=a&extensions=" + b"[" * 1000, 400),
        (b"query=a&variables=%7B%22a%22:%22%5Cu0000%22%7D", 400),
        (b"&".join(b"p%d=1" % number for number in range(50)), 400),
        (b"query=\xc3\xa9", 400),
        (b"query=" + b"a" * QUERY_STRING_BYTES, 414),
    ],
)
def test_an_address_that_holds_no_request_is_refused(query_string: bytes, status: int) -> None:
    assert refusal(lambda: from_query_string(query_string)).status == status


def test_a_refusal_is_json_with_code_and_request_id_and_no_data() -> None:
    refused = RequestRefused(ErrorCode.LIMIT_EXCEEDED, "Too deep.", details={"limit": "depth"})
    assert orjson.loads(refusal_body(refused, "r")) == {
        "errors": [
            {
                "message": "Too deep.",
                "extensions": {"limit": "depth", "code": "LIMIT_EXCEEDED", "requestId": "r"},
            }
        ]
    }


@pytest.mark.parametrize("body", [b'"Canary4711"', b'{"Canary4711":1}', b'{"query":"a",Canary4711'])
def test_no_part_of_a_body_reaches_a_message(body: bytes) -> None:
    refused = refusal(lambda: decode_request(body))
    assert b"Canary" not in refusal_body(refused, "r")
    assert refused.__cause__ is None

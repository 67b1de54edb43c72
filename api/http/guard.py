"""Reads a GraphQL request from HTTP: bounded in bytes, time and depth before anything is parsed.

Every failure is a RequestRefused with a status below 500, and ``refusal_body`` turns it into
the JSON that each refusal is answered with.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import parse_qsl

import orjson
from starlette.requests import ClientDisconnect, Request

from api.schema.messages import ErrorCode, RequestRefused

BODY_BYTES: Final = 256 * 1024
BULK_BYTES: Final = 1024 * 1024
"""For whoever comes with a token: many changes at once are in one request."""
BODY_SECONDS: Final = 10.0
JSON_DEPTH: Final = 32
QUERY_STRING_BYTES: Final = 16 * 1024

# Strings first, so that a bracket in one is no bracket. The closing quote is optional and the
# repetitions are possessive: either one less, and hostile bytes would cost quadratic time.
_JSON_TOKENS: Final = re.compile(
    rb'"(?:[^"\\]++|\\.)*+"?(?P<key>[ \t\n\r]*+:)?|[\[{]|[\]}]', re.DOTALL
)
_JSON_MEMBERS: Final = frozenset({"variables", "extensions"})
# Without it the server would wait for the rest of a body that nobody reads.
CLOSE: Final = {"Connection": "close"}

type JsonObject = dict[str, object]


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The members of a GraphQL request, of the right JSON types."""

    query: str
    operation_name: str | None = None
    variables: JsonObject | None = None
    extensions: JsonObject | None = None


async def read_body(
    request: Request, limit: int = BODY_BYTES, deadline: float = BODY_SECONDS
) -> bytes:
    """Return the body, of at most ``limit`` bytes, received within ``deadline`` seconds.

    Raises RequestRefused: 413 before more than the limit is kept, 408 for a body that does not
    arrive in time, 400 when its length is not what Content-Length says or the client is gone.
    """
    declared = declared_length(request.headers.get("content-length"), limit)
    body = bytearray()
    try:
        async with asyncio.timeout(deadline):
            async for chunk in request.stream():
                if len(body) + len(chunk) > limit:
                    raise too_large(limit)
                body += chunk
    except TimeoutError:
        raise RequestRefused(
            ErrorCode.TIMEOUT, "The body did not arrive in time.", status=408, headers=CLOSE
        ) from None
    except ClientDisconnect:
        raise _bad("The connection ended before the body was complete.") from None
    if declared is not None and declared != len(body):
        raise _bad("The body is not as long as Content-Length says.")
    return bytes(body)


def decode_request(body: bytes) -> GraphQLRequest:
    """Decode a JSON body; raises RequestRefused 400 for anything but one GraphQL request."""
    return _request(_decoded_object(body, "The body"))


def from_query_string(query_string: bytes) -> GraphQLRequest:
    """Decode a GET request: ``query``, ``operationName``, and two members that are JSON text.

    Raises RequestRefused: 414 when it is too long, 400 for anything but one GraphQL request.
    """
    if len(query_string) > QUERY_STRING_BYTES:
        raise RequestRefused(
            ErrorCode.BAD_REQUEST, "The address is too long; send this by POST.", status=414
        )
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20
        )
    except ValueError:
        raise _bad("The query string cannot be read as UTF-8 parameters.") from None
    given = dict(pairs)
    if len(given) != len(pairs):
        raise _bad("A parameter is given twice.")
    members: JsonObject = {name: given[name] for name in given if name not in _JSON_MEMBERS}
    for name in _JSON_MEMBERS & given.keys():
        if given[name] not in ("", "null"):
            members[name] = _decoded_object(given[name].encode(), f"'{name}'")
    return _request(members)


def refusal_body(refused: RequestRefused, request_id: str) -> bytes:
    """Return the JSON body of a refusal, with no ``data`` since nothing ran."""
    return orjson.dumps({"errors": [refused.formatted(request_id)]})


def _request(members: Mapping[str, object]) -> GraphQLRequest:
    query = members.get("query")
    if not isinstance(query, str):
        raise _bad("'query' must be a string.")
    operation_name = members.get("operationName")
    if not isinstance(operation_name, str | None):
        raise _bad("'operationName' must be a string or null.")
    return GraphQLRequest(
        query,
        operation_name,
        _object_or_none(members, "variables"),
        _object_or_none(members, "extensions"),
    )


def _object_or_none(members: Mapping[str, object], name: str) -> JsonObject | None:
    value = members.get(name)
    if value is not None and not isinstance(value, dict):
        raise _bad(f"'{name}' must be an object or null.")
    return cast("JsonObject | None", value)


def _decoded_object(text: bytes, what: str) -> JsonObject:
    keys = _scan(text, what)
    try:
        value = cast("object", orjson.loads(text))
    except orjson.JSONDecodeError:
        raise _bad(f"{what} is not valid JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise _bad(f"{what} must be one JSON object.")
    decoded = cast("JsonObject", value)
    if keys != len(decoded):
        raise _bad(f"{what} gives a member twice.")
    if b"\\u0000" in text and _holds_nul(decoded):
        raise _bad(f"{what} holds the character NUL, which text cannot.")
    return decoded


def _scan(text: bytes, what: str) -> int:
    """Return the number of keys of the outermost object, refusing nesting that is too deep."""
    depth = keys = 0
    for token in _JSON_TOKENS.finditer(text):
        opening = token[0][:1]
        if opening == b'"':
            keys += depth == 1 and token["key"] is not None
        elif opening in b"[{":
            depth += 1
            if depth > JSON_DEPTH:
                raise _bad(f"{what} is nested too deeply; at most {JSON_DEPTH} levels are allowed.")
        else:
            depth -= 1
    return keys


def _holds_nul(value: object) -> bool:
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, str) and "\0" in each:
            return True
        if isinstance(each, dict):
            members = cast("JsonObject", each)
            stack += [*members, *members.values()]
        elif isinstance(each, list):
            stack += cast("list[object]", each)
    return False


def declared_length(value: str | None, limit: int) -> int | None:
    if value is None:
        return None
    if not value.isascii() or not value.isdigit():
        raise _bad("Content-Length is not a number.")
    digits = value.lstrip("0") or "0"
    # A number of thousands of digits is too large without becoming one, which would raise.
    if len(digits) > len(str(limit)) or int(digits) > limit:
        raise too_large(limit)
    return int(digits)


def too_large(limit: int) -> RequestRefused:
    return RequestRefused(
        ErrorCode.BAD_REQUEST,
        f"The body is too large; at most {limit} bytes are allowed.",
        status=413,
        headers=CLOSE,
    )


def _bad(message: str) -> RequestRefused:
    return RequestRefused(ErrorCode.BAD_REQUEST, message)

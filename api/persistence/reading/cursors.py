"""Cursors: where a page ended, bound to the question that it was a page of.

A cursor is base64url of a JSON list: a head (version, keyed hash of field, filter, order, zone
and instant, reference instant), the sort values of the row, and its UUID. The hash is keyed, so
that a cursor tells nobody which place or concern was asked about, nor can be dated otherwise.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# JSON may be anything until it is looked at.

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from hmac import compare_digest
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Text, cast, func, literal_column
from sqlalchemy.dialects.postgresql import JSON

from api.domain.errors import InvalidInput

VERSION = "1"
LONGEST = 1_000
LARGEST_INTEGER = 2**31 - 1
LARGEST_BIGINT = 2**63 - 1
# Both lie well within what Python and PostgreSQL can count with.
FIRST_YEAR, LAST_YEAR = 1900, 2999

_UNREADABLE = (ValueError, TypeError, OverflowError, OSError, NotBase64)
_NO_CURSOR = "This is not a cursor: pass one that an earlier page gave."


@dataclass(frozen=True, slots=True)
class Position:
    """What a cursor says: when the first page was asked for, and the row that it stands on."""

    instant: datetime
    values: tuple[object, ...]
    id: UUID


def question(key: bytes, parts: object) -> bytes:
    """Return the keyed hash of whatever makes one list another list; it never leaves here."""
    text = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
    return blake2b(text, key=key, digest_size=32).digest()


def head(asked: bytes, instant: datetime) -> str:
    stamp = f"{instant.timestamp():.6f}"
    return f"{VERSION}.{_hash(asked, stamp)}.{stamp}"


def _hash(asked: bytes, stamp: str) -> str:
    return blake2b(stamp.encode(), key=asked, digest_size=9).hexdigest()


def expression(head_bind: Any, values: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    """Return the SQL that writes the cursor of a row."""
    whole = cast(func.json_build_array(head_bind, *values, type_=JSON), Text)
    encoded = func.encode(
        func.convert_to(whole, literal_column("'UTF8'")), literal_column("'base64'")
    )
    return func.translate(encoded, literal_column("E'+/=\\n'"), literal_column("'-_'"), type_=Text)


def instant(text: object, asked: bytes) -> datetime:
    """Return when the first page was asked for; InvalidInput as ``parse``.

    Filters need it before the order is known, and with it the values.
    """
    return _read(text, asked)[0]


def whole_number(value: object) -> int:
    """Return a sort value that is a whole number as PostgreSQL's integer holds it."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_INTEGER:
        raise ValueError
    return value


def large_number(value: object) -> int:
    """Return a sort value that is a whole number as PostgreSQL's bigint holds it."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_BIGINT:
        raise ValueError
    return value


def plain_text(value: object) -> str:
    """Return a sort value that is text as PostgreSQL can hold it."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


def instant_text(value: object) -> datetime:
    """Return a sort value that is an instant, as JSON writes it."""
    found = datetime.fromisoformat(str(value))
    if found.tzinfo is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError
    return found


def parse(text: object, asked: bytes, parsers: Sequence[Any]) -> Position:
    """Return the position that a cursor names; InvalidInput if it is not one of this list."""
    started, values, row_id = _read(text, asked)
    try:
        parsed = tuple(read(value) for read, value in zip(parsers, values, strict=True))
        return Position(started, parsed, UUID(str(row_id)))
    except _UNREADABLE:
        raise InvalidInput(_NO_CURSOR) from None


def _read(text: object, asked: bytes) -> tuple[datetime, list[object], object]:
    try:
        head_text, *values, row_id = _decode(text)
        version, hashed, stamp = str(head_text).split(".", 2)
        started = datetime.fromtimestamp(float(stamp), tz=UTC)
    except _UNREADABLE:
        raise InvalidInput(_NO_CURSOR) from None
    if version != VERSION or not compare_digest(hashed.encode(), _hash(asked, stamp).encode()):
        raise InvalidInput(
            "This cursor belongs to another list: pass one that this list gave, "
            "with the same filter, order and zone."
        )
    return started, values, row_id


def _decode(text: object) -> list[object]:
    if not isinstance(text, str) or len(text) > LONGEST or not text.isascii():
        raise ValueError
    whole = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(whole, list):
        raise TypeError
    return whole

"""Cursors: where a page ended, bound to the question that it was a page of.

A cursor is base64url of a JSON list: a head (version, keyed hash of field, filter, order and
zone, reference instant), the sort values of the row, and its UUID. The hash is keyed, so that
a cursor tells nobody which place or concern was asked about.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# JSON may be anything until it is looked at.

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Text, cast, func, literal_column
from sqlalchemy.dialects.postgresql import JSON

from api.domain.errors import InvalidInput

VERSION = "1"
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Position:
    """What a cursor says: when the first page was asked for, and the row that it stands on."""

    instant: datetime
    values: tuple[object, ...]
    id: UUID


def question(key: bytes, parts: object) -> str:
    """Return the keyed hash of whatever makes one list another list."""
    text = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
    return blake2b(text, key=key, digest_size=9).hexdigest()


def head(asked: str, instant: datetime) -> str:
    return f"{VERSION}.{asked}.{instant.timestamp():.6f}"


def expression(head_bind: Any, values: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    """Return the SQL that writes the cursor of a row."""
    whole = cast(func.json_build_array(head_bind, *values, type_=JSON), Text)
    encoded = func.encode(
        func.convert_to(whole, literal_column("'UTF8'")), literal_column("'base64'")
    )
    return func.translate(encoded, literal_column("E'+/=\\n'"), literal_column("'-_'"), type_=Text)


def parse(text: object, asked: str, parsers: Sequence[Any]) -> Position:
    """Return the position that a cursor names; InvalidInput if it is not one of this list."""
    try:
        head_text, *values, row_id = _decode(text)
        version, hashed, stamp = str(head_text).split(".", 2)
        instant = datetime.fromtimestamp(float(stamp), tz=UTC)
        parsed = tuple(read(value) for read, value in zip(parsers, values, strict=True))
        position = Position(instant, parsed, UUID(str(row_id)))
    except (ValueError, TypeError, OverflowError, OSError, NotBase64):
        raise InvalidInput("This is not a cursor: pass one that an earlier page gave.") from None
    if version != VERSION or hashed != asked:
        raise InvalidInput(
            "This cursor belongs to another list: pass one that this list gave, "
            "with the same filter, order and zone."
        )
    return position


def _decode(text: object) -> list[object]:
    if not isinstance(text, str) or len(text) > LONGEST or not text.isascii():
        raise ValueError
    whole = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(whole, list):
        raise TypeError
    return whole

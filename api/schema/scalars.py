"""The scalars of time. Every instant has an offset; every local time has none."""

from datetime import date, datetime
from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

LocalDateTime = NewType("LocalDateTime", datetime)
"""A date and a time of day as the clocks of a place show it, without an offset."""

_RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339"


def _instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise TypeError("DateTime is text with an offset, as in RFC 3339.")
    found = _parsed(value, "DateTime")
    if found.tzinfo is None:
        raise ValueError("DateTime needs an offset, such as Z or +02:00.")
    return found


def _parsed(value: str, name: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{name} is written as in RFC 3339.") from None


def _local(value: object) -> datetime:
    if not isinstance(value, str):
        raise TypeError("LocalDateTime is text without an offset.")
    found = _parsed(value, "LocalDateTime")
    if found.tzinfo is not None:
        raise ValueError("LocalDateTime has no offset: its zone stands beside it.")
    return found


def _date(value: object) -> date:
    if not isinstance(value, str):
        raise TypeError("Date is text, YYYY-MM-DD.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("Date is written YYYY-MM-DD.") from None


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant with its offset, such as 2026-11-22T19:00:00+00:00.",
        specified_by_url=_RFC_3339,
        parse_value=_instant,
    ),
    LocalDateTime: strawberry.scalar(
        name="LocalDateTime",
        description="What the clocks of a place show, such as 2026-11-22T19:00:00, "
        "to be read with the time zone beside it.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc5545#section-3.3.5",
        parse_value=_local,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day, such as 2026-11-22.",
        specified_by_url=_RFC_3339,
        parse_value=_date,
    ),
}

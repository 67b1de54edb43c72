"""JSON built in PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSON

# A PostgreSQL function takes at most 100 arguments.
MOST_FIELDS = 50

EMPTY_LIST = literal_column("'[]'::json", JSON)
NULL = literal_column("NULL::json", JSON)


def word(text: str) -> ColumnElement[str]:
    """Return a text literal; for names that GraphQL allows, so nothing needs escaping."""
    if not text.isidentifier():
        raise ValueError("Only a GraphQL name may be written into a statement.")
    return literal_column(f"'{text}'", Text)


def build_object(fields: Sequence[tuple[str, ColumnElement[Any]]]) -> ColumnElement[Any]:
    """Return an object with these fields in this order, however many they are."""
    chunks = [fields[at : at + MOST_FIELDS] for at in range(0, len(fields), MOST_FIELDS)]
    objects = [_chunk(chunk) for chunk in chunks] or [literal_column("'{}'::json", JSON)]
    if len(objects) == 1:
        return objects[0]
    # Two objects become one by cutting the brace where they meet, which keeps their order.
    joined = func.left(cast(objects[0], Text), literal_column("-1"), type_=Text)
    for piece in objects[1:]:
        inner = func.substr(cast(piece, Text), literal_column("2"), type_=Text)
        cut = func.left(inner, literal_column("-1"), type_=Text)
        joined = joined.concat(literal_column("', '", Text)).concat(cut)
    return cast(joined.concat(literal_column("'}'", Text)), JSON)


def _chunk(fields: Sequence[tuple[str, ColumnElement[Any]]]) -> ColumnElement[Any]:
    arguments: list[ColumnElement[Any]] = []
    for name, value in fields:
        arguments += [word(name), value]
    return func.json_build_object(*arguments, type_=JSON)


def gathered(item: ColumnElement[Any], listed: FromClause) -> ColumnElement[Any]:
    """Return the rows of a subquery as a JSON list, in the order in which they come."""
    items = func.coalesce(func.json_agg(item, type_=JSON), EMPTY_LIST, type_=JSON)
    return select(items).select_from(listed).scalar_subquery()

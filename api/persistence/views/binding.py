"""Short ways to bind a field: by its column, as an id, as an order."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    or_,
)

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.reading import cursors, json
from api.persistence.reading.ask import Ask
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import Leaf, Visible

_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


def snake(name: str) -> str:
    """Return the column that a GraphQL field has by default."""
    return _HUMP.sub("_", name).lower()


def column(table: Table, name: str) -> Leaf:
    """Bind a field to a column of its row."""

    def expression(row: FromClause, _ask: Ask) -> ColumnElement[Any]:
        return row.c[name]

    return Leaf(expression, nullable=bool(table.c[name].nullable))


def worked_out(name: str, *, nullable: bool = False) -> Leaf:
    """Bind a field to a column of rows that are worked out, not stored."""
    return Leaf(lambda row, _ask: row.c[name], nullable=nullable)


def columns(table: Table, *fields: str) -> dict[str, Leaf]:
    """Bind GraphQL fields to the columns of the same name, in snake case."""
    return {field: column(table, snake(field)) for field in fields}


def identifier(code: Code, name: str = "id") -> Leaf:
    """Bind a field to the coded form of a UUID, the row's own unless ``name`` says another."""

    def expression(row: FromClause, _ask: Ask) -> ColumnElement[Any]:
        hexadecimal = func.replace(
            cast(row.c[name], Text), literal_column("'-'"), literal_column("''"), type_=Text
        )
        return literal_column(f"'{code}_'", Text).concat(hexadecimal)

    return Leaf(expression, nullable=False)


def coded(word: str, codes: Mapping[str, Code], name: str = "id") -> Leaf:
    """Bind a field to the coded form of a UUID, of whichever type the column ``word`` says."""

    def expression(row: FromClause, ask: Ask) -> ColumnElement[Any]:
        branches = [
            (row.c[word] == json.word(said), identifier(code, name).expression(row, ask))
            for said, code in codes.items()
        ]
        return case(*branches, else_=literal_column("''", Text))

    return Leaf(expression, nullable=False)


def listed_of(owner: str) -> Visible:
    """Hold for what anybody may see, and for all of the organisation whose drafts the viewer sees.

    ``owner`` is the column that names it. This is the one predicate of visibility in the
    catalogue.
    """

    def visible(row: FromClause, ask: Ask) -> ColumnElement[bool]:
        organisation = ask.drafts_of
        published = row.c.published
        if organisation is None:
            return published
        return or_(published, row.c[owner] == organisation)

    return visible


listed = listed_of("organisation_id")


def owned(scope: Scope) -> Visible:
    """Hold for what is the viewer's own organisation's, if the viewer holds the scope.

    This is the one predicate of visibility in the confidential zone, beside its row-level
    security.
    """

    def visible(row: FromClause, ask: Ask) -> ColumnElement[bool]:
        organisation = ask.organisation
        if organisation is None:
            return false()
        return and_(ask.holds(scope), row.c.organisation_id == organisation)

    return visible


BY_NAME = {"NAME": Sort(lambda row: row.c.sort_key, cursors.plain_text)}
"""The order by name that every list of things offers."""

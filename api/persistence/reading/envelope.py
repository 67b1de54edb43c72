"""What stands around the rows of a page: edges, page info, counts."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, case, func, literal_column, select

from api.persistence.reading import json
from api.persistence.reading.keyset import keyset

if TYPE_CHECKING:
    from graphql.execution.collect_fields import FieldDetails

    from api.persistence.reading.ask import Ask
    from api.persistence.reading.pages import Page
    from api.persistence.reading.views import Pages, Row

COUNTED = 10_000
"""Counts are exact up to here; beyond, a count says at least this many."""

FAR = literal_column("2147483647")
"""The distance that puts what is online behind every place, and is never told."""

type Outer = Callable[[FromClause], ColumnElement[Any]]
"""Makes a member of a connection out of the rows of its page."""


def edge(page: Page, found: list[FieldDetails], ask: Ask) -> ColumnElement[Any]:
    view, compiler = page.keys.view, page.compiler
    entries: list[tuple[str, ColumnElement[Any]]] = []
    for key, inner in compiler.fields(f"{view.name}Edge", found).items():
        match inner[0].node.name.value:
            case "node":
                within = ask.within(ask.arguments, (*ask.path, key))
                entries.append((key, compiler.object(view, page.row, inner, within)))
            case "cursor":
                entries.append((key, page.keys.cursor()))
            case "distanceMetres":
                distance = page.keys.narrowing.distance
                entries.append((key, json.NULL if distance is None else func.nullif(distance, FAR)))
            case _:
                entries.append((key, json.word(f"{view.name}Edge")))
    return json.build_object(entries)


def page_info(page: Page, found: list[FieldDetails]) -> Outer:
    backward = page.keys.backward
    members: list[tuple[str, Outer]] = []
    for key, inner in page.compiler.fields("PageInfo", found).items():
        match inner[0].node.name.value:
            case "hasNextPage":
                members.append((key, page.more if not backward else _known(page.keys.bounded)))
            case "hasPreviousPage":
                members.append((key, page.more if backward else _known(page.keys.bounded)))
            case "startCursor":
                members.append((key, page.end(page.column(page.keys.cursor()), last=False)))
            case "endCursor":
                members.append((key, page.end(page.column(page.keys.cursor()), last=True)))
            case _:
                members.append((key, lambda _rows: json.word("PageInfo")))
    return lambda rows: json.build_object([(key, outer(rows)) for key, outer in members])


def _known(value: bool) -> Outer:  # noqa: FBT001
    return lambda _rows: literal_column("true" if value else "false")


def count(page: Page, counted: tuple[Pages, Row | None, Ask, str], *, precise: bool) -> Outer:
    bound, parent, ask, name = counted
    compiler, view = page.compiler, page.keys.view
    row = compiler.rows(view, parent)
    keys = keyset(compiler.cursor_key, view, row, ask, name)
    if bound.on is not None and parent is not None:
        keys.conditions.append(bound.on(parent.columns, row.columns))
    chosen = keys.narrowed(select(literal_column("1").label("one")), row)
    some = (
        compiler.visible(view, row, chosen, keys.ask, keys.conditions)
        .limit(literal_column(str(COUNTED + 1)))
        .subquery(f"k{next(compiler.numbers)}")
    )
    number = func.count()
    if precise:
        value: ColumnElement[Any] = case(
            (number > literal_column(str(COUNTED)), json.word("AT_LEAST")), else_=json.word("EXACT")
        )
    else:
        value = func.least(number, literal_column(str(COUNTED)))
    total = select(value).select_from(some).scalar_subquery()
    return lambda _rows: total

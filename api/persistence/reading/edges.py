"""Edges: from one row to another, to short lists of rows, to parts, to rows worked out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, literal_column, select

from api.persistence.reading import json, pages
from api.persistence.reading.views import Edge, Either, Many, One, Part, Row, Rows

if TYPE_CHECKING:
    from graphql.execution.collect_fields import FieldDetails

    from api.persistence.reading.ask import Ask
    from api.persistence.reading.compile import Compiler

LIST_SIZE = 100


def edge(
    compiler: Compiler,
    bound: Edge,
    row: Row,
    details: list[FieldDetails],
    ask: Ask,
) -> ColumnElement[Any]:
    """Return what a field of a row leads to."""
    match bound:
        case One():
            return one(compiler, bound, row, details, ask)
        case Either():
            return either(compiler, bound, row, details, ask)
        case Many():
            return many(compiler, bound, row, details, ask)
        case Part():
            return part(compiler, bound, row, details, ask)
        case Rows():
            return worked(compiler, bound, row, details, ask)


def one(
    compiler: Compiler, edge: One, row: Row, details: list[FieldDetails], ask: Ask
) -> ColumnElement[Any]:
    """Return the row that an edge leads to, or null."""
    view = compiler.views[edge.view]
    child = compiler.rows(view, row)
    value = compiler.object(view, child, details, ask)
    on = edge.on(row.columns, child.columns)
    return compiler.visible(view, child, select(value), ask, [on]).scalar_subquery()


def either(
    compiler: Compiler, bound: Either, row: Row, details: list[FieldDetails], ask: Ask
) -> ColumnElement[Any]:
    """Return the row of whichever view the row at hand says, or null."""
    said = row.columns.c[bound.word]
    branches = [
        (said == json.word(word), one(compiler, One(view, bound.on), row, details, ask))
        for word, view in bound.views.items()
    ]
    return case(*branches, else_=json.NULL)


def many(
    compiler: Compiler, edge: Many, row: Row, details: list[FieldDetails], ask: Ask
) -> ColumnElement[Any]:
    """Return a short list of rows in the order of the edge."""
    view = compiler.views[edge.view]
    child = compiler.rows(view, row)
    value = compiler.object(view, child, details, ask.within(ask.arguments, (*ask.path, "*")))
    conditions = [edge.on(row.columns, child.columns)]
    if edge.where is not None:
        conditions.append(edge.where(child.columns, ask))
    listed = (
        compiler.visible(view, child, select(value.label("item")), ask, conditions)
        .order_by(*edge.order(child.columns))
        .limit(literal_column(str(_size(ask) or LIST_SIZE)))
        .subquery(f"l{next(compiler.numbers)}")
    )
    return json.gathered(listed.c.item, listed)


def part(
    compiler: Compiler, bound: Part, row: Row, details: list[FieldDetails], ask: Ask
) -> ColumnElement[Any]:
    """Return an object made of columns of the same row."""
    value = compiler.object(compiler.views[bound.view], row, details, ask)
    if bound.present is None:
        return value
    return case((bound.present(row.columns), value), else_=json.NULL)


def worked(
    compiler: Compiler, bound: Rows, row: Row | None, details: list[FieldDetails], ask: Ask
) -> ColumnElement[Any]:
    """Return rows that are worked out from arguments: a list, or the first of them."""
    source = bound.source(compiler, None if row is None else row.columns, ask)
    around = () if row is None else (*row.around, row.columns)
    child = Row(source.rows, around)
    within = replace(ask, outer=ask.outer or ask)
    if not bound.single:
        within = within.within(ask.arguments, (*ask.path, "*"))
    value = compiler.object(compiler.views[bound.view], child, details, within)
    chosen = (
        select(value.label("item"))
        .select_from(source.rows)
        .order_by(*source.order)
        .correlate(*around)
    )
    size = 1 if bound.single else _size(ask) or source.most
    if size is not None:
        chosen = chosen.limit(literal_column(str(size)))
    if bound.single:
        return chosen.scalar_subquery()
    listed = chosen.subquery(f"l{next(compiler.numbers)}")
    return json.gathered(listed.c.item, listed)


def _size(ask: Ask) -> int | None:
    return pages.list_size(ask) if "first" in ask.arguments else None

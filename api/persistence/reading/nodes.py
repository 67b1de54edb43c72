"""Single rows: by id or slug, and by ids of any type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, Uuid, case, func, select

from api.domain import ids
from api.domain.errors import InvalidInput
from api.persistence.reading import json
from api.persistence.reading.views import AnyNode, AnyNodes, Lookup

if TYPE_CHECKING:
    from graphql.execution.collect_fields import FieldDetails

    from api.persistence.reading.ask import Ask
    from api.persistence.reading.compile import Compiler
    from api.persistence.reading.views import View

MOST_IDS = 100
LONGEST_SLUG = 200


def named(
    compiler: Compiler, bound: Lookup | AnyNode | AnyNodes, details: list[FieldDetails], ask: Ask
) -> ColumnElement[Any]:
    """Return what ids or a slug name."""
    match bound:
        case Lookup():
            return lookup(compiler, bound, details, ask)
        case AnyNode():
            return node(compiler, bound, details, ask)
        case AnyNodes():
            return nodes(compiler, details, ask)


def lookup(
    compiler: Compiler, bound: Lookup, details: list[FieldDetails], ask: Ask
) -> ColumnElement[Any]:
    """Return the row that ``by: {id | slug}`` names, or null."""
    view = compiler.views[bound.view]
    row = compiler.rows(view, None)
    value = compiler.object(view, row, details, ask)
    by, first = ask.given("by"), row.columns
    if bound.instead is not None:
        first = compiler.rows(view, None).columns
    if by["id"].present:
        same = first.c.id == ask.bind(by["id"], lambda text: _uuid(view, text), Uuid())
    else:
        same = first.c.slug == ask.bind(by["slug"], _slug, Text())
    if bound.instead is not None:
        same = bound.instead(row.columns, first, same)
    return compiler.visible(view, row, select(value), ask, [same]).scalar_subquery()


def node(
    compiler: Compiler, bound: AnyNode, details: list[FieldDetails], ask: Ask
) -> ColumnElement[Any]:
    """Return the row with this id, whichever type its code says, or null."""
    given = ask.given("id")
    expected = None if bound.only is None else compiler.views[bound.only].code
    code = ask.choose(given, lambda text: ids.decode(text, expected=expected)[0])
    view = _by_code(compiler, ask).get(code)
    if view is None:
        return json.NULL
    row = compiler.rows(view, None)
    value = compiler.object(view, row, details, ask)
    same = row.columns.c.id == ask.bind(given, lambda text: ids.decode(text)[1], Uuid())
    return compiler.visible(view, row, select(value), ask, [same]).scalar_subquery()


def nodes(compiler: Compiler, details: list[FieldDetails], ask: Ask) -> ColumnElement[Any]:
    """Return the rows with these ids in their order, null for each that there is none of."""
    given = ask.given("ids")
    codes = ask.choose(given, lambda texts: tuple(sorted({code for code, _ in _decoded(texts)})))
    uuids = ask.bind(given, lambda texts: [uuid for _, uuid in _decoded(texts)], ARRAY(Uuid()))
    words = ask.bind(given, lambda texts: [str(code) for code, _ in _decoded(texts)], ARRAY(Text()))
    asked = (
        func.unnest(uuids, words)
        .table_valued("id", "code", with_ordinality="place")
        .render_derived()
    )
    branches: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = []
    for code in codes:
        view = _by_code(compiler, ask).get(code)
        if view is not None:
            branches.append(
                (asked.c.code == json.word(code), _one(compiler, view, details, ask, asked))
            )
    item = case(*branches, else_=json.NULL) if branches else json.NULL
    listed = (
        select(item.label("item"))
        .select_from(asked)
        .order_by(asked.c.place)
        .subquery(f"l{next(compiler.numbers)}")
    )
    return json.gathered(listed.c.item, listed)


def _one(
    compiler: Compiler,
    view: View,
    details: list[FieldDetails],
    ask: Ask,
    asked: Any,
) -> ColumnElement[Any]:
    row = compiler.rows(view, None)
    value = compiler.object(view, row, details, ask.within(ask.arguments, (*ask.path, "*")))
    chosen = compiler.visible(view, row, select(value), ask, [row.columns.c.id == asked.c.id])
    return chosen.correlate(asked).scalar_subquery()


def _by_code(compiler: Compiler, ask: Ask) -> dict[Any, View]:
    """Return the views whose rows an id may name, of all that the viewer could ever see."""
    # Without an organisation there is no context in which anything confidential is a row.
    nowhere = ask.organisation is None
    return {
        view.code: view
        for view in compiler.views.values()
        if view.code is not None and not (view.confidential and nowhere)
    }


def _uuid(view: View, text: str) -> UUID:
    return ids.decode(text, expected=view.code)[1]


def _slug(text: str) -> str:
    if not text or len(text) > LONGEST_SLUG or "\0" in text:
        raise InvalidInput("This is not a slug.")
    return text


def _decoded(texts: list[str]) -> list[tuple[ids.Code, UUID]]:
    if len(texts) > MOST_IDS:
        raise InvalidInput(f"At most {MOST_IDS} ids can be asked for at once.")
    return [ids.decode(text) for text in texts]

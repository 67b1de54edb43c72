"""What a connection's arguments make of its rows: which stay, and in which order."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Integer, case, literal_column

from api.domain.errors import InvalidInput
from api.persistence.reading import cursors
from api.persistence.reading.ask import ArgumentRefused, Ask
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Filter, Narrowing, Sort
from api.persistence.reading.views import View

if TYPE_CHECKING:
    from api.persistence.reading.views import Row


def narrow(view: View, columns: FromClause, ask: Ask) -> Narrowing:
    """Return what the arguments ``filter`` and those of the view's own ask for."""
    filters = _filters(view, ask)
    narrowing = Narrowing()
    if len(ask.path) == 1:
        # At the root nothing around a row narrows it, so that it can be asked for elsewhere.
        others = [each for each in filters if each[1].path[-1] != "near"]
        narrowing.again = partial(_conditions, view, others, ask)
    for apply, given in filters:
        apply(columns, given, ask, narrowing)
    return narrowing


def _filters(view: View, ask: Ask) -> list[tuple[Filter, Given]]:
    found: list[tuple[Filter, Given]] = []
    if "filter" in ask.arguments and ask.given("filter").present:
        members = ask.given("filter")
        found += [(view.filters[name], members[name]) for name in members.value]
    for name, filters in view.arguments.items():
        if name in ask.arguments and ask.given(name).present:
            found.append((filters, ask.given(name)))
    return [(filters, given) for filters, given in found if given.present]


def _conditions(
    view: View, filters: list[tuple[Filter, Given]], ask: Ask, columns: FromClause
) -> list[ColumnElement[bool]]:
    """Return what holds for the same rows under another name, as far as no place is asked for."""
    narrowing = Narrowing()
    for apply, given in filters:
        apply(columns, given, ask, narrowing)
    seen = [] if view.visible is None else [view.visible(columns, ask)]
    return [*seen, *narrowing.where]


def order_of(view: View, ask: Ask, narrowing: Narrowing) -> tuple[str, bool]:
    if "orderBy" in ask.arguments and ask.given("orderBy").present:
        order = ask.given("orderBy")
        word, down = str(order["field"].value), str(order["direction"].value) == "DESC"
        if word == "DISTANCE" and narrowing.distance is None:
            refusal = InvalidInput("To order by distance, say near what in filter.near.")
            raise ArgumentRefused(refusal, ask.path, ("orderBy", "field"))
        if word == "RELEVANCE" and narrowing.relevance is None:
            refusal = InvalidInput("To order by relevance, say what to find in filter.text.")
            raise ArgumentRefused(refusal, ask.path, ("orderBy", "field"))
        return word, down
    if narrowing.distance is not None:
        return "DISTANCE", False
    return ("RELEVANCE" if narrowing.relevance is not None else view.default_order), False


def sorts_of(
    view: View, row: Row, narrowing: Narrowing, word: str, *, descending: bool
) -> list[tuple[ColumnElement[Any], Any]]:
    sorts: list[tuple[ColumnElement[Any], Any]] = []
    if narrowing.unknown:
        # Turning the rank round keeps what matches in front when the order is descending.
        unit = literal_column("-1" if descending else "1", Integer)
        ranks = [case((unknown, unit), else_=literal_column("0")) for unknown in narrowing.unknown]
        total = ranks[0]
        for rank in ranks[1:]:
            total = total + rank
        sorts.append((total, cursors.whole_number))
    if word == "DISTANCE" and narrowing.distance is not None:
        sorts.append((narrowing.distance, cursors.whole_number))
        then = narrowing.then
        return sorts if then is None else [*sorts, (then, cursors.instant_text)]
    if word == "RELEVANCE" and narrowing.relevance is not None:
        sorts.append((narrowing.relevance, cursors.whole_number))
        # What is equally relevant stands in the order that people know.
        word = view.default_order
    sort: Sort = view.orders[word]
    return [*sorts, (sort.expression(row.columns), sort.parse)]

"""The keyset of one connection: its filters, its order, its cursor, its size."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Uuid,
    tuple_,
)

from api.domain.errors import InvalidInput
from api.persistence.reading import cursors
from api.persistence.reading.ask import ArgumentRefused, Ask, Request
from api.persistence.reading.narrowing import Narrowing
from api.persistence.reading.ordering import narrow, order_of, sorts_of
from api.persistence.reading.positions import Asked, CursorReader
from api.persistence.reading.views import View

if TYPE_CHECKING:
    from api.persistence.reading.views import Row

DEFAULT_PAGE = 20
LARGEST_PAGE = 100


@dataclass(slots=True)
class Keyset:
    """What picks the rows of a page and puts them in order.

    ``values`` are the sort expressions in front of the id, all in one direction, so that
    "beyond the cursor" is one comparison of rows that an index can answer.
    """

    view: View
    row: Row
    ask: Ask
    narrowing: Narrowing
    sorts: list[tuple[ColumnElement[Any], Any]]
    descending: bool
    size: int
    backward: bool
    conditions: list[ColumnElement[bool]]
    asked: Asked
    cursors: dict[str, CursorReader]

    @property
    def id(self) -> ColumnElement[Any]:
        return self.row.columns.c.id

    @property
    def bounded(self) -> bool:
        """Whether a cursor says that there are rows on the side where the page began."""
        return ("before" if self.backward else "after") in self.cursors

    def order_by(self) -> list[ColumnElement[Any]]:
        down = self.descending is not self.backward
        columns = [*(value for value, _ in self.sorts), self.id]
        return [column.desc() if down else column.asc() for column in columns]

    def narrowed(self, chosen: Select[Any], row: Row) -> Select[Any]:
        """Join what the filters found nearby, if they asked for it."""
        if self.narrowing.near is None:
            return chosen.select_from(row.columns)
        joined = self.narrowing.near.join(row.columns)
        return chosen.select_from(joined).correlate(*row.around)

    def beyond_cursor(self) -> list[ColumnElement[bool]]:
        """Return the conditions that hold a page to its side of the cursors it was given."""
        found: list[ColumnElement[bool]] = []
        for name, reader in self.cursors.items():
            here = tuple_(*(value for value, _ in self.sorts), self.id)
            there = tuple_(*self._position(reader))
            upward = (name == "after") is not self.descending
            found.append(here > there if upward else here < there)
        return found

    def _position(self, reader: CursorReader) -> list[ColumnElement[Any]]:
        add = self.ask.binds.add
        values = [
            add(partial(reader.value, index), value.type)
            for index, (value, _) in enumerate(self.sorts)
        ]
        return [*values, add(reader.id, Uuid())]

    def cursor(self) -> ColumnElement[str]:
        """Return the cursor of a row, whose head is one bind for the whole page."""
        asked, instant = self.asked, self.ask.instant
        head = self.ask.binds.add(
            lambda request: cursors.head(asked(request), instant(request)),
            Text(),
            # The key must keep what it names alive, which an address would not.
            key=("head", asked),
        )
        return cursors.expression(head, [*(value for value, _ in self.sorts), self.id])

    @staticmethod
    def size_of(ask: Ask, name: str) -> int:
        """Return a page size from an argument, or refuse it: 1 to 100."""
        given = ask.given(name)
        if not given.present:
            return DEFAULT_PAGE
        if not 1 <= given.value <= LARGEST_PAGE:
            refusal = InvalidInput(f"A page has 1 to {LARGEST_PAGE} items.")
            raise ArgumentRefused(refusal, ask.path, given.path)
        return int(given.value)


def keyset(key: bytes, view: View, row: Row, ask: Ask, name: str) -> Keyset:
    """Read the arguments of a connection; ArgumentRefused if they contradict each other."""
    backward = _backward(ask)
    asked = partial(_question, key, name, ask)
    readers = {
        argument: CursorReader(ask, ask.given(argument), asked)
        for argument in ("after", "before")
        if ask.given(argument).present
    }
    began = next((reader.instant for reader in readers.values()), ask.instant)
    instant = ask.instant if view.followed else began
    own = replace(ask, instant=instant)
    narrowing = narrow(view, row.columns, own)
    word, descending = order_of(view, own, narrowing)
    sorts = sorts_of(view, row, narrowing, word, descending=descending)
    for reader in readers.values():
        reader.parsers += [parse for _, parse in sorts]
    return Keyset(
        view=view,
        row=row,
        ask=own,
        narrowing=narrowing,
        sorts=sorts,
        descending=descending,
        size=Keyset.size_of(ask, "last" if ask.given("last").present else "first"),
        backward=backward,
        conditions=[*narrowing.where],
        asked=asked,
        cursors=readers,
    )


def _backward(ask: Ask) -> bool:
    first, last = ask.given("first"), ask.given("last")
    if first.present and last.present:
        refusal = InvalidInput("Ask for the first or for the last items, not for both.")
        raise ArgumentRefused(refusal, ask.path, last.path)
    only_before = ask.given("before").present and not ask.given("after").present
    return last.present or (only_before and not first.present)


def _question(key: bytes, name: str, ask: Ask, request: Request) -> bytes:
    paging = {"first", "last", "after", "before"}
    parts = {
        argument: given.read(request.variables)
        for argument, given in ask.arguments.items()
        if argument not in paging
    }
    return cursors.question(key, [name, parts])

"""What filters and orders make of the rows of a list, collected for one statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause

if TYPE_CHECKING:
    from api.persistence.reading.ask import Ask
    from api.persistence.reading.given import Given


@dataclass(frozen=True, slots=True)
class Sort:
    """One column of an order: its expression, and how a cursor's JSON value becomes its value."""

    expression: Callable[[FromClause], ColumnElement[Any]]
    parse: Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Near:
    """What a search by place joins to the rows of a list; ``kept`` rows stay without a place."""

    found: FromClause
    on: ColumnElement[bool]
    kept: bool

    def join(self, rows: FromClause) -> FromClause:
        return rows.join(self.found, self.on, isouter=self.kept)


@dataclass(slots=True)
class Narrowing:
    """What the filters of one connection ask for, collected.

    ``unknown`` holds for rows that have not stated a dimension which a filter asked
    about: such rows stay, behind those that match. ``relevance`` is the least for what
    answers a text best. ``then`` puts in order what is equally far. ``again`` says the
    conditions of the other filters on the same rows under another name.
    """

    where: list[ColumnElement[bool]] = field(default_factory=list[ColumnElement[bool]])
    unknown: list[ColumnElement[bool]] = field(default_factory=list[ColumnElement[bool]])
    near: Near | None = None
    distance: ColumnElement[int] | None = None
    then: ColumnElement[datetime] | None = None
    again: Callable[[FromClause], Sequence[ColumnElement[bool]]] | None = None
    relevance: ColumnElement[int] | None = None


type Filter = Callable[[FromClause, "Given", "Ask", Narrowing], None]

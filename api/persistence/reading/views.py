"""What a view declares: how one GraphQL type is read from the tables.

A view binds every field of its type. Nothing here compiles or runs: see ``compile``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Table

from api.domain.ids import Code
from api.persistence.reading.narrowing import Filter, Sort

if TYPE_CHECKING:
    from api.persistence.reading.ask import Ask
    from api.persistence.reading.compile import Compiler

type On = Callable[[FromClause, FromClause], ColumnElement[bool]]
type Visible = Callable[[FromClause, "Ask"], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row in scope: what it is read from, and all the rows around it."""

    columns: FromClause
    around: tuple[FromClause, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar, enum, or list of them, from one row. ``nullable`` says whether SQL may say null.

    A ``confidential`` one looks at what only a context opens, for whoever has an organisation.
    """

    expression: Callable[[FromClause, "Ask"], ColumnElement[Any]]
    nullable: bool
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class One:
    """An edge to at most one row of another view; ``nullable`` unless the row must exist."""

    view: str
    on: On
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Either:
    """An edge to at most one row, of whichever of several views a word of the parent row says.

    ``word`` is the column that says it, ``views`` are by what it may say.
    """

    word: str
    views: Mapping[str, str]
    on: On


@dataclass(frozen=True, slots=True)
class Many:
    """A short list of rows of another view in a fixed order, limited by ``first`` if it has it."""

    view: str
    on: On
    order: Callable[[FromClause], Sequence[ColumnElement[Any]]]
    where: Callable[[FromClause, "Ask"], ColumnElement[bool]] | None = None
    through: Table | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """A Relay connection to rows of another view; ``on`` is None at the root."""

    view: str
    on: On | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An object made of columns of the same row; null where ``present`` does not hold.

    At the root there is no row, and the object is made of rows and figures that are worked
    out from its arguments, which they find in ``ask.outer``.
    """

    view: str
    present: Callable[[FromClause], ColumnElement[bool]] | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """A root field that finds one row by its id or its slug (argument ``by``)."""

    view: str


@dataclass(frozen=True, slots=True)
class AnyNode:
    """The root field ``node(id:)``: one row of whichever view the id is coded for.

    With ``only`` it is a field of one view, and takes no id of another type.
    """

    only: str | None = None


@dataclass(frozen=True, slots=True)
class AnyNodes:
    """The root field ``nodes(ids:)``: rows in the order of the ids, null for each missing one."""


@dataclass(frozen=True, slots=True)
class Secret:
    """An encrypted leaf: read in its owner's context only, opened in Python, entered in the ledger.

    ``on`` ties the row to its secrets; ``column`` holds the ciphertext and ``owner`` the
    column of ``table`` with the id that the ciphertext is bound to.
    """

    table: Table
    column: str
    owner: str
    keys: Table
    thing: str


@dataclass(frozen=True, slots=True)
class Worked:
    """Rows that are worked out by a statement: what they are read from, and in which order.

    ``most`` is how many there are at most, None for all that there are.
    """

    rows: FromClause
    order: Sequence[ColumnElement[Any]]
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A short list of rows that are worked out from arguments, not stored.

    ``source`` is given the row around, None at the root. A ``single`` one is not a list: its
    first row, or null.
    """

    view: str
    source: Callable[["Compiler", FromClause | None, "Ask"], Worked]
    single: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One value that is worked out from the arguments of the field around it."""

    expression: Callable[["Compiler", "Ask"], ColumnElement[Any]]
    nullable: bool = False


type Edge = One | Either | Many | Part | Rows
type Field = Leaf | Edge | Pages | Lookup | AnyNode | AnyNodes | Secret | Figure


@dataclass(frozen=True, slots=True)
class View:
    """How a GraphQL object type is read.

    ``table`` is None for the root and for parts of a row. ``filters`` are by the name of
    the member of the connection's ``filter`` argument, ``arguments`` by the name of a
    further argument of a root connection; ``orders`` by the word that ``orderBy`` uses.
    ``confidential`` says that its table is behind row-level security. The pages of a ``followed``
    one go by the present instant, not by that of the first page, since a cursor is kept for years.
    """

    name: str
    table: Table | None
    fields: Mapping[str, Field]
    code: Code | None = None
    visible: Visible | None = None
    filters: Mapping[str, Filter] = field(default_factory=dict[str, Filter])
    arguments: Mapping[str, Filter] = field(default_factory=dict[str, Filter])
    orders: Mapping[str, Sort] = field(default_factory=dict[str, Sort])
    default_order: str = ""
    confidential: bool = False
    followed: bool = False

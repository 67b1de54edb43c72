"""How guidelines are read: each version, and what differs between two of them."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Text,
    and_,
    case,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from api.domain.errors import InvalidInput
from api.domain.guidelines import MOST_VERSIONS_BACK, LineChange
from api.domain.ids import Code
from api.persistence.reading.ask import Ask
from api.persistence.reading.compile import Compiler
from api.persistence.reading.views import Leaf, Many, Rows, View, Worked
from api.persistence.tables.catalogue import networks
from api.persistence.tables.groups import groups
from api.persistence.tables.guidelines import guidelines
from api.persistence.views.binding import columns, identifier, listed, worked_out

_LARGEST = 2**31 - 1
_NONE = literal_column("0")


def visible(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for the guidelines of whatever the viewer sees: a network, or a group of its own."""
    network, group = networks.alias(), groups.alias()
    of_network = exists(
        select(network.c.id)
        .where(network.c.id == row.c.network_id, listed(network, ask))
        .correlate(row)
    )
    of_group = exists(
        select(group.c.id).where(group.c.id == row.c.group_id, listed(group, ask)).correlate(row)
    )
    return or_(and_(row.c.group_id.is_(None), of_network), of_group)


def current_of_group() -> Leaf:
    """Bind a field of a group to the text of its own guidelines that holds now."""

    def expression(row: FromClause, _ask: Ask) -> ColumnElement[Any]:
        held = guidelines.alias()
        return (
            select(held.c.text)
            .where(held.c.group_id == row.c.id)
            .order_by(held.c.number.desc())
            .limit(literal_column("1"))
            .correlate(row)
            .scalar_subquery()
        )

    return Leaf(expression, nullable=True)


def _of_network(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
    return and_(child.c.network_id == parent.c.id, child.c.group_id.is_(None))


def _of_group(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
    return child.c.group_id == parent.c.id


def _newest_first(child: FromClause) -> list[ColumnElement[Any]]:
    return [child.c.number.desc()]


VERSIONS_OF_NETWORK = Many("Guidelines", _of_network, _newest_first)
VERSIONS_OF_GROUP = Many("Guidelines", _of_group, _newest_first)


def _number(since: int | None) -> int:
    if since is not None and not 0 < since <= _LARGEST:
        raise InvalidInput("Versions are counted from 1.")
    return since or 0


def _difference(compiler: Compiler, parent: FromClause | None, ask: Ask) -> Worked:
    """Read the difference off the history that the later version keeps of all lines."""
    if parent is None:
        raise TypeError("A difference is one of a version.")
    row, since = parent, ask.bind(ask.given("since"), _number, Integer())
    earlier = case((since > _NONE, since), else_=row.c.number - literal_column("1"))
    oldest = row.c.number - literal_column(str(MOST_VERSIONS_BACK))
    first = func.greatest(func.least(earlier, row.c.number), oldest)
    line = (
        func.unnest(row.c.lines, row.c.lines_since, row.c.lines_until)
        .table_valued(
            column("text", Text()),
            column("since", Integer()),
            column("until", Integer()),
            with_ordinality="place",
        )
        .render_derived(name=f"u{next(compiler.numbers)}")
    )
    before = and_(line.c.since <= first, or_(line.c.until == _NONE, line.c.until > first))
    now = line.c.until == _NONE
    change = case(
        (and_(before, now), _word(LineChange.KEPT)),
        (now, _word(LineChange.ADDED)),
        else_=_word(LineChange.REMOVED),
    )
    told = select(line.c.place, line.c.text, change.label("change")).where(or_(before, now))
    found = told.correlate(row).subquery(f"w{next(compiler.numbers)}")
    return Worked(found, [found.c.place])


def _word(word: LineChange) -> ColumnElement[str]:
    return literal_column(f"'{word.value}'", Text)


GUIDELINES = View(
    name="Guidelines",
    table=guidelines,
    code=Code.GUIDELINES,
    visible=visible,
    fields={
        "id": identifier(Code.GUIDELINES),
        **columns(guidelines, "number", "language", "text", "publishedAt", "publishedBy"),
        "difference": Rows("GuidelinesLine", _difference),
    },
)

LINE = View(
    name="GuidelinesLine",
    table=None,
    fields={"change": worked_out("change"), "text": worked_out("text")},
)

VIEWS = (GUIDELINES, LINE)

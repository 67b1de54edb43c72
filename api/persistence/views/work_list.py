"""The work list: what waits for a coordinator, gathered by one statement."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Text,
    Uuid,
    and_,
    cast,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
)

from api.domain.errors import InvalidInput
from api.domain.work_list import WorkKind
from api.persistence.reading import json
from api.persistence.reading.ask import Ask
from api.persistence.reading.compile import Compiler
from api.persistence.reading.views import Leaf, One, Rows, View, Worked
from api.persistence.views.binding import worked_out
from api.persistence.views.filters import TEXTS
from api.persistence.views.values import values
from api.persistence.views.work_kinds import ARMS, KINDS

_OF_GROUPS = (WorkKind.NOTHING_UPCOMING, WorkKind.GROUP_STALE, WorkKind.FULL_WITHOUT_WAITLIST)


def _rows(compiler: Compiler, _parent: FromClause | None, ask: Ask) -> Worked:
    own = ask.organisation
    if own is None:
        raise TypeError("A work list without an organisation passed the check of its scopes.")
    compiler.confidential = True
    items = union_all(*(arm(own, ask) for arm in ARMS)).subquery(f"u{next(compiler.numbers)}")
    chosen = select(*items.c)
    if ask.given("kinds").present:
        kinds = ask.bind(ask.given("kinds"), values, TEXTS)
        chosen = chosen.where(items.c.kind == func.any(kinds))
    if ask.given("after").present:
        rank = ask.bind(ask.given("after"), lambda text: _position(text)[0], Integer())
        thing_id = ask.bind(ask.given("after"), lambda text: _position(text)[1], Uuid())
        chosen = chosen.where(tuple_(items.c.rank, items.c.thing_id) > tuple_(rank, thing_id))
    rows = chosen.subquery(f"w{next(compiler.numbers)}")
    return Worked(rows, [rows.c.rank, rows.c.thing_id])


def _position(cursor: str) -> tuple[int, UUID]:
    kind, _, hexadecimal = cursor.rpartition(".")
    try:
        return KINDS.index(WorkKind(kind)), UUID(hex=hexadecimal)
    except ValueError:
        raise InvalidInput("This is no `cursor` of a work list.") from None


def _cursor(row: FromClause, _ask: Ask) -> ColumnElement[str]:
    hexadecimal = func.replace(
        cast(row.c.thing_id, Text), literal_column("'-'"), literal_column("''"), type_=Text
    )
    return row.c.kind.concat(literal_column("'.'", Text)).concat(hexadecimal)


def _about(view: str, *kinds: WorkKind) -> One:
    def on(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
        of_it = parent.c.kind.in_([json.word(kind) for kind in kinds])
        return and_(of_it, child.c.id == parent.c.thing_id)

    return One(view, on, nullable=True)


ITEM = View(
    name="WorkItem",
    table=None,
    fields={
        "kind": worked_out("kind"),
        "since": worked_out("since", nullable=True),
        "cursor": Leaf(_cursor, nullable=False),
        "group": _about("Group", *_OF_GROUPS),
        "crisisResource": _about("CrisisResource", WorkKind.CRISIS_RESOURCE_STALE),
        "changeRequest": _about("ChangeRequest", WorkKind.CHANGE_REQUEST_PENDING),
        "import": _about("Import", WorkKind.IMPORT_CONFLICT),
        "feed": _about("Feed", WorkKind.FEED_FAILED),
    },
)

VIEWS = (ITEM,)
ROOT = {"workList": Rows("WorkItem", _rows)}

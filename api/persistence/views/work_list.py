"""The work list: what waits for a coordinator, gathered by one statement."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
)

from api.domain.change_requests import ChangeRequestStatus
from api.domain.errors import InvalidInput
from api.domain.vocabulary import CapacityStatus, GroupStatus
from api.domain.work_list import STALE_DAYS, WorkKind
from api.persistence.reading import json
from api.persistence.reading.ask import Ask
from api.persistence.reading.compile import Compiler
from api.persistence.reading.views import Leaf, One, Rows, View, Worked
from api.persistence.tables.catalogue import crisis_resources
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import occurrences
from api.persistence.tables.requests import change_requests
from api.persistence.views import change_requests as requests
from api.persistence.views import crisis
from api.persistence.views.binding import worked_out
from api.persistence.views.filters import TEXTS
from api.persistence.views.time import INSTANT, upcoming
from api.persistence.views.values import values

_KINDS = list(WorkKind)
_OF_GROUPS = (WorkKind.NOTHING_UPCOMING, WorkKind.GROUP_STALE, WorkKind.FULL_WITHOUT_WAITLIST)

type Items = Select[int, str, Any, datetime]
type Arm = Callable[[ColumnElement[Any], Ask], Items]


def _item(kind: WorkKind, row: FromClause, since: ColumnElement[Any]) -> Items:
    return select(
        literal_column(str(_KINDS.index(kind)), Integer()).label("rank"),
        json.word(kind).label("kind"),
        row.c.id.label("thing_id"),
        cast(since, INSTANT).label("since"),
    )


def _listed(own: ColumnElement[Any]) -> tuple[FromClause, ColumnElement[bool]]:
    """Return the groups of an organisation that anybody could come upon."""
    row = groups.alias()
    status = [json.word(each) for each in (GroupStatus.PUBLISHED, GroupStatus.PAUSED)]
    return row, and_(row.c.organisation_id == own, row.c.status.in_(status))


def _pending(_own: ColumnElement[Any], ask: Ask) -> Items:
    row = change_requests.alias()
    waits = row.c.status == json.word(ChangeRequestStatus.PENDING)
    found = _item(WorkKind.CHANGE_REQUEST_PENDING, row, row.c.proposed_at)
    return found.where(requests.visible(row, ask), waits)


def _stale_resource(own: ColumnElement[Any], ask: Ask) -> Items:
    row = crisis_resources.alias()
    found = _item(WorkKind.CRISIS_RESOURCE_STALE, row, row.c.verified_on)
    return found.where(row.c.organisation_id == own, row.c.published, crisis.stale(row, ask))


def _nothing_upcoming(own: ColumnElement[Any], ask: Ask) -> Items:
    row, held = groups.alias(), occurrences.alias()
    comes = exists(
        select(held.c.id).where(held.c.group_id == row.c.id, upcoming(held, ask)).correlate(row)
    )
    return _item(WorkKind.NOTHING_UPCOMING, row, null()).where(
        row.c.organisation_id == own,
        row.c.status == json.word(GroupStatus.PUBLISHED),
        func.cardinality(row.c.open_place_kinds) == literal_column("0"),
        ~comes,
    )


def _stale_group(own: ColumnElement[Any], ask: Ask) -> Items:
    row, ours = _listed(own)
    limit = ask.binds.add(
        lambda request: ask.instant(request) - timedelta(days=STALE_DAYS),
        INSTANT,
        key=("stale", ask.instant),
    )
    stale = or_(row.c.verified_at.is_(None), row.c.verified_at < limit)
    return _item(WorkKind.GROUP_STALE, row, row.c.verified_at).where(ours, stale)


def _full(own: ColumnElement[Any], _ask: Ask) -> Items:
    row, ours = _listed(own)
    full = row.c.capacity_status == json.word(CapacityStatus.FULL)
    return _item(WorkKind.FULL_WITHOUT_WAITLIST, row, row.c.capacity_as_of).where(ours, full)


_ARMS: tuple[Arm, ...] = (_pending, _stale_resource, _nothing_upcoming, _stale_group, _full)


def _rows(compiler: Compiler, _parent: FromClause | None, ask: Ask) -> Worked:
    own = ask.organisation
    if own is None:
        raise TypeError("A work list without an organisation passed the check of its scopes.")
    compiler.confidential = True
    items = union_all(*(arm(own, ask) for arm in _ARMS)).subquery(f"u{next(compiler.numbers)}")
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
        return _KINDS.index(WorkKind(kind)), UUID(hex=hexadecimal)
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
    },
)

VIEWS = (ITEM,)
ROOT = {"workList": Rows("WorkItem", _rows)}

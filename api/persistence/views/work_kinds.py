"""What waits for a coordinator, kind by kind: a select for each."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
)

from api.domain.change_requests import ChangeRequestStatus
from api.domain.import_words import ImportStatus
from api.domain.vocabulary import CapacityStatus, GroupStatus, NetworkStatus
from api.domain.work_list import STALE_DAYS, WorkKind
from api.persistence.reading import json
from api.persistence.reading.ask import Ask
from api.persistence.tables.catalogue import crisis_resources, networks
from api.persistence.tables.groups import groups
from api.persistence.tables.imports import feeds, imports
from api.persistence.tables.meetings import occurrences
from api.persistence.tables.requests import change_requests
from api.persistence.views import change_requests as requests
from api.persistence.views import crisis
from api.persistence.views import feeds as pulled
from api.persistence.views import imports as waiting
from api.persistence.views.time import INSTANT, upcoming

KINDS = list(WorkKind)

type Items = Select[int, str, Any, datetime]
type Arm = Callable[[ColumnElement[Any], Ask], Items]


def _item(kind: WorkKind, row: FromClause, since: ColumnElement[Any]) -> Items:
    return select(
        literal_column(str(KINDS.index(kind)), Integer()).label("rank"),
        json.word(kind).label("kind"),
        row.c.id.label("thing_id"),
        cast(since, INSTANT).label("since"),
    )


def _listed(own: ColumnElement[Any]) -> tuple[FromClause, ColumnElement[bool]]:
    """Return the groups of an organisation that anybody can come upon: of no archived network."""
    row = groups.alias()
    return row, and_(row.c.organisation_id == own, row.c.published)


def _pending(_own: ColumnElement[Any], ask: Ask) -> Items:
    row = change_requests.alias()
    waits = row.c.status == json.word(ChangeRequestStatus.PENDING)
    found = _item(WorkKind.CHANGE_REQUEST_PENDING, row, row.c.proposed_at)
    return found.where(requests.visible(row, ask), waits)


def _conflicting_import(_own: ColumnElement[Any], ask: Ask) -> Items:
    row = imports.alias()
    kept = func.jsonb_path_exists(row.c.counts, literal_column("'$[*] ? (@.kept > 0)'::jsonpath"))
    conflicts = or_(kept, row.c.rows_refused > literal_column("0"))
    waits = and_(
        row.c.status == json.word(ImportStatus.READY),
        or_(conflicts, row.c.too_many_removals, row.c.problem.is_not(None)),
    )
    found = _item(WorkKind.IMPORT_CONFLICT, row, row.c.received_at)
    return found.where(waiting.visible(row, ask), or_(waits, and_(conflicts, _last_of_feed(row))))


def _last_of_feed(row: FromClause) -> ColumnElement[bool]:
    """Hold for what a feed, if it is still registered, brought last of all that was applied."""
    feed, later = feeds.alias(), imports.alias()
    applied = json.word(ImportStatus.APPLIED)
    registered = select(feed.c.id).where(
        feed.c.organisation_id == row.c.organisation_id, feed.c.id == row.c.feed_id
    )
    newer = select(later.c.id).where(
        later.c.organisation_id == row.c.organisation_id,
        later.c.feed_id == row.c.feed_id,
        later.c.status == applied,
        later.c.received_at > row.c.received_at,
    )
    return and_(
        row.c.status == applied,
        exists(registered.correlate(row)),
        ~exists(newer.correlate(row)),
    )


def _failed_feed(_own: ColumnElement[Any], ask: Ask) -> Items:
    row, into = feeds.alias(), networks.alias()
    # Nothing is pulled into a network that is over, so that nobody has to mend it.
    over = into.c.status == json.word(NetworkStatus.ARCHIVED)
    left = exists(select(into.c.id).where(into.c.id == row.c.network_id, over).correlate(row))
    found = _item(WorkKind.FEED_FAILED, row, row.c.last_run_at)
    return found.where(pulled.visible(row, ask), row.c.last_problem.is_not(None), ~left)


def _stale_resource(own: ColumnElement[Any], ask: Ask) -> Items:
    row = crisis_resources.alias()
    found = _item(WorkKind.CRISIS_RESOURCE_STALE, row, row.c.verified_on)
    return found.where(row.c.organisation_id == own, row.c.published, crisis.stale(row, ask))


def _nothing_upcoming(own: ColumnElement[Any], ask: Ask) -> Items:
    (row, ours), held = _listed(own), occurrences.alias()
    comes = exists(
        select(held.c.id).where(held.c.group_id == row.c.id, upcoming(held, ask)).correlate(row)
    )
    return _item(WorkKind.NOTHING_UPCOMING, row, null()).where(
        ours,
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


ARMS: tuple[Arm, ...] = (
    _pending,
    _conflicting_import,
    _failed_feed,
    _stale_resource,
    _nothing_upcoming,
    _stale_group,
    _full,
)

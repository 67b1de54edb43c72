"""How proposed corrections are read: by the organisation that decides on them, texts sealed."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    Text,
    and_,
    any_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from api.domain.actions import Condition
from api.domain.change_requests import ACTIONS, ChangeRequestAction, CorrectedThing
from api.domain.correctable import EXACT, READINGS
from api.domain.group_actions import GROUP_ACTIONS, GroupAction
from api.domain.ids import Code
from api.domain.meeting_actions import CONDITIONS, MeetingAction
from api.domain.networks import NETWORK_ACTIONS, NetworkAction
from api.domain.scopes import Scope
from api.domain.text import camel
from api.domain.venues import VENUE_ACTIONS, VenueAction
from api.domain.vocabulary import Disclosure
from api.persistence.corrected_things import TABLES
from api.persistence.reading import cursors, json
from api.persistence.reading.ask import Ask
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import Leaf, Many, One, Secret, View
from api.persistence.tables.confidential import audit_entries, organisation_keys
from api.persistence.tables.requests import change_request_fields, change_requests
from api.persistence.views import filters
from api.persistence.views.allowed import allowed_actions
from api.persistence.views.binding import columns, identifier, owned

_OWNED = owned(Scope.GROUPS_MANAGE)
_EDITING: Mapping[CorrectedThing, Condition] = {
    CorrectedThing.GROUP: GROUP_ACTIONS[GroupAction.EDIT],
    CorrectedThing.MEETING: CONDITIONS[MeetingAction.EDIT],
    CorrectedThing.NETWORK: NETWORK_ACTIONS[NetworkAction.EDIT],
    CorrectedThing.VENUE: VENUE_ACTIONS[VenueAction.EDIT],
}
"""What the thing has to allow, as ``apply`` asks it: the scope is that of whoever decides."""


def visible(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for what is the organisation's to decide on, about a network with that scope only."""
    apart = row.c.thing != json.word(CorrectedThing.NETWORK)
    return and_(_OWNED(row, ask), or_(apart, ask.holds(Scope.NETWORKS_MANAGE)))


def _about(view: str, thing: CorrectedThing) -> One:
    def on(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
        return and_(parent.c.thing == json.word(thing), child.c.id == parent.c.thing_id)

    return One(view, on, nullable=True)


def _field(row: FromClause, _ask: Ask) -> ColumnElement[str]:
    """Name a field as the schema does."""
    names = {name for readings in READINGS.values() for name in readings if "_" in name}
    bent = [(row.c.name == json.word(name), json.word(camel(name))) for name in sorted(names)]
    return case(*bent, else_=row.c.name)


def _now(row: FromClause, _ask: Ask) -> ColumnElement[str]:
    """Say what the field holds now, whichever thing it is a field of."""
    return func.coalesce(*(_held(row, thing, table) for thing, table in TABLES.items()))


def _held(row: FromClause, thing: CorrectedThing, table: Table) -> ColumnElement[str]:
    request, held = change_requests.alias(), table.alias()
    whole = func.to_jsonb(held.table_valued())
    return (
        select(cast(whole.op("->")(row.c.name), Text))
        .select_from(request.join(held, held.c.id == request.c.thing_id))
        .where(
            request.c.organisation_id == row.c.organisation_id,
            request.c.id == row.c.request_id,
            request.c.thing == json.word(thing),
        )
        .correlate(row)
        .scalar_subquery()
    )


def _acceptable(row: FromClause) -> ColumnElement[bool]:
    """Hold where there is something to accept, of a thing that may be edited as it stands."""
    part, key = change_request_fields.alias(), organisation_keys.alias()
    opened = and_(key.c.organisation_id == part.c.organisation_id, key.c.id == part.c.key_id)
    kept = _parts(row, part).select_from(part.join(key, opened))
    editable = or_(*(_editable(row, *each) for each in _EDITING.items()))
    return and_(exists(kept), ~_overtaken(row), editable)


def _overtaken(row: FromClause) -> ColumnElement[bool]:
    """Hold where a field was changed since: values are sealed, and the audit names fields.

    A request that waits was last changed as it was proposed, by the clock of the audit.
    """
    part, entry = change_request_fields.alias(), audit_entries.alias()
    since = select(entry.c.id).where(
        entry.c.organisation_id == row.c.organisation_id,
        entry.c.thing_id == row.c.thing_id,
        entry.c.at > row.c.changed_at,
        part.c.name == any_(entry.c.fields),
    )
    return exists(_parts(row, part).where(exists(since.correlate(row, part))))


def _parts(row: FromClause, part: FromClause) -> Select[Any]:
    of_row = (part.c.organisation_id == row.c.organisation_id, part.c.request_id == row.c.id)
    return select(part.c.id).where(*of_row).correlate(row)


def _editable(row: FromClause, thing: CorrectedThing, condition: Condition) -> ColumnElement[bool]:
    edited = TABLES[thing].alias()
    stands = select(edited.c.id).where(edited.c.id == row.c.thing_id)
    if thing is CorrectedThing.VENUE:
        # It has no status; but what is said of a public one alone may have been proposed of it.
        part = change_request_fields.alias()
        exact = part.c.name.in_([json.word(name) for name in sorted(EXACT)])
        public = edited.c.disclosure == json.word(Disclosure.PUBLIC)
        stands = stands.where(or_(public, ~exists(_parts(row, part).where(exact))))
    else:
        statuses = [json.word(each) for each in sorted(condition.statuses)]
        stands = stands.where(edited.c.status.in_(statuses))
    return and_(row.c.thing == json.word(thing), exists(stands.correlate(row)))


CHANGE_REQUEST = View(
    name="ChangeRequest",
    table=change_requests,
    code=Code.CHANGE_REQUEST,
    confidential=True,
    visible=visible,
    orders={"PROPOSED_AT": Sort(lambda row: row.c.proposed_at, cursors.instant_text)},
    default_order="PROPOSED_AT",
    filters={"status": filters.plain_words("status"), "thing": filters.plain_words("thing")},
    fields={
        "id": identifier(Code.CHANGE_REQUEST),
        "note": Secret(change_requests, "note", "id", organisation_keys, "change_requests"),
        "reason": Secret(change_requests, "reason", "id", organisation_keys, "change_requests"),
        **columns(
            change_requests,
            "thing",
            "proposer",
            "status",
            "proposedAt",
            "decidedAt",
            "version",
            "changedAt",
        ),
        "allowedActions": allowed_actions(ACTIONS, also={ChangeRequestAction.ACCEPT: _acceptable}),
        "group": _about("Group", CorrectedThing.GROUP),
        "meeting": _about("Meeting", CorrectedThing.MEETING),
        "network": _about("Network", CorrectedThing.NETWORK),
        "venue": _about("Venue", CorrectedThing.VENUE),
        "differences": Many(
            "ProposedDifference",
            lambda parent, child: and_(
                child.c.organisation_id == parent.c.organisation_id,
                child.c.request_id == parent.c.id,
            ),
            lambda child: [child.c.name],
        ),
    },
)

DIFFERENCE = View(
    name="ProposedDifference",
    table=change_request_fields,
    confidential=True,
    visible=_OWNED,
    fields={
        "field": Leaf(_field, nullable=False),
        "now": Leaf(_now, nullable=True),
        **{
            name: Secret(
                change_request_fields, name, "id", organisation_keys, "change_request_fields"
            )
            for name in ("was", "proposed")
        },
    },
)

VIEWS = (CHANGE_REQUEST, DIFFERENCE)

"""What a transaction leaves of what it changed, in one statement: audit entries and outbox rows."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import CTE, BigInteger, Text, Uuid, bindparam, column, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.access import Actor
from api.persistence.directory_changes import Touched
from api.persistence.ids import new_confidential_id, new_id
from api.persistence.prepared import Prepared
from api.persistence.tables.confidential import audit_entries
from api.persistence.tables.operations import outbox
from api.persistence.turns import take_turns, turns_of

_OF_EACH = (
    column("audited", Uuid),
    column("announced", Uuid),
    column("action", Text),
    column("thing", Text),
    column("thing_id", Uuid),
    column("version", BigInteger),
    column("event", Text),
    column("fields", ARRAY(Text)),
    column("before", JSONB),
    column("after", JSONB),
)
_OF_ALL = (
    bindparam("actor", type_=Uuid),
    bindparam("subject", type_=Text),
    bindparam("client", type_=Text),
    bindparam("request_id", type_=Text),
)


async def leave_traces(
    connection: AsyncConnection,
    actor: Actor,
    by: tuple[str | None, str | None],
    changes: Sequence[dict[str, Any]],
    touched: Touched,
) -> None:
    """Add the traces of changes of an organisation, whose context is entered, in their order.

    ``by`` names the client and the request that asked for them. Whoever may change what is public
    of venues has their turn from then on, see ``take_turns``.
    """
    client, request_id = by
    made = [{**each, "audited": new_confidential_id(), "announced": new_id()} for each in changes]
    given = {
        "actor": actor.organisation_id,
        "subject": actor.subject,
        "client": client,
        "request_id": request_id,
        "changes": orjson.dumps(made, option=orjson.OPT_NON_STR_KEYS).decode(),
    }
    await _leave().fetch(connection, {**given, **turns_of(touched)})


@cache
def _leave() -> Prepared:
    return Prepared(take_turns().add_cte(_audited(), _announced()))


def _audited() -> CTE:
    each, (actor, subject, client, request_id) = _each().c, _OF_ALL
    values = {
        "organisation_id": actor,
        "id": each.audited,
        "subject": subject,
        "client": client,
        "request_id": request_id,
        "action": each.action,
        "thing": each.thing,
        "thing_id": each.thing_id,
        "fields": each.fields,
        "before": each.before,
        "after": each.after,
    }
    return insert(audit_entries).from_select([*values], select(*values.values())).cte("audited")


def _announced() -> CTE:
    each, (actor, *_) = _each().c, _OF_ALL
    values = {
        "id": each.announced,
        "organisation_id": actor,
        "aggregate": each.thing,
        "aggregate_id": each.thing_id,
        "aggregate_version": each.version,
        "event": each.event,
    }
    return insert(outbox).from_select([*values], select(*values.values())).cte("announced")


def _each() -> Any:  # noqa: ANN401 - the rows that a list of objects stands for
    said = func.jsonb_to_recordset(bindparam("changes", type_=JSONB))
    return said.table_valued(*_OF_EACH, name="each").render_derived(with_types=True)

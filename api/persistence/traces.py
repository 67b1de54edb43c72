"""What a transaction leaves of what it changed, in one statement of its end.

Audit entries, outbox rows, what an idempotency key's request gave, and the feed of changes.

A venue is public by its meetings, which others may change at the same moment without writing to the
venue. So those who may change what is public of venues take turns in each organisation, and tell
the feed by a statement of their own: it sees what was committed until it was their turn. Nobody
holds the turn while waiting for a row that another needs, as it is taken when all are written.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import BindParameter, LargeBinary, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.access import Actor
from api.persistence.directory_changes import tell
from api.persistence.ids import new_confidential_id, new_id
from api.persistence.prepared import Prepared
from api.persistence.telling import Shape, Touched, shape_of

_LEFT = """
with said as (
    select * from jsonb_to_recordset(cast(:changes as jsonb)) as each (
        audited uuid, announced uuid, action text, thing text, thing_id uuid, version bigint,
        event text, fields text[], before jsonb, after jsonb
    )
),
audited as (
    insert into confidential.audit_entries (
        organisation_id, id, subject, client, request_id, action, thing, thing_id, fields,
        before, after
    )
    select :actor, audited, :subject, :client, :request_id, action, thing, thing_id, fields,
        before, after
    from said
),
announced as (
    insert into operations.outbox (
        id, organisation_id, aggregate, aggregate_id, aggregate_version, event
    )
    select announced, :actor, thing, thing_id, version, event from said
)
"""
_KEPT = """,
kept as (
    update confidential.idempotency_keys set outcome = cast(:outcome as jsonb)
    where organisation_id = :actor and subject = :subject and client = :client and hash = :hash
)
"""
# Whether a venue is concerned is found out as the statement begins.
_TURN = """,
turn as materialized (select {concerned} as needed){telling}
select needed, case when needed then
    pg_advisory_xact_lock(hashtextextended('venues of ' || current_setting('app.organisation'), 0))
end
from turn
"""
_UNNEEDED = "not (select needed from turn)"
_BINDS: tuple[BindParameter[Any], ...] = (
    bindparam("changes", type_=Text),
    bindparam("actor", type_=Uuid),
    bindparam("subject", type_=Text),
    bindparam("client", type_=Text),
    bindparam("request_id", type_=Text),
)
_BINDS_OF_KEY: tuple[BindParameter[Any], ...] = (
    bindparam("outcome", type_=Text),
    bindparam("hash", type_=LargeBinary),
)


class Outcome(NamedTuple):
    """What the request of an idempotency key gave, as JSON, under the ``hash`` of the key."""

    hash: bytes
    given: Any


async def leave_traces(
    connection: AsyncConnection,
    actor: Actor,
    by: tuple[str | None, str | None],
    changes: Sequence[dict[str, Any]],
    touched: Touched,
    outcome: Outcome | None = None,
) -> None:
    """Add the traces of changes of an organisation, whose context is entered, in their order.

    ``by`` names the client and the request that asked for them.
    """
    client, request_id = by
    made = [{**each, "audited": new_confidential_id(), "announced": new_id()} for each in changes]
    given: dict[str, Any] = {
        "actor": actor.organisation_id,
        "subject": actor.subject,
        "client": client,
        "request_id": request_id,
        "changes": orjson.dumps(made, option=orjson.OPT_NON_STR_KEYS).decode(),
    }
    if outcome is not None:
        given |= {"hash": outcome.hash, "outcome": orjson.dumps(outcome.given).decode()}
    shape = shape_of(touched)
    leaving = _leave(shape, keeping=outcome is not None)
    (turn,) = await leaving.fetch(connection, {**given, **shape.given(touched)})
    if touched and (turn["needed"] or not shape.alone):
        await tell(connection, touched)


@cache
def _leave(shape: Shape, *, keeping: bool) -> Prepared:
    # A list is planned anew each time, so it is told by a statement that has no more in it.
    telling = ",\n" + shape.telling(_UNNEEDED) if shape.alone else ""
    turn = _TURN.format(concerned=shape.concerned, telling=telling)
    sql = _LEFT + (_KEPT if keeping else "") + turn
    binds = (*_BINDS, *_BINDS_OF_KEY, *shape.binds)
    return Prepared(text(sql).bindparams(*(each for each in binds if f":{each.key}" in sql)))

"""What is to be done next about an import or a feed, and which process does it.

One row for each, with ids only: whoever works has no organisation's context before it has taken
a task. A task is idempotent; if the process that holds it dies, another one begins it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from api.domain.ids import Code
from api.persistence.database import DATABASE_ERRORS, Database
from api.persistence.work import Work

LEASE = timedelta(minutes=3)
_RENEW_SECONDS = LEASE.total_seconds() / 3

_SET = text("""
insert into operations.import_tasks (id, organisation_id, thing, due_at)
values (:id, :organisation, :thing, :due)
on conflict (id) do update set due_at = excluded.due_at, attempts = 0,
    version = import_tasks.version + 1, changed_at = now()
""")
# Of two who take at once, the second counts what the first has taken.
_ONE_BY_ONE = text("select pg_advisory_xact_lock(hashtextextended('import tasks ' || :thing, 0))")
# The database's clock decides on leases, as the clocks of replicas differ.
_TAKE = text("""
update operations.import_tasks
set leased_by = :holder, leased_until = now() + :lease, attempts = attempts + 1,
    version = version + 1, changed_at = now()
where id = (
    select id from operations.import_tasks
    where thing = :thing and due_at <= :now and (leased_until is null or leased_until <= now())
        and organisation_id not in (
            select organisation_id from operations.import_tasks
            where thing = :thing and leased_until > now()
            group by organisation_id having count(*) >= :of_one
        )
    order by due_at, id limit 1 for update skip locked
)
returning id, organisation_id, thing, attempts, due_at
""")
_RENEW = text("""
update operations.import_tasks set leased_until = now() + :lease
where id = :id and leased_by = :holder
""")
# Whoever decided something while the work went on has set another time, which stays.
_RELEASE = text("""
update operations.import_tasks
set due_at = case when due_at = :taken then :due else due_at end, attempts = :attempts,
    leased_by = null, leased_until = null, version = version + 1, changed_at = now()
where id = :id and leased_by = :holder
""")
_END = text("delete from operations.import_tasks where id = :id and leased_by = :holder")


@dataclass(frozen=True, slots=True)
class Task:
    """Something to look at: an import or a feed of an organisation."""

    thing: Code
    id: UUID
    organisation_id: UUID
    attempts: int
    due_at: datetime
    holder: str


async def set_task(work: Work, thing: Code, thing_id: UUID, due: datetime) -> None:
    """Have an import or a feed of the actor's organisation looked at from some time on."""
    binds = {
        "id": thing_id,
        "organisation": work.actor.organisation_id,
        "thing": thing.name,
        "due": due,
    }
    await work.connection.execute(_SET, binds)


async def take(database: Database, thing: Code, now: datetime, *, of_one: int = 1) -> Task | None:
    """Return a task of a kind that is due and that nobody else holds, or None.

    An organisation of whose tasks ``of_one`` are held already has to wait, so that those who have
    much to do leave room for the others.
    """
    holder = uuid4().hex
    async with database.engine.begin() as connection:
        await connection.execute(_ONE_BY_ONE, {"thing": thing.name})
        binds = {"holder": holder, "now": now, "lease": LEASE, "of_one": of_one}
        row = (await connection.execute(_TAKE, {**binds, "thing": thing.name})).one_or_none()
    if row is None:
        return None
    return Task(Code[row.thing], row.id, row.organisation_id, row.attempts, row.due_at, holder)


async def release(database: Database, task: Task, due: datetime | None, *, failed: bool) -> None:
    """Give a task back, due at another time, or end it where there is nothing left to do."""
    binds = {"id": task.id, "holder": task.holder}
    async with database.engine.begin() as connection:
        if due is None:
            await connection.execute(_END, binds)
            return
        attempts = task.attempts if failed else 0
        more = {"due": due, "taken": task.due_at, "attempts": attempts}
        await connection.execute(_RELEASE, {**binds, **more})


@asynccontextmanager
async def held(database: Database, task: Task) -> AsyncGenerator[None]:
    """Hold a task for as long as the work on it takes."""
    renewing = asyncio.create_task(_renew(database, task))
    try:
        yield
    finally:
        renewing.cancel()


async def _renew(database: Database, task: Task) -> None:
    while True:
        await asyncio.sleep(_RENEW_SECONDS)
        binds = {"id": task.id, "holder": task.holder, "lease": LEASE}
        # While the database is away nobody else can take the task either.
        with suppress(*DATABASE_ERRORS):
            async with database.engine.begin() as connection:
                await connection.execute(_RENEW, binds)

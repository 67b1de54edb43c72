"""Timed work: rows that processes lease from each other, so that each job runs once.

A job is idempotent and keeps nothing in memory. Who runs it holds a lease; if that
process dies, the lease expires and another one begins again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from sqlalchemy import CursorResult, Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.errors import Refusal
from api.persistence.database import Database
from api.persistence.retrying import sqlstate
from api.persistence.store import Store

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)

log = structlog.get_logger()

# The database's clock decides on leases, as the clocks of replicas differ.
_LAY_OUT = text("""
insert into operations.jobs (name, due_at) values (:name, :now) on conflict (name) do nothing
""")
_LEASE = text("""
update operations.jobs
set leased_by = :holder, leased_until = now() + :lease, attempts = attempts + 1,
    version = version + 1, changed_at = now()
where name = (
    select name from operations.jobs
    where name = :name and due_at <= :now and (leased_until is null or leased_until <= now())
    for update skip locked
)
returning attempts, state
""")
_IDLE = text("""
select name from operations.jobs
where name = any(:names) and (due_at > :now or leased_until > now())
""").bindparams(bindparam("names", type_=ARRAY(Text)))
_RENEW = text("""
update operations.jobs set leased_until = now() + :lease
where name = :name and leased_by = :holder and leased_until > now()
""")
_FINISH = text("""
update operations.jobs
set due_at = :due, state = :state, finished_at = now(), attempts = 0, last_error = null,
    leased_by = null, leased_until = null, version = version + 1, changed_at = now()
where name = :name and leased_by = :holder
""")
_FAIL = text("""
update operations.jobs
set due_at = :due, last_error = :error, leased_by = null, leased_until = null,
    version = version + 1, changed_at = now()
where name = :name and leased_by = :holder
""")


class LeaseLost(Exception):
    """The work took longer than the lease, and another process has begun it again."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is due again ``every`` so often.

    ``act`` gets the store, the lease and the time of the run, and returns the job's new
    state: a short text that the next run finds in its lease.
    """

    name: str
    every: timedelta
    act: Callable[[Store, Lease, datetime], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one job for ``LEASE``, unless it is renewed."""

    database: Database
    name: str
    state: str | None = None
    attempts: int = 0
    holder: str = field(default_factory=lambda: uuid4().hex)

    async def renew(self) -> None:
        """Prolong the lease; raises LeaseLost if it has expired."""
        async with self.database.engine.begin() as connection:
            binds = {"name": self.name, "holder": self.holder, "lease": LEASE}
            renewed: CursorResult[tuple[()]] = await connection.execute(_RENEW, binds)
        if not renewed.rowcount:
            raise LeaseLost


async def idle(database: Database, names: Sequence[str], now: datetime) -> set[str]:
    """Return which of these jobs are not due, or are run by somebody else."""
    async with database.engine.connect() as connection:
        return set(await connection.scalars(_IDLE, {"names": list(names), "now": now}))


async def run(database: Database, store: Store, job: Job, now: datetime) -> bool:
    """Run a job if it is due and nobody else runs it; return whether it was run.

    A job that fails is due again later, and raises nothing here.
    """
    lease = await _lease(database, job, now)
    if lease is not None:
        await _run(database, store, job, lease, now)
    return lease is not None


async def _lease(database: Database, job: Job, now: datetime) -> Lease | None:
    lease = Lease(database, job.name)
    async with database.engine.begin() as connection:
        await connection.execute(_LAY_OUT, {"name": job.name, "now": now})
        binds = {"name": job.name, "holder": lease.holder, "now": now, "lease": LEASE}
        row = (await connection.execute(_LEASE, binds)).one_or_none()
    if row is None:
        return None
    return replace(lease, state=row.state, attempts=row.attempts)


async def _run(database: Database, store: Store, job: Job, lease: Lease, now: datetime) -> None:
    binds = {"name": job.name, "holder": lease.holder}
    try:
        state = await job.act(store, lease, now)
    except LeaseLost:
        log.warning("job.lease_lost", job=job.name)
        return
    except Exception as error:  # noqa: BLE001 - one job must not stop the others
        code, wait = code_of(error), min(LONGEST_WAIT, timedelta(minutes=2**lease.attempts))
        log.error("job.failed", job=job.name, code=code, attempts=lease.attempts)  # noqa: TRY400 - a traceback holds values
        statement, binds = _FAIL, {**binds, "due": now + wait, "error": code}
    else:
        statement, binds = _FINISH, {**binds, "due": now + job.every, "state": state}
    async with database.engine.begin() as connection:
        await connection.execute(statement, binds)


def code_of(error: Exception) -> str:
    """Return what may be logged and kept of an error: never its message, which may hold values."""
    if isinstance(error, Refusal):
        return error.code
    return sqlstate(error) or type(error).__name__

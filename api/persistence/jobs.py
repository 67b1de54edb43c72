"""The jobs of the house, and who runs them: every replica looks, one at a time does the work."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from sqlalchemy import text

from api.persistence import leasing, rolling, tending
from api.persistence.database import DATABASE_ERRORS, Database
from api.persistence.leasing import Job
from api.persistence.store import Store

LOOK_EVERY_SECONDS = 30.0
_WAIT_SECONDS = 0.2
JOBS = (rolling.ROLL_HORIZON, tending.TEND_GROUPS)

log = structlog.get_logger()

_HURRY = text("""
update operations.jobs set due_at = :now
where name = :name and due_at > :now and state is distinct from :state
""")
_AT_WORK = text("select 1 from operations.jobs where name = :name and leased_until > now()")


async def run_due(
    database: Database, store: Store, now: datetime, others: Sequence[Job] = ()
) -> int:
    """Run every job that is due and that nobody else runs; return how many were run.

    ``others`` are the jobs of other layers.
    """
    jobs = (*JOBS, *others)
    # Asked first, as nearly always there is nothing to do, and each lease is a transaction.
    idle = await leasing.idle(database, [job.name for job in jobs], now)
    due = [job for job in jobs if job.name not in idle]
    return sum([await leasing.run(database, store, job, now) for job in due])


async def run_forever(
    database: Database, store: Store, stop: asyncio.Event, others: Sequence[Job] = ()
) -> None:
    """Look for due jobs until somebody says to stop; the one at work is finished first."""
    while not stop.is_set():
        try:
            await run_due(database, store, datetime.now(UTC), others)
        except DATABASE_ERRORS as error:
            # The database may be away for a while; the service itself says so in its health.
            log.warning("jobs.unreachable", code=leasing.code_of(error))
        try:
            await asyncio.wait_for(stop.wait(), LOOK_EVERY_SECONDS)
        except TimeoutError:
            continue


async def roll_once(database: Database, store: Store, now: datetime | None = None) -> None:
    """Roll the horizon before the service is ready, unless that is done.

    It is due at once when the time-zone database changed. Where a replica is at it, its end
    is waited for.
    """
    job, now = rolling.ROLL_HORIZON, now or datetime.now(UTC)
    async with database.engine.begin() as connection:
        binds = {"name": job.name, "now": now, "state": rolling.time_zone_version()}
        await connection.execute(_HURRY, binds)
    await leasing.run(database, store, job, now)
    while await _at_work(database, job):  # noqa: ASYNC110 - another process is at it, no event tells
        await asyncio.sleep(_WAIT_SECONDS)


async def _at_work(database: Database, job: leasing.Job) -> bool:
    async with database.engine.connect() as connection:
        return await connection.scalar(_AT_WORK, {"name": job.name}) is not None

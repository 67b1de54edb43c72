"""The job that rolls the horizon: occurrences are always computed as far ahead as promised.

When the time-zone database is another one than at the last run, the whole future is
computed anew, since a country may have changed its clocks.
"""

from __future__ import annotations

import asyncio
import zoneinfo
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
import tzdata
from sqlalchemy import select, text

from api.domain.access import Actor
from api.domain.ids import Code
from api.domain.occurrences import HORIZON_DAYS
from api.persistence.database import Database
from api.persistence.leasing import Job, Lease
from api.persistence.occurrences import Recomputed, recompute
from api.persistence.store import Store
from api.persistence.tables.catalogue import organisations
from api.persistence.work import Change, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "roll-horizon"
SUBJECT = "job:roll-horizon"
# Small, as expanding rules holds up the requests that the same process answers.
TOGETHER = 25
PAUSE_SECONDS = 0.05

log = structlog.get_logger()

_SHORT = text("""
select organisation_id, id from catalogue.meetings
where (organisation_id, id) > (:organisation, :meeting)
    and (:all or horizon is null or horizon < :needed)
order by organisation_id, id
limit :limit
""")


async def roll(store: Store, lease: Lease, now: datetime) -> str:
    """Extend all meetings whose horizon is short, each batch in a transaction of its owner."""
    version = time_zone_version()
    total, batches = Recomputed(), 0
    last = (UUID(int=0), UUID(int=0))
    while batch := await _batch(lease.database, last, now, everything=lease.state != version):
        last = batch[-1]
        for owner in dict.fromkeys(organisation for organisation, _ in batch):
            ids = [meeting for organisation, meeting in batch if organisation == owner]
            total += await _extend(store, owner, ids, now)
        batches += 1
        await lease.renew()
        await asyncio.sleep(PAUSE_SECONDS)
    counts = {"added": total.added, "changed": total.changed, "removed": total.removed}
    log.info("horizon.rolled", batches=batches, moved=total.moved, time_zones=version, **counts)
    return version


ROLL_HORIZON = Job(NAME, timedelta(days=1), roll)


@cache
def time_zone_version() -> str:
    """Return the version of the time-zone database that Python reads, such as ``2026b``.

    The system's own comes first, as it does for ``zoneinfo``; else the package ``tzdata``.
    """
    for folder in zoneinfo.TZPATH:
        try:
            with (Path(folder) / "tzdata.zi").open(encoding="ascii") as file:
                return file.readline().removeprefix("# version").strip()
        except OSError:
            continue
    return tzdata.IANA_VERSION


async def _batch(
    database: Database, last: tuple[UUID, UUID], now: datetime, *, everything: bool
) -> list[tuple[UUID, UUID]]:
    """Return the next meetings to extend, as pairs of organisation and meeting."""
    # A day more than is promised, as the next run is a day away.
    needed = now + timedelta(days=HORIZON_DAYS + 1)
    binds = {"organisation": last[0], "meeting": last[1], "needed": needed, "limit": TOGETHER}
    async with database.engine.connect() as connection:
        rows = await connection.execute(_SHORT, {**binds, "all": everything})
        return [(row.organisation_id, row.id) for row in rows]


async def _extend(store: Store, owner: UUID, ids: Sequence[UUID], now: datetime) -> Recomputed:
    async def act(work: Work) -> Recomputed:
        # Held first, as by whoever hides the organisation with all that is below it.
        chosen = select(organisations.c.version).where(organisations.c.id == owner)
        held = await work.connection.execute(chosen.with_for_update(read=True))
        version = held.scalar_one()
        done = await recompute(work, ids, now)
        work.record(
            Change(
                Code.ORGANISATION,
                owner,
                version,
                "occurrences_rolled",
                ("horizon",),
                written=False,
            )
        )
        return done

    return await store.run(Actor(owner, SUBJECT), act)

"""The job that tends groups: pauses end, and room that nobody vouches for is unknown again."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select

from api.domain.access import Actor
from api.domain.groups import CAPACITY_HOLDS
from api.domain.vocabulary import CapacityStatus, GroupStatus
from api.persistence.groups import Groups
from api.persistence.leasing import Job, Lease
from api.persistence.store import Store
from api.persistence.tables.groups import groups
from api.persistence.work import Work

SUBJECT = "job:tend-groups"
TOGETHER = 50

log = structlog.get_logger()


async def tend(store: Store, lease: Lease, now: datetime) -> str:
    """Bring all groups to what time has made of them, batch by batch, each in its owner's name."""
    tended = 0
    while batch := await _due(store, now):
        for owner in dict.fromkeys(organisation for organisation, _ in batch):
            ids = [group for organisation, group in batch if organisation == owner]
            tended += await _tend(store, owner, ids, now)
        await lease.renew()
    log.info("groups.tended", groups=tended)
    return ""


TEND_GROUPS = Job("tend-groups", timedelta(hours=1), tend)


async def _due(store: Store, now: datetime) -> list[tuple[UUID, UUID]]:
    over = (groups.c.status == GroupStatus.PAUSED) & (groups.c.paused_until <= now.date())
    stated = groups.c.capacity_status != CapacityStatus.UNKNOWN
    old = stated & (groups.c.capacity_as_of < now - CAPACITY_HOLDS)
    chosen = select(groups.c.organisation_id, groups.c.id).where(over | old)
    async with store.engine.connect() as connection:
        rows = await connection.execute(chosen.order_by(groups.c.id).limit(TOGETHER))
        return [(row.organisation_id, row.id) for row in rows]


async def _tend(store: Store, owner: UUID, ids: list[UUID], now: datetime) -> int:
    async def act(work: Work) -> int:
        held = Groups(work)
        due = [(each, each.tended(now=now)) for each in (await held.all_of(ids)).values()]
        # Somebody may have been at one of them since it was looked for.
        changed = [(before, after) for before, after in due if after != before]
        for before, after in changed:
            await held.save(before, after)
        return len(changed)

    return await store.run(Actor(owner, SUBJECT), act)

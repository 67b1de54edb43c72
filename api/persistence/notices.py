"""Notices that wait to be sent, for whoever sends them: ids only, of all organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from api.persistence.database import Database
from api.persistence.tables.groups import groups
from api.persistence.tables.upkeep import notices
from api.persistence.upkeep.asking import unverified

LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One letter to be written: to which address of which organisation, tried how often."""

    id: UUID
    organisation_id: UUID
    address_id: UUID
    attempts: int


async def waiting(database: Database, now: datetime, most: int) -> Sequence[Notice]:
    """Return the notices that are due, the longest waiting first."""
    chosen = (
        select(notices.c.id, notices.c.organisation_id, notices.c.address_id, notices.c.attempts)
        .where(notices.c.sent_at.is_(None), notices.c.due_at <= now)
        .order_by(notices.c.due_at, notices.c.id)
        .limit(most)
    )
    async with database.engine.connect() as connection:
        return [Notice(**row) for row in (await connection.execute(chosen)).mappings()]


async def sent(database: Database, notice: Notice, now: datetime) -> None:
    """Note that a letter left, or that there is nobody to send it to any more."""
    await _write(database, notice, sent_at=now)


async def failed(database: Database, notice: Notice, now: datetime) -> None:
    """Let a letter that was not taken wait, longer each time."""
    wait = min(LONGEST_WAIT, timedelta(minutes=2 ** min(notice.attempts, 20)))
    await _write(database, notice, attempts=notice.attempts + 1, due_at=now + wait)


async def behind(database: Database, now: datetime) -> Sequence[UUID]:
    """Return the organisations with a group that nobody verified for long."""
    chosen = select(groups.c.organisation_id).where(unverified(now)).distinct()
    async with database.engine.connect() as connection:
        return (await connection.scalars(chosen)).all()


async def _write(database: Database, notice: Notice, **values: object) -> None:
    changed = {**values, "version": notices.c.version + 1, "changed_at": func.now()}
    async with database.engine.begin() as connection:
        await connection.execute(update(notices).where(notices.c.id == notice.id).values(changed))

"""Notices that wait to be sent, for whoever sends them: ids only, of all organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from api.domain.notices import MOST_ATTEMPTS, NoticeKind
from api.domain.upkeep import KEPT_FOR
from api.persistence.database import Database
from api.persistence.ids import new_id
from api.persistence.tables.upkeep import notices
from api.persistence.work import Work

LONGEST_WAIT = timedelta(days=1)
_COLUMNS = ("id", "organisation_id", "about", "thing_id", "attempts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What somebody of an organisation is to be written to about, and how often that was tried."""

    id: UUID
    organisation_id: UUID
    about: NoticeKind
    thing_id: UUID
    attempts: int


async def queue(
    work: Work, about: NoticeKind, ids: Sequence[UUID], *, wait: timedelta = timedelta()
) -> Sequence[UUID]:
    """Let a notice wait for each thing that none waits for, and return for which.

    Nothing is sent before the caller's transaction has ended, nor if it fails. Where letters do
    not leave the house at all, none is left to wait.
    """
    if not ids or not work.mails:
        return ()
    common = {"organisation_id": work.actor.organisation_id, "about": about}
    rows = [
        {**common, "id": new_id(), "thing_id": each, "due_at": func.now() + wait} for each in ids
    ]
    added = insert(notices).values(rows).on_conflict_do_nothing().returning(notices.c.thing_id)
    return (await work.connection.scalars(added)).all()


async def waiting(database: Database, now: datetime, most: int) -> Sequence[Notice]:
    """Return the notices that are due, the longest waiting first."""
    chosen = (
        select(*(notices.c[name] for name in _COLUMNS))
        .where(notices.c.sent_at.is_(None), notices.c.due_at <= now)
        .order_by(notices.c.due_at, notices.c.id)
        .limit(most)
    )
    async with database.engine.connect() as connection:
        rows = (await connection.execute(chosen)).mappings()
        found: list[dict[str, Any]] = [{**row, "about": NoticeKind(row["about"])} for row in rows]
        return [Notice(**each) for each in found]


async def sent(database: Database, notice: Notice, now: datetime) -> None:
    """Note that a letter left, or that there is nobody to send it to any more: it waits no more."""
    await _write(database, notice, sent_at=now)


async def failed(database: Database, notice: Notice, now: datetime) -> None:
    """Let a letter that was not taken wait, longer each time; the last time give it up.

    What was given up counts as sent: it keeps the next from following at once, and is swept.
    """
    tried = notice.attempts + 1
    if tried >= MOST_ATTEMPTS:
        await _write(database, notice, attempts=tried, sent_at=now)
        return
    wait = min(LONGEST_WAIT, timedelta(minutes=2 ** min(notice.attempts, 20)))
    await _write(database, notice, attempts=tried, due_at=now + wait)


async def sweep(database: Database, now: datetime) -> None:
    """Delete what was sent so long ago that it keeps nobody from being written to again."""
    async with database.engine.begin() as connection:
        await connection.execute(delete(notices).where(notices.c.sent_at < now - KEPT_FOR))


async def _write(database: Database, notice: Notice, **values: object) -> None:
    changed = {**values, "version": notices.c.version + 1, "changed_at": func.now()}
    async with database.engine.begin() as connection:
        await connection.execute(update(notices).where(notices.c.id == notice.id).values(changed))

"""Who works on imports and feeds in a serving process: a lane for each kind of work.

Feeds have several lanes, so that one whose address does not answer delays no other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from api.domain.ids import Code
from api.feeds.importing import working
from api.feeds.importing.pulling import Puller
from api.persistence import import_tasks
from api.persistence.database import DATABASE_ERRORS, Database
from api.persistence.import_tasks import Task
from api.persistence.leasing import code_of
from api.persistence.store import Store

LOOK_EVERY_SECONDS = 1.0
_FEEDS_EVERY_SECONDS = 30.0
_LONGEST_WAIT = timedelta(hours=1)

type Act = Callable[[Store, Task, datetime], Awaitable[datetime | None]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Lane:
    """One task after the other of one kind; ``act`` returns when it is due again."""

    thing: Code
    act: Act
    every_seconds: float = LOOK_EVERY_SECONDS


IMPORTS = Lane(Code.IMPORT, working.work_on)
_FEEDS_AT_ONCE = 8


def lanes() -> tuple[Lane, ...]:
    """Return the lanes of a serving process."""
    pulling = Lane(Code.FEED, Puller().act, _FEEDS_EVERY_SECONDS)
    return (IMPORTS, *(pulling for _ in range(_FEEDS_AT_ONCE)))


async def run_once(database: Database, store: Store, lane: Lane, now: datetime) -> bool:
    """Do one task that is due; return whether there was one. A failure is tried again later."""
    task = await import_tasks.take(database, lane.thing, now)
    if task is None:
        return False
    failed = False
    try:
        async with import_tasks.held(database, task):
            due = await lane.act(store, task, now)
    except Exception as error:  # noqa: BLE001 - one import must not stop the others
        log.error("import.failed", code=code_of(error), attempts=task.attempts)  # noqa: TRY400 - a traceback holds values
        due, failed = now + min(_LONGEST_WAIT, timedelta(seconds=2**task.attempts)), True
    await import_tasks.release(database, task, due, failed=failed)
    return True


async def run_lanes(
    database: Database, store: Store, lanes: Sequence[Lane], stop: asyncio.Event
) -> None:
    """Run lanes beside each other until somebody says to stop; what is at work is finished."""
    async with asyncio.TaskGroup() as beside:
        for lane in lanes:
            beside.create_task(_run(database, store, lane, stop))


async def _run(database: Database, store: Store, lane: Lane, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            if await run_once(database, store, lane, datetime.now(UTC)):
                continue
        except DATABASE_ERRORS as error:
            # The database may be away for a while; the service itself says so in its health.
            log.warning("imports.unreachable", code=code_of(error))
        try:
            await asyncio.wait_for(stop.wait(), lane.every_seconds)
        except TimeoutError:
            continue

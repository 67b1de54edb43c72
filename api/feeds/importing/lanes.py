"""Who works on imports and feeds in a serving process: a lane for each kind of work.

Several are done at once, and few of them for one organisation, so that neither a feed whose address
does not answer nor whoever sends large files delays the others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
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
    """Tasks of one kind; ``act`` returns when its task is due again.

    ``at_once`` are done by one process, ``of_one`` organisation's by all processes together.
    """

    thing: Code
    act: Act
    every_seconds: float = LOOK_EVERY_SECONDS
    at_once: int = 1
    of_one: int = 1


IMPORTS = Lane(Code.IMPORT, working.work_on, at_once=2)
_FEEDS_AT_ONCE, _FEEDS_OF_ONE = 8, 2


def lanes(puller: Puller) -> tuple[Lane, ...]:
    """Return the lanes of a serving process."""
    pulled = Lane(Code.FEED, puller.act, _FEEDS_EVERY_SECONDS, _FEEDS_AT_ONCE, _FEEDS_OF_ONE)
    return IMPORTS, pulled


async def work(database: Database, store: Store, lane: Lane, task: Task, now: datetime) -> None:
    """Do a task that was taken, and give it back. A failure is tried again later."""
    failed = False
    try:
        async with import_tasks.held(database, task):
            due = await lane.act(store, task, now)
    except Exception as error:  # noqa: BLE001 - one import must not stop the others
        log.error("import.failed", code=code_of(error), attempts=task.attempts)  # noqa: TRY400 - a traceback holds values
        due, failed = now + min(_LONGEST_WAIT, timedelta(seconds=2**task.attempts)), True
    await import_tasks.release(database, task, due, failed=failed)


async def run_lanes(
    database: Database, store: Store, lanes: Sequence[Lane], stop: asyncio.Event
) -> None:
    """Run lanes beside each other until somebody says to stop; what is at work is finished."""
    async with asyncio.TaskGroup() as beside:
        for lane in lanes:
            beside.create_task(_run(database, store, lane, stop))


async def _run(database: Database, store: Store, lane: Lane, stop: asyncio.Event) -> None:
    """Look for tasks one after the other: only as many connections are held as there is work."""
    at_work = set[asyncio.Task[None]]()
    async with asyncio.TaskGroup() as beside:
        stopped = beside.create_task(_stopped(stop))
        while not stop.is_set():
            now = datetime.now(UTC)
            if len(at_work) < lane.at_once and (task := await _taken(database, lane, now)):
                working_on = _worked(database, store, lane, task, now)
                at_work.add(beside.create_task(working_on))
                continue
            await asyncio.wait(
                {stopped, *at_work},
                timeout=lane.every_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            at_work = {each for each in at_work if not each.done()}


async def _stopped(stop: asyncio.Event) -> None:
    await stop.wait()


async def _taken(database: Database, lane: Lane, now: datetime) -> Task | None:
    with _reached():
        return await import_tasks.take(database, lane.thing, now, of_one=lane.of_one)


async def _worked(database: Database, store: Store, lane: Lane, task: Task, now: datetime) -> None:
    with _reached():
        await work(database, store, lane, task, now)


@contextmanager
def _reached() -> Generator[None]:
    """Go on where the database is away for a while: the service itself says so in its health."""
    try:
        yield
    except DATABASE_ERRORS as error:
        log.warning("imports.unreachable", code=code_of(error))

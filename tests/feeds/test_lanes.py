"""Who works on what at once: nobody waits for an address that is dead, nor for who has much to do.

To see one fail: set ``_FEEDS_AT_ONCE`` to 1 in ``lanes.py``, or take ``of_one`` or ``_ONE_BY_ONE``
out of ``import_tasks.py``.
"""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from api.domain.feeds import Feed
from api.domain.ids import Code
from api.domain.import_words import ImportFormat, ImportSettings
from api.feeds.importing.lanes import Lane, lanes, run_lanes
from api.feeds.importing.pulling import Puller
from api.persistence import import_tasks
from api.persistence.feeds import Feeds
from api.persistence.ids import new_confidential_id
from api.persistence.import_tasks import Task, set_task
from tests.auth.https import HOST, Publisher, publishing
from tests.conftest import Database
from tests.feeds.desk import Desk
from tests.house import build_house

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
IMPORTS, FEEDS = lanes(Puller())


@pytest.fixture
def dead() -> Iterator[socket.socket]:
    """An address that takes a connection and never says a word, until it is closed."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


async def register(desk: Desk, url: str, minutes: int, source: str = "feed") -> UUID:
    """A feed that has been due since so many minutes after a day long ago."""
    feed = Feed(
        id=new_confidential_id(),
        organisation_id=desk.house.organisation,
        network_id=desk.house.network,
        source=source,
        format=ImportFormat.MEETING_GUIDE,
        settings=ImportSettings(source=source),
        host=HOST,
        url=url,
        hour=0,
        last_run_at=None,
        last_problem=None,
        last_import_id=None,
        version=1,
        changed_at=LONG_AGO,
    )
    async with desk.transaction() as work:
        await Feeds(work).add(feed)
        await set_task(work, Code.FEED, feed.id, LONG_AGO + timedelta(minutes=minutes))
    return feed.id


async def ran(desk: Desk, feed: UUID) -> bool:
    async with desk.transaction() as work:
        return (await Feeds(work).get(feed)).last_run_at is not None


async def pulled_while_one_hangs(
    desk: Desk, other: Desk, publisher: Publisher, dead: socket.socket
) -> bool:
    """Have the lanes of a process at work until the other feed is pulled; whether one hung then."""
    hanging = await register(desk, f"https://{HOST}:{dead.getsockname()[1]}/", 0)
    waiting = await register(other, publisher.url, 1, "other")
    stop, puller = asyncio.Event(), Puller(publisher.fetcher(seconds=60.0))
    at_work = asyncio.create_task(run_lanes(desk.connections, desk.store, lanes(puller), stop))
    try:
        while not await ran(other, waiting):
            assert not at_work.done()
            await asyncio.sleep(0.05)
        return not await ran(desk, hanging)
    finally:
        stop.set()
        dead.close()
        await at_work


@pytest.mark.parametrize("whose", ["another's", "the same organisation's"])
async def test_a_dead_feed_delays_no_other(
    desk: Desk, dead: socket.socket, tmp_path: Path, whose: str
) -> None:
    """The dead one is taken first, and holds on until the time of a pull is over."""
    other = desk
    if whose == "another's":
        other = replace(desk, house=await build_house(desk.store, "theirs"))
    async with publishing(tmp_path) as publisher:
        assert await pulled_while_one_hangs(desk, other, publisher, dead)
        assert len(publisher.asked) == 1


async def wait_for_work(desk: Desk, lane: Lane, number: int) -> None:
    for each in range(number):
        if lane is IMPORTS:
            await desk.send([])
        else:
            await register(desk, f"https://{HOST}/", each, f"feed-{each}")


async def take(desk: Desk, lane: Lane) -> Task | None:
    now = datetime.now(UTC)
    return await import_tasks.take(desk.connections, lane.thing, now, of_one=lane.of_one)


@pytest.mark.parametrize("lane", [IMPORTS, FEEDS], ids=["imports", "feeds"])
async def test_whoever_has_much_to_do_leaves_room_for_others(desk: Desk, lane: Lane) -> None:
    assert lane.of_one < lane.at_once
    other = replace(desk, house=await build_house(desk.store, "theirs"))
    await wait_for_work(desk, lane, lane.at_once + 1)
    first = [await take(desk, lane) for _ in range(lane.of_one)]
    assert await take(desk, lane) is None
    await wait_for_work(other, lane, 1)
    another = await take(desk, lane)
    assert another is not None
    assert another.organisation_id == other.house.organisation
    assert await take(desk, lane) is None
    # Once one of theirs is over, the next one begins.
    assert first[0] is not None
    await import_tasks.release(desk.connections, first[0], None, failed=False)
    following = await take(desk, lane)
    assert following is not None
    assert following.organisation_id == desk.house.organisation


async def linger(database: Database) -> None:
    """Let whoever takes a task hold on before it is seen to be taken, so that others come by."""
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute(
        "create function operations.linger() returns trigger language plpgsql as"
        " $$ begin perform pg_sleep(0.1); return null; end $$;"
        "create trigger linger after update on operations.import_tasks"
        " for each statement execute function operations.linger()"
    )
    await connection.close()


@pytest.mark.parametrize("lane", [IMPORTS, FEEDS], ids=["imports", "feeds"])
async def test_of_processes_that_look_at_once_none_takes_one_too_many(
    desk: Desk, database: Database, lane: Lane
) -> None:
    await wait_for_work(desk, lane, 8)
    await linger(database)
    taken = await asyncio.gather(*(take(desk, lane) for _ in range(8)))
    assert sum(each is not None for each in taken) == lane.of_one

"""Feeds and imports: received, read, shown, written, dropped and forgotten."""

from datetime import timedelta

import orjson

from api.domain.feeds import Feed, FeedProblem
from api.domain.ids import Code
from api.domain.import_words import ImportFormat, ImportSettings
from api.domain.imports import receive
from api.feeds.importing.lanes import IMPORTS as LANE
from api.feeds.importing.understanding import packed
from api.persistence import leasing
from api.persistence.feeds import Feeds
from api.persistence.ids import new_confidential_id
from api.persistence.import_reviews import Imports
from api.persistence.import_tasks import set_task
from api.persistence.rolling import ROLL_HORIZON
from api.persistence.work import Work
from tests.feeds.desk import run_once
from tests.persistence.acts.clerk import Act, Clerk, Errand
from tests.persistence.acts.kept import KEPT
from tests.persistence.building import NOW

SETTINGS = ImportSettings(source="feed")
SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(days=8)
ROLLED = NOW + timedelta(weeks=8)


async def register_feed(clerk: Clerk, work: Work) -> None:
    added = Feed(
        id=new_confidential_id(),
        organisation_id=clerk.house.organisation.id,
        network_id=clerk.house.network.id,
        source=f"feed-{clerk.random.randrange(9)}",
        format=ImportFormat.MEETING_GUIDE,
        settings=SETTINGS,
        host="feed.example.org",
        url="https://feed.example.org/meetings.json",
        hour=4,
        last_run_at=None,
        last_problem=None,
        last_import_id=None,
        version=1,
        changed_at=NOW,
    )
    clerk.made(Code.FEED, (await Feeds(work).add(added)).id)


async def pull_in_vain(clerk: Clerk, work: Work) -> None:
    feed_id = clerk.some(Code.FEED)
    if feed_id is not None:
        before = await Feeds(work).get(feed_id)
        await Feeds(work).save(before, before.ran(NOW, FeedProblem.UNREACHABLE))


async def remove_feed(clerk: Clerk, work: Work) -> None:
    feed_id = clerk.some(Code.FEED)
    if feed_id is not None:
        await Feeds(work).remove(await Feeds(work).get(feed_id))


async def send_file(clerk: Clerk, work: Work) -> None:
    made = receive(
        import_id=new_confidential_id(),
        organisation_id=clerk.house.organisation.id,
        network_id=clerk.house.network.id,
        form=ImportFormat.MEETING_GUIDE,
        settings=SETTINGS,
        by="test",
        at=NOW,
    )
    # The second one is refused, so that there is a problem to show.
    rows = [_row(clerk.random.randrange(99)), {"slug": "nothing"}]
    await Imports(work).add(made, packed(orjson.dumps(rows)))
    clerk.made(Code.IMPORT, made.id)


async def want_import(clerk: Clerk, work: Work) -> None:
    """Have the newest import written."""
    for import_id in clerk.known[Code.IMPORT][-1:]:
        before = await Imports(work).get(import_id)
        seen = before.version
        wanted = before.apply(expected_version=seen, by="test", allow_removals=True)
        await Imports(work).save(before, wanted)
        await set_task(work, Code.IMPORT, import_id, NOW)


async def drop_import(clerk: Clerk, work: Work) -> None:
    import_id = clerk.some(Code.IMPORT)
    if import_id is not None:
        before = await Imports(work).get(import_id)
        await Imports(work).save(before, before.drop(expected_version=before.version, at=NOW))


async def work_on_imports(clerk: Clerk) -> None:
    """Read and write what waits, as a serving process does."""
    await run_once(clerk.house.database, clerk.store, LANE, SOON)


async def forget_imports(clerk: Clerk) -> None:
    await run_once(clerk.house.database, clerk.store, LANE, LATER)


async def roll(clerk: Clerk) -> None:
    """Compute occurrences farther ahead, which is due once a day."""
    days = timedelta(days=clerk.random.randrange(100))
    await leasing.run(clerk.house.database, clerk.store, ROLL_HORIZON, ROLLED + days)


def _row(changed: int) -> dict[str, object]:
    return {
        "slug": "meeting-1",
        "name": "Lights",
        "day": 1,
        "time": "19:00",
        "end_time": "20:00",
        "timezone": "America/New_York",
        "location": f"Old Boathouse {changed}",
        "formatted_address": "1 Quay Street, New York, NY 10004, USA",
        "latitude": 40.7,
        "longitude": -74.0,
        "types": ["O", "D"],
    }


WORK, FORGET, ROLL = Errand(work_on_imports), Errand(forget_imports), Errand(roll)
IMPORTS: tuple[Act | Errand, ...] = (
    *(register_feed, pull_in_vain, remove_feed),
    *(send_file, WORK, want_import, WORK, *KEPT),
    # It writes no group, which would hold the network.
    *(send_file, WORK, want_import, WORK),
    *(send_file, WORK, drop_import, FORGET, ROLL),
)

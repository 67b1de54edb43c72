"""Pulling a feed: fetched once a day, and imported as whatever somebody sends is.

What an address may do to us is bounded by ``api.fetching``: public addresses over https, one
look-up of the name, no redirects, so many bytes, so many seconds.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from api.domain.access import Actor
from api.domain.errors import NotFound, NotPossibleNow
from api.domain.feeds import Feed, FeedProblem
from api.domain.imports import LARGEST_BYTES, receive
from api.feeds.errors import FeedNotReadable
from api.feeds.importing.telling import tell
from api.feeds.importing.understanding import packed
from api.feeds.sniffing import HEAD_BYTES, refuse_foreign
from api.fetching import Fetcher, NotFetched
from api.persistence.feeds import Feeds
from api.persistence.going_on import goes_on
from api.persistence.ids import new_confidential_id
from api.persistence.import_reviews import Imports
from api.persistence.import_tasks import Task
from api.persistence.store import Store

SUBJECT = "job:feed"
SECONDS = 60.0


def fetcher() -> Fetcher:
    """Return who fetches feeds: as much and as long as an import may be."""
    return Fetcher(
        seconds=SECONDS, most_bytes=LARGEST_BYTES, accept="application/json, text/csv;q=0.9"
    )


@dataclass(frozen=True, slots=True)
class Puller:
    """Pulls feeds that are due; whatever comes of it stands in the feed as its report."""

    fetcher: Fetcher = field(default_factory=fetcher)

    async def act(self, store: Store, task: Task, now: datetime) -> datetime | None:
        """Pull one feed; return when it is due again, None once it is no longer registered.

        While its network is archived or its organisation suspended, it is left alone.
        """
        actor = Actor(task.organisation_id, SUBJECT)
        try:
            async with store.transaction(actor) as work:
                found = await Feeds(work).get(task.id)
                if not await goes_on(work, found.network_id):
                    return found.due_after(now)
                waiting = await Imports(work).waiting_of(found.id)
        except NotFound:
            return None
        got = FeedProblem.WAITING if waiting else await self._fetched(found)
        try:
            await _report(store, actor, found, got, now)
        except NotPossibleNow:
            await _report(store, actor, found, FeedProblem.WAITING, now)
        return found.due_after(now)

    async def _fetched(self, found: Feed) -> bytes | FeedProblem:
        """Return what the address answers, packed, or why that is nothing."""
        try:
            body = (await self.fetcher.get(found.url)).body
            refuse_foreign(body[:HEAD_BYTES], found.format)
        except NotFetched:
            return FeedProblem.UNREACHABLE
        except FeedNotReadable:
            return FeedProblem.NOT_A_FEED
        return await asyncio.to_thread(packed, body)


async def _report(
    store: Store, actor: Actor, found: Feed, got: bytes | FeedProblem, now: datetime
) -> None:
    """Leave an import with what was fetched, or the problem, in the report of the feed.

    Raises VersionConflict if somebody changed the feed meanwhile: then it is pulled again.
    """
    async with store.transaction(actor) as work:
        if isinstance(got, FeedProblem):
            await Feeds(work).save(found, found.ran(now, got))
            await tell(work)
            return
        made = receive(
            import_id=new_confidential_id(),
            organisation_id=found.organisation_id,
            network_id=found.network_id,
            form=found.format,
            settings=found.settings,
            by=SUBJECT,
            at=now,
            feed_id=found.id,
        )
        await Imports(work).add(made, got)
        await Feeds(work).save(found, found.ran(now, None, made.id))

"""Registered feeds, for writing: their addresses sealed, since an address may hold a key."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.dialects.postgresql import insert

from api.domain.errors import NotFound, NotPossibleNow
from api.domain.feeds import MOST_FEEDS, Feed, FeedProblem
from api.domain.ids import Code
from api.domain.import_words import ImportFormat
from api.persistence.import_reviews import settings_from
from api.persistence.import_tasks import set_task
from api.persistence.keys import Sealed
from api.persistence.rows import delete_row, fields_of, loaded, stored, write_next
from api.persistence.sealing import key_of, newest_seal
from api.persistence.tables.confidential import organisation_keys
from api.persistence.tables.imports import feeds
from api.persistence.work import Change, Work

_APART = {"settings", "url"}
_COLUMNS = fields_of(Feed, without={"organisation_id", *_APART})
_TABLE = "confidential.feeds"


@dataclass(frozen=True, slots=True)
class Feeds:
    """The registered feeds of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, feed_id: UUID) -> Feed:
        """Return a feed; NotFound alike if absent or another organisation's."""
        columns = [feeds, organisation_keys.c.wrapped]
        chosen = select(*columns).join(organisation_keys, key_of(feeds))
        found = await self.work.connection.execute(chosen.where(self._own, feeds.c.id == feed_id))
        row = found.one_or_none()
        if row is None:
            raise NotFound("There is no such feed.", path=("input", "id"))
        return self._feed(row)

    async def add(self, feed: Feed) -> Feed:
        """Insert a feed; NotPossibleNow for a second one of a source, or one too many."""
        counted = select(func.count()).select_from(feeds).where(self._own)
        if (await self.work.connection.scalar(counted) or 0) >= MOST_FEEDS:
            raise NotPossibleNow(f"An organisation registers at most {MOST_FEEDS} feeds.")
        values = {
            **await self._values(feed),
            "organisation_id": self.work.actor.organisation_id,
            "id": feed.id,
        }
        alone = insert(feeds).values(values).on_conflict_do_nothing()
        added = await self.work.connection.execute(alone.returning(feeds.c.id))
        if added.one_or_none() is None:
            raise NotPossibleNow("The network has a feed of this source already.")
        self.work.record(Change(Code.FEED, feed.id, 1, "created", (*_COLUMNS, *_APART)))
        await set_task(self.work, Code.FEED, feed.id, feed.due_after(feed.changed_at))
        return replace(feed, version=1)

    async def save(self, before: Feed, after: Feed) -> Feed:
        """Write the next version; VersionConflict if somebody was first."""
        values = await self._values(after)
        row = await write_next(self.work, feeds, before.id, before.version, values)
        changed = [
            name for name in (*_COLUMNS, *_APART) if getattr(before, name) != getattr(after, name)
        ]
        self.work.record(Change(Code.FEED, after.id, row.version, "changed", tuple(changed)))
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def remove(self, feed: Feed) -> None:
        """Delete a feed, VersionConflict as in ``save``; what it brought stays."""
        await delete_row(self.work, feeds, feed.id, feed.version)
        self.work.record(Change(Code.FEED, feed.id, feed.version + 1, "removed"))

    @property
    def _own(self) -> ColumnElement[bool]:
        return feeds.c.organisation_id == self.work.actor.organisation_id

    async def _values(self, feed: Feed) -> dict[str, Any]:
        seal = await newest_seal(self.work)
        return {
            **stored(feed, _COLUMNS),
            "settings": asdict(feed.settings),
            "url": seal.close(feed.url, (_TABLE, "url", feed.id)),
            "key_id": seal.key_id,
        }

    def _feed(self, row: Row[Any]) -> Feed:
        sealed = Sealed(text=row.url, wrapped=row.wrapped, key_id=row.key_id)
        values: dict[str, Any] = {
            **loaded(row, (*_COLUMNS, "id", "organisation_id", "version", "changed_at")),
            "format": ImportFormat(row.format),
            "last_problem": FeedProblem(row.last_problem) if row.last_problem else None,
            "settings": settings_from(row.settings),
            "url": self.work.keyring.open(sealed, row.organisation_id, (_TABLE, "url", row.id)),
        }
        return Feed(**values)

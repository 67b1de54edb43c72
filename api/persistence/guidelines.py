"""Guidelines, for writing: one version after another, none ever changed."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select

from api.domain.guidelines import Guidelines, Line, Owner, Text, next_version
from api.domain.ids import Code
from api.persistence.changes import difference
from api.persistence.ids import new_id
from api.persistence.rows import fields_of, insert_all, loaded, stored
from api.persistence.tables.guidelines import guidelines
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Guidelines, without={"history"})


@dataclass(frozen=True, slots=True)
class GuidelineVersions:
    """The guidelines of the actor's networks and groups, within one transaction.

    Whoever adds one has loaded what it belongs to, and writes that as its next version: so of
    two at once one has a conflict there.
    """

    work: Work

    async def latest(self, owner: Owner) -> Guidelines | None:
        """Return the version that holds now, None where there never was one."""
        whose = (
            guidelines.c.group_id == owner.group_id
            if owner.group_id is not None
            else (guidelines.c.network_id == owner.network_id) & guidelines.c.group_id.is_(None)
        )
        newest = select(guidelines).where(whose).order_by(guidelines.c.number.desc()).limit(1)
        row = (await self.work.connection.execute(newest)).one_or_none()
        return None if row is None else _guidelines(row)

    async def add(self, owner: Owner, said: Text) -> Guidelines:
        """Insert the version that follows the latest; InvalidInput if it would say the same."""
        added = next_version(new_id(), owner, await self.latest(owner), said)
        history = {
            "lines": [line.text for line in added.history],
            "lines_since": [line.since for line in added.history],
            "lines_until": [line.until for line in added.history],
        }
        row = {**stored(added, _COLUMNS), **history, "id": added.id, "version": 1}
        await insert_all(self.work, guidelines, [row])
        after = difference(None, replace(added, history=()))[1]
        self.work.record(Change(Code.GUIDELINES, added.id, 1, "created", after=after))
        return added


def _guidelines(row: Row[Any]) -> Guidelines:
    values = loaded(row, (*_COLUMNS, "id", "version", "changed_at"))
    lines = zip(row.lines, row.lines_since, row.lines_until, strict=True)
    return Guidelines(**values, history=tuple(Line(*each) for each in lines))

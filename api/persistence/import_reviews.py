"""Imports as they wait to be decided on: the row, what was sent, what it would do and refused."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import batched
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, delete, func, insert, select

from api.domain.errors import NotFound, NotPossibleNow
from api.domain.ids import Code
from api.domain.import_words import (
    ImportCount,
    ImportFormat,
    ImportProblem,
    ImportSettings,
    ImportStatus,
)
from api.domain.imports import MOST_OPEN, OPEN, Import
from api.persistence.hiding import without_hidden
from api.persistence.ids import new_confidential_id
from api.persistence.import_tasks import set_task
from api.persistence.keys import Sealed
from api.persistence.rows import delete_row, fields_of, loaded, stored, write_next
from api.persistence.sealing import key_of, newest_seal
from api.persistence.tables.confidential import organisation_keys
from api.persistence.tables.imports import import_changes, import_problems, imports
from api.persistence.work import Change, Work

_JSON = {"settings", "counts"}
_COLUMNS = fields_of(Import, without={"organisation_id", *_JSON})
_READ = [column for column in imports.c if column.name not in {"content", "key_id"}]
_TABLE = "confidential.imports"
_TOGETHER = 1_000


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, import_id: UUID) -> Import:
        """Return an import; NotFound alike if absent or another organisation's."""
        chosen = select(*_READ).where(self._own(imports), imports.c.id == import_id)
        row = (await self.work.connection.execute(chosen)).one_or_none()
        if row is None:
            raise NotFound("There is no such import.", path=("input", "id"))
        return _import(row)

    async def applied_before(self, later: Import) -> Import | None:
        """Return the import that was applied last of those that its feed brought before."""
        chosen = select(*_READ).where(
            self._own(imports),
            imports.c.feed_id == later.feed_id,
            imports.c.status == ImportStatus.APPLIED.value,
            imports.c.received_at < later.received_at,
        )
        newest = chosen.order_by(imports.c.received_at.desc()).limit(1)
        row = (await self.work.connection.execute(newest)).one_or_none()
        return None if row is None else _import(row)

    async def add(self, added: Import, content: bytes) -> Import:
        """Insert an import with what was sent; NotPossibleNow where too many wait already."""
        await self._check_room()
        seal = await newest_seal(self.work)
        values = {
            **_values(added),
            "organisation_id": self.work.actor.organisation_id,
            "id": added.id,
            "received_at": added.received_at,
            "content": seal.close_bytes(content, (_TABLE, "content", added.id)),
            "key_id": seal.key_id,
        }
        await self.work.connection.execute(insert(imports).values(values))
        await set_task(self.work, Code.IMPORT, added.id, added.received_at)
        self.work.record(Change(Code.IMPORT, added.id, 1, "received", _COLUMNS))
        return replace(added, version=1)

    async def save(self, before: Import, after: Import) -> Import:
        """Write the next version; VersionConflict if somebody was first.

        What was sent goes with the end of an import.
        """
        values = _values(after)
        if after.status not in OPEN:
            values |= {"content": None, "key_id": None}
        row = await write_next(self.work, imports, before.id, before.version, values)
        changed = [
            name for name in (*_COLUMNS, *_JSON) if getattr(before, name) != getattr(after, name)
        ]
        self.work.record(Change(Code.IMPORT, after.id, row.version, "changed", tuple(changed)))
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def content(self, import_id: UUID) -> bytes | None:
        """Return what was sent, packed; None once it is gone."""
        sealed = (
            select(imports.c.content, imports.c.key_id, organisation_keys.c.wrapped)
            .join(organisation_keys, key_of(imports))
            .where(self._own(imports), imports.c.id == import_id)
        )
        row = (await self.work.connection.execute(sealed)).one_or_none()
        if row is None or row.content is None:
            return None
        opened = Sealed(text=row.content, wrapped=row.wrapped, key_id=row.key_id)
        owner = self.work.actor.organisation_id
        return self.work.keyring.open_bytes(opened, owner, (_TABLE, "content", import_id))

    async def write_review(
        self,
        import_id: UUID,
        changes: Iterable[Mapping[str, Any]],
        problems: Iterable[Mapping[str, Any]],
    ) -> None:
        """Put what an import would do, and what it refused, in the place of what there is.

        Of a venue that is not public, where it is is left out.
        """
        await self._clear(import_changes, import_id)
        for some in batched(enumerate(changes), _TOGETHER):
            lines = await without_hidden(self.work, [line for _, line in some])
            await self._put(import_changes, import_id, some[0][0], lines)
        await self._clear(import_problems, import_id)
        for some in batched(enumerate(problems), _TOGETHER):
            await self._put(import_problems, import_id, some[0][0], [each for _, each in some])

    async def _put(
        self, table: Table, import_id: UUID, first: int, rows: Iterable[Mapping[str, Any]]
    ) -> None:
        given = {"organisation_id": self.work.actor.organisation_id, "import_id": import_id}
        whole = [
            {**row, **given, "id": new_confidential_id(), "place": place}
            for place, row in enumerate(rows, first)
        ]
        await self.work.connection.execute(insert(table), whole)

    async def forget(self, gone: Import) -> None:
        """Delete an import with all that was kept of it; VersionConflict as in ``save``."""
        for table in (import_changes, import_problems):
            await self._clear(table, gone.id)
        await delete_row(self.work, imports, gone.id, gone.version)
        self.work.record(Change(Code.IMPORT, gone.id, gone.version + 1, "forgotten"))

    async def waiting_of(self, feed_id: UUID) -> bool:
        """Whether an import that a feed brought waits for somebody, or for us."""
        held = imports.c.status.in_([status.value for status in OPEN])
        chosen = select(imports.c.id).where(self._own(imports), imports.c.feed_id == feed_id, held)
        return (await self.work.connection.execute(chosen.limit(1))).one_or_none() is not None

    async def _clear(self, table: Table, import_id: UUID) -> None:
        gone = delete(table).where(self._own(table), table.c.import_id == import_id)
        await self.work.connection.execute(gone)

    async def _check_room(self) -> None:
        held = imports.c.status.in_([status.value for status in OPEN])
        chosen = select(func.count()).select_from(imports).where(self._own(imports), held)
        if (await self.work.connection.scalar(chosen) or 0) >= MOST_OPEN:
            raise NotPossibleNow(
                f"{MOST_OPEN} imports wait already: apply or drop some of them first."
            )

    def _own(self, table: Table) -> ColumnElement[bool]:
        return table.c.organisation_id == self.work.actor.organisation_id


def settings_from(kept: Mapping[str, Any]) -> ImportSettings:
    """Return settings as JSON keeps them."""
    values: dict[str, Any] = {**kept, "topics": tuple(kept["topics"])}
    return ImportSettings(**values)


def _values(kept: Import) -> dict[str, Any]:
    return {
        **stored(kept, _COLUMNS),
        "settings": asdict(kept.settings),
        "counts": [asdict(count) for count in kept.counts],
    }


def _import(row: Row[Any]) -> Import:
    values: dict[str, Any] = {
        **loaded(row, (*_COLUMNS, "id", "organisation_id", "version", "changed_at")),
        "format": ImportFormat(row.format),
        "status": ImportStatus(row.status),
        "problem": ImportProblem(row.problem) if row.problem else None,
        "settings": settings_from(row.settings),
        "counts": tuple(ImportCount(**count) for count in row.counts),
    }
    return Import(**values)

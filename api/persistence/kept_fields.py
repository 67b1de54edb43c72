"""Fields that stay as somebody changed them here, against what a feed says; and their release."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, func, select, update

from api.domain.errors import InvalidInput, NotFound, NotPossibleNow
from api.domain.ids import Code
from api.domain.versions import expect
from api.persistence.owning import Hold, own_rows
from api.persistence.tables.catalogue import venues
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meetings
from api.persistence.tables.operations import import_records
from api.persistence.work import Change, Work

_TABLES: Mapping[Code, Table] = {Code.VENUE: venues, Code.GROUP: groups, Code.MEETING: meetings}
_NEVER_RELEASED = "disclosure"


@dataclass(frozen=True, slots=True)
class KeptField:
    """One field of a thing: what stands here, and what its source last said instead, as JSON."""

    source: str
    name: str
    here: Any
    said: Any


@dataclass(frozen=True, slots=True)
class KeptFields:
    """What of one thing of the actor's organisation is kept; ``now`` is the thing as JSON."""

    work: Work
    thing: Code
    thing_id: UUID
    now: Mapping[str, Any]

    async def all(self) -> list[KeptField]:
        return self._kept(await self.work.connection.execute(self._records()))

    def _kept(self, records: Iterable[Row[Any]]) -> list[KeptField]:
        return [
            KeptField(row.source, name, self.now[name], said)
            for row in records
            for name, said in row.imported.items()
            if name in self.now and self.now[name] != said
        ]

    async def release(self, names: Collection[str], version: int, expected_version: int) -> None:
        """Let the next import take over fields; InvalidInput for one that is not kept.

        It is then as if the source had said what stands here: whatever it says next is news.
        NotPossibleNow for the disclosure of a venue: no feed opens what was hidden here.
        """
        expect(version, expected_version)
        table = _TABLES[self.thing]
        for row in await own_rows(self.work, table, [self.thing_id], Hold.AS_IT_IS):
            expect(row.version, expected_version)
        # Held before it is read: of two who release the same, the second finds nothing kept.
        held = self._records().with_for_update()
        records = (await self.work.connection.execute(held)).all()
        _must_be_free(names, {each.name for each in self._kept(records)})
        table = import_records
        for row in records:
            taken = {name: self.now[name] for name in names if name in row.imported}
            written = update(table).where(table.c.id == row.id)
            next_version = {"version": table.c.version + 1, "changed_at": func.now()}
            await self.work.connection.execute(
                written.values({**next_version, "imported": {**row.imported, **taken}})
            )
        self.work.record(_released(self.thing, self.thing_id, version, tuple(names)))

    def _records(self) -> Any:  # noqa: ANN401 - a select of three columns
        table = import_records
        return select(table.c.id, table.c.source, table.c.imported).where(
            table.c.organisation_id == self.work.actor.organisation_id,
            table.c.thing == self.thing.name,
            table.c.thing_id == self.thing_id,
            table.c.removed_at.is_(None),
        )


def _must_be_free(names: Collection[str], kept: Collection[str]) -> None:
    for place, name in enumerate(names):
        path = ("input", "fields", str(place))
        if name not in kept:
            raise InvalidInput("This field is not kept against any feed.", path=path)
        if name == _NEVER_RELEASED:
            message = "Who may learn where a venue is, no feed decides: change the venue itself."
            raise NotPossibleNow(message, path=path)


def _released(thing: Code, thing_id: UUID, version: int, names: tuple[str, ...]) -> Change:
    match thing:
        case Code.GROUP:
            return Change(Code.GROUP, thing_id, version, "released", names, written=False)
        case Code.MEETING:
            return Change(Code.MEETING, thing_id, version, "released", names, written=False)
        case _:
            return Change(Code.VENUE, thing_id, version, "released", names, written=False)


def no_such_thing() -> NotFound:
    return NotFound("There is no such thing that a feed could bring.", path=("input", "id"))

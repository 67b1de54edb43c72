"""Change requests, for writing: what was proposed and said of it sealed, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Row, Table, insert, select

from api.domain.change_requests import (
    ChangeRequest,
    ChangeRequestStatus,
    CorrectedThing,
    ProposerKind,
)
from api.domain.corrections import Difference
from api.domain.errors import NotFound
from api.domain.ids import Code
from api.persistence.ids import new_confidential_id
from api.persistence.rows import fields_of, insert_all, loaded, stored, write_next
from api.persistence.sealing import Seal, key_of, newest_seal, open_or_none
from api.persistence.tables.confidential import organisation_keys
from api.persistence.tables.requests import change_request_fields, change_requests
from api.persistence.work import Change, Work

_SEALED_TABLE = "confidential.change_requests"
_SEALED_FIELDS = "confidential.change_request_fields"
_SEALED = ("note", "reason")
_COLUMNS = fields_of(ChangeRequest, without={"organisation_id", "differences", *_SEALED})


@dataclass(frozen=True, slots=True)
class ChangeRequests:
    """What was proposed to the actor's organisation, within one transaction."""

    work: Work

    async def get(self, request_id: UUID) -> ChangeRequest:
        """Return a request, opened; NotFound alike if it is absent or another organisation's."""
        found = await self.all_of([request_id])
        if not found:
            raise NotFound("There is no such change request.", path=("input", "id"))
        return found[0]

    async def all_of(self, ids: Sequence[UUID]) -> list[ChangeRequest]:
        """Return those of these requests that there are, opened."""
        rows = await self._rows(change_requests, change_requests.c.id.in_(ids))
        parts = await self._rows(change_request_fields, change_request_fields.c.request_id.in_(ids))
        differences: dict[UUID, list[Difference]] = {row.id: [] for row in rows}
        for part in sorted(parts, key=lambda part: part.name):
            found = self._difference(part)
            if found is not None:
                differences[part.request_id].append(found)
        return [self._request(row, tuple(differences[row.id])) for row in rows]

    async def add(self, added: ChangeRequest) -> ChangeRequest:
        """Insert a request as version 1."""
        own = self.work.actor.organisation_id
        if added.organisation_id != own:
            raise NotFound("There is no such organisation.")
        seal = await newest_seal(self.work)
        row = {
            **self._values(added, seal),
            "organisation_id": own,
            "id": added.id,
        }
        await self.work.connection.execute(insert(change_requests).values(row))
        parts = [_part(own, added.id, each, seal) for each in added.differences]
        await insert_all(self.work, change_request_fields, parts)
        self.work.record(Change(Code.CHANGE_REQUEST, added.id, 1, "created", _COLUMNS))
        return replace(added, version=1)

    async def save(self, before: ChangeRequest, after: ChangeRequest) -> ChangeRequest:
        """Write the next version; VersionConflict if somebody was first."""
        values = self._values(after, await newest_seal(self.work))
        row = await write_next(self.work, change_requests, before.id, before.version, values)
        names = (*_COLUMNS, *_SEALED)
        changed = tuple(name for name in names if getattr(before, name) != getattr(after, name))
        self.work.record(Change(Code.CHANGE_REQUEST, after.id, row.version, "changed", changed))
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def _rows(self, table: Table, condition: ColumnElement[bool]) -> Sequence[Any]:
        chosen = (
            select(table, organisation_keys.c.wrapped)
            .outerjoin(organisation_keys, key_of(table))
            .where(table.c.organisation_id == self.work.actor.organisation_id, condition)
        )
        return (await self.work.connection.execute(chosen)).all()

    def _values(self, request: ChangeRequest, seal: Seal) -> dict[str, Any]:
        sealed = {name: getattr(request, name) for name in _SEALED}
        return {
            **stored(request, _COLUMNS),
            **{
                name: text and seal.close(text, (_SEALED_TABLE, name, request.id))
                for name, text in sealed.items()
            },
            "key_id": seal.key_id,
        }

    def _request(self, row: Row[Any], differences: tuple[Difference, ...]) -> ChangeRequest:
        values: dict[str, Any] = {
            **loaded(row, (*_COLUMNS, "id", "organisation_id", "version", "changed_at")),
            "thing": CorrectedThing(row.thing),
            "proposer": ProposerKind(row.proposer),
            "status": ChangeRequestStatus(row.status),
            **{
                name: getattr(row, name) and open_or_none(self.work, row, name, _SEALED_TABLE)
                for name in _SEALED
            },
        }
        return ChangeRequest(**values, differences=differences)

    def _difference(self, row: Row[Any]) -> Difference | None:
        """Return one field of a request, None once its key was destroyed."""
        was = open_or_none(self.work, row, "was", _SEALED_FIELDS)
        proposed = open_or_none(self.work, row, "proposed", _SEALED_FIELDS)
        if was is None or proposed is None:
            return None
        return Difference(name=row.name, was=orjson.loads(was), proposed=orjson.loads(proposed))


def _part(own: UUID, request_id: UUID, difference: Difference, seal: Seal) -> dict[str, Any]:
    part_id = new_confidential_id()
    sealed = {
        name: seal.close(
            orjson.dumps(getattr(difference, name)).decode(), (_SEALED_FIELDS, name, part_id)
        )
        for name in ("was", "proposed")
    }
    return {
        "organisation_id": own,
        "id": part_id,
        "request_id": request_id,
        "name": difference.name,
        "key_id": seal.key_id,
        **sealed,
    }

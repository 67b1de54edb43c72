"""Groups, for writing: loaded whole, decided on in the domain, saved whole by version."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from api.domain.errors import NotFound
from api.domain.groups import Capacity, Group, OpenPlace, Translation
from api.domain.ids import Code
from api.domain.text import sort_key
from api.domain.vocabulary import (
    Anonymity,
    CapacityStatus,
    Cost,
    GroupStatus,
    Joining,
    OpenPlaceKind,
    Size,
    Style,
    Support,
)
from api.persistence import published
from api.persistence.changes import difference
from api.persistence.kept import keep_on_groups
from api.persistence.rows import (
    Hold,
    among,
    fields_of,
    insert_all,
    loaded,
    replace_parts,
    require_own,
    stored,
    write_next,
)
from api.persistence.searching import keep_search
from api.persistence.tables.catalogue import networks
from api.persistence.tables.groups import group_translations, groups, open_places
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Group, without={"translations", "open_places", "capacity"})
_FOUND_BY = {
    "name", "summary", "description", "language", "translations", "topics", "network_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, group_id: UUID) -> Group:
        """Return a group; NotFound alike if it is absent or another organisation's."""
        return (await self.all_of([group_id]))[group_id]

    async def all_of(self, ids: Collection[UUID]) -> dict[UUID, Group]:
        """Return the groups of these ids; NotFound if one is absent or another's."""
        rows = await require_own(self.work, groups, ids, "group")
        translations, places = await self._translations(ids), await self._open_places(ids)
        return {
            row.id: _group(row, tuple(translations[row.id]), tuple(places[row.id])) for row in rows
        }

    async def add(self, group: Group) -> Group:
        """Insert a new group as its version 1."""
        return (await self.add_all([group]))[0]

    async def add_all(self, added: Sequence[Group]) -> list[Group]:
        """Insert new groups, all of them in as many statements as one would take."""
        shown = await self._networks_published(added)
        rows = [{**_values(each, shown), "id": each.id, "version": 1} for each in added]
        await insert_all(self.work, groups, rows)
        await self._write_parts(added)
        await keep_on_groups(self.work, [each.id for each in added])
        await keep_search(self.work, [each.id for each in added])
        for each in added:
            after = difference(None, each)[1]
            self.work.record(Change(Code.GROUP, each.id, 1, "created", after=after))
        return [replace(each, version=1) for each in added]

    async def save(self, before: Group, after: Group) -> Group:
        """Write a changed group as the next version; VersionConflict if somebody was first."""
        shown = await self._networks_published([after])
        values = _values(after, shown)
        row = await write_next(self.work, groups, before.id, before.version, values)
        if (before.translations, before.open_places) != (after.translations, after.open_places):
            await self._write_parts([after])
        if before.accessibility != after.accessibility:
            await keep_on_groups(self.work, [after.id])
        if (before.listed, before.network_id) != (after.listed, after.network_id):
            await published.below_groups(self.work, [after.id])
        old, new = difference(before, after)
        if not _FOUND_BY.isdisjoint(new):
            await keep_search(self.work, [after.id])
        self.work.record(Change(Code.GROUP, after.id, row.version, "changed", tuple(new), old, new))
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def _networks_published(self, written: Iterable[Group]) -> dict[UUID, bool]:
        """Return whether each network shows; NotFound unless the networks are the actor's."""
        written = tuple(written)
        if any(each.organisation_id != self.work.actor.organisation_id for each in written):
            raise NotFound("There is no such organisation.")
        ids = {each.network_id for each in written}
        try:
            rows = await require_own(self.work, networks, ids, "network", Hold.AS_IT_IS)
        except NotFound as refusal:
            refusal.path = ("input", "networkId")
            raise
        return {row.id: row.published for row in rows}

    async def _translations(self, ids: Collection[UUID]) -> dict[UUID, list[Translation]]:
        table = group_translations
        chosen = select(table).where(among(table.c.group_id, ids)).order_by(table.c.language)
        found = defaultdict[UUID, list[Translation]](list)
        for row in await self.work.connection.execute(chosen):
            found[row.group_id].append(
                Translation(
                    language=row.language,
                    name=row.name,
                    summary=row.summary,
                    description=row.description,
                )
            )
        return found

    async def _open_places(self, ids: Collection[UUID]) -> dict[UUID, list[OpenPlace]]:
        table = open_places
        chosen = select(table).where(among(table.c.group_id, ids)).order_by(table.c.position)
        found = defaultdict[UUID, list[OpenPlace]](list)
        for row in await self.work.connection.execute(chosen):
            found[row.group_id].append(
                OpenPlace(
                    kind=OpenPlaceKind(row.kind),
                    name=row.name,
                    url=row.url,
                    hours=row.hours,
                    moderated=row.moderated,
                )
            )
        return found

    async def _write_parts(self, written: Sequence[Group]) -> None:
        ids = [each.id for each in written]
        translations = [
            {**asdict(part), "group_id": each.id} for each in written for part in each.translations
        ]
        places = [
            {**asdict(part), "group_id": each.id, "position": position}
            for each in written
            for position, part in enumerate(each.open_places)
        ]
        for table, rows in ((group_translations, translations), (open_places, places)):
            await replace_parts(self.work, table, table.c.group_id, ids, rows)


def _values(group: Group, shown: dict[UUID, bool]) -> dict[str, Any]:
    return {
        **stored(group, _COLUMNS),
        "open_place_kinds": sorted({place.kind for place in group.open_places}),
        "capacity_status": group.capacity.status,
        "capacity_as_of": group.capacity.as_of,
        "capacity_by": group.capacity.by,
        "sort_key": sort_key(group.name),
        "published": group.listed and shown[group.network_id],
    }


def _group(
    row: Row[Any], translations: tuple[Translation, ...], places: tuple[OpenPlace, ...]
) -> Group:
    plain = loaded(row, (*_COLUMNS, "id", "version", "changed_at"))
    words = {
        name: None if plain[name] is None else word(plain[name]) for name, word in _WORDS.items()
    }
    as_of: datetime | None = row.capacity_as_of
    capacity = Capacity(status=CapacityStatus(row.capacity_status), as_of=as_of, by=row.capacity_by)
    values: dict[str, Any] = {
        **plain,
        **words,
        "support": tuple(Support(each) for each in row.support),
    }
    return Group(**values, capacity=capacity, translations=translations, open_places=places)


_WORDS = {
    "style": Style,
    "size": Size,
    "joining": Joining,
    "cost": Cost,
    "anonymity": Anonymity,
    "status": GroupStatus,
}

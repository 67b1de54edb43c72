"""Groups, for writing: loaded whole, decided on in the domain, saved whole by version."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

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
    Size,
    Style,
    Support,
)
from api.persistence.changes import difference
from api.persistence.contact_seals import (
    contact_of,
    contact_values,
    seal_contact,
    without_contact,
)
from api.persistence.facilitators import require_reach
from api.persistence.group_parts import (
    Following,
    open_places_of,
    translations_of,
    write_parts,
)
from api.persistence.kept import keep_on_groups
from api.persistence.owning import Hold, hold_own, own_rows, require_own
from api.persistence.rows import fields_of, insert_all, loaded, stored, write_next
from api.persistence.searching import keep_search
from api.persistence.slugs import free_slugs
from api.persistence.tables.catalogue import networks
from api.persistence.tables.groups import groups
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Group, without={"translations", "open_places", "capacity", "contact"})


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, group_id: UUID) -> Group:
        """Return a group; NotFound alike if it is absent or another organisation's."""
        return (await self.all_of([group_id]))[group_id]

    async def all_of(self, ids: Collection[UUID]) -> dict[UUID, Group]:
        """Return the groups of these ids; NotFound if one is absent or another's."""
        found = await self.own(ids)
        if len(found) < len(set(ids)):
            raise NotFound("There is no such group.")
        return found

    async def own(self, ids: Collection[UUID]) -> dict[UUID, Group]:
        """Return those of these ids that are the actor's."""
        if not ids:
            return {}
        rows = await own_rows(self.work, groups, ids)
        translations = await translations_of(self.work, ids)
        places = await open_places_of(self.work, ids)
        return {
            row.id: _group(row, tuple(translations[row.id]), tuple(places[row.id])) for row in rows
        }

    async def held(self, ids: Collection[UUID]) -> dict[UUID, Group]:
        """Return those of these ids that are the actor's; nobody else writes them meanwhile."""
        above = (networks, groups.c.network_id, Hold.AS_IT_IS)
        found = await hold_own(self.work, groups, ids, above)
        return await self.all_of(found) if found else {}

    async def free_slug(self, name: str, group_id: UUID) -> str:
        """Return a slug of a name that is free, and stays so until the transaction ends."""
        return (await self.free_slugs({group_id: name}))[group_id]

    async def free_slugs(self, names: Mapping[UUID, str]) -> dict[UUID, str]:
        """Return a free slug for each of the groups with these names."""
        return await free_slugs(self.work, groups, "group", names)

    async def add(self, group: Group) -> Group:
        """Insert a new group as its version 1."""
        return (await self.add_all([group]))[0]

    async def add_all(self, added: Sequence[Group]) -> list[Group]:
        """Insert new groups, all of them in as many statements as one would take."""
        shown = await self._networks_published(added)
        rows = [{**_values(each, shown), "id": each.id, "version": 1} for each in added]
        await insert_all(self.work, groups, rows)
        await write_parts(self.work, added)
        await keep_on_groups(self.work, [each.id for each in added])
        await keep_search(self.work, [each.id for each in added])
        for each in added:
            if each.contact is not None:
                await seal_contact(self.work, each.id, each.contact)
            after = without_contact(difference(None, each)[1])
            self.work.record(Change(Code.GROUP, each.id, 1, "created", after=after))
        return [replace(each, version=1) for each in added]

    async def save(self, before: Group, after: Group) -> Group:
        """Write a changed group as the next version; VersionConflict if somebody was first."""
        return (await self.save_all([(before, after)]))[0]

    async def save_all(self, changed: Sequence[tuple[Group, Group]]) -> list[Group]:
        """Write next versions, of one group also several in turn; VersionConflict as in ``save``.

        Forbidden for a facilitator of other groups alone. What follows is computed once for all.
        """
        await require_reach(self.work, {before.id for before, _ in changed})
        shown = await self._networks_published([after for _, after in changed])
        following, saved = Following(), list[Group]()
        for before, after in changed:
            values = _values(after, shown)
            row = await write_next(self.work, groups, before.id, before.version, values)
            old, new = difference(before, after)
            following.note(after, new.keys())
            if "contact" in new:
                await seal_contact(self.work, after.id, after.contact)
            told = without_contact(old), without_contact(new)
            self.work.record(
                Change(Code.GROUP, after.id, row.version, "changed", tuple(new), *told)
            )
            saved.append(replace(after, version=row.version, changed_at=row.changed_at))
        await following.follow(self.work)
        return saved

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


def _values(group: Group, shown: dict[UUID, bool]) -> dict[str, Any]:
    return {
        **stored(group, _COLUMNS),
        **contact_values(group.contact),
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
    return Group(
        **values,
        capacity=capacity,
        translations=translations,
        open_places=places,
        contact=contact_of(row),
    )


_WORDS = {
    "style": Style,
    "size": Size,
    "joining": Joining,
    "cost": Cost,
    "anonymity": Anonymity,
    "status": GroupStatus,
}

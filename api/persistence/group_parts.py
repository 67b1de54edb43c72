"""The parts of a group that are rows of other tables, and what follows from a change of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from uuid import UUID

from sqlalchemy import select

from api.domain.group_parts import OpenPlace, Translation
from api.domain.groups import Group
from api.domain.vocabulary import OpenPlaceKind
from api.persistence import published
from api.persistence.kept import keep_on_groups
from api.persistence.rows import among, replace_parts
from api.persistence.searching import keep_search
from api.persistence.tables.groups import group_translations, open_places
from api.persistence.work import Work

_IN_PARTS = {"translations", "open_places"}
_SHOWS_BELOW = {"status", "paused_until", "network_id"}
_FOUND_BY = {
    "name", "summary", "description", "language", "translations", "topics", "network_id",
}  # fmt: skip


async def translations_of(work: Work, ids: Collection[UUID]) -> dict[UUID, list[Translation]]:
    table = group_translations
    chosen = select(table).where(among(table.c.group_id, ids)).order_by(table.c.language)
    found = defaultdict[UUID, list[Translation]](list)
    for row in await work.connection.execute(chosen):
        found[row.group_id].append(
            Translation(
                language=row.language,
                name=row.name,
                summary=row.summary,
                description=row.description,
            )
        )
    return found


async def open_places_of(work: Work, ids: Collection[UUID]) -> dict[UUID, list[OpenPlace]]:
    table = open_places
    chosen = select(table).where(among(table.c.group_id, ids)).order_by(table.c.position)
    found = defaultdict[UUID, list[OpenPlace]](list)
    for row in await work.connection.execute(chosen):
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


async def write_parts(work: Work, written: Collection[Group]) -> None:
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
        await replace_parts(work, table, table.c.group_id, ids, rows)


@dataclass(slots=True)
class Following:
    """What has to follow once groups were changed: worked out once, however many there were."""

    parts: dict[UUID, Group] = field(default_factory=dict[UUID, Group])
    reached: set[UUID] = field(default_factory=set[UUID])
    shown: set[UUID] = field(default_factory=set[UUID])
    found: set[UUID] = field(default_factory=set[UUID])

    def note(self, after: Group, changed: Iterable[str]) -> None:
        """Note a change of these fields; of several of one group the last one counts."""
        changed = set(changed)
        if changed & _IN_PARTS:
            self.parts[after.id] = after
        if "accessibility" in changed:
            self.reached.add(after.id)
        if changed & _SHOWS_BELOW:
            self.shown.add(after.id)
        if changed & _FOUND_BY:
            self.found.add(after.id)

    async def follow(self, work: Work) -> None:
        """Bring what depends on the groups to what they are now."""
        if self.parts:
            await write_parts(work, self.parts.values())
        if self.reached:
            await keep_on_groups(work, self.reached)
        if self.shown:
            await published.below_groups(work, self.shown)
        if self.found:
            await keep_search(work, self.found)

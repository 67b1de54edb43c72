"""The parts of a group that are rows of other tables."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select

from api.domain.group_parts import OpenPlace, Translation
from api.domain.groups import Group
from api.domain.vocabulary import OpenPlaceKind
from api.persistence.rows import among, replace_parts
from api.persistence.tables.groups import group_translations, open_places
from api.persistence.work import Work


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

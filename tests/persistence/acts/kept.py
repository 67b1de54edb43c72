"""Things that a feed brought: changed here, so that the feed does not take that back; released."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from api.domain.ids import Code
from api.feeds.importing.keeping import release_kept_fields
from api.persistence.groups import Groups
from api.persistence.meetings import Meetings
from api.persistence.tables.operations import import_records
from api.persistence.venues import Venues
from api.persistence.work import Work
from tests.persistence.acts.clerk import Act, Clerk
from tests.persistence.building import NOW


class _Repository(Protocol):
    async def get(self, thing_id: UUID, /) -> Any: ...  # noqa: ANN401 - of one kind

    async def save(self, before: Any, after: Any, /) -> Any: ...  # noqa: ANN401 - the same


@dataclass(frozen=True, slots=True)
class _Imported:
    code: Code

    async def change(self, clerk: Clerk, work: Work) -> None:
        for thing_id in await self._some(clerk, work):
            before = await self._repository(work).get(thing_id)
            name = f"Here {clerk.random.randrange(99)}"
            await self._repository(work).save(before, replace(before, name=name))

    async def release(self, clerk: Clerk, work: Work) -> None:
        for thing_id in await self._some(clerk, work):
            seen = (await self._repository(work).get(thing_id)).version
            of = self.code, thing_id, ["name"]
            await release_kept_fields(work, *of, expected_version=seen, now=NOW)

    async def _some(self, clerk: Clerk, work: Work) -> Sequence[UUID]:
        """Return one thing of the kind that a feed brought, if there is any."""
        chosen = select(import_records.c.thing_id).where(
            import_records.c.organisation_id == clerk.house.organisation.id,
            import_records.c.thing == self.code.name,
        )
        found = (await work.connection.scalars(chosen.order_by(import_records.c.id))).all()
        return clerk.random.sample(found, min(len(found), 1))

    def _repository(self, work: Work) -> _Repository:
        if self.code is Code.GROUP:
            return Groups(work)
        return Meetings(work, NOW) if self.code is Code.MEETING else Venues(work)


KEPT: tuple[Act, ...] = tuple(
    act
    for each in map(_Imported, (Code.GROUP, Code.MEETING, Code.VENUE))
    for act in (each.change, each.release)
)

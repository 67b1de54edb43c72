"""Networks, for writing: with their concerns and notices."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, select

from api.domain.errors import NotFound
from api.domain.guidelines import Owner, Text
from api.domain.ids import Code
from api.domain.networks import Concern, Network, Notice
from api.domain.text import sort_key
from api.domain.vocabulary import NetworkStatus
from api.persistence import published
from api.persistence.changes import difference
from api.persistence.contact_seals import (
    contact_of,
    contact_values,
    seal_contact,
    without_contact,
)
from api.persistence.guidelines import GuidelineVersions
from api.persistence.owning import Hold, own_ids, require_own
from api.persistence.rows import fields_of, insert_all, loaded, replace_parts, stored, write_next
from api.persistence.searching import keep_search_of_network
from api.persistence.tables.catalogue import (
    network_concerns,
    network_notices,
    networks,
    organisations,
)
from api.persistence.tables.groups import groups
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Network, without={"concerns", "notices", "contact"})


@dataclass(frozen=True, slots=True)
class Networks:
    """The networks of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, network_id: UUID) -> Network:
        """Return a network; NotFound alike if it is absent or another organisation's."""
        (row,) = await require_own(self.work, networks, [network_id], "network")
        concerns = [
            Concern(name=each.name, topic=each.topic)
            for each in await self._parts(network_concerns, network_id, "position")
        ]
        notices = [
            Notice(language=each.language, text=each.text)
            for each in await self._parts(network_notices, network_id, "language")
        ]
        return _network(row, tuple(concerns), tuple(notices))

    async def own(self, ids: Collection[UUID]) -> set[UUID]:
        """Return which of these ids are those of networks of the actor's organisation."""
        return await own_ids(self.work, networks, ids)

    async def hold(self, network_id: UUID) -> int:
        """Return at which version a network stays until the transaction ends; else as ``get``."""
        (row,) = await require_own(self.work, networks, [network_id], "network", Hold.AS_IT_IS)
        return row.version

    async def add(self, network: Network) -> Network:
        """Insert a new network as its version 1."""
        values = {**await self._values(network), "id": network.id, "version": 1}
        await insert_all(self.work, networks, [values])
        await self._write_parts(network)
        if network.contact is not None:
            await seal_contact(self.work, network.id, network.contact)
        after = without_contact(difference(None, network)[1])
        self.work.record(Change(Code.NETWORK, network.id, 1, "created", after=after))
        if network.guidelines is not None:
            await self._first_guidelines(network, network.guidelines)
        return replace(network, version=1)

    async def save(self, before: Network, after: Network) -> Network:
        """Write the next version; VersionConflict if somebody was first."""
        values = await self._values(after)
        row = await write_next(self.work, networks, before.id, before.version, values)
        if (before.concerns, before.notices) != (after.concerns, after.notices):
            await self._write_parts(after)
        if before.contact != after.contact:
            await self._write_contact(after)
        if before.published != after.published:
            await published.below_networks(self.work, [after.id])
        if (before.name, before.concerns) != (after.name, after.concerns):
            await keep_search_of_network(self.work, after.id)
        old, new = difference(before, after)
        told = without_contact(old), without_contact(new)
        self.work.record(Change(Code.NETWORK, after.id, row.version, "changed", tuple(new), *told))
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def _write_contact(self, network: Network) -> None:
        await seal_contact(self.work, network.id, network.contact)
        # Groups without one of their own show it.
        chosen = select(groups.c.id).where(
            groups.c.network_id == network.id, groups.c.contact_role.is_(None)
        )
        self.work.touch(Code.GROUP, await self.work.connection.scalars(chosen))

    async def _first_guidelines(self, network: Network, said: str) -> None:
        owner = Owner(organisation_id=network.organisation_id, network_id=network.id)
        by, at = self.work.actor.subject, network.changed_at
        await GuidelineVersions(self.work).add(owner, Text(text=said, language=None, by=by, at=at))

    async def _values(self, network: Network) -> dict[str, Any]:
        own = self.work.actor.organisation_id
        if network.organisation_id != own:
            raise NotFound("There is no such organisation.")
        shows = select(organisations.c.published).where(organisations.c.id == own)
        shown = await self.work.connection.scalar(shows.with_for_update(read=True))
        return {
            **stored(network, _COLUMNS),
            **contact_values(network.contact),
            "sort_key": sort_key(network.name),
            "published": network.published and bool(shown),
        }

    async def _parts(self, table: Table, network_id: UUID, order: str) -> Iterable[Row[Any]]:
        chosen = select(table).where(table.c.network_id == network_id).order_by(table.c[order])
        return await self.work.connection.execute(chosen)

    async def _write_parts(self, network: Network) -> None:
        of = {"network_id": network.id}
        concerns = [
            {**asdict(each), **of, "position": position}
            for position, each in enumerate(network.concerns)
        ]
        notices = [{**asdict(each), **of} for each in network.notices]
        for table, rows in ((network_concerns, concerns), (network_notices, notices)):
            await replace_parts(self.work, table, table.c.network_id, [network.id], rows)


def _network(row: Row[Any], concerns: tuple[Concern, ...], notices: tuple[Notice, ...]) -> Network:
    values: dict[str, Any] = {
        **loaded(row, (*_COLUMNS, "id", "version", "changed_at")),
        "status": NetworkStatus(row.status),
    }
    return Network(**values, concerns=concerns, notices=notices, contact=contact_of(row))

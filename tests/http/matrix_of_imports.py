"""Rows of the matrix: imports that wait, the feeds of a network, fields kept against both."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from tests.house import House
from tests.http.changes import changed
from tests.http.matrix import Case, Row, World, named
from tests.http.registering import at


async def waiting(world: World, house: House) -> UUID:
    """An import that is ready, as if it had been read."""
    made = uuid4()
    await world.admin.execute(
        "insert into confidential.imports"
        " (organisation_id, id, network_id, format, settings, status, sent_by)"
        """ values ($1, $2, $3, 'CSV', '{"source": "csv", "topics": []}', 'READY', 'somebody')""",
        *(house.organisation, made, house.network),
    )
    # Somebody else seems to be at it, so that nothing happens to it while a row is judged.
    await world.admin.execute(
        "insert into operations.import_tasks"
        " (id, organisation_id, thing, due_at, leased_by, leased_until)"
        " values ($1, $2, 'IMPORT', now(), 'somebody', now() + interval '1 hour')",
        *(made, house.organisation),
    )
    return made


async def ready(world: World, case: Case) -> dict[str, Any]:
    return named(Code.IMPORT, await waiting(world, case.house))


async def renamed(world: World, case: Case) -> dict[str, Any]:
    """A group whose name is not what a feed last said."""
    source = uuid4().hex
    await world.admin.execute(
        "insert into operations.import_records"
        " (id, organisation_id, network_id, source, thing, external_id, thing_id, imported)"
        """ values ($1, $2, $3, $4, 'GROUP', 'one', $5, '{"name": "Another"}')""",
        *(uuid4(), case.house.organisation, case.house.network, source, case.house.group),
    )
    return named(Code.GROUP, case.house.group, fields=["name"])


async def registering(_world: World, case: Case) -> dict[str, Any]:
    return {
        "networkId": encode(Code.NETWORK, case.house.network),
        "url": "https://feeds.example/meetings.json",
        "format": "MEETING_GUIDE",
        # Twelve hours away, so that nobody pulls it meanwhile.
        "hour": (datetime.now(UTC).hour + 12) % 24,
        "source": f"s{uuid4().hex}",
    }


async def registered(world: World, case: Case) -> dict[str, Any]:
    """A feed, registered by somebody else of the house."""
    asker = await world.minter.staff(case.house.organisation, "networks:manage")
    values = await registering(world, case)
    select = "feed { id }"
    made = await changed(world.client, "registerFeed", values, asker, select)
    return at(made["feed"]["id"])


GROUPS, NETWORKS = Scope.GROUPS_MANAGE, Scope.NETWORKS_MANAGE
ROWS = (
    Row(name="dropImport", scope=GROUPS, make=ready),
    Row(name="applyImport", scope=GROUPS, make=ready),
    Row(name="releaseKeptFields", scope=GROUPS, make=renamed),
    Row(name="registerFeed", scope=NETWORKS, make=registering),
    Row(name="changeFeed", scope=NETWORKS, make=registered),
    Row(name="removeFeed", scope=NETWORKS, make=registered),
)

"""Rows of the matrix: networks, guidelines, venues, crisis resources."""

from typing import Any

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.domain.standing import StaffRole
from tests.house import House
from tests.http.matrix import Case, Maker, Row, World, named
from tests.http.matrix_of_staff import always
from tests.http.operating import MANAGE, NETWORK, at, founded
from tests.http.test_crisis_resources import RESOURCE, offered
from tests.http.test_venues import HIDDEN, hidden
from tests.identity import Asker


async def coordinator(world: World, house: House) -> Asker:
    """Somebody who runs the networks of a house, to prepare a case."""
    return await world.minter.staff(house.organisation, *MANAGE, role=StaffRole.COORDINATOR)


def network(**more: object) -> Maker:
    async def make(world: World, case: Case) -> dict[str, Any]:
        made = await founded(world.client, await coordinator(world, case.house))
        return at(made["id"], **more)

    return make


async def guided_group(world: World, case: Case) -> dict[str, Any]:
    version = await world.admin.fetchval(
        "select version from catalogue.groups where id = $1", case.house.group
    )
    return named(Code.GROUP, case.house.group, version, text=f"Version {version}.")


def venue(**more: object) -> Maker:
    async def make(world: World, case: Case) -> dict[str, Any]:
        made = await hidden(world.client, await coordinator(world, case.house), "id")
        return at(made["id"], **more)

    return make


def resource(**more: object) -> Maker:
    async def make(world: World, case: Case) -> dict[str, Any]:
        made = await offered(world.client, await coordinator(world, case.house), "id")
        return at(made["id"], **more)

    return make


NETWORKS, GROUPS = Scope.NETWORKS_MANAGE, Scope.GROUPS_MANAGE
ROWS = (
    Row(name="createNetwork", scope=NETWORKS, make=always(NETWORK), foreign=False),
    Row(name="changeNetwork", scope=NETWORKS, make=network(name="Another name")),
    Row(name="publishNetwork", scope=NETWORKS, make=network()),
    Row(name="archiveNetwork", scope=NETWORKS, make=network()),
    Row(name="setGuidelines", scope=NETWORKS, make=network(text="Listen.")),
    Row(name="setGroupGuidelines", scope=GROUPS, make=guided_group),
    Row(name="createVenue", scope=GROUPS, make=always(HIDDEN), foreign=False),
    Row(name="changeVenue", scope=GROUPS, make=venue(disclosure="AREA", exactAddress="Elsewhere")),
    Row(name="removeVenue", scope=GROUPS, make=venue()),
    Row(name="createCrisisResource", scope=NETWORKS, make=always(RESOURCE), foreign=False),
    Row(name="changeCrisisResource", scope=NETWORKS, make=resource(hours="At night")),
    Row(name="verifyCrisisResource", scope=NETWORKS, make=resource()),
    Row(name="removeCrisisResource", scope=NETWORKS, make=resource()),
)

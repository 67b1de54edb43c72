"""Rows of the matrix: groups."""

from typing import Any

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from tests.http.matrix import Case, Maker, Row, World, named

GROUPS, WEEK_BY_WEEK = Scope.GROUPS_MANAGE, Scope.MEETINGS_WRITE


def of_group(**more: object) -> Maker:
    async def make(_world: World, case: Case) -> dict[str, Any]:
        return named(Code.GROUP, case.house.group, await _version(_world, case), **more)

    return make


async def _version(world: World, case: Case) -> int:
    query = "select version from catalogue.groups where id = $1"
    return await world.admin.fetchval(query, case.house.group)


def after(status: str, /, **more: object) -> Maker:
    async def make(world: World, case: Case) -> dict[str, Any]:
        await world.admin.execute(
            "update catalogue.groups set status = $2 where id = $1", case.house.group, status
        )
        return await of_group(**more)(world, case)

    return make


async def draft(_world: World, case: Case) -> dict[str, Any]:
    network = encode(Code.NETWORK, case.house.network)
    return {"networkId": network, "name": "A new group", "language": "en"}


async def moving(world: World, case: Case) -> dict[str, Any]:
    network = encode(Code.NETWORK, case.house.network)
    return await after("PUBLISHED", networkId=network)(world, case)


async def many(world: World, case: Case) -> dict[str, Any]:
    return {"rows": [{"change": await after("PUBLISHED", summary="New words.")(world, case)}]}


ROWS = (
    Row(name="applyGroupChanges", scope=GROUPS, make=many),
    Row(name="createGroup", scope=GROUPS, make=draft),
    Row(name="changeGroup", scope=GROUPS, make=after("PUBLISHED", summary="New words.")),
    Row(name="publishGroup", scope=GROUPS, make=after("DRAFT")),
    Row(name="pauseGroup", scope=WEEK_BY_WEEK, make=after("PUBLISHED")),
    Row(name="resumeGroup", scope=WEEK_BY_WEEK, make=after("PAUSED")),
    Row(name="moveGroup", scope=GROUPS, make=moving),
    Row(name="verifyGroup", scope=WEEK_BY_WEEK, make=after("PUBLISHED")),
    Row(name="stateGroupCapacity", scope=WEEK_BY_WEEK, make=after("PUBLISHED", status="FULL")),
    Row(name="archiveGroup", scope=GROUPS, make=after("PUBLISHED")),
)

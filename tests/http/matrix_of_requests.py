"""Rows of the matrix: corrections that are proposed and decided on."""

from typing import Any
from uuid import uuid4

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from tests.http.changes import changed
from tests.http.matrix import MACHINE, Case, Row, World
from tests.http.registering import at, read

_ADDRESSES = "{ upkeepAddresses { nodes { id network { id } } } }"
_NOTED = "A sign on the door says so."


def correction(world: World, case: Case) -> dict[str, Any]:
    del world
    return {
        "id": encode(Code.GROUP, case.house.group),
        "changes": {"group": {"summary": f"We meet in room {uuid4().hex}."}},
        "note": _NOTED,
    }


async def proposal(world: World, case: Case) -> dict[str, Any]:
    return correction(world, case)


async def requested(world: World, case: Case) -> dict[str, Any]:
    """What somebody proposed to the house of the case."""
    somebody = await world.minter.own("changes:propose")
    values = correction(world, case)
    made = await changed(world.client, "proposeChange", values, somebody, "proposal { id }")
    return at(made["proposal"]["id"])


async def declined(world: World, case: Case) -> dict[str, Any]:
    return {**await requested(world, case), "reason": "It moved back since."}


async def kept(world: World, case: Case) -> dict[str, Any]:
    """An address for a group of the house, which has none."""
    await world.admin.execute("delete from confidential.upkeep_addresses")
    return {"id": encode(Code.GROUP, case.house.group), "address": "role@canary.example"}


async def addressed(world: World, case: Case) -> dict[str, Any]:
    """The one address that there is for the network of the house."""
    keeper = await world.minter.staff(case.house.organisation, "groups:manage")
    thing = encode(Code.NETWORK, case.house.network)
    found = await read(world.client, _ADDRESSES, keeper)
    known = [each["id"] for each in found["upkeepAddresses"]["nodes"] if each["network"]]
    if not known:
        values = {"id": thing, "address": "role@canary.example"}
        select = "upkeepAddress { id }"
        made = await changed(world.client, "setUpkeepAddress", values, keeper, select)
        known = [made["upkeepAddress"]["id"]]
    await world.admin.execute("update operations.notices set sent_at = now()")
    return {"id": known[0]}


async def told_by_mail(_world: World, _case: Case) -> dict[str, Any]:
    return {"channel": "EMAIL"}


ROWS = (
    # Anybody may propose to anybody what is published, so nothing is another's to refuse.
    Row(name="proposeChange", scope=Scope.CHANGES_PROPOSE, make=proposal, foreign=False),
    Row(name="acceptChangeRequest", scope=Scope.GROUPS_MANAGE, make=requested),
    Row(name="rejectChangeRequest", scope=Scope.GROUPS_MANAGE, make=declined),
    Row(name="setUpkeepAddress", scope=Scope.GROUPS_MANAGE, make=kept),
    Row(name="sendUpkeepLink", scope=Scope.GROUPS_MANAGE, make=addressed),
    Row(
        name="chooseNotices",
        scope=Scope.GROUPS_MANAGE,
        make=told_by_mail,
        foreign=False,
        but=frozenset({MACHINE}),
    ),
)

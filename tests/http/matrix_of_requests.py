"""Rows of the matrix: corrections that are proposed and decided on."""

from typing import Any
from uuid import uuid4

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from tests.http.changes import changed
from tests.http.matrix import Case, Row, World
from tests.http.registering import at

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


ROWS = (
    # Anybody may propose to anybody what is published, so nothing is another's to refuse.
    Row(name="proposeChange", scope=Scope.CHANGES_PROPOSE, make=proposal, foreign=False),
    Row(name="acceptChangeRequest", scope=Scope.GROUPS_MANAGE, make=requested),
    Row(name="rejectChangeRequest", scope=Scope.GROUPS_MANAGE, make=declined),
)

"""Rows of the matrix: who facilitates which group."""

from typing import Any

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.standing import StaffRole
from tests.http.matrix import Case, Row, World, named


async def assigned(world: World, case: Case) -> dict[str, Any]:
    """One more of the staff of a house, and its group, which nobody else facilitates."""
    await world.admin.execute("delete from confidential.facilitators")
    staff = await world.colleague(case.house, StaffRole.FACILITATOR)
    group = encode(Code.GROUP, case.house.group)
    return {"groupId": group, "staffId": encode(Code.STAFF, staff)}


async def facilitating(world: World, case: Case) -> dict[str, Any]:
    """A facilitator of the group of a house."""
    staff = await world.colleague(case.house, StaffRole.FACILITATOR)
    return named(Code.FACILITATOR, await world.facilitate(case.house, staff))


ROWS = (
    Row(name="assignFacilitator", scope=Scope.GROUPS_MANAGE, make=assigned),
    Row(name="removeFacilitator", scope=Scope.GROUPS_MANAGE, make=facilitating),
)

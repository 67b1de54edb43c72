"""How staff come to facilitate a group, and cease to."""

from collections.abc import Sequence
from typing import Any

import strawberry

from api.domain.facilitators import Facilitator as Existing
from api.domain.facilitators import assign
from api.domain.groups import Group
from api.domain.ids import Code
from api.domain.scopes import Scope
from api.domain.staff import Staff
from api.domain.violations import Checks
from api.persistence.facilitators import Facilitators
from api.persistence.groups import Groups
from api.persistence.ids import new_confidential_id
from api.persistence.staff import StaffList
from api.schema.access import PUBLIC, needs
from api.schema.changing import outcome, read_id
from api.schema.entities import entity
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo
from api.schema.facilitators import Facilitator
from api.schema.group_inputs import GROUP

_MANAGE = needs(Scope.GROUPS_MANAGE)


@strawberry.input(description="Lets one of the staff facilitate a group.")
class AssignFacilitatorInput:
    group_id: strawberry.ID = strawberry.field(description=GROUP)
    staff_id: strawberry.ID = strawberry.field(
        description="One of your organisation's staff, whose role is FACILITATOR, COORDINATOR, "
        "ADMIN or OWNER."
    )


@strawberry.input(description="Lets somebody facilitate a group no more.")
class RemoveFacilitatorInput:
    id: strawberry.ID = strawberry.field(description="The facilitator.")
    expected_version: int = strawberry.field(description="The version that you looked at.")


@strawberry.type(description="The facilitator, or why there is none.", directives=[PUBLIC])
class AssignFacilitatorPayload:
    facilitator: Facilitator | None = strawberry.field(description="Who facilitates the group.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed.")


@strawberry.type(description="The former facilitator, or why not.", directives=[PUBLIC])
class RemoveFacilitatorPayload:
    facilitator: Facilitator | None = strawberry.field(description="Who facilitated the group.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed.")


@strawberry.type
class FacilitatorMutations:
    @strawberry.mutation(
        description="Let one of the staff facilitate a group, at most ten of them each. Whoever "
        "has the role FACILITATOR changes this group's meetings from their next request on, and "
        "those of no group that they do not facilitate.",
        directives=[_MANAGE],
    )
    async def assign_facilitator(
        self, info: MutationInfo, input: AssignFacilitatorInput
    ) -> AssignFacilitatorPayload | None:
        assigned, errors = await outcome(info, _assign(info, input))
        return AssignFacilitatorPayload(facilitator=assigned, errors=errors)

    @strawberry.mutation(
        description="Let somebody facilitate a group no more, from their next request on. It goes "
        "without saying for whoever leaves the staff, or gets a role that does not facilitate.",
        directives=[_MANAGE],
    )
    async def remove_facilitator(
        self, info: MutationInfo, input: RemoveFacilitatorInput
    ) -> RemoveFacilitatorPayload | None:
        removed, errors = await outcome(info, _remove(info, input), ("Facilitator", input.id))
        return RemoveFacilitatorPayload(facilitator=removed, errors=errors)


async def _assign(info: MutationInfo, input: AssignFacilitatorInput) -> Any:  # noqa: ANN401 - it stands for the type
    work, checks, at = info.context.work, Checks(), info.context.request.now
    facilitators, made_id = Facilitators(work), new_confidential_id()
    group: Group | None = None
    staff: Staff | None = None
    present: Sequence[Existing] = ()
    with checks.at("groupId"):
        group_id = read_id(input.group_id, Code.GROUP, "groupId")
        present = await facilitators.present(group_id)
        group = await Groups(work).get(group_id)
    with checks.at("staffId"):
        staff = await StaffList(work).get(read_id(input.staff_id, Code.STAFF, "staffId"))
    checks.settle()
    await facilitators.add(assign(made_id, group, staff, present, at=at))
    return entity("Facilitator", made_id)


async def _remove(info: MutationInfo, input: RemoveFacilitatorInput) -> Any:  # noqa: ANN401 - as above
    facilitators, expected = Facilitators(info.context.work), input.expected_version
    found = await facilitators.get(read_id(input.id, Code.FACILITATOR))
    removed = found.remove(expected_version=expected, at=info.context.request.now)
    return entity("Facilitator", (await facilitators.save(found, removed)).id)

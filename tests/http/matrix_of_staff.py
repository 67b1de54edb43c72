"""Rows of the matrix: groups, organisations, staff and invitations."""

from typing import Any
from uuid import UUID, uuid4

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.standing import StaffRole
from api.persistence.told_once import Prefix, digest, new_secret
from tests.http.matrix import Case, Maker, Row, World, named
from tests.http.test_organisations import APPLICATION, EVIDENCE, PROFILE

ONLY_OWNERS = frozenset({StaffRole.ADMIN})
"""Who manages an organisation and names no owners."""


def always(values: dict[str, Any]) -> Maker:
    async def make(_world: World, _case: Case) -> dict[str, Any]:
        return values

    return make


async def group(world: World, case: Case) -> dict[str, Any]:
    version = await world.admin.fetchval(
        "select version from catalogue.groups where id = $1", case.house.group
    )
    return named(Code.GROUP, case.house.group, version, name="Another name")


async def claim(world: World, _case: Case) -> dict[str, Any]:
    unclaimed = await world.organisation("UNCLAIMED")
    return {
        "id": encode(Code.ORGANISATION, unclaimed),
        "yourName": "Canary",
        "evidence": EVIDENCE,
    }


def decided(status: str) -> Maker:
    async def make(world: World, _case: Case) -> dict[str, Any]:
        return named(Code.ORGANISATION, await world.organisation(status), evidence=EVIDENCE)

    return make


async def invited(world: World, case: Case, role: StaffRole) -> tuple[UUID, str]:
    made, secret = uuid4(), new_secret(Prefix.INVITATION)
    await world.owner(case.house)
    await world.admin.execute(
        "insert into confidential.invitations (organisation_id, id, role, status, invited_by,"
        " expires_at, link_hash) values ($1, $2, $3, 'OPEN', 'x', now() + interval '1 day', $4)",
        *(case.house.organisation, made, role.value, digest(secret)),
    )
    return made, secret


def withdrawn(role: StaffRole) -> Maker:
    async def make(world: World, case: Case) -> dict[str, Any]:
        return named(Code.INVITATION, (await invited(world, case, role))[0])

    return make


async def accepted(world: World, case: Case) -> dict[str, Any]:
    _, secret = await invited(world, case, StaffRole.AUDITOR)
    return {"secret": secret, "name": "Canary"}


def moved(before: StaffRole, after: StaffRole) -> Maker:
    async def make(world: World, case: Case) -> dict[str, Any]:
        await world.owner(case.house)
        return named(Code.STAFF, await world.colleague(case.house, before), role=after.value)

    return make


def removed(role: StaffRole) -> Maker:
    async def make(world: World, case: Case) -> dict[str, Any]:
        await world.owner(case.house)
        return named(Code.STAFF, await world.colleague(case.house, role))

    return make


async def left(world: World, case: Case) -> dict[str, Any]:
    await world.owner(case.house)
    colleague = await world.colleague(case.house, StaffRole.FACILITATOR)
    if case.asker is not None and case.asker.person is not None:
        await world.admin.execute(
            "update identity.staff_persons set person_id = $1 where staff_id = $2",
            *(case.asker.person, colleague),
        )
    return {"id": encode(Code.ORGANISATION, case.house.organisation)}


async def therapist(world: World, case: Case) -> dict[str, Any]:
    await world.admin.execute(
        "update catalogue.organisations set kind = 'CLINIC' where id = $1",
        case.house.organisation,
    )
    return named(Code.STAFF, await world.colleague(case.house, StaffRole.THERAPIST))


OWN, OPERATE, MANAGE = Scope.ME_WRITE, Scope.PLATFORM_ADMIN, Scope.ORGANISATIONS_MANAGE
OWNER, AUDITOR, THERAPIST = StaffRole.OWNER, StaffRole.AUDITOR, StaffRole.THERAPIST
ROWS = (
    Row(name="renameGroup", scope=Scope.GROUPS_MANAGE, make=group),
    Row(name="applyForOrganisation", scope=OWN, make=always(APPLICATION), foreign=False),
    Row(name="claimOrganisation", scope=OWN, make=claim, foreign=False),
    Row(name="inviteOrganisation", scope=OPERATE, make=always(PROFILE), foreign=False),
    Row(name="verifyOrganisation", scope=OPERATE, make=decided("APPLIED"), foreign=False),
    Row(name="suspendOrganisation", scope=OPERATE, make=decided("VERIFIED"), foreign=False),
    Row(name="restoreOrganisation", scope=OPERATE, make=decided("SUSPENDED"), foreign=False),
    Row(name="inviteStaff", scope=MANAGE, make=always({"role": "ADMIN"}), foreign=False),
    Row(
        name="inviteStaff",
        label="as owner",
        scope=MANAGE,
        make=always({"role": "OWNER"}),
        foreign=False,
        but=ONLY_OWNERS,
    ),
    Row(name="withdrawInvitation", scope=MANAGE, make=withdrawn(AUDITOR)),
    Row(
        name="withdrawInvitation",
        label="of an owner",
        scope=MANAGE,
        make=withdrawn(OWNER),
        but=ONLY_OWNERS,
    ),
    Row(name="acceptInvitation", scope=OWN, make=accepted, foreign=False),
    Row(name="changeStaffRole", scope=MANAGE, make=moved(AUDITOR, THERAPIST)),
    Row(
        name="changeStaffRole",
        label="to owner",
        scope=MANAGE,
        make=moved(AUDITOR, OWNER),
        but=ONLY_OWNERS,
    ),
    Row(
        name="changeStaffRole",
        label="of an owner",
        scope=MANAGE,
        make=moved(OWNER, AUDITOR),
        but=ONLY_OWNERS,
    ),
    Row(name="removeStaff", scope=MANAGE, make=removed(AUDITOR)),
    Row(
        name="removeStaff",
        label="of an owner",
        scope=MANAGE,
        make=removed(OWNER),
        but=ONLY_OWNERS,
    ),
    Row(name="leaveOrganisation", scope=OWN, make=left, foreign=False),
    Row(name="verifyPractitioner", scope=MANAGE, make=therapist),
)

"""Staff are invited, change roles, leave, are removed; an organisation keeps an owner."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.domain.ids import Code, decode, encode
from api.domain.scopes import PASSWORD_ACR
from api.domain.standing import StaffRole
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.identity import Asker, Minter

MANAGE = ("organisations:manage", "organisations:read")
ROLES = list(StaffRole)


def named(staff: UUID | None, version: int = 1, **more: object) -> dict[str, Any]:
    assert staff is not None
    return {"id": encode(Code.STAFF, staff), "expectedVersion": version, **more}


async def role_of(admin: Admin, staff: UUID | None) -> tuple[str, str]:
    row = await admin.fetchrow("select role, status from confidential.staff where id = $1", staff)
    assert row is not None
    return row["role"], row["status"]


async def invited(client: Client, asker: Asker, role: str = "THERAPIST") -> str:
    """The secret of a new invitation."""
    found = await changed(client, "inviteStaff", {"role": role}, asker, "link")
    return found["link"].removeprefix("/invitations#")


async def alive(client: Client, asker: Asker) -> bool:
    answer = await client.ask("{ viewer { scopes } }", **asker.headers)
    return answer.status_code == 200


@pytest.fixture
async def owner(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *MANAGE)


@pytest.fixture
async def person(minter: Minter) -> Asker:
    return await minter.own("me:write")


async def test_without_the_scope_and_a_recent_passkey_nobody_changes_staff(
    client: Client, ours: House, minter: Minter, owner: Asker, admin: Admin
) -> None:
    everybody = [
        (None, 401),
        (await minter.staff(ours.organisation, "organisations:read"), 403),
        (await minter.staff(ours.organisation, *MANAGE, acr=PASSWORD_ACR), 401),
        (await minter.staff(ours.organisation, *MANAGE, role=StaffRole.COORDINATOR), 403),
        (await minter.own("organisations:manage"), 403),
    ]
    before = await everything(admin)
    for asker, status in everybody:
        for name, values in (
            ("inviteStaff", {"role": "AUDITOR"}),
            ("changeStaffRole", named(owner.staff, role="ADMIN")),
            ("removeStaff", named(owner.staff)),
            ("verifyPractitioner", named(owner.staff)),
            (
                "withdrawInvitation",
                {"id": encode(Code.INVITATION, uuid4()), "expectedVersion": 1},
            ),
        ):
            assert (await send(client, name, values, asker)).status_code == status
    assert await everything(admin) == before


async def test_another_organisation_is_told_that_there_is_nobody(
    client: Client, theirs: House, minter: Minter, owner: Asker, admin: Admin
) -> None:
    stranger = await minter.staff(theirs.organisation, *MANAGE)
    await invited(client, owner)
    invitation = await admin.fetchval("select id from confidential.invitations")
    before = await everything(admin)
    for name, values in (
        ("changeStaffRole", named(owner.staff, role="ADMIN")),
        ("removeStaff", named(owner.staff)),
        ("verifyPractitioner", named(owner.staff)),
        (
            "withdrawInvitation",
            {"id": encode(Code.INVITATION, invitation), "expectedVersion": 1},
        ),
    ):
        assert codes(await send(client, name, values, stranger), name) == ["NOT_FOUND"]
    assert await everything(admin) == before


# Inviting


async def test_a_link_lets_one_person_in_once(
    client: Client, ours: House, minter: Minter, owner: Asker, person: Asker, admin: Admin
) -> None:
    found = await changed(
        client, "inviteStaff", {"role": "THERAPIST"}, owner, "link invitation { id status role }"
    )
    secret = found["link"].removeprefix("/invitations#")
    assert secret.startswith("psn_iv_")
    assert found["invitation"]["status"] == "OPEN"
    others = [await minter.own("me:write") for _ in range(5)]
    values = {"secret": secret, "name": "Canary Therapist"}
    asked = [
        send(client, "acceptInvitation", values, each, "staff role") for each in (person, *others)
    ]
    answers = [payload(each, "acceptInvitation") for each in await asyncio.gather(*asked)]
    (joined,) = [each for each in answers if each["staff"]]
    assert joined["role"] == "THERAPIST"
    refused = [each["errors"][0]["code"] for each in answers if not each["staff"]]
    assert refused == ["NOT_POSSIBLE_NOW"] * 5
    staff = decode(joined["staff"])[1]
    assert await role_of(admin, staff) == ("THERAPIST", "ACTIVE")
    count = "select count(*) from confidential.staff where organisation_id = $1"
    assert await admin.fetchval(count, ours.organisation) == 2


async def test_of_a_secret_only_the_hash_is_kept_anywhere(
    client: Client, owner: Asker, person: Asker, admin: Admin
) -> None:
    secret = await invited(client, owner)
    values = {"secret": secret, "name": "Canary Therapist"}
    await changed(client, "acceptInvitation", values, person)
    for table in ("confidential.invitations", "confidential.staff", "operations.outbox"):
        written = str(await admin.fetch(f"select t::text from {table} t"))  # noqa: S608 - from above
        assert secret[7:] not in written
        assert "Canary" not in written
    written = str(await admin.fetch("select t::text from confidential.audit_entries t"))
    assert secret[7:] not in written
    assert "Canary" not in written


async def test_a_link_that_is_withdrawn_old_or_none_opens_nothing(
    client: Client, minter: Minter, owner: Asker, person: Asker, admin: Admin
) -> None:
    withdrawn, old = await invited(client, owner), await invited(client, owner, "AUDITOR")
    first = await admin.fetchval("select id from confidential.invitations where role = 'THERAPIST'")
    taken_back = {"id": encode(Code.INVITATION, first), "expectedVersion": 1}
    await changed(client, "withdrawInvitation", taken_back, owner, "invitation { status }")
    await admin.execute(
        "update confidential.invitations set expires_at = now() - interval '1 s'"
        " where role = 'AUDITOR'"
    )
    before = await everything(admin)
    for secret, code in (
        (withdrawn, "NOT_POSSIBLE_NOW"),
        (old, "NOT_POSSIBLE_NOW"),
        ("psn_iv_" + "x" * 43, "NOT_FOUND"),
        ("", "NOT_FOUND"),
        ("x" * 100_000, "NOT_FOUND"),
    ):
        values = {"secret": secret, "name": "Canary"}
        answer = await send(client, "acceptInvitation", values, person)
        assert codes(answer, "acceptInvitation") == [code]
        assert "psn_iv_" not in answer.text
    assert await everything(admin) == before


async def test_nobody_but_a_person_by_themselves_accepts(
    client: Client, ours: House, minter: Minter, owner: Asker, admin: Admin
) -> None:
    secret = await invited(client, owner)
    everybody = [
        (None, 401),
        (await minter.own("me:read"), 403),
        (await minter.staff(ours.organisation, "me:write"), 403),
    ]
    before = await everything(admin)
    for asker, status in everybody:
        values = {"secret": secret, "name": "Canary"}
        assert (await send(client, "acceptInvitation", values, asker)).status_code == status
    fine = await minter.own("me:write")
    before = await everything(admin)
    for name in ("", "x" * 121, "bell\u0007"):
        answer = await send(client, "acceptInvitation", {"secret": secret, "name": name}, fine)
        (error,) = payload(answer, "acceptInvitation")["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "name"])
    assert await everything(admin) == before


async def test_nobody_has_two_roles_in_one_organisation_even_by_two_links_at_once(
    client: Client, owner: Asker, person: Asker, admin: Admin
) -> None:
    secrets = [await invited(client, owner) for _ in range(4)]
    asked = [
        send(client, "acceptInvitation", {"secret": each, "name": "Canary"}, person)
        for each in secrets
    ]
    answers = [codes(each, "acceptInvitation") for each in await asyncio.gather(*asked)]
    assert sorted(answers) == [[], *[["NOT_POSSIBLE_NOW"]] * 3]
    linked = "select count(*) from identity.staff_persons where person_id = $1"
    assert await admin.fetchval(linked, person.person) == 1


async def test_only_owners_name_owners(
    client: Client, ours: House, minter: Minter, owner: Asker, person: Asker, admin: Admin
) -> None:
    manager = await minter.staff(ours.organisation, *MANAGE, role=StaffRole.ADMIN)
    colleague = await minter.staff(ours.organisation, role=StaffRole.AUDITOR)
    await invited(client, owner, "OWNER")
    invitation = await admin.fetchval("select id from confidential.invitations")
    before = await everything(admin)
    for name, values in (
        ("inviteStaff", {"role": "OWNER"}),
        ("changeStaffRole", named(colleague.staff, role="OWNER")),
        ("changeStaffRole", named(manager.staff, role="OWNER")),
        ("changeStaffRole", named(owner.staff, role="AUDITOR")),
        ("removeStaff", named(owner.staff)),
        (
            "withdrawInvitation",
            {"id": encode(Code.INVITATION, invitation), "expectedVersion": 1},
        ),
    ):
        assert codes(await send(client, name, values, manager), name) == ["FORBIDDEN"]
    assert await everything(admin) == before
    await changed(client, "changeStaffRole", named(colleague.staff, role="ADMIN"), manager)
    await changed(client, "changeStaffRole", named(colleague.staff, 2, role="OWNER"), owner)
    assert await role_of(admin, colleague.staff) == ("OWNER", "ACTIVE")


# Changing and ending


async def test_another_role_ends_what_was_granted_in_the_old_one_at_once(
    client: Client, ours: House, minter: Minter, owner: Asker, admin: Admin
) -> None:
    colleague = await minter.staff(ours.organisation, *MANAGE, role=StaffRole.ADMIN)
    secret = await invited(client, colleague)
    assert await alive(client, colleague)
    found = await changed(
        client,
        "changeStaffRole",
        named(colleague.staff, role="AUDITOR"),
        owner,
        "staff { role version }",
    )
    assert found["staff"] == {"role": "AUDITOR", "version": 2}
    assert not await alive(client, colleague)
    assert await alive(client, owner)
    revoked = "select revoked_for from identity.grants where id = $1"
    assert await admin.fetchval(revoked, colleague.grant) == "role changed"
    # What they invited to goes with what let them invite.
    values = {"secret": secret, "name": "Canary"}
    answer = await send(client, "acceptInvitation", values, await minter.own("me:write"))
    assert codes(answer, "acceptInvitation") == ["NOT_POSSIBLE_NOW"]


async def test_whoever_is_removed_is_out_at_once(
    client: Client, ours: House, minter: Minter, owner: Asker, admin: Admin
) -> None:
    colleague = await minter.staff(ours.organisation, "groups:read", role=StaffRole.FACILITATOR)
    found = await changed(
        client, "removeStaff", named(colleague.staff), owner, "staff { status endedAt }"
    )
    assert found["staff"]["status"] == "ENDED"
    assert found["staff"]["endedAt"] is not None
    assert not await alive(client, colleague)
    before = await everything(admin)
    for name, values in (
        ("removeStaff", named(colleague.staff, 2)),
        ("changeStaffRole", named(colleague.staff, 2, role="ADMIN")),
    ):
        assert codes(await send(client, name, values, owner), name) == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before


@pytest.mark.parametrize("role", ROLES)
async def test_anybody_leaves_but_the_last_owner(
    client: Client, ours: House, minter: Minter, owner: Asker, admin: Admin, role: StaffRole
) -> None:
    colleague = await minter.staff(ours.organisation, "groups:read", role=role)
    alone = await minter.granted(("me:write",), person=colleague.person)
    last = await minter.granted(("me:write",), person=owner.person)
    values = {"id": encode(Code.ORGANISATION, ours.organisation)}
    await changed(client, "leaveOrganisation", values, alone, "organisation { id }")
    assert await role_of(admin, colleague.staff) == (role.value, "ENDED")
    assert not await alive(client, colleague)
    assert await alive(client, alone)
    before = await everything(admin)
    assert codes(await send(client, "leaveOrganisation", values, last), "leaveOrganisation") == [
        "NOT_POSSIBLE_NOW"
    ]
    assert codes(await send(client, "leaveOrganisation", values, alone), "leaveOrganisation") == [
        "NOT_FOUND"
    ]
    assert await everything(admin) == before


async def test_the_last_owner_is_neither_removed_nor_given_another_role(
    client: Client, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    for name, values in (
        ("removeStaff", named(owner.staff)),
        ("changeStaffRole", named(owner.staff, role="ADMIN")),
    ):
        assert codes(await send(client, name, values, owner), name) == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before


async def test_of_owners_who_remove_each_other_at_once_one_stays(
    client: Client, ours: House, minter: Minter, owner: Asker, admin: Admin
) -> None:
    others = [await minter.staff(ours.organisation, *MANAGE) for _ in range(4)]
    owners = [owner, *others]
    alone = [await minter.granted(("me:write",), person=each.person) for each in owners]
    leave = {"id": encode(Code.ORGANISATION, ours.organisation)}
    asked = [
        send(client, "removeStaff", named(target.staff), by)
        for by in owners
        for target in owners
        if target is not by
    ]
    asked += [send(client, "leaveOrganisation", leave, each) for each in alone]
    asked += [
        send(client, "changeStaffRole", named(each.staff, role="ADMIN"), each) for each in owners
    ]
    await asyncio.gather(*asked)
    left = await admin.fetchval(
        "select count(*) from confidential.staff where role = 'OWNER' and status = 'ACTIVE'"
    )
    assert left == 1


async def test_of_changes_of_one_version_one_wins(
    client: Client, ours: House, minter: Minter, owner: Asker
) -> None:
    colleague = await minter.staff(ours.organisation, role=StaffRole.AUDITOR)
    asked = [
        send(client, "changeStaffRole", named(colleague.staff, role=role.value), owner)
        for role in (StaffRole.ADMIN, StaffRole.THERAPIST, StaffRole.COORDINATOR)
    ]
    answers = [codes(each, "changeStaffRole") for each in await asyncio.gather(*asked)]
    assert sorted(answers) == [[], ["VERSION_CONFLICT"], ["VERSION_CONFLICT"]]


async def test_a_conflict_shows_the_colleague_as_they_are(
    client: Client, ours: House, minter: Minter, owner: Asker, admin: Admin
) -> None:
    colleague = await minter.staff(ours.organisation, role=StaffRole.AUDITOR)
    before = await everything(admin)
    query = """mutation($input: ChangeStaffRoleInput!) { changeStaffRole(input: $input) {
      errors { code ... on VersionConflict { current { ... on Staff { role version } } } } } }"""
    variables = {"input": named(colleague.staff, 7, role="ADMIN")}
    answer = await client.ask(query, variables, **owner.headers)
    (error,) = payload(answer, "changeStaffRole")["errors"]
    assert error == {"code": "VERSION_CONFLICT", "current": {"role": "AUDITOR", "version": 1}}
    assert await everything(admin) == before


# Practitioners


async def test_a_clinic_verifies_its_therapists_and_nobody_else(
    client: Client, ours: House, theirs: House, minter: Minter, owner: Asker, admin: Admin
) -> None:
    therapist = await minter.staff(ours.organisation, role=StaffRole.THERAPIST)
    before = await everything(admin)
    answer = await send(client, "verifyPractitioner", named(therapist.staff), owner)
    assert codes(answer, "verifyPractitioner") == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before

    await admin.execute(
        "update catalogue.organisations set kind = 'CLINIC' where id = $1", ours.organisation
    )
    before = await everything(admin)
    answer = await send(client, "verifyPractitioner", named(owner.staff), owner)
    assert codes(answer, "verifyPractitioner") == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before

    select = "staff { verifiedAt verifiedBy }"
    found = await changed(client, "verifyPractitioner", named(therapist.staff), owner, select)
    assert found["staff"]["verifiedAt"] is not None
    assert owner.staff is not None
    assert found["staff"]["verifiedBy"] == f"stf_{owner.staff.hex}"

    await changed(client, "changeStaffRole", named(therapist.staff, 2, role="AUDITOR"), owner)
    query = "query($id: ID!) { node(id: $id) { ... on Staff { verifiedAt } } }"
    answer = await client.ask(query, {"id": named(therapist.staff)["id"]}, **owner.headers)
    assert answer.json()["data"]["node"] == {"verifiedAt": None}

"""Who facilitates a group: assigned and removed, seen by colleagues alone, held to their groups.

To see one fail: take ``require_reach`` out of ``Groups.save`` or ``Meetings._groups_published``, or
``reaches`` out of ``allowed_actions``, or ``_must_reach`` out of ``Convening``.
"""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.domain.facilitators import MOST_FACILITATORS
from api.domain.ids import Code, encode
from api.domain.meeting_actions import MeetingAction
from api.domain.standing import StaffRole
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.matrix_of_meetings import coming_start
from tests.http.registering import read
from tests.identity import Asker, Minter

COORDINATE = ("groups:manage", "meetings:write", "organisations:read")
FACILITATE = ("meetings:write", "organisations:read")
SHOWN = "facilitator { id version since endedAt group { id } staff { id role } }"
LISTED = """query($id: ID!) { node(id: $id) { ... on Group {
  facilitators { id staff { id name role } } } } }"""
OWN = """query($id: ID!) { node(id: $id) { ... on Staff {
  facilitates { group { id allowedActions meetings { nodes { allowedActions } } } } } } }"""
ALLOWED = """query($group: ID!, $meeting: ID!) {
  group: node(id: $group) { ... on Group { allowedActions } }
  meeting: node(id: $meeting) { ... on Meeting { allowedActions } } }"""


@pytest.fixture
async def coordinator(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *COORDINATE, role=StaffRole.COORDINATOR)


@pytest.fixture
async def facilitator(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *FACILITATE, role=StaffRole.FACILITATOR)


def of(house: House, staff: UUID | None) -> dict[str, Any]:
    assert staff is not None
    return {"groupId": encode(Code.GROUP, house.group), "staffId": encode(Code.STAFF, staff)}


async def assigned(client: Client, house: House, by: Asker, staff: UUID | None) -> dict[str, Any]:
    """Have somebody assigned, and return what the mutation to remove them takes."""
    made = await changed(client, "assignFacilitator", of(house, staff), by, SHOWN)
    facilitator = made["facilitator"]
    return {"id": facilitator["id"], "expectedVersion": facilitator["version"]}


def changes_of(house: House) -> list[tuple[str, dict[str, Any]]]:
    """What a facilitator does in the course of a week, each of a thing at its first version."""
    group = {"id": encode(Code.GROUP, house.group), "expectedVersion": 1}
    meeting = {"id": encode(Code.MEETING, house.meeting), "expectedVersion": 1}
    return [
        ("cancelOccurrence", {**meeting, "originalStart": coming_start()}),
        ("changeOccurrence", {**meeting, "originalStart": coming_start(), "medium": "ONLINE"}),
        ("changeMeeting", {**meeting, "notes": "Ring twice."}),
        ("createMeeting", {"groupId": group["id"], "name": "More", "medium": "ONLINE"}),
        ("stateGroupCapacity", {**group, "status": "FULL"}),
        ("verifyGroup", group),
        ("pauseGroup", group),
    ]


async def at_first_versions(admin: Admin, house: House) -> None:
    await admin.execute("update catalogue.groups set version = 1 where id = $1", house.group)
    await admin.execute("update catalogue.meetings set version = 1 where id = $1", house.meeting)
    await admin.execute("delete from catalogue.meeting_exceptions")


async def joined(client: Client, house: House, minter: Minter, name: str) -> str:
    """The id of somebody who accepted an invitation, under a name that can be opened."""
    owner = await minter.staff(house.organisation, "organisations:manage", "organisations:read")
    invited = await changed(client, "inviteStaff", {"role": "FACILITATOR"}, owner, "link")
    secret = invited["link"].partition("#")[2]
    person = await minter.own("me:write")
    values = {"secret": secret, "name": name}
    return (await changed(client, "acceptInvitation", values, person, "staff"))["staff"]


async def test_a_facilitator_is_listed_by_name_to_colleagues_and_to_nobody_else(
    client: Client, ours: House, theirs: House, coordinator: Asker, minter: Minter, admin: Admin
) -> None:
    staff = await joined(client, ours, minter, "Canary Facilitator")
    group = encode(Code.GROUP, ours.group)
    values = {"groupId": group, "staffId": staff}
    made = (await changed(client, "assignFacilitator", values, coordinator, SHOWN))["facilitator"]
    assert (made["version"], made["endedAt"]) == (1, None)
    assert made["group"] == {"id": group}
    assert made["staff"] == {"id": staff, "role": "FACILITATOR"}

    colleague = await minter.staff(ours.organisation, "organisations:read", role=StaffRole.AUDITOR)
    (listed,) = (await read(client, LISTED, colleague, id=group))["node"]["facilitators"]
    assert listed["staff"] == {"id": staff, "name": "Canary Facilitator", "role": "FACILITATOR"}
    told = await admin.fetchrow(
        "select subject, thing, field from confidential.disclosures order by at desc limit 1"
    )
    assert colleague.staff is not None
    assert told is not None
    assert tuple(told) == (f"stf_{colleague.staff.hex}", "staff", "name")

    stranger = await minter.staff(theirs.organisation, "organisations:read")
    assert (await read(client, LISTED, stranger, id=group))["node"] == {"facilitators": []}
    without = await minter.staff(ours.organisation, "groups:read")
    assert (await client.ask(LISTED, {"id": group})).status_code == 401
    assert (await client.ask(LISTED, {"id": group}, **without.headers)).status_code == 403


async def test_a_facilitator_changes_the_groups_that_they_facilitate_and_no_other(
    client: Client, ours: House, coordinator: Asker, facilitator: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    for name, values in changes_of(ours):
        (error,) = payload(await send(client, name, values, facilitator), name)["errors"]
        assert (error["code"], name) == ("FORBIDDEN", name)
        assert await everything(admin) == before
    as_assigned = await assigned(client, ours, coordinator, facilitator.staff)
    for name, values in changes_of(ours):
        await at_first_versions(admin, ours)
        await changed(client, name, values, facilitator)
    await changed(client, "removeFacilitator", as_assigned, coordinator)
    await at_first_versions(admin, ours)
    before = await everything(admin)
    for name, values in changes_of(ours):
        assert codes(await send(client, name, values, facilitator), name) == ["FORBIDDEN"]
    assert await everything(admin) == before
    by = await admin.fetchval("select verified_by from catalogue.groups where id = $1", ours.group)
    assert by == "the organisation, by its facilitator"


async def rows_of_two_groups(client: Client, house: House, minter: Minter) -> list[dict[str, Any]]:
    """New and changed meetings, by turns of the house's group and of another that it has."""
    owner = await minter.staff(house.organisation, *COORDINATE)
    network = encode(Code.NETWORK, house.network)
    other = {"networkId": network, "name": "Others", "language": "en"}
    drafted = await changed(client, "createGroup", other, owner, "group { id }")
    groups = encode(Code.GROUP, house.group), drafted["group"]["id"]
    online = {"name": "More", "medium": "ONLINE"}
    there = {**online, "groupId": groups[1]}
    made = await changed(client, "createMeeting", there, owner, "meeting { id }")
    meetings = encode(Code.MEETING, house.meeting), made["meeting"]["id"]
    return [
        *({"create": {**online, "groupId": each}} for each in groups),
        *({"change": {"id": each, "expectedVersion": 1, "notes": "Ring."}} for each in meetings),
    ]


async def test_of_many_meetings_those_of_other_groups_are_refused_each_by_its_row(
    client: Client,
    ours: House,
    coordinator: Asker,
    facilitator: Asker,
    minter: Minter,
    admin: Admin,
) -> None:
    await assigned(client, ours, coordinator, facilitator.staff)
    values: dict[str, Any] = {"rows": await rows_of_two_groups(client, ours, minter)}
    name, results = "applyMeetingChanges", "results { id version errors { code path } }"
    created, edited = ["input", "rows", "1", "create", "groupId"], ["input", "rows", "3", "change"]
    refused = [
        {"code": "FORBIDDEN", "path": created},
        {"code": "FORBIDDEN", "path": edited},
    ]
    before = await everything(admin)
    told = payload(await send(client, name, values, facilitator, results), name)
    assert [{"code": each["code"], "path": each["path"]} for each in told["errors"]] == refused
    assert told["results"] is None
    assert await everything(admin) == before

    values["errorPolicy"] = "REJECT_FAILED_ROWS"
    done = (await changed(client, name, values, facilitator, results))["results"]
    assert [each["version"] for each in done] == [1, None, 2, None]
    assert [error for each in done for error in each["errors"]] == refused
    others = await admin.fetch(
        "select name, notes, version from catalogue.meetings where group_id <> $1", ours.group
    )
    assert [tuple(each) for each in others] == [("More", None, 1)]


async def test_to_facilitate_gives_no_scope(
    client: Client, ours: House, coordinator: Asker, facilitator: Asker, admin: Admin
) -> None:
    await assigned(client, ours, coordinator, facilitator.staff)
    group = {"id": encode(Code.GROUP, ours.group), "expectedVersion": 1}
    before = await everything(admin)
    for name, values in (
        ("changeGroup", {**group, "summary": "New words."}),
        ("archiveGroup", group),
        ("assignFacilitator", of(ours, facilitator.staff)),
    ):
        assert (await send(client, name, values, facilitator)).status_code == 403
    assert await everything(admin) == before


@pytest.mark.parametrize("who", ["of no group", "of this group"])
async def test_a_facilitator_is_told_exactly_what_they_may_do(
    client: Client, ours: House, coordinator: Asker, facilitator: Asker, who: str
) -> None:
    ids = {
        "group": encode(Code.GROUP, ours.group),
        "meeting": encode(Code.MEETING, ours.meeting),
    }
    facilitates = who == "of this group"
    if facilitates:
        await assigned(client, ours, coordinator, facilitator.staff)
    told = await read(client, ALLOWED, facilitator, **ids)
    of_group = ["PAUSE", "VERIFY", "STATE_CAPACITY"] if facilitates else []
    of_meeting = [each.value for each in MeetingAction if each is not MeetingAction.RESUME]
    assert told["group"]["allowedActions"] == of_group
    assert told["meeting"]["allowedActions"] == (of_meeting if facilitates else [])
    # Whoever else may change meetings is asked for no assignment.
    others = await read(client, ALLOWED, coordinator, **ids)
    assert others["meeting"]["allowedActions"] == of_meeting


async def test_in_a_payload_a_facilitator_is_told_the_same(
    client: Client, ours: House, coordinator: Asker, facilitator: Asker
) -> None:
    await assigned(client, ours, coordinator, facilitator.staff)
    values = {"id": encode(Code.GROUP, ours.group), "expectedVersion": 1}
    paused = await changed(
        client, "pauseGroup", values, facilitator, "group { allowedActions network { id } }"
    )
    assert paused["group"]["allowedActions"] == ["PAUSE", "RESUME", "VERIFY", "STATE_CAPACITY"]


async def test_a_facilitator_finds_their_groups(
    client: Client, ours: House, coordinator: Asker, facilitator: Asker
) -> None:
    assert facilitator.staff is not None
    own = encode(Code.STAFF, facilitator.staff)
    assert (await read(client, OWN, facilitator, id=own))["node"] == {"facilitates": []}
    await assigned(client, ours, coordinator, facilitator.staff)
    (found,) = (await read(client, OWN, facilitator, id=own))["node"]["facilitates"]
    assert found["group"]["id"] == encode(Code.GROUP, ours.group)
    (meeting,) = found["group"]["meetings"]["nodes"]
    assert "CANCEL_OCCURRENCE" in meeting["allowedActions"]


@pytest.mark.parametrize("how", ["removed", "left", "another role"])
async def test_whoever_has_no_role_any_more_that_may_facilitates_nothing(
    client: Client, ours: House, coordinator: Asker, facilitator: Asker, admin: Admin, how: str
) -> None:
    minter = client.minter
    owner = await minter.staff(ours.organisation, "organisations:manage", "organisations:read")
    await assigned(client, ours, coordinator, facilitator.staff)
    assert facilitator.staff is not None
    seen = {"id": encode(Code.STAFF, facilitator.staff), "expectedVersion": 1}
    if how == "removed":
        await changed(client, "removeStaff", seen, owner)
    elif how == "another role":
        await changed(client, "changeStaffRole", {**seen, "role": "AUDITOR"}, owner)
    else:
        person = await minter.granted(("me:write",), person=facilitator.person)
        organisation = encode(Code.ORGANISATION, ours.organisation)
        await changed(client, "leaveOrganisation", {"id": organisation}, person)
    group = encode(Code.GROUP, ours.group)
    assert (await read(client, LISTED, owner, id=group))["node"] == {"facilitators": []}
    if how == "another role":
        # Nor are they facilitators again by a role that may.
        back = {**seen, "expectedVersion": 2, "role": "FACILITATOR"}
        await changed(client, "changeStaffRole", back, owner)
        assert (await read(client, LISTED, owner, id=group))["node"] == {"facilitators": []}
    events = await admin.fetch(
        "select event, aggregate_version from operations.outbox where aggregate = 'FACILITATOR'"
        " order by aggregate_version"
    )
    assert [tuple(each) for each in events] == [
        ("facilitator.created", 1),
        ("facilitator.changed", 2),
    ]


async def test_from_one_role_that_may_to_another_they_go_on(
    client: Client, ours: House, coordinator: Asker, facilitator: Asker, minter: Minter
) -> None:
    owner = await minter.staff(ours.organisation, "organisations:manage", "organisations:read")
    await assigned(client, ours, coordinator, facilitator.staff)
    assert facilitator.staff is not None
    seen = {"id": encode(Code.STAFF, facilitator.staff), "expectedVersion": 1}
    await changed(client, "changeStaffRole", {**seen, "role": "COORDINATOR"}, owner)
    group = encode(Code.GROUP, ours.group)
    (listed,) = (await read(client, LISTED, owner, id=group))["node"]["facilitators"]
    assert listed["staff"]["role"] == "COORDINATOR"


async def test_who_cannot_be_assigned_is_refused_and_nothing_is_changed(
    client: Client,
    ours: House,
    coordinator: Asker,
    facilitator: Asker,
    minter: Minter,
    admin: Admin,
) -> None:
    await assigned(client, ours, coordinator, facilitator.staff)
    therapist = await minter.staff(ours.organisation, role=StaffRole.THERAPIST)
    former = await minter.staff(ours.organisation, role=StaffRole.FACILITATOR)
    await admin.execute(
        "update confidential.staff set status = 'ENDED' where id = $1", former.staff
    )
    before = await everything(admin)
    for staff in (facilitator.staff, therapist.staff, former.staff):
        answer = await send(client, "assignFacilitator", of(ours, staff), coordinator)
        assert codes(answer, "assignFacilitator") == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before
    await admin.execute("update catalogue.groups set status = 'ARCHIVED' where id = $1", ours.group)
    another = await minter.staff(ours.organisation, role=StaffRole.FACILITATOR)
    before = await everything(admin)
    answer = await send(client, "assignFacilitator", of(ours, another.staff), coordinator)
    assert codes(answer, "assignFacilitator") == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before


async def test_what_is_not_there_and_what_is_anothers_look_alike_each_with_its_place(
    client: Client, ours: House, theirs: House, coordinator: Asker, minter: Minter, admin: Admin
) -> None:
    stranger = await minter.staff(theirs.organisation, role=StaffRole.FACILITATOR)
    nobody = {"groupId": encode(Code.GROUP, uuid4()), "staffId": encode(Code.STAFF, uuid4())}
    before = await everything(admin)
    told = [
        payload(await send(client, "assignFacilitator", values, coordinator), "assignFacilitator")
        for values in (of(theirs, stranger.staff), nobody)
    ]
    assert told[0] == told[1]
    assert [(each["code"], each["path"]) for each in told[0]["errors"]] == [
        ("NOT_FOUND", ["input", "groupId"]),
        ("NOT_FOUND", ["input", "staffId"]),
    ]
    mixed = {"groupId": "grp_1", "staffId": encode(Code.GROUP, ours.group)}
    answer = await send(client, "assignFacilitator", mixed, coordinator)
    assert codes(answer, "assignFacilitator") == ["INVALID_ID", "INVALID_ID"]
    assert await everything(admin) == before


async def test_of_many_who_are_assigned_at_once_only_so_many_are(
    client: Client, ours: House, coordinator: Asker, minter: Minter, admin: Admin
) -> None:
    """To see it fail: leave the group unlocked in ``Facilitators.present``."""
    staff = [
        (await minter.staff(ours.organisation, role=StaffRole.FACILITATOR)).staff
        for _ in range(MOST_FACILITATORS + 2)
    ]

    async def assign(staff_id: UUID | None) -> httpx.Response:
        # On a busy machine whoever waits too long for the group is told to ask again.
        for _ in range(20):
            answer = await send(client, "assignFacilitator", of(ours, staff_id), coordinator)
            if answer.status_code != 503:
                return answer
        raise AssertionError("The group was never free.")

    answers = await asyncio.gather(*map(assign, [*staff, staff[0]]))
    refused = [each for answer in answers for each in codes(answer, "assignFacilitator")]
    assert refused == ["NOT_POSSIBLE_NOW"] * 3
    counted = await admin.fetchval("select count(*) from confidential.facilitators")
    assert counted == MOST_FACILITATORS


async def test_whoever_is_removed_was_looked_at_and_is_not_removed_twice(
    client: Client, ours: House, coordinator: Asker, facilitator: Asker, admin: Admin
) -> None:
    as_assigned = await assigned(client, ours, coordinator, facilitator.staff)
    before = await everything(admin)
    stale = {**as_assigned, "expectedVersion": 7}
    answer = await send(client, "removeFacilitator", stale, coordinator)
    assert codes(answer, "removeFacilitator") == ["VERSION_CONFLICT"]
    assert await everything(admin) == before
    removed = await changed(client, "removeFacilitator", as_assigned, coordinator, SHOWN)
    assert removed["facilitator"]["endedAt"] is not None
    again = {**as_assigned, "expectedVersion": 2}
    answer = await send(client, "removeFacilitator", again, coordinator)
    assert codes(answer, "removeFacilitator") == ["NOT_POSSIBLE_NOW"]
    # Whoever was one may be one again.
    await assigned(client, ours, coordinator, facilitator.staff)


async def test_the_audit_says_who_assigned_and_holds_no_name(
    client: Client, ours: House, coordinator: Asker, facilitator: Asker, admin: Admin
) -> None:
    await assigned(client, ours, coordinator, facilitator.staff)
    (entry,) = await admin.fetch(
        "select subject, action, fields, before, after from confidential.audit_entries"
        " where thing = 'FACILITATOR'"
    )
    assert coordinator.staff is not None
    assert (entry["subject"], entry["action"]) == (f"stf_{coordinator.staff.hex}", "created")
    assert {"group_id", "staff_id"} <= set(entry["fields"])
    assert (entry["before"], entry["after"]) == (None, None)

"""Groups by the API: drafted, changed, published, resting, moved, verified and over.

To see one fail: take ``must_be_possible`` out of ``Group._decided``, or a status out of
``GROUP_ACTIONS``.
"""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from api.domain.group_actions import GROUP_ACTIONS, GroupAction
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.standing import StaffRole
from api.domain.vocabulary import GroupStatus
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.matrix import EVERYBODY, FACILITATING, World
from tests.identity import Asker

MANAGE = (Scope.GROUPS_MANAGE.value, Scope.MEETINGS_WRITE.value)
SHOWN = (
    "group { id slug name version status summary languages minimumAge newcomersWelcome"
    " newcomersAsOf capacity { status asOf by } pausedUntil verifiedAt verifiedBy"
    " topics { slug } openPlaces { kind url } successor { id } network { id } allowedActions }"
)
ALLOWED = "query($id: ID!) { node(id: $id) { ... on Group { allowedActions } } }"
BY_ACTION: dict[GroupAction, tuple[str, dict[str, object]]] = {
    GroupAction.EDIT: ("changeGroup", {"summary": "New."}),
    GroupAction.PUBLISH: ("publishGroup", {}),
    GroupAction.PAUSE: ("pauseGroup", {}),
    GroupAction.RESUME: ("resumeGroup", {}),
    GroupAction.MOVE: ("moveGroup", {}),
    GroupAction.VERIFY: ("verifyGroup", {}),
    GroupAction.STATE_CAPACITY: ("stateGroupCapacity", {"status": "FULL"}),
    GroupAction.SET_GUIDELINES: ("setGroupGuidelines", {"text": "Listen."}),
    GroupAction.ASSIGN_FACILITATOR: ("assignFacilitator", {}),
    GroupAction.ARCHIVE: ("archiveGroup", {}),
}


@pytest.fixture
async def owner(client: Client, ours: House) -> Asker:
    return await client.minter.staff(ours.organisation, *MANAGE)


def seen(house: House, version: int = 1, /, **more: object) -> dict[str, Any]:
    return {"id": encode(Code.GROUP, house.group), "expectedVersion": version, **more}


def drafted(house: House, **more: object) -> dict[str, Any]:
    network = encode(Code.NETWORK, house.network)
    return {"networkId": network, "name": "Grief, on Mondays", "language": "en", **more}


async def test_a_group_is_drafted_and_seen_by_its_organisation_alone_until_it_is_published(
    client: Client, ours: House, owner: Asker
) -> None:
    values = drafted(
        ours,
        summary="For those who lost somebody.",
        topics=["bereavement"],
        newcomersWelcome=True,
        minimumAge=18,
        openPlaces=[{"kind": "FORUM", "url": "https://forum.example.org/"}],
    )
    made = (await changed(client, "createGroup", values, owner, SHOWN))["group"]
    assert (made["slug"], made["status"], made["version"]) == ("grief-on-mondays", "DRAFT", 1)
    assert (made["languages"], made["minimumAge"]) == (["en"], 18)
    assert made["newcomersAsOf"] is not None
    assert made["topics"] == [{"slug": "bereavement"}]
    assert made["openPlaces"] == [{"kind": "FORUM", "url": "https://forum.example.org/"}]
    assert "PUBLISH" in made["allowedActions"]
    by_slug = '{ group(by: {slug: "grief-on-mondays"}) { name } }'
    assert (await client.ask(by_slug)).json()["data"] == {"group": None}
    as_seen = {"id": made["id"], "expectedVersion": 1}
    shown = (await changed(client, "publishGroup", as_seen, owner, SHOWN))["group"]
    assert (shown["status"], shown["version"]) == ("PUBLISHED", 2)
    assert (await client.ask(by_slug)).json()["data"] == {"group": {"name": "Grief, on Mondays"}}


async def test_two_groups_of_one_name_have_two_slugs(
    client: Client, ours: House, owner: Asker
) -> None:
    slugs = [
        (await changed(client, "createGroup", drafted(ours), owner, SHOWN))["group"]["slug"]
        for _ in range(2)
    ]
    assert slugs[0] == "grief-on-mondays"
    assert slugs[1].startswith("grief-on-mondays-")


async def test_what_is_left_out_stays_and_null_takes_it_away(
    client: Client, ours: House, owner: Asker
) -> None:
    first = seen(ours, 1, summary="Words.", minimumAge=18)
    await changed(client, "changeGroup", first, owner)
    second = seen(ours, 2, minimumAge=None)
    group = (await changed(client, "changeGroup", second, owner, SHOWN))["group"]
    assert (group["summary"], group["minimumAge"], group["version"]) == ("Words.", None, 3)


WRONG: dict[str, Any] = {
    "name": " ",
    "language": "not a language",
    "summary": "x" * 501,
    "minimumAge": 200,
    "topics": ["bereavement", "no-such-topic"],
    "openPlaces": [{"kind": "FORUM", "url": "javascript:alert(1)"}],
    "translations": [{"language": "de", "name": ""}],
}
PATHS = [
    ["input", "language"],
    ["input", "minimumAge"],
    ["input", "name"],
    ["input", "openPlaces", "0", "url"],
    ["input", "summary"],
    ["input", "topics", "1"],
    ["input", "translations", "0", "name"],
]


async def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    for name, values in (
        ("createGroup", drafted(ours, **WRONG)),
        ("changeGroup", seen(ours, 1, **WRONG)),
    ):
        errors = payload(await send(client, name, values, owner), name)["errors"]
        assert sorted(error["path"] for error in errors) == PATHS
        assert {error["code"] for error in errors} == {"INVALID_INPUT", "NOT_FOUND"}
        assert not any("javascript" in error["message"] for error in errors)
    assert await everything(admin) == before


@pytest.mark.parametrize("member", ["networkId", "name", "language"])
async def test_what_has_to_be_there_is_asked_for(
    client: Client, ours: House, owner: Asker, admin: Admin, member: str
) -> None:
    before = await everything(admin)
    for values in ({**drafted(ours), member: None}, drafted(ours)):
        if values[member] is not None:
            del values[member]
        answer = await send(client, "createGroup", values, owner)
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert await everything(admin) == before


async def test_what_is_not_there_and_what_is_not_ours_look_alike(
    client: Client, ours: House, theirs: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    nothing = encode(Code.GROUP, ours.network)
    foreign = encode(Code.GROUP, theirs.group)
    told = [
        payload(await send(client, name, {**seen(ours), **more}, owner), name)["errors"]
        for group in (nothing, foreign)
        for name, more in (
            ("changeGroup", {"id": group, "summary": "x"}),
            ("archiveGroup", {"successorId": group}),
        )
    ]
    assert told[:2] == told[2:]
    assert {error["code"] for errors in told for error in errors} == {"NOT_FOUND"}
    into = {**seen(ours), "networkId": encode(Code.NETWORK, theirs.network)}
    assert codes(await send(client, "moveGroup", into, owner), "moveGroup") == ["NOT_FOUND"]
    other = drafted(theirs)
    assert codes(await send(client, "createGroup", other, owner), "createGroup") == ["NOT_FOUND"]
    assert await everything(admin) == before


async def test_a_group_rests_is_back_is_verified_and_is_over(
    client: Client, ours: House, owner: Asker
) -> None:
    made = await changed(client, "createGroup", drafted(ours), owner, SHOWN)
    follower = {"id": made["group"]["id"], "expectedVersion": 1}
    await changed(client, "publishGroup", follower, owner)
    until = {"until": "2030-01-01"}
    rests = await changed(client, "pauseGroup", seen(ours, 1, **until), owner, SHOWN)
    assert (rests["group"]["status"], rests["group"]["pausedUntil"]) == ("PAUSED", "2030-01-01")
    back = await changed(client, "resumeGroup", seen(ours, 2), owner, SHOWN)
    assert (back["group"]["status"], back["group"]["pausedUntil"]) == ("PUBLISHED", None)
    right = await changed(client, "verifyGroup", seen(ours, 3), owner, SHOWN)
    assert right["group"]["verifiedAt"] is not None
    assert right["group"]["verifiedBy"] == "the organisation, by its owner"
    full = await changed(client, "stateGroupCapacity", seen(ours, 4, status="FULL"), owner, SHOWN)
    assert full["group"]["capacity"]["status"] == "FULL"
    over = await changed(
        client, "archiveGroup", seen(ours, 5, successorId=follower["id"]), owner, SHOWN
    )
    assert over["group"]["status"] == "ARCHIVED"
    assert over["group"]["successor"] == {"id": follower["id"]}
    assert over["group"]["allowedActions"] == []


async def test_what_would_take_place_while_a_group_rests_is_not_said_to(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    """To see it fail: take ``_RESTS`` out of ``published.py``, or ``is_resting`` out of rows."""
    shown = (
        "select local_start::date from catalogue.occurrences where published"
        " and starts_at > now() order by starts_at"
    )
    before = [row[0] for row in await admin.fetch(shown)]
    until = before[len(before) // 2]
    await changed(client, "pauseGroup", seen(ours, 1, until=until.isoformat()), owner)
    later = [day for day in before if day >= until]
    assert [row[0] for row in await admin.fetch(shown)] == later
    told = await client.ask(
        "query($id: ID!) { node(id: $id) {"
        " ... on Group { nextOccurrences(first: 1) { localStart } } } }",
        {"id": encode(Code.GROUP, ours.group)},
    )
    (following,) = told.json()["data"]["node"]["nextOccurrences"]
    assert following["localStart"][:10] == until.isoformat()
    # What is computed anew, and what is new, goes by it as well.
    longer = {"id": encode(Code.MEETING, ours.meeting), "expectedVersion": 1, "durationMinutes": 30}
    await changed(client, "changeMeeting", longer, owner)
    assert [row[0] for row in await admin.fetch(shown)] == later
    added = {"groupId": encode(Code.GROUP, ours.group), "name": "Also", "medium": "IN_PERSON"}
    when = {"localStart": f"{before[0]}T10:00", "durationMinutes": 60, "timeZone": "Europe/Berlin"}
    await changed(client, "createMeeting", {**added, **when}, owner)
    assert [row[0] for row in await admin.fetch(shown)] == later
    await changed(client, "resumeGroup", seen(ours, 2), owner)
    assert [row[0] for row in await admin.fetch(shown)] == sorted([*before, before[0]])


async def test_a_group_moves_with_its_meetings_which_can_be_changed_there(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    """To see it fail: save the group alone in ``move_group``."""
    network = uuid4()
    await admin.execute(
        "insert into catalogue.networks (id, organisation_id, slug, name, status, sort_key,"
        " published) values ($1, $2, 'further', 'Further', 'PUBLISHED', 'further', true)",
        *(network, ours.organisation),
    )
    coming = "select id, network_id from catalogue.occurrences where starts_at > now()"
    before = {row["id"] for row in await admin.fetch(coming)}
    into = {**seen(ours), "networkId": encode(Code.NETWORK, network)}
    moved = (await changed(client, "moveGroup", into, owner, SHOWN))["group"]
    assert moved["network"] == {"id": encode(Code.NETWORK, network)}
    query = "query($id: ID!) { node(id: $id) { ... on Meeting { version network { slug } } } }"
    meeting = {"id": encode(Code.MEETING, ours.meeting)}
    told = (await client.ask(query, meeting)).json()["data"]["node"]
    assert told == {"version": 2, "network": {"slug": "further"}}
    # Those that are over took place where the group was then.
    after = {row["id"]: row["network_id"] for row in await admin.fetch(coming)}
    assert before
    assert before <= after.keys()
    assert set(after.values()) == {network}
    renamed = {**meeting, "expectedVersion": 2, "name": "Another name"}
    await changed(client, "changeMeeting", renamed, owner)


async def test_whoever_knew_a_group_that_is_over_is_led_to_the_one_that_goes_on(
    client: Client, ours: House, owner: Asker
) -> None:
    """To see it fail: take the union out of ``took_over``, which follows only one step then."""
    slugs, ids = ["ours-group"], [encode(Code.GROUP, ours.group)]
    for name in ("Second", "Third"):
        made = (await changed(client, "createGroup", drafted(ours, name=name), owner, SHOWN))[
            "group"
        ]
        await changed(client, "publishGroup", {"id": made["id"], "expectedVersion": 1}, owner)
        slugs.append(made["slug"])
        ids.append(made["id"])
    query = """query($slug: String!) {
      successorOf(by: {slug: $slug}) { slug } group(by: {slug: $slug}) { slug } }"""
    for version, over in ((1, 0), (2, 1)):
        values = {"id": ids[over], "expectedVersion": version, "successorId": ids[over + 1]}
        await changed(client, "archiveGroup", values, owner)
        for slug in slugs[: over + 1]:
            for headers in ({}, owner.headers):
                told = (await client.ask(query, {"slug": slug}, **headers)).json()["data"]
                assert told["successorOf"] == {"slug": slugs[over + 1]}
                assert (told["group"] is None) is not bool(headers)
            page = await client.http.get(f"/groups/{slug}")
            assert (page.status_code, page.headers["location"]) == (
                302,
                f"/groups/{slugs[over + 1]}",
            )
    # A group that goes on has none, whatever came before it.
    told = (await client.ask(query, {"slug": slugs[2]})).json()["data"]
    assert told == {"successorOf": None, "group": {"slug": slugs[2]}}
    assert (await client.http.get("/groups/nothing-like-it")).status_code == 404


async def test_a_pause_ends_on_a_day_to_come(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    answer = await send(client, "pauseGroup", seen(ours, 1, until="2020-01-01"), owner)
    (error,) = payload(answer, "pauseGroup")["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "until"])
    assert await everything(admin) == before


@pytest.mark.parametrize("status", list(GroupStatus))
async def test_allowed_actions_are_what_mutations_accept(
    client: Client, ours: House, theirs: House, admin: Admin, status: GroupStatus
) -> None:
    world = World(client, client.minter, admin, ours, theirs)
    for kind in (*StaffRole, FACILITATING):
        asker = await world.staff_of(kind, *MANAGE)
        may = EVERYBODY[kind] if kind != StaffRole.FACILITATOR else frozenset[Scope]()
        await admin.execute("delete from catalogue.guidelines")
        for action, (name, _) in BY_ACTION.items():
            await admin.execute(
                "update catalogue.groups set status = $2, version = 1 where id = $1",
                *(ours.group, status.value),
            )
            asked = {"id": encode(Code.GROUP, ours.group)}
            told = (await client.ask(ALLOWED, asked, **asker.headers)).json()["data"]["node"]
            # Whoever has no scope that is worth anything sees no draft either.
            allowed: list[str] = told["allowedActions"] if told else []
            answer = await send(client, name, await acting(world, action), asker)
            refused = codes(answer, name) if answer.status_code == 200 else ["403"]
            assert (action.value in allowed) is (refused == []), (kind, action, refused)
            condition = GROUP_ACTIONS[action]
            possible = status in condition.statuses and condition.scope in may
            assert (refused == []) is possible, (kind, action, refused)


async def acting(world: World, action: GroupAction) -> dict[str, Any]:
    """What the mutation of an action is sent, of our group at its first version."""
    if action is GroupAction.ASSIGN_FACILITATOR:
        staff = await world.colleague(world.ours, StaffRole.FACILITATOR)
        group = encode(Code.GROUP, world.ours.group)
        return {"groupId": group, "staffId": encode(Code.STAFF, staff)}
    network = {"networkId": encode(Code.NETWORK, world.ours.network)}
    more = network if action is GroupAction.MOVE else BY_ACTION[action][1]
    return seen(world.ours, 1, **more)


async def test_nobody_and_no_stranger_is_told_of_actions(
    client: Client, ours: House, theirs: House
) -> None:
    asked = {"id": encode(Code.GROUP, ours.group)}
    stranger = await client.minter.staff(theirs.organisation, *MANAGE)
    for headers in ({}, stranger.headers):
        told = (await client.ask(ALLOWED, asked, **headers)).json()
        assert told["data"]["node"] == {"allowedActions": []}


async def test_only_a_verified_operator_publishes(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    made = await changed(client, "createGroup", drafted(ours), owner, SHOWN)
    await admin.execute(
        "update catalogue.organisations set kind = 'CLINIC' where id = $1", ours.organisation
    )
    before = await everything(admin)
    values = {"id": made["group"]["id"], "expectedVersion": 1}
    answer = await send(client, "publishGroup", values, owner)
    assert codes(answer, "publishGroup") == ["NOT_POSSIBLE_NOW"]
    told = (await client.ask(ALLOWED, {"id": values["id"]}, **owner.headers)).json()
    assert "PUBLISH" not in told["data"]["node"]["allowedActions"]
    assert await everything(admin) == before


async def test_of_two_changes_at_once_one_wins_and_the_other_is_shown_what_is(
    client: Client, ours: House, owner: Asker
) -> None:
    """To see it fail: take ``version`` out of the condition in ``rows.write_next``."""
    current = "current { ... on Group { version summary } }"
    select = f"group {{ summary }} errors {{ ... on VersionConflict {{ {current} }} }}"
    answers = await asyncio.gather(
        *(
            send(client, "changeGroup", seen(ours, 1, summary=f"Words {number}."), owner, select)
            for number in range(6)
        )
    )
    told = [payload(answer, "changeGroup") for answer in answers]
    (won,) = [each["group"]["summary"] for each in told if each["errors"] == []]
    lost = [each["errors"] for each in told if each["errors"]]
    assert len(lost) == 5
    for (error,) in lost:
        assert error["code"] == "VERSION_CONFLICT"
        assert error["current"] == {"version": 2, "summary": won}


async def test_the_audit_says_who_asked_by_which_client_and_under_which_request(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    answer = await send(client, "changeGroup", seen(ours, 1, summary="Words."), owner)
    assert owner.staff is not None
    (entry,) = await admin.fetch(
        "select subject, client, request_id, fields, before, after from confidential.audit_entries"
        " where thing_id = $1 and action = 'changed'",
        ours.group,
    )
    assert entry["subject"] == f"stf_{owner.staff.hex}"
    assert entry["client"] == "peers-cli"
    assert entry["request_id"] == answer.headers["x-request-id"]
    assert entry["fields"] == ["summary"]

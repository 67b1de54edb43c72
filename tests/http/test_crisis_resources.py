"""Crisis resources by API: offered, changed, verified, removed."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.domain.crisis import CRISIS_ACTIONS, CrisisAction
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.operating import MANAGE, at, seen, uuid
from tests.identity import Asker, Minter

SHOWN = "id country name phone url hours languages verifiedOn verifiedBy stale version"
RESOURCE: dict[str, Any] = {
    "country": "DE",
    "name": "Night line",
    "phone": "+49 341  0987654",
    "url": "https://night-line.example.org",
    "hours": "18:00 to 08:00",
    "languages": ["de", "en"],
}


@pytest.fixture
async def owner(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *MANAGE)


async def offered(client: Client, asker: Asker, select: str = SHOWN, **more: object) -> Any:  # noqa: ANN401 - JSON
    select = f"crisisResource {{ {select} }}"
    values = {**RESOURCE, **more}
    return (await changed(client, "createCrisisResource", values, asker, select))["crisisResource"]


async def doing(client: Client, name: str, values: dict[str, Any], asker: Asker) -> Any:  # noqa: ANN401 - JSON
    return (await changed(client, name, values, asker, f"crisisResource {{ {SHOWN} }}"))[
        "crisisResource"
    ]


async def listed(client: Client, country: str) -> list[str]:
    query = "query($country: String!) { crisisResources(country: $country) { id } }"
    answer = await client.ask(query, {"country": country})
    return [each["id"] for each in answer.json()["data"]["crisisResources"]]


async def test_a_new_resource_is_offered_to_everybody_and_stale_until_somebody_tries_it(
    client: Client, owner: Asker
) -> None:
    made = await offered(client, owner)
    assert made == {
        **RESOURCE,
        "id": made["id"],
        "phone": "+49 341 0987654",
        "verifiedOn": None,
        "verifiedBy": None,
        "stale": True,
        "version": 1,
    }
    assert await listed(client, "DE") == [made["id"]]

    verified = await doing(client, "verifyCrisisResource", at(made["id"]), owner)
    assert owner.staff is not None
    today = {datetime.now(UTC).date(), (datetime.now(UTC) - timedelta(minutes=5)).date()}
    assert verified["verifiedOn"] in {day.isoformat() for day in today}
    assert verified["verifiedBy"] == f"stf_{owner.staff.hex}"
    assert (verified["stale"], verified["version"]) == (False, 2)


async def test_what_was_tried_long_ago_is_stale(client: Client, owner: Asker, admin: Admin) -> None:
    made = await offered(client, owner)
    await doing(client, "verifyCrisisResource", at(made["id"]), owner)
    for days, stale in ((179, False), (182, True)):
        await admin.execute(
            "update catalogue.crisis_resources set verified_on = $2 where id = $1",
            *(uuid(made["id"]), datetime.now(UTC).date() - timedelta(days=days)),
        )
        assert (await seen(client, made["id"], "stale"))["stale"] is stale


async def test_under_another_number_nobody_has_tried_it_and_under_other_hours_somebody_has(
    client: Client, owner: Asker
) -> None:
    made = await offered(client, owner)
    await doing(client, "verifyCrisisResource", at(made["id"]), owner)
    after = await doing(client, "changeCrisisResource", at(made["id"], 2, hours=None), owner)
    assert (after["hours"], after["stale"]) == (None, False)
    after = await doing(client, "changeCrisisResource", at(made["id"], 3, phone="116 123"), owner)
    assert (after["phone"], after["stale"], after["verifiedBy"]) == ("116 123", True, None)


async def test_a_removed_resource_is_shown_to_nobody(
    client: Client, owner: Asker, admin: Admin
) -> None:
    made = await offered(client, owner)
    found = await changed(client, "removeCrisisResource", at(made["id"]), owner, "removedId")
    assert found["removedId"] == made["id"]
    assert await listed(client, "DE") == []
    assert await seen(client, made["id"], "id", owner) is None
    feed = await client.ask("{ changes(first: 100) { nodes { id kind } } }")
    told = [each for each in feed.json()["data"]["changes"]["nodes"] if each["id"] == made["id"]]
    assert told == [{"id": made["id"], "kind": "DELETED"}]
    entry = await admin.fetchrow(
        "select before->>'name' as name, after->>'name' as after from confidential.audit_entries"
        " where thing_id = $1 and action = 'removed'",
        uuid(made["id"]),
    )
    assert entry is not None
    assert (entry["name"], entry["after"]) == ("Night line", None)


async def test_a_resource_that_nobody_can_reach_is_none(
    client: Client, owner: Asker, admin: Admin
) -> None:
    made = await offered(client, owner, url=None)
    before = await everything(admin)
    values = {**RESOURCE, "phone": None, "url": None}
    for name, given in (
        ("createCrisisResource", values),
        ("changeCrisisResource", at(made["id"], phone=None)),
    ):
        (error,) = payload(await send(client, name, given, owner), name)["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "phone"])
    assert await everything(admin) == before


@pytest.mark.parametrize(
    ("status", "kind"), [("APPLIED", "NETWORK_OPERATOR"), ("VERIFIED", "CLINIC")]
)
async def test_only_a_verified_operator_offers_any(
    client: Client, owner: Asker, ours: House, admin: Admin, status: str, kind: str
) -> None:
    await admin.execute(
        "update catalogue.organisations set status = $2, kind = $3 where id = $1",
        *(ours.organisation, status, kind),
    )
    before = await everything(admin)
    refused = await send(client, "createCrisisResource", RESOURCE, owner)
    assert codes(refused, "createCrisisResource") == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before


async def test_of_two_who_change_one_version_one_wins_and_the_other_sees_what_is_there(
    client: Client, owner: Asker
) -> None:
    """To see it fail: take ``table.c.version == version`` out of ``write_next``."""
    made = await offered(client, owner)
    current = "errors { ... on VersionConflict { current { ... on CrisisResource { version } } } }"
    asked = [
        send(client, name, at(made["id"]), owner, current)
        for name in ("verifyCrisisResource", "changeCrisisResource", "verifyCrisisResource")
    ]
    answers = await asyncio.gather(*asked)
    told = [error for each in answers for error in _only(each.json()["data"])["errors"]]
    assert [error["code"] for error in told] == ["VERSION_CONFLICT"] * 2
    late = await send(client, "removeCrisisResource", at(made["id"]), owner, current)
    (conflict,) = payload(late, "removeCrisisResource")["errors"]
    assert conflict["current"] == {"version": 2}


def _only(data: dict[str, Any]) -> dict[str, Any]:
    (found,) = data.values()
    return found


async def test_its_own_organisation_alone_is_told_of_actions_and_each_is_accepted(
    client: Client, minter: Minter, owner: Asker, ours: House, theirs: House
) -> None:
    stranger = await minter.staff(theirs.organisation, *MANAGE)
    reader = await minter.staff(ours.organisation, "groups:manage")
    by_action: dict[CrisisAction, tuple[str, dict[str, Any]]] = {
        CrisisAction.EDIT: ("changeCrisisResource", {"hours": None}),
        CrisisAction.VERIFY: ("verifyCrisisResource", {}),
        CrisisAction.REMOVE: ("removeCrisisResource", {}),
    }
    for action in CRISIS_ACTIONS:
        made = await offered(client, owner)
        for asker, allowed in ((owner, True), (reader, False), (stranger, False), (None, False)):
            found = await seen(client, made["id"], "allowedActions", asker)
            assert (action.value in found["allowedActions"]) is allowed
        name, more = by_action[action]
        assert codes(await send(client, name, at(made["id"], **more), owner), name) == []

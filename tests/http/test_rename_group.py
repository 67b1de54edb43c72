"""renameGroup: one transaction, its payload read before the commit on its own connection."""

import asyncio
from typing import Any

from api.domain import ids
from api.domain.ids import Code
from tests.house import House
from tests.http.conftest import Admin, Client, member

RENAME = """
mutation Rename($input: RenameGroupInput!) {
  renameGroup(input: $input) {
    __typename
    group { __typename id name version network { name } meetings(first: 1) { nodes { slug } } }
    errors { ...Wrong ... on VersionConflict { current { id ... on Group { name version } } } }
  }
}
fragment Wrong on UserError { __typename code path }
"""


def renaming(house: House, name: str = "Renamed", version: int = 1) -> dict[str, Any]:
    group_id = ids.encode(Code.GROUP, house.group)
    return {"input": {"id": group_id, "name": name, "expectedVersion": version}}


async def group_row(admin: Admin, house: House) -> tuple[str, int]:
    (row,) = await admin.fetch("select * from catalogue.groups where id = $1", house.group)
    return row["name"], row["version"]


async def traces(admin: Admin, house: House) -> tuple[int, int]:
    """How many audit and outbox rows speak of the group's changes."""
    audit = await admin.fetchval(
        "select count(*) from confidential.audit_entries"
        " where thing_id = $1 and action = 'changed'",
        house.group,
    )
    outbox = await admin.fetchval(
        "select count(*) from operations.outbox"
        " where aggregate_id = $1 and event = 'group.changed'",
        house.group,
    )
    return audit, outbox


async def test_nobody_in_particular_renames_nothing(
    client: Client, ours: House, admin: Admin
) -> None:
    answer = await client.ask(RENAME, renaming(ours))
    assert answer.status_code == 401
    assert await group_row(admin, ours) == ("ours group", 1)


async def test_a_token_without_the_scope_renames_nothing(
    client: Client, ours: House, admin: Admin
) -> None:
    answer = await client.ask(RENAME, renaming(ours), **member(ours, "groups:read"))
    assert answer.status_code == 403
    assert await group_row(admin, ours) == ("ours group", 1)


async def test_another_organisation_is_told_that_there_is_no_such_group(
    client: Client, ours: House, theirs: House, admin: Admin
) -> None:
    answer = await client.ask(RENAME, renaming(ours), **member(theirs, "groups:manage"))
    payload = answer.json()["data"]["renameGroup"]
    assert payload["group"] is None
    assert payload["errors"] == [
        {"__typename": "NotFound", "code": "NOT_FOUND", "path": ["input", "id"]}
    ]
    assert await group_row(admin, ours) == ("ours group", 1)
    assert await traces(admin, ours) == (0, 0)


async def test_a_renamed_group_is_answered_as_it_now_is(
    client: Client, ours: House, admin: Admin
) -> None:
    answer = await client.ask(RENAME, renaming(ours), **member(ours, "groups:manage"))
    assert answer.json() == {
        "data": {
            "renameGroup": {
                "__typename": "RenameGroupPayload",
                "group": {
                    "__typename": "Group",
                    "id": ids.encode(Code.GROUP, ours.group),
                    "name": "Renamed",
                    "version": 2,
                    "network": {"name": "ours network"},
                    "meetings": {"nodes": [{"slug": "ours-meeting"}]},
                },
                "errors": [],
            }
        }
    }
    assert await group_row(admin, ours) == ("Renamed", 2)
    assert await traces(admin, ours) == (1, 1)


async def test_a_conflict_of_versions_shows_the_group_as_it_is(
    client: Client, ours: House, admin: Admin
) -> None:
    answer = await client.ask(RENAME, renaming(ours, version=7), **member(ours, "groups:manage"))
    (error,) = answer.json()["data"]["renameGroup"]["errors"]
    assert error == {
        "__typename": "VersionConflict",
        "code": "VERSION_CONFLICT",
        "path": ["input", "expectedVersion"],
        "current": {
            "id": ids.encode(Code.GROUP, ours.group),
            "name": "ours group",
            "version": 1,
        },
    }
    assert await group_row(admin, ours) == ("ours group", 1)
    assert await traces(admin, ours) == (0, 0)


async def test_a_name_of_nothing_but_space_is_refused(
    client: Client, ours: House, admin: Admin
) -> None:
    answer = await client.ask(RENAME, renaming(ours, name="  "), **member(ours, "groups:manage"))
    (error,) = answer.json()["data"]["renameGroup"]["errors"]
    assert (error["__typename"], error["path"]) == ("InvalidInput", ["input", "name"])
    assert await group_row(admin, ours) == ("ours group", 1)


async def test_the_id_of_another_type_is_refused(client: Client, ours: House, admin: Admin) -> None:
    variables = renaming(ours)
    variables["input"]["id"] = ids.encode(Code.NETWORK, ours.network)
    answer = await client.ask(RENAME, variables, **member(ours, "groups:manage"))
    (error,) = answer.json()["data"]["renameGroup"]["errors"]
    assert error["code"] == "INVALID_ID"
    assert await group_row(admin, ours) == ("ours group", 1)


async def test_of_two_fields_each_is_its_own_transaction(
    client: Client, ours: House, admin: Admin
) -> None:
    query = """mutation($a: RenameGroupInput!, $b: RenameGroupInput!, $c: RenameGroupInput!) {
      a: renameGroup(input: $a) { group { name version } errors { code } }
      b: renameGroup(input: $b) { group { name version } errors { code } }
      c: renameGroup(input: $c) { group { name version } errors { code } } }"""
    variables = {
        "a": renaming(ours, "First", 1)["input"],
        "b": renaming(ours, "Stale", 1)["input"],
        "c": renaming(ours, "Third", 2)["input"],
    }
    answer = await client.ask(query, variables, **member(ours, "groups:manage"))
    assert answer.json()["data"] == {
        "a": {"group": {"name": "First", "version": 2}, "errors": []},
        "b": {"group": None, "errors": [{"code": "VERSION_CONFLICT"}]},
        "c": {"group": {"name": "Third", "version": 3}, "errors": []},
    }
    assert await traces(admin, ours) == (2, 2)


async def test_of_many_at_once_exactly_one_wins_each_version(
    client: Client, ours: House, admin: Admin
) -> None:
    """To see it fail: take ``table.c.version == version`` out of ``write_next``."""
    asked = [
        client.ask(RENAME, renaming(ours, f"Name {number}"), **member(ours, "groups:manage"))
        for number in range(8)
    ]
    answers = [answer.json()["data"]["renameGroup"] for answer in await asyncio.gather(*asked)]
    assert sum(payload["group"] is not None for payload in answers) == 1
    assert all(
        payload["group"] or payload["errors"][0]["code"] == "VERSION_CONFLICT"
        for payload in answers
    )
    assert (await group_row(admin, ours))[1] == 2


async def test_a_bad_argument_inside_the_payload_changes_nothing(
    client: Client, ours: House, admin: Admin
) -> None:
    query = """mutation($input: RenameGroupInput!) {
      renameGroup(input: $input) { group { meetings(first: 101) { nodes { id } } } } }"""
    answer = await client.ask(query, renaming(ours), **member(ours, "groups:manage"))
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert await group_row(admin, ours) == ("ours group", 1)
    assert await traces(admin, ours) == (0, 0)


async def test_a_fault_of_ours_is_masked_and_changes_nothing(
    client: Client, ours: House, admin: Admin
) -> None:
    await admin.execute("revoke insert on operations.outbox from peers_org")
    answer = await client.ask(RENAME, renaming(ours), **member(ours, "groups:manage"))
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "outbox" not in answer.text
    assert await group_row(admin, ours) == ("ours group", 1)


async def test_whoever_does_not_get_the_group_in_time_is_asked_to_try_again(
    client: Client, ours: House, admin: Admin
) -> None:
    asker = await client.minter.cached(ours.organisation, "groups:manage")
    before = await group_row(admin, ours), await traces(admin, ours)
    async with admin.transaction():
        await admin.execute("select from catalogue.groups where id = $1 for update", ours.group)
        answer = await client.ask(RENAME, renaming(ours), **asker.headers)
    assert (answer.status_code, answer.headers.get("retry-after")) == (503, "1"), answer.text
    (error,) = answer.json()["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["renameGroup"], "TIMEOUT")
    assert answer.json()["data"] == {"renameGroup": None}
    assert (await group_row(admin, ours), await traces(admin, ours)) == before

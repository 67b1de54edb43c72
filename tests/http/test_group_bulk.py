"""Many groups in one mutation: all of them, or those that are in order."""

from typing import Any

import pytest

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from tests.house import House
from tests.http.changes import changed, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.identity import Asker

NAME = "applyGroupChanges"
SELECT = "results { id version errors { code path ... on VersionConflict { current { id } } } }"


@pytest.fixture
async def owner(client: Client, ours: House) -> Asker:
    return await client.minter.staff(ours.organisation, Scope.GROUPS_MANAGE.value)


def new(house: House, name: str, **more: object) -> dict[str, Any]:
    network = encode(Code.NETWORK, house.network)
    return {"create": {"networkId": network, "name": name, "language": "en", **more}}


def change(house: House, version: int = 1, **more: object) -> dict[str, Any]:
    group = encode(Code.GROUP, house.group)
    return {"change": {"id": group, "expectedVersion": version, **more}}


async def test_a_hundred_groups_are_made_and_one_is_changed_at_once(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    rows = [*(new(ours, f"Group {number}") for number in range(100)), change(ours, summary="New.")]
    done = await changed(client, NAME, {"rows": rows}, owner, SELECT)
    assert [each["version"] for each in done["results"]] == [*[1] * 100, 2]
    ids = {each["id"] for each in done["results"]}
    assert len(ids) == 101
    assert (
        await admin.fetchval("select count(*) from catalogue.groups where status = 'DRAFT'") == 100
    )


async def test_one_bad_row_refuses_everything_and_every_violation_is_told(
    client: Client, ours: House, theirs: House, owner: Asker, admin: Admin
) -> None:
    """The row at position 57 of 100 names another organisation's group."""
    before = await everything(admin)
    rows = [new(ours, f"Group {number}") for number in range(100)]
    rows[57], rows[58] = change(theirs, summary="x"), new(ours, "", topics=["no-such-topic"])
    refused = payload(await send(client, NAME, {"rows": rows}, owner, SELECT), NAME)
    assert refused["results"] is None
    assert sorted((error["code"], error["path"]) for error in refused["errors"]) == [
        ("INVALID_INPUT", ["input", "rows", "58", "create", "name"]),
        ("NOT_FOUND", ["input", "rows", "57", "change", "id"]),
        ("NOT_FOUND", ["input", "rows", "58", "create", "topics", "0"]),
    ]
    assert await everything(admin) == before


@pytest.mark.parametrize("place", [0, 56, 499])
async def test_whatever_row_names_anothers_thing_is_told_by_its_place(
    client: Client, ours: House, theirs: House, owner: Asker, admin: Admin, place: int
) -> None:
    before = await everything(admin)
    for row, name in ((new(theirs, "Elsewhere"), "networkId"), (change(theirs, summary="x"), "id")):
        rows = [new(ours, f"Group {number}") for number in range(500)]
        rows[place] = row
        refused = payload(await send(client, NAME, {"rows": rows}, owner, SELECT), NAME)
        (kind,) = row
        assert [(error["code"], error["path"]) for error in refused["errors"]] == [
            ("NOT_FOUND", ["input", "rows", str(place), kind, name])
        ]
    assert await everything(admin) == before


async def test_rows_in_order_are_written_where_only_failed_ones_are_rejected(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    rows = [new(ours, "Good"), new(ours, ""), change(ours, 7, summary="Stale.")]
    values = {"rows": rows, "errorPolicy": "REJECT_FAILED_ROWS"}
    done = await changed(client, NAME, values, owner, SELECT)
    good, bad, stale = done["results"]
    assert (good["version"], good["errors"]) == (1, [])
    assert bad["id"] is None
    assert bad["errors"][0]["path"] == ["input", "rows", "1", "create", "name"]
    assert stale["errors"][0]["code"] == "VERSION_CONFLICT"
    assert stale["errors"][0]["current"] == {"id": encode(Code.GROUP, ours.group)}
    names = await admin.fetch("select name from catalogue.groups where status = 'DRAFT'")
    assert [row["name"] for row in names] == ["Good"]


@pytest.mark.parametrize("count", [0, 501])
async def test_there_is_a_least_and_a_most(
    client: Client, ours: House, owner: Asker, admin: Admin, count: int
) -> None:
    before = await everything(admin)
    rows = [new(ours, "A group")] * count
    refused = payload(await send(client, NAME, {"rows": rows}, owner, SELECT), NAME)
    assert refused["errors"][0]["path"] == ["input", "rows"]
    assert await everything(admin) == before


async def test_a_request_of_more_than_a_mebibyte_is_refused(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    rows = [new(ours, f"Group {number}", description="x" * 20_000) for number in range(60)]
    answer = await send(client, NAME, {"rows": rows}, owner, SELECT)
    assert answer.status_code == 413
    assert await everything(admin) == before

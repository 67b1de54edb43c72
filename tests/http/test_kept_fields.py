"""Fields that were changed here: kept against every import, and released on demand."""

from typing import Any

import pytest

from api.domain.ids import Code, encode
from tests.house import House
from tests.http.changes import codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.importing import Sender, counts, row
from tests.identity import Minter

ASK = "query($id: ID!) { keptFields(id: $id) { field source here said } }"


@pytest.fixture
async def sender(client: Client, ours: House, minter: Minter, admin: Admin) -> Sender:
    asker = await minter.staff(ours.organisation, "groups:manage")
    return Sender(client, admin, ours, asker)


async def group_of(sender: Sender) -> str:
    found = await sender.admin.fetchval("select id from catalogue.groups where source is not null")
    return encode(Code.GROUP, found)


async def rename(sender: Sender, name: str, version: int) -> str:
    """Rename the imported group by hand, as its coordinator does."""
    group = await group_of(sender)
    values = {"id": group, "name": name, "expectedVersion": version}
    answer = await send(sender.client, "renameGroup", values, sender.asker)
    assert codes(answer, "renameGroup") == []
    return group


async def kept(sender: Sender, thing: str) -> list[dict[str, Any]] | None:
    answer = await sender.client.ask(ASK, {"id": thing}, **sender.asker.headers)
    return answer.json()["data"]["keptFields"]


async def release(sender: Sender, thing: str, *fields: str, version: int) -> list[dict[str, Any]]:
    values = {"id": thing, "fields": list(fields), "expectedVersion": version}
    select = "node { id }"
    answer = await send(sender.client, "releaseKeptFields", values, sender.asker, select)
    return payload(answer, "releaseKeptFields")["errors"]


async def test_a_name_given_here_is_kept_until_it_is_released(sender: Sender) -> None:
    await sender.apply(await sender.send([row(1)]))
    group = await rename(sender, "Our own name", 1)
    assert await kept(sender, group) == [
        {
            "field": "name",
            "source": "meeting-guide",
            "here": "Our own name",
            "said": "Lights 1",
        }
    ]
    # Against the same feed, and against one that says something else again.
    for _ in range(2):
        again = await sender.send([row(1, group_notes="Something new")])
        assert (await sender.apply(again))["status"] == "APPLIED"
    name = "select name from catalogue.groups where source is not null"
    assert await sender.admin.fetchval(name) == "Our own name"

    version = await sender.admin.fetchval(
        "select version from catalogue.groups where source is not null"
    )
    assert await release(sender, group, "name", version=version) == []
    assert await kept(sender, group) == []
    assert await sender.admin.fetchval(name) == "Our own name"
    found = await sender.send([row(1, group_notes="Something new")])
    assert counts(found, "GROUP") == {"changed": 1}
    await sender.apply(found)
    assert await sender.admin.fetchval(name) == "Lights 1"


async def test_only_what_is_kept_can_be_released(sender: Sender) -> None:
    await sender.apply(await sender.send([row(1)]))
    group = await rename(sender, "Our own name", 1)
    before = await everything(sender.admin)
    for fields, path in (
        (("name", "topics"), ["input", "fields", "1"]),
        (("nonsense",), ["input", "fields", "0"]),
        ((), ["input", "fields"]),
    ):
        (error,) = await release(sender, group, *fields, version=2)
        assert (error["code"], error["path"]) == ("INVALID_INPUT", path)
    (conflict,) = await release(sender, group, "name", version=1)
    assert conflict["code"] == "VERSION_CONFLICT"
    assert await everything(sender.admin) == before


async def test_of_what_is_another_organisations_nothing_is_told_or_released(
    sender: Sender, theirs: House, minter: Minter
) -> None:
    await sender.apply(await sender.send([row(1)]))
    group = await rename(sender, "Our own name", 1)
    stranger = Sender(
        sender.client,
        sender.admin,
        theirs,
        await minter.staff(theirs.organisation, "groups:manage"),
    )
    before = await everything(sender.admin)
    absent = encode(Code.GROUP, theirs.venue)
    no_such_kind = encode(Code.NETWORK, theirs.network)
    for thing, code in ((group, "NOT_FOUND"), (absent, "NOT_FOUND"), (no_such_kind, "INVALID_ID")):
        assert await kept(stranger, thing) is None
        (error,) = await release(stranger, thing, "name", version=2)
        assert (error["code"], error["path"]) == (code, ["input", "id"])
    assert await everything(sender.admin) == before

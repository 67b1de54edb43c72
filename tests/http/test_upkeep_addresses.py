"""Role addresses are set and written to by mutations, each organisation's by itself alone."""

from typing import Any

import pytest

from api.app import create_app
from api.domain.ids import Code, encode
from tests.conftest import Database
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client, settings_over
from tests.http.page_world import Page
from tests.http.registering import read
from tests.identity import Asker, Minter
from tests.serving import http_to, serving

ROLE = "role@canary.example"
SHOWN = "upkeepAddress { id version address writtenTo group { id } network { id } }"
LIST = "{ upkeepAddresses { nodes { id version address } } }"


def to(house: House, address: str | None = ROLE, /, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"id": encode(Code.GROUP, house.group), "address": address, **more}


@pytest.fixture
async def keeper(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, "groups:manage")


async def test_an_address_is_set_changed_and_removed_by_its_version(
    client: Client, ours: House, keeper: Asker
) -> None:
    made = await changed(client, "setUpkeepAddress", to(ours), keeper, SHOWN)
    assert made["upkeepAddress"]["address"] == ROLE
    assert made["upkeepAddress"]["writtenTo"] is True
    assert made["upkeepAddress"]["group"] == {"id": encode(Code.GROUP, ours.group)}
    for version in (None, 7):
        answer = await send(client, "setUpkeepAddress", to(ours, expectedVersion=version), keeper)
        assert codes(answer, "setUpkeepAddress") == ["VERSION_CONFLICT"]
    values = to(ours, "other@canary.example", expectedVersion=1)
    again = await changed(client, "setUpkeepAddress", values, keeper, SHOWN)
    assert again["upkeepAddress"]["version"] == 2
    await changed(client, "setUpkeepAddress", to(ours, None, expectedVersion=2), keeper)
    assert (await read(client, LIST, keeper))["upkeepAddresses"]["nodes"] == []


@pytest.mark.parametrize(
    "address", ["", "role", "role@", "a b@canary.example", "role@canary", "a@b.c\r\nBcc: d@e.f"]
)
async def test_what_is_no_address_is_refused_and_not_repeated(
    client: Client, ours: House, keeper: Asker, admin: Admin, address: str
) -> None:
    before = await everything(admin)
    answer = await send(client, "setUpkeepAddress", to(ours, address), keeper)
    (error,) = payload(answer, "setUpkeepAddress")["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "address"])
    assert "canary" not in answer.text
    assert await everything(admin) == before


async def test_a_link_is_sent_once_until_it_has_left(
    client: Client, ours: House, theirs: House, keeper: Asker, minter: Minter, admin: Admin
) -> None:
    made = await changed(client, "setUpkeepAddress", to(ours), keeper, SHOWN)
    link = {"id": made["upkeepAddress"]["id"]}
    stranger = await minter.staff(theirs.organisation, "groups:manage")
    before = await everything(admin)
    refused = await send(client, "sendUpkeepLink", link, stranger)
    assert codes(refused, "sendUpkeepLink") == ["NOT_FOUND"]
    assert await everything(admin) == before
    await changed(client, "sendUpkeepLink", link, keeper)
    again = await send(client, "sendUpkeepLink", link, keeper)
    assert codes(again, "sendUpkeepLink") == ["NOT_POSSIBLE_NOW"]
    assert await admin.fetchval("select count(*) from operations.notices") == 1


async def test_where_no_mail_server_is_set_up_a_link_is_refused_in_so_many_words(
    database: Database, minter: Minter, ours: House, keeper: Asker, admin: Admin
) -> None:
    app = create_app(settings_over(database.app_url, smtp_url=None))
    async with serving(app) as address, http_to(address) as http:
        client = Client(http, minter)
        made = await changed(client, "setUpkeepAddress", to(ours), keeper, SHOWN)
        link = {"id": made["upkeepAddress"]["id"]}
        refused = await send(client, "sendUpkeepLink", link, keeper)
        (error,) = payload(refused, "sendUpkeepLink")["errors"]
        assert error["code"] == "NOT_POSSIBLE_NOW"
        assert "mail server" in error["message"]
        assert await admin.fetchval("select count(*) from operations.notices") == 0


async def test_the_page_for_links_is_there_for_anybody_and_kept_by_nobody(client: Client) -> None:
    answer = await client.http.get("/upkeep")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = Page(answer)
    assert 'id="quick-exit"' in answer.text
    labelled = {found["for"] for tag, found in page.elements if tag == "label"}
    typed = {
        found["id"]
        for tag, found in page.elements
        if tag == "input" and found.get("type") != "hidden"
    }
    assert typed <= labelled


async def test_nobody_else_learns_an_address(
    client: Client, ours: House, theirs: House, keeper: Asker, minter: Minter
) -> None:
    made = await changed(client, "setUpkeepAddress", to(ours), keeper, SHOWN)
    stranger = await minter.staff(theirs.organisation, "groups:manage")
    assert (await read(client, LIST, stranger))["upkeepAddresses"]["nodes"] == []
    node = "query($id: ID!) { node(id: $id) { id } }"
    found = await read(client, node, stranger, id=made["upkeepAddress"]["id"])
    assert found == {"node": None}

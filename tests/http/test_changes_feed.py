"""The feed of changes over HTTP: open to anybody, and the same to whoever asks."""

from typing import Any

import pytest

from api.domain.ids import Code, encode
from tests.house import House
from tests.http.changes import changed
from tests.http.conftest import Client, member
from tests.identity import Minter

FEED = """query($after: String, $first: Int) { changes(after: $after, first: $first) {
  nodes { id type kind at node { id ... on Group { name } } }
  edges { cursor } pageInfo { hasNextPage endCursor } } }"""


async def page(client: Client, after: str | None = None, **headers: str) -> dict[str, Any]:
    answer = await client.ask(FEED, {"after": after, "first": 100}, **headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["changes"]


async def test_anybody_follows_the_directory_and_a_token_is_told_the_same(
    client: Client, ours: House, theirs: House
) -> None:
    found = await page(client)
    told = (await page(client, **member(ours, "groups:read")))["nodes"]
    assert told == found["nodes"]
    assert {node["id"] for node in found["nodes"]} == {
        encode(code, row_id)
        for house in (ours, theirs)
        for code, row_id in (
            (Code.ORGANISATION, house.organisation),
            (Code.NETWORK, house.network),
            (Code.GROUP, house.group),
            (Code.VENUE, house.venue),
            (Code.MEETING, house.meeting),
        )
    }
    assert found["edges"][-1]["cursor"] == found["pageInfo"]["endCursor"]


async def test_a_mutation_is_told_behind_the_cursor_and_only_once(
    client: Client, ours: House, minter: Minter
) -> None:
    cursor = (await page(client))["pageInfo"]["endCursor"]
    assert (await page(client, cursor))["nodes"] == []
    coordinator = await minter.staff(ours.organisation, "groups:manage")
    values = {"id": encode(Code.GROUP, ours.group), "expectedVersion": 1, "name": "Another name"}
    await changed(client, "renameGroup", values, coordinator)

    found = await page(client, cursor)
    (node,) = found["nodes"]
    assert (node["kind"], node["type"]) == ("UPDATED", "GROUP")
    assert node["node"] == {"id": values["id"], "name": "Another name"}
    assert (await page(client, found["pageInfo"]["endCursor"]))["nodes"] == []


@pytest.mark.parametrize("wrong", ["", "x", "AAAA", "é" * 10, "A" * 2_000])
async def test_a_cursor_that_the_feed_never_gave_is_refused(client: Client, wrong: str) -> None:
    answer = await client.ask(FEED, {"after": wrong})
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["argument"] == ["after"]


async def test_a_cursor_of_another_list_is_refused(client: Client, ours: House) -> None:
    answer = await client.ask("{ groups { pageInfo { endCursor } } }")
    other = answer.json()["data"]["groups"]["pageInfo"]["endCursor"]
    assert other
    (error,) = (await client.ask(FEED, {"after": other})).json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"

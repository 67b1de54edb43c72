"""A file that is sent again with its key: one import, the same answer, and nobody else's.

To see one fail: take the claim out of ``api/http/imports/adding.py``, or the digest of the file
out of what the key is for.
"""

import asyncio
from dataclasses import replace

import httpx
import orjson
import pytest

from tests.house import House
from tests.http.changes import everything
from tests.http.conftest import Admin, Client
from tests.http.importing import Sender, row
from tests.identity import Minter

ROWS = orjson.dumps([row(number) for number in range(3)])


@pytest.fixture
async def sender(client: Client, ours: House, minter: Minter, admin: Admin) -> Sender:
    asker = await minter.staff(ours.organisation, "groups:manage", "groups:read")
    return Sender(client, admin, ours, asker)


async def post(sender: Sender, content: bytes, key: str, **parameters: str) -> httpx.Response:
    return await sender.post(content, key=key, **parameters)


def reason(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


async def test_the_same_file_with_the_same_key_is_one_import(sender: Sender) -> None:
    first = await post(sender, ROWS, "a key")
    await sender.read(first.json()["id"])
    again = await post(sender, ROWS, "a key")
    assert (first.status_code, again.status_code) == (202, 202)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    # It is the import as it is by now.
    assert again.json() == {"id": first.json()["id"], "status": "READY"}
    assert await sender.count("confidential.imports") == 1


@pytest.mark.parametrize(
    ("content", "parameters"),
    [(orjson.dumps([row(4)]), {}), (ROWS, {"source": "another"}), (ROWS, {"draft": "true"})],
)
async def test_a_key_is_for_one_file_read_in_one_way(
    sender: Sender, admin: Admin, content: bytes, parameters: dict[str, str]
) -> None:
    first = await post(sender, ROWS, "a key")
    await sender.read(first.json()["id"])
    before = await everything(admin)
    assert reason(await post(sender, content, "a key", **parameters)) == (
        422,
        "IDEMPOTENCY_KEY_REUSED",
    )
    assert await everything(admin) == before


async def test_another_key_and_none_at_all_are_other_imports(sender: Sender) -> None:
    answers = [
        await post(sender, ROWS, "a key"),
        await post(sender, ROWS, "another key"),
        await sender.post(ROWS),
        await sender.post(ROWS),
    ]
    assert len({answer.json()["id"] for answer in answers}) == 4


async def test_while_the_first_is_not_done_the_second_is_told_to_come_again(
    sender: Sender, admin: Admin
) -> None:
    """Somebody holds the key, and does not let go of it for as long as anybody waits."""
    first = await post(sender, ROWS, "a key")
    await sender.read(first.json()["id"])
    async with admin.transaction():
        await admin.execute("delete from confidential.idempotency_keys")
        assert reason(await post(sender, ROWS, "a key")) == (409, "IDEMPOTENCY_KEY_IN_USE")
    assert await sender.count("confidential.imports") == 1


async def test_twenty_at_once_with_one_key_make_one_import(sender: Sender) -> None:
    answers = await asyncio.gather(*(post(sender, ROWS, "a key") for _ in range(20)))
    done = [answer for answer in answers if answer.status_code == 202]
    assert len({answer.json()["id"] for answer in done}) == 1
    assert {reason(each)[0] for each in answers if each.status_code != 202} <= {409}
    assert sum("idempotent-replayed" not in each.headers for each in done) <= 1
    assert await sender.count("confidential.imports") == 1


async def test_a_key_is_of_no_use_to_anybody_else(
    sender: Sender, theirs: House, minter: Minter
) -> None:
    mine = await post(sender, ROWS, "a key")
    stranger = await minter.staff(theirs.organisation, "groups:manage", "groups:read")
    colleague = await minter.staff(sender.house.organisation, "groups:manage", "groups:read")
    other = await post(replace(sender, house=theirs, asker=stranger), ROWS, "a key")
    beside = await post(replace(sender, asker=colleague), ROWS, "a key")
    assert len({each.json()["id"] for each in (mine, other, beside)}) == 3
    assert "idempotent-replayed" not in other.headers
    assert "idempotent-replayed" not in beside.headers


async def test_what_was_refused_keeps_no_key(sender: Sender) -> None:
    refused = await post(sender, b"<html>", "a key")
    assert refused.status_code == 422
    assert (await post(sender, ROWS, "a key")).status_code == 202


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_that_is_none_is_refused_before_anything_is_read(
    sender: Sender, admin: Admin, key: str
) -> None:
    before = await everything(admin)
    assert reason(await post(sender, ROWS, key)) == (400, "BAD_REQUEST")
    assert await everything(admin) == before

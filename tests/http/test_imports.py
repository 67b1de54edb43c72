"""POST /imports/{format}: received, shown, decided on, and written in one transaction."""

import gzip
from typing import Any

import orjson
import pytest
from starlette.requests import Request

from api.domain.ids import Code, encode
from api.domain.import_actions import IMPORT_ACTIONS, ImportAction
from api.domain.import_words import ImportFormat, ImportStatus
from api.domain.imports import LARGEST_BYTES
from api.http.imports.receiving import receive
from api.schema.messages import RequestRefused
from tests.house import House
from tests.http.changes import everything
from tests.http.conftest import Admin, Client
from tests.http.importing import Sender, counts, id_of, row
from tests.identity import Minter

TEN = [row(number) for number in range(10)]


@pytest.fixture
async def sender(client: Client, ours: House, minter: Minter, admin: Admin) -> Sender:
    asker = await minter.staff(ours.organisation, "groups:manage", "groups:read")
    return Sender(client, admin, ours, asker)


async def test_a_feed_is_shown_before_anything_of_it_is_written(sender: Sender) -> None:
    before = await sender.count("catalogue.groups")
    found = await sender.send(TEN)

    assert found["status"] == "READY"
    assert (found["rowsRead"], found["rowsRefused"]) == (10, 0)
    assert counts(found, "GROUP") == {"created": 10}
    assert found["changes"]["totalCount"] == 30
    assert found["network"]["id"] == encode(Code.NETWORK, sender.house.network)
    assert await sender.count("catalogue.groups") == before


async def test_an_import_is_written_once_somebody_wants_it_and_never_twice(sender: Sender) -> None:
    found = await sender.send(TEN)
    applied = await sender.apply(found)
    assert applied["status"] == "APPLIED"
    assert applied["appliedBy"] == f"stf_{sender.asker.staff.hex}"  # pyright: ignore[reportOptionalMemberAccess] - staff
    assert await sender.count("catalogue.meetings where name like 'Lights%'") == 10

    again = await sender.decide("applyImport", applied)
    assert [error["code"] for error in again["errors"]] == ["NOT_POSSIBLE_NOW"]
    assert await sender.count("catalogue.meetings where name like 'Lights%'") == 10


async def test_sending_the_same_again_shows_no_change(sender: Sender) -> None:
    await sender.apply(await sender.send(TEN))
    again = await sender.send(TEN)
    assert counts(again, "MEETING") == {"unchanged": 10}
    assert again["changes"]["totalCount"] == 0


async def test_a_changed_row_shows_the_field_as_it_was_and_as_it_is_to_be(sender: Sender) -> None:
    await sender.apply(await sender.send(TEN))
    later = await sender.send([row(0, notes="Ring twice"), *TEN[1:]])
    assert counts(later, "MEETING") == {"changed": 1, "unchanged": 9}
    (change,) = later["changes"]["nodes"]
    assert change["fields"] == [
        {"field": "notes", "here": None, "said": "Ring twice", "kept": False}
    ]


async def test_refused_rows_are_told_by_row_and_stop_no_other(sender: Sender) -> None:
    broken = [row(1), {"slug": "x"}, 7, row(2, timezone="Mars/Olympus"), row(3)]
    found = await sender.send(broken)
    assert (found["rowsRead"], found["rowsRefused"]) == (2, 3)
    refused = await sender.read(found["id"], problems={"severity": {"anyOf": ["REFUSED"]}})
    told = {(each["row"], each["code"]) for each in refused["problems"]["nodes"]}
    assert told >= {(2, "NAME_MISSING"), (3, "NOT_AN_OBJECT"), (4, "TIME_ZONE_UNKNOWN")}


async def test_a_feed_of_nothing_but_broken_rows_fails_with_its_reasons(sender: Sender) -> None:
    found = await sender.send([{"slug": "x"}, None])
    assert (found["status"], found["problem"]) == ("FAILED", "NOTHING_READ")
    assert found["problems"]["totalCount"] >= 2


async def test_a_file_that_is_no_json_fails_with_line_and_column(sender: Sender) -> None:
    answer = await sender.post(b'[{"slug": ')
    found = await sender.read(answer.json()["id"])
    assert (found["status"], found["problem"]) == ("FAILED", "UNREADABLE")
    assert "line 1" in found["explanation"]


async def test_what_changed_meanwhile_is_shown_again_instead_of_written(
    sender: Sender, admin: Admin
) -> None:
    await sender.apply(await sender.send(TEN))
    found = await sender.send([row(0, notes="From the feed"), *TEN[1:]])
    await admin.execute(
        "update catalogue.meetings set notes = 'From here', version = version + 1"
        " where name = 'Lights 0'"
    )
    again = await sender.apply(found)
    assert (again["status"], again["problem"]) == ("READY", "CHANGED_MEANWHILE")
    (change,) = again["changes"]["nodes"]
    assert change["outcome"] == "KEPT"
    assert change["fields"] == [
        {"field": "notes", "here": "From here", "said": "From the feed", "kept": True}
    ]
    assert await sender.count("catalogue.meetings where notes = 'From here'") == 1
    assert (await sender.apply(again))["status"] == "APPLIED"


async def test_many_removals_have_to_be_wanted(sender: Sender) -> None:
    await sender.apply(await sender.send(TEN))
    found = await sender.send(TEN[:5])
    assert found["tooManyRemovals"]
    refused = await sender.decide("applyImport", found)
    assert [error["code"] for error in refused["errors"]] == ["REMOVALS_NOT_ALLOWED"]
    assert refused["errors"][0]["path"] == ["input", "allowRemovals"]
    assert (await sender.apply(found, allowRemovals=True))["status"] == "APPLIED"
    archived = "catalogue.groups where status = 'ARCHIVED'"
    assert await sender.count(archived) == 5


async def test_a_dropped_import_keeps_nothing_of_what_was_sent(sender: Sender) -> None:
    found = await sender.send(TEN)
    dropped = await sender.decide("dropImport", found)
    assert dropped["import"]["status"] == "DROPPED"
    kept = "select content is null and key_id is null from confidential.imports where id = $1"
    assert await sender.admin.fetchval(kept, id_of(found["id"]))
    refused = await sender.decide("applyImport", await sender.read(found["id"]))
    assert [error["code"] for error in refused["errors"]] == ["NOT_POSSIBLE_NOW"]


async def test_a_conflict_of_versions_shows_the_import_as_it_is(sender: Sender) -> None:
    found = await sender.send(TEN)
    refused = await sender.decide("applyImport", {**found, "version": 1})
    assert [error["code"] for error in refused["errors"]] == ["VERSION_CONFLICT"]
    assert await sender.count("catalogue.meetings where name like 'Lights%'") == 0


async def test_what_was_sent_lies_sealed(sender: Sender) -> None:
    answer = await sender.post(orjson.dumps([row(1, notes="canary")]))
    stored = await sender.admin.fetchval(
        "select content from confidential.imports where id = $1", id_of(answer.json()["id"])
    )
    assert stored is None or b"canary" not in stored


FOREIGN = {
    "an archive": (b"PK\x03\x04" + b"0" * 100, "archive"),
    "a gzip": (gzip.compress(b"[]"), "archive"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"0" * 100, "archive"),
    "a page": (b"\n <!doctype html><html>", "HTML"),
    "UTF-16": ("[]".encode("utf-16"), "UTF-8"),
    "nothing": (b"", "JSON"),
}


@pytest.mark.parametrize("name", FOREIGN)
async def test_what_cannot_be_a_feed_is_refused_by_its_first_bytes(
    sender: Sender, name: str
) -> None:
    content, reason = FOREIGN[name]
    answer = await sender.post(content)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert reason in error["message"]
    assert await sender.count("confidential.imports") == 0


async def test_headers_are_held_to_the_format(sender: Sender) -> None:
    page = await sender.post(b"[]", media="text/html")
    zipped = await sender.post(gzip.compress(b"[]"), encoding="gzip")
    unknown = await sender.post(b"[]", form="excel")
    doubled = await sender.post(b"[]", surprise="1")
    statuses = [each.status_code for each in (page, zipped, unknown, doubled)]
    assert statuses == [415, 415, 404, 400]
    assert await sender.count("confidential.imports") == 0


async def test_more_than_twenty_mebibytes_are_refused_and_not_read_to_their_end() -> None:
    read = 0

    async def endless() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"[" + b" " * (1024 * 1024), "more_body": True}

    def sending(**headers: str) -> Request:
        given = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
        scope = {"type": "http", "method": "POST", "headers": given, "query_string": b""}
        return Request(scope, endless)

    for request, parts in (
        (sending(content_length=str(LARGEST_BYTES + 1)), 0),
        (sending(), 20),
    ):
        read = 0
        with pytest.raises(RequestRefused) as refused:
            await receive(request, ImportFormat.MEETING_GUIDE).__aenter__()
        assert (refused.value.status, read) == (413, parts)


async def test_whoever_may_not_manage_groups_sends_nothing(
    client: Client, ours: House, theirs: House, minter: Minter, admin: Admin
) -> None:
    network = {"network": encode(Code.NETWORK, ours.network)}
    reader = await minter.staff(ours.organisation, "groups:read")
    stranger = await minter.staff(theirs.organisation, "groups:manage")
    before = await everything(admin)
    answers = [
        await client.http.post(
            "/imports/meeting-guide",
            content=b"[]",
            params=network,
            headers={"content-type": "application/json", **headers},
        )
        for headers in ({}, reader.headers, stranger.headers)
    ]
    assert [each.status_code for each in answers] == [401, 403, 404]
    assert "resource_metadata" in answers[0].headers["www-authenticate"]
    absent = await Sender(client, admin, ours, stranger).post(
        b"[]", network=encode(Code.NETWORK, ours.group)
    )
    assert absent.json()["errors"][0]["message"] == answers[2].json()["errors"][0]["message"]
    assert await everything(admin) == before


async def test_another_organisation_sees_and_decides_nothing(
    sender: Sender, theirs: House, minter: Minter
) -> None:
    found = await sender.send(TEN)
    asker = await minter.staff(theirs.organisation, "groups:manage")
    stranger = Sender(sender.client, sender.admin, theirs, asker)
    query = "query($id: ID!) { import(id: $id) { id } imports { totalCount } }"
    seen = await sender.client.ask(query, {"id": found["id"]}, **asker.headers)
    assert seen.json()["data"] == {"import": None, "imports": {"totalCount": 0}}
    for name in ("applyImport", "dropImport"):
        refused = await stranger.decide(name, found)
        assert [error["code"] for error in refused["errors"]] == ["NOT_FOUND"]
    assert (await sender.read(found["id"]))["status"] == "READY"


async def test_plain_http_says_how_far_an_import_is(sender: Sender) -> None:
    sent = await sender.post(orjson.dumps(TEN))
    await sender.read(sent.json()["id"])
    answer = await sender.client.http.get(sent.headers["location"], headers=sender.asker.headers)
    assert answer.json()["data"]["import"]["status"] == "READY"


async def test_no_more_than_ten_imports_wait(sender: Sender) -> None:
    for _ in range(10):
        await sender.send([row(1)])
    full = await sender.post(orjson.dumps([row(1)]))
    assert full.status_code == 409
    assert full.json()["errors"][0]["extensions"]["reason"] == "NOT_POSSIBLE_NOW"


@pytest.mark.parametrize("status", list(ImportStatus))
async def test_allowed_actions_of_an_import_are_what_mutations_accept(
    sender: Sender, status: ImportStatus
) -> None:
    # One for each action, as what was accepted is no more what it was.
    for action, name in ((ImportAction.APPLY, "applyImport"), (ImportAction.DROP, "dropImport")):
        made = (await sender.send([row(1)]))["id"]
        # Nobody works on it any more, so that it stays as it is put.
        await sender.admin.execute("delete from operations.import_tasks where id = $1", id_of(made))
        await sender.admin.execute(
            "update confidential.imports set status = $2, version = 1 where id = $1",
            *(id_of(made), status.value),
        )
        query = "query($id: ID!) { import(id: $id) { id version allowedActions } }"
        answer = await sender.client.ask(query, {"id": made}, **sender.asker.headers)
        found = answer.json()["data"]["import"]
        told = await sender.decide(name, found)
        refused = [error["code"] for error in told["errors"]]
        assert refused in ([], ["NOT_POSSIBLE_NOW"])
        assert (action.value in found["allowedActions"]) is (refused == []), (action, refused)
        assert (status in IMPORT_ACTIONS[action].statuses) is (refused == [])

"""Feeds that are pulled: registered, fetched from a real server of https, written by themselves."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.domain.ids import Code, encode
from api.domain.notices import GATHER
from api.feeds.importing.pulling import Puller
from api.persistence.database import Database as Connections
from api.persistence.import_tasks import Task
from api.persistence.store import Store
from tests.auth.https import Publisher, publishing
from tests.house import House
from tests.http.account.world import ISSUER
from tests.http.changes import everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.ending import ENDS, End, end
from tests.http.importing import Sender, counts, id_of, row
from tests.http.test_notices import Post, choose, colleague
from tests.identity import Minter

ASK = """{ feeds(first: 10) { nodes {
  id version source format host hour lastRunAt lastProblem network { id }
  lastImport { id status problem }
} } }"""
TEN = [row(number) for number in range(10)]


@dataclass(frozen=True, slots=True)
class Registrar:
    """A coordinator with a feed of their own, and what the server's job does about it."""

    sender: Sender
    store: Store
    publisher: Publisher

    async def register(self, **differences: object) -> dict[str, Any]:
        values = {
            "networkId": encode(Code.NETWORK, self.sender.house.network),
            "url": self.publisher.url,
            "format": "MEETING_GUIDE",
            # Twelve hours away, so that nobody but the test pulls it.
            "hour": (datetime.now(UTC).hour + 12) % 24,
            "source": "website",
            **differences,
        }
        return await self.change("registerFeed", values, "feed { id version host }")

    async def change(self, name: str, values: dict[str, Any], select: str = "") -> dict[str, Any]:
        answer = await send(self.sender.client, name, values, self.sender.asker, select)
        return payload(answer, name)

    async def pull(self, feed: str, **more: Any) -> datetime | None:  # noqa: ANN401 - of a fetcher
        own = self.publisher.fetcher(seconds=more.pop("seconds", 3.0))
        puller = Puller(replace(own, most_bytes=1024 * 1024, **more))
        now = datetime.now(UTC)
        owner = self.sender.house.organisation
        return await puller.act(self.store, Task(Code.FEED, id_of(feed), owner, 1, now, "me"), now)

    async def report(self) -> dict[str, Any]:
        """The feed as its query shows it, once its last import is over."""
        for _ in range(200):
            answer = await self.sender.client.ask(ASK, **self.sender.asker.headers)
            (found,) = answer.json()["data"]["feeds"]["nodes"]
            last = found["lastImport"]
            if last is None or last["status"] not in ("RECEIVED", "APPLYING"):
                return found
            await asyncio.sleep(0.1)
        raise AssertionError("Nobody read the feed.")


@pytest.fixture
async def post(connections: Connections, store: Store) -> Post:
    return Post(connections, store)


@pytest.fixture
async def registrar(
    client: Client, ours: House, minter: Minter, admin: Admin, store: Store, tmp_path: Path
) -> AsyncIterator[Registrar]:
    asker = await minter.staff(ours.organisation, "groups:manage", "networks:manage")
    async with publishing(tmp_path) as publisher:
        publisher.body = orjson.dumps(TEN)
        yield Registrar(Sender(client, admin, ours, asker), store, publisher)


async def test_a_registered_feed_is_pulled_and_written_by_itself(registrar: Registrar) -> None:
    made = await registrar.register()
    assert made["errors"] == []
    due = await registrar.pull(made["feed"]["id"])
    found = await registrar.report()
    assert found["lastImport"]["status"] == "APPLIED"
    assert found["lastProblem"] is None
    assert due is not None
    assert timedelta() < due - datetime.now(UTC) <= timedelta(days=1)
    assert await registrar.sender.count("catalogue.groups where source = 'website'") == 10
    # Once more: the same again changes nothing and is reported as well.
    await registrar.pull(made["feed"]["id"])
    again = await registrar.report()
    assert again["lastImport"]["status"] == "APPLIED"
    assert again["lastImport"]["id"] != found["lastImport"]["id"]
    told = await registrar.sender.read(again["lastImport"]["id"])
    assert counts(told, "GROUP") == {"unchanged": 10}


async def test_what_was_changed_here_stays_when_the_feed_changes(registrar: Registrar) -> None:
    made = await registrar.register()
    await registrar.pull(made["feed"]["id"])
    await registrar.report()
    await registrar.sender.admin.execute(
        "update catalogue.meetings set notes = 'Ours', version = version + 1"
        " where name in ('Lights 0', 'Lights 1')"
    )
    registrar.publisher.body = orjson.dumps([row(0, notes="Theirs"), *TEN[1:9], row(11)])
    await registrar.pull(made["feed"]["id"])
    found = await registrar.report()
    told = await registrar.sender.read(found["lastImport"]["id"])
    assert told["status"] == "APPLIED"
    assert counts(told, "MEETING") == {"created": 1, "removed": 1, "kept": 2, "unchanged": 7}
    assert await registrar.sender.count("catalogue.meetings where notes = 'Ours'") == 2


async def test_a_feed_that_loses_much_waits_for_somebody(registrar: Registrar) -> None:
    made = await registrar.register()
    await registrar.pull(made["feed"]["id"])
    await registrar.report()
    registrar.publisher.body = orjson.dumps(TEN[:2])
    await registrar.pull(made["feed"]["id"])
    found = await registrar.report()
    assert found["lastImport"]["status"] == "READY"
    archived = "catalogue.groups where status = 'ARCHIVED'"
    assert await registrar.sender.count(archived) == 0
    await registrar.pull(made["feed"]["id"])
    assert (await registrar.report())["lastProblem"] == "WAITING"
    waiting = await registrar.sender.read(found["lastImport"]["id"])
    assert waiting["tooManyRemovals"]
    await registrar.sender.apply(waiting, allowRemovals=True)
    assert await registrar.sender.count(archived) == 8


async def test_a_feed_that_changes_under_edits(registrar: Registrar) -> None:
    """A journey: pulled, edited here, changed there, kept, shown as kept, and released."""
    made = await registrar.register()
    quay = {"group": "Quay", "group_notes": "First"}
    registrar.publisher.body = orjson.dumps([row(0, **quay), *TEN[1:]])
    await registrar.pull(made["feed"]["id"])
    assert (await registrar.report())["lastImport"]["status"] == "APPLIED"
    found = "from catalogue.groups where name = 'Quay'"
    admin = registrar.sender.admin
    group = encode(Code.GROUP, await admin.fetchval(f"select id {found}"))
    edit = {"id": group, "expectedVersion": 1, "description": "Ours"}
    assert (await registrar.change("changeGroup", edit))["errors"] == []

    quay = {"group": "Quay", "group_notes": "Theirs", "notes": "Bring a cup", "time": "19:30"}
    registrar.publisher.body = orjson.dumps([row(0, **quay), *TEN[1:]])
    await registrar.pull(made["feed"]["id"])
    last = (await registrar.report())["lastImport"]
    told = await registrar.sender.read(last["id"])
    assert told["status"] == "APPLIED"
    lines = {each["thing"]: each for each in told["changes"]["nodes"]}
    assert lines["GROUP"]["outcome"] == "KEPT"
    kept = {"field": "description", "here": "Ours", "said": "Theirs", "kept": True}
    assert lines["GROUP"]["fields"] == [kept]
    assert lines["MEETING"]["outcome"] == "CHANGED"
    changed = {each["field"]: each["kept"] for each in lines["MEETING"]["fields"]}
    assert changed == {"notes": False, "schedule": False}
    assert await admin.fetchval(f"select description {found}") == "Ours"
    notes = "select notes from catalogue.meetings where name = 'Lights 0'"
    assert await admin.fetchval(notes) == "Bring a cup"

    question = "query($id: ID!) { keptFields(id: $id) { field here said } }"
    headers = registrar.sender.asker.headers
    answer = await registrar.sender.client.ask(question, {"id": group}, **headers)
    (field,) = answer.json()["data"]["keptFields"]
    assert field == {"field": "description", "here": "Ours", "said": "Theirs"}
    version = await admin.fetchval(f"select version {found}")
    free = {"id": group, "fields": ["description"], "expectedVersion": version}
    assert (await registrar.change("releaseKeptFields", free))["errors"] == []
    assert await admin.fetchval(f"select description {found}") == "Ours"
    await registrar.pull(made["feed"]["id"])
    last = (await registrar.report())["lastImport"]
    assert counts(await registrar.sender.read(last["id"]), "GROUP")["changed"] == 1
    assert await admin.fetchval(f"select description {found}") == "Theirs"


@pytest.fixture
async def told(registrar: Registrar, minter: Minter, ours: House, theirs: House) -> None:
    """Of the staff of two houses, the one who chose to be written to."""
    client = registrar.sender.client
    await choose(client, await colleague(minter, ours, "told@canary.example"), "EMAIL")
    await choose(client, await colleague(minter, ours, "silent@canary.example"), "NONE")
    await choose(client, await colleague(minter, theirs, "elsewhere@canary.example"), "EMAIL")
    await colleague(minter, ours, "never-asked@canary.example")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(("body", "status"), [(b"[]", 404), (b"<!doctype html>", 200)])
async def test_a_feed_that_failed_is_told_once_and_no_more_than_that(
    registrar: Registrar, post: Post, body: bytes, status: int
) -> None:
    made = [await registrar.register(source=source) for source in ("one", "two")]
    registrar.publisher.body, registrar.publisher.status = body, status
    for each in made:
        await registrar.pull(each["feed"]["id"])
    assert await post.sent(after=GATHER / 2) == []
    (letter,) = await post.sent(after=2 * GATHER)
    assert letter.to == "told@canary.example"
    said = f"{letter.subject} {letter.text}".casefold().replace(ISSUER, "")
    for word in ("ours", "canary", "keys.test", "feed", "import", "group", "peer", "one", "two"):
        assert word not in said.split()
    for word in ("canary", "keys.test", "feed", "import", "group", "support", "meeting"):
        assert word not in said


@pytest.mark.usefixtures("told")
async def test_what_a_feed_brought_is_told_where_somebody_has_to_look(
    registrar: Registrar, post: Post
) -> None:
    made = await registrar.register()
    await registrar.pull(made["feed"]["id"])
    assert (await registrar.report())["lastImport"]["status"] == "APPLIED"
    # What somebody sent is nobody else's to be told of.
    sent = await registrar.sender.send([row(0, name="")])
    assert sent["status"] == "FAILED"
    assert await post.sent(after=2 * GATHER) == []
    for hours, body, status in ((4, TEN[:2], "READY"), (6, list[object](), "FAILED")):
        registrar.publisher.body = orjson.dumps(body)
        await registrar.pull(made["feed"]["id"])
        found = await registrar.report()
        assert found["lastImport"]["status"] == status
        (letter,) = await post.sent(after=hours * GATHER)
        assert letter.to == "told@canary.example"
        if status == "READY":
            waiting = await registrar.sender.read(found["lastImport"]["id"])
            await registrar.sender.decide("dropImport", waiting)


@pytest.mark.usefixtures("told")
async def test_a_conflict_is_told_when_it_begins_and_not_at_each_pull(
    registrar: Registrar, post: Post
) -> None:
    """To see it fail: have ``_begins_to_conflict`` forget what was applied before."""
    made = await registrar.register()
    for hours, notes, letters in (
        (2, None, 0),
        (4, "Ours", 1),
        (6, "Ours", 0),
        (8, None, 0),
        (10, "Ours", 1),
    ):
        await registrar.sender.admin.execute(
            "update catalogue.meetings set notes = $1, version = version + 1"
            " where name = 'Lights 0'",
            notes,
        )
        await registrar.pull(made["feed"]["id"])
        assert (await registrar.report())["lastImport"]["status"] == "APPLIED"
        told = await post.sent(after=hours * GATHER)
        assert (hours, [each.to for each in told]) == (hours, ["told@canary.example"] * letters)


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (b"<!doctype html>", 200, "NOT_A_FEED"),
        (b"PK\x03\x04", 200, "NOT_A_FEED"),
        (b"[]", 404, "UNREACHABLE"),
        (b"[]", 302, "UNREACHABLE"),
        (b"[" + b" " * 1024 * 1024 + b"]", 200, "UNREACHABLE"),
    ],
)
async def test_what_is_no_feed_leaves_a_report_and_nothing_else(
    registrar: Registrar, body: bytes, status: int, problem: str
) -> None:
    made = await registrar.register()
    registrar.publisher.body, registrar.publisher.status = body, status
    registrar.publisher.headers = {"location": "https://127.0.0.1/elsewhere"}
    await registrar.pull(made["feed"]["id"])
    found = await registrar.report()
    assert (found["lastProblem"], found["lastImport"]) == (problem, None)
    assert found["lastRunAt"] is not None
    assert await registrar.sender.count("confidential.imports") == 0


@pytest.mark.parametrize("how", ENDS)
async def test_a_feed_of_what_is_over_is_neither_asked_nor_written(
    registrar: Registrar, how: End
) -> None:
    made = await registrar.register()
    await end(registrar.store, registrar.sender.house, how)
    before = await everything(registrar.sender.admin)
    due = await registrar.pull(made["feed"]["id"])
    # It is due again, since an archived network may be published and a suspension end.
    assert due is not None
    assert registrar.publisher.asked == []
    assert await everything(registrar.sender.admin) == before


async def test_an_address_of_our_own_network_is_never_asked(registrar: Registrar) -> None:
    made = await registrar.register()
    own = Puller()
    now = datetime.now(UTC)
    for url in ("https://127.0.0.1/feed", "https://localhost/feed", "https://[::1]/feed"):
        found = await registrar.report()
        values = {"id": made["feed"]["id"], "expectedVersion": found["version"], "url": url}
        assert (await registrar.change("changeFeed", values))["errors"] == []
        owner = registrar.sender.house.organisation
        task = Task(Code.FEED, id_of(made["feed"]["id"]), owner, 1, now, "me")
        await own.act(registrar.store, task, now)
        assert (await registrar.report())["lastProblem"] == "UNREACHABLE"
    assert registrar.publisher.asked == []


async def test_everything_that_is_wrong_with_a_feed_is_told_at_once(registrar: Registrar) -> None:
    before = await everything(registrar.sender.admin)
    made = await registrar.register(
        networkId=encode(Code.NETWORK, registrar.sender.house.group),
        url="http://user:secret@feed.example/",
        hour=24,
        source="Not a slug",
        topics=["alcohol", "nonsense"],
        timeZone="Mars/Olympus",
        country="Atlantis",
    )
    assert [(error["code"], error["path"][1:]) for error in made["errors"]] == [
        ("NOT_FOUND", ["networkId"]),
        ("INVALID_INPUT", ["url"]),
        ("INVALID_INPUT", ["hour"]),
        ("INVALID_INPUT", ["source"]),
        ("INVALID_INPUT", ["topics", "1"]),
        ("UNKNOWN_TIME_ZONE", ["timeZone"]),
        ("INVALID_INPUT", ["country"]),
    ]
    assert "secret" not in str(made)
    assert await everything(registrar.sender.admin) == before


async def test_a_change_is_partial_and_a_source_has_one_feed(registrar: Registrar) -> None:
    made = await registrar.register(timeZone="Europe/Berlin")
    twice = await registrar.register()
    assert [error["code"] for error in twice["errors"]] == ["NOT_POSSIBLE_NOW"]
    feed = made["feed"]["id"]
    values = {"id": feed, "expectedVersion": 1, "hour": 3, "timeZone": None}
    assert (await registrar.change("changeFeed", values))["errors"] == []
    found = await registrar.report()
    assert (found["hour"], found["host"]) == (3, "keys.test")
    settings = await registrar.sender.admin.fetchval("select settings from confidential.feeds")
    assert orjson.loads(settings)["time_zone"] is None
    conflict = await registrar.change("changeFeed", values)
    assert [error["code"] for error in conflict["errors"]] == ["VERSION_CONFLICT"]
    null = {"id": feed, "expectedVersion": 2, "url": None, "hour": None}
    refused = await registrar.change("changeFeed", null)
    assert [error["path"] for error in refused["errors"]] == [["input", "url"], ["input", "hour"]]


async def test_the_address_lies_sealed_and_nobody_reads_it(registrar: Registrar) -> None:
    made = await registrar.register()
    stored = await registrar.sender.admin.fetchval("select url from confidential.feeds")
    assert b"keys.test" not in stored
    assert made["feed"]["host"] == "keys.test"


async def test_a_feed_that_was_taken_back_is_pulled_no_more(registrar: Registrar) -> None:
    made = await registrar.register()
    values = {"id": made["feed"]["id"], "expectedVersion": 1}
    gone = await registrar.change("removeFeed", values, "id")
    assert gone["id"] == made["feed"]["id"]
    assert await registrar.pull(made["feed"]["id"]) is None
    assert registrar.publisher.asked == []
    again = await registrar.change("removeFeed", values)
    assert [error["code"] for error in again["errors"]] == ["NOT_FOUND"]

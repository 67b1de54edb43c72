"""Venues that a feed brought and somebody hid: where they are is in no table any more."""

from typing import Any

import pytest

from api.domain.access import Actor
from api.domain.ids import Code, encode
from api.persistence.imports import ImportRecord, ImportRecords
from api.persistence.store import Store
from api.persistence.work import Change
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.importing import Row, Sender, row
from tests.http.operating import at, kept_anywhere, uuid
from tests.identity import Minter

STREET, NEXT_STREET = "Canary Lane 7", "Zeisig Lane 8"
CANARIES = (STREET, NEXT_STREET, "40.712345", "-74.012345", "10994")
KEPT = "query($id: ID!) { keptFields(id: $id) { field here said } }"
FOUND = "select v.id from catalogue.venues v join operations.import_records r on r.thing_id = v.id"


@pytest.fixture
async def sender(client: Client, ours: House, minter: Minter, admin: Admin) -> Sender:
    asker = await minter.staff(ours.organisation, "groups:manage")
    return Sender(client, admin, ours, asker)


def at_street(street: str) -> Row:
    where = {"address": street, "city": "New York", "state": "NY", "postal_code": "10994"}
    # Named, so that the group stays the same wherever it meets.
    place = {**where, "formatted_address": None, "group": "Lights", "location": "The house"}
    return row(1, **place, latitude=40.712345, longitude=-74.012345)


async def brought(sender: Sender) -> str:
    """A venue that a feed brought, open as every feed has it."""
    await sender.apply(await sender.send([at_street(STREET)]))
    return encode(Code.VENUE, await sender.admin.fetchval(FOUND))


async def change(sender: Sender, venue: str, version: int, **values: object) -> None:
    given = at(venue, version, **values)
    await changed(sender.client, "changeVenue", given, sender.asker)


async def version_of(sender: Sender) -> int:
    return await sender.admin.fetchval(FOUND.replace("v.id", "v.version", 1))


async def kept(sender: Sender, venue: str) -> dict[str, Any]:
    answer = await sender.client.ask(KEPT, {"id": venue}, **sender.asker.headers)
    return {each["field"]: each["said"] for each in answer.json()["data"]["keptFields"]}


async def test_of_an_imported_venue_that_is_hidden_no_table_tells_where_it_is(
    sender: Sender,
) -> None:
    venue = await brought(sender)
    await change(sender, venue, 1, street="Canary Lane 7, left door")
    await sender.send([at_street(STREET)])
    told = set(await kept_anywhere(sender.admin, CANARIES))
    assert {"operations.import_records", "confidential.import_changes"} <= told

    await change(sender, venue, 2, disclosure="MEMBERS")
    assert await kept_anywhere(sender.admin, CANARIES) == []

    for _ in range(2):
        again = await sender.send([at_street(STREET)])
        assert await kept_anywhere(sender.admin, CANARIES) == []
        (line,) = [each for each in again["changes"]["nodes"] if each["id"] == venue]
        assert line["outcome"] == "KEPT"
        fields = {each["field"]: (each["here"], each["said"]) for each in line["fields"]}
        assert fields["street"] == fields["point"] == (None, None)
        assert (await sender.apply(again))["status"] == "APPLIED"
        assert await kept_anywhere(sender.admin, CANARIES) == []
    assert await kept(sender, venue) == {"disclosure": "PUBLIC"}
    assert await version_of(sender) == 3


async def test_a_record_that_was_planned_before_its_venue_was_hidden_tells_no_place(
    sender: Sender, store: Store
) -> None:
    venue = await brought(sender)
    await change(sender, venue, 1, disclosure="AREA")
    house = sender.house
    said = {"street": STREET, "point": {"latitude": 40.712345}, "name": "The house"}
    late = ImportRecord(
        id=None,
        thing=Code.VENUE,
        external_id="late",
        thing_id=await sender.admin.fetchval(FOUND),
        imported=said,
    )

    async with store.transaction(Actor(house.organisation, "test")) as work:
        await ImportRecords(work, house.network, "another").write([late])
        work.record(Change(Code.NETWORK, house.network, 1, "imported", written=False))

    written = "select imported::text from operations.import_records where external_id = 'late'"
    assert await sender.admin.fetchval(written) == '{"name": "The house"}'


async def test_no_feed_opens_a_venue_again_and_nobody_lets_it(sender: Sender) -> None:
    venue = await brought(sender)
    await change(sender, venue, 1, disclosure="MEMBERS")
    await sender.apply(await sender.send([at_street(STREET)]))
    assert await kept(sender, venue) == {"disclosure": "PUBLIC"}
    before = await everything(sender.admin)

    values = at(venue, 2, fields=["disclosure"])
    refused = await send(sender.client, "releaseKeptFields", values, sender.asker)

    (error,) = payload(refused, "releaseKeptFields")["errors"]
    assert (error["code"], error["path"]) == ("NOT_POSSIBLE_NOW", ["input", "fields", "0"])
    for field in ("street", "point"):
        values = at(venue, 2, fields=[field])
        refused = await send(sender.client, "releaseKeptFields", values, sender.asker)
        assert codes(refused, "releaseKeptFields") == ["INVALID_INPUT"]
    assert await everything(sender.admin) == before


async def test_a_feed_opens_no_venue_that_was_released_in_former_times(sender: Sender) -> None:
    venue = await brought(sender)
    await change(sender, venue, 1, disclosure="MEMBERS")
    await sender.admin.execute(
        'update operations.import_records set imported = imported || \'{"disclosure": "MEMBERS"}\''
        " where thing = 'VENUE'"
    )
    for _ in range(2):
        await sender.apply(await sender.send([at_street(STREET)]))
    shown = "select disclosure, street, latitude from catalogue.venues where name = 'The house'"
    found = await sender.admin.fetchrow(shown)
    assert found is not None
    assert (found["disclosure"], found["street"]) == ("MEMBERS", None)
    assert found["latitude"] != 40.712345
    sealed = "select address is not null from confidential.venue_secrets where venue_id = $1"
    assert await sender.admin.fetchval(sealed, uuid(venue)) is True


async def test_what_is_said_of_a_venue_that_is_opened_again_stays_against_the_feed(
    sender: Sender,
) -> None:
    venue = await brought(sender)
    await change(sender, venue, 1, disclosure="MEMBERS")
    opened = {"street": "Our own door", "postalCode": None}
    await change(sender, venue, 2, disclosure="PUBLIC", **opened)
    for _ in range(2):
        await sender.apply(await sender.send([at_street(STREET)]))
    shown = "select street || coalesce(postal_code, '') from catalogue.venues where name = $1"
    assert await sender.admin.fetchval(shown, "The house") == "Our own door"
    said = await kept(sender, venue)
    assert (said["street"], said["postalCode"]) == (STREET, "10994")

    fields = ["street", "postalCode"]
    values = at(venue, await version_of(sender), fields=fields)
    await changed(sender.client, "releaseKeptFields", values, sender.asker)
    await sender.apply(await sender.send([at_street(STREET)]))
    assert await sender.admin.fetchval(shown, "The house") == STREET + "10994"

"""Guidelines of networks and groups: version by version, with what each of them changed."""

import asyncio
from typing import Any

import asyncpg
import pytest

from api.domain.ids import Code, encode
from api.persistence.contexts import ENTER_ORGANISATION
from tests.conftest import Database
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.operating import MANAGE, at, founded, group_id, in_status, seen
from tests.identity import Asker, Minter

DIFFERENCE = "difference { change text }"
VERSIONS = f"guidelines guidelineVersions {{ id number language text {DIFFERENCE} }}"
FIRST = "Listen.\n\nWhat is said stays here."
SECOND = "Listen first.\n\nWhat is said stays here.\nBe on time."


@pytest.fixture
async def owner(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *MANAGE)


async def guided(client: Client, asker: Asker, **more: object) -> dict[str, Any]:
    """A published network with two versions of guidelines."""
    network = await in_status(client, asker, "PUBLISHED", **more)
    first = at(network["id"], 2, text=FIRST, language="en")
    second = at(network["id"], 3, text=SECOND, language="en")
    await changed(client, "setGuidelines", first, asker)
    select = f"network {{ id version {VERSIONS} }}"
    return (await changed(client, "setGuidelines", second, asker, select))["network"]


def lines(difference: list[dict[str, str]]) -> list[str]:
    marks = {"KEPT": " ", "ADDED": "+", "REMOVED": "-"}
    return [marks[line["change"]] + line["text"] for line in difference]


async def test_each_version_stays_and_says_what_it_changed(client: Client, owner: Asker) -> None:
    network = await guided(client, owner)
    second, first = network["guidelineVersions"]

    assert network["guidelines"] == SECOND
    assert (second["number"], second["text"], second["language"]) == (2, SECOND, "en")
    assert (first["number"], first["text"]) == (1, FIRST)
    assert lines(first["difference"]) == ["+Listen.", "+", "+What is said stays here."]
    assert lines(second["difference"]) == [
        "-Listen.",
        "+Listen first.",
        " ",
        " What is said stays here.",
        "+Be on time.",
    ]


async def test_anybody_reads_a_version_by_its_id_and_it_never_changes(
    client: Client, owner: Asker
) -> None:
    network = await guided(client, owner)
    _, first = network["guidelineVersions"]
    shown = await seen(client, first["id"], "id number text")
    third = at(network["id"], network["version"], text="Something else.")
    await changed(client, "setGuidelines", third, owner)
    assert await seen(client, first["id"], "id number text") == shown
    assert shown == {"id": first["id"], "number": 1, "text": FIRST}


async def test_the_difference_of_any_two_versions_is_read_off_the_later_one(
    client: Client, owner: Asker
) -> None:
    network = await guided(client, owner)
    values = at(network["id"], network["version"], text="What is said stays here.\nBe kind.")
    select = "network { guidelineVersions(first: 1) { id } }"
    found = await changed(client, "setGuidelines", values, owner, select)
    (third,) = found["network"]["guidelineVersions"]
    told = await seen(
        client,
        third["id"],
        " ".join(
            f"since{number}: difference(since: {number}) {{ change text }}" for number in (1, 2, 3)
        )
        + " beyond: difference(since: 99) { change text }",
    )

    assert lines(told["since1"]) == [
        "-Listen.",
        "-",
        " What is said stays here.",
        "+Be kind.",
    ]
    assert "-Be on time." in lines(told["since2"])
    assert lines(told["since3"]) == [" What is said stays here.", " Be kind."]
    assert told["beyond"] == told["since3"]


async def test_a_version_of_none_is_refused_as_an_argument(client: Client, owner: Asker) -> None:
    network = await guided(client, owner)
    version = network["guidelineVersions"][0]["id"]
    query = (
        "query($id: ID!) { node(id: $id) { ... on Guidelines { difference(since: 0) { text } } } }"
    )
    answer = await client.ask(query, {"id": version})
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_the_guidelines_of_a_draft_are_its_organisations_alone(
    client: Client, owner: Asker, theirs: House, minter: Minter
) -> None:
    network = await founded(client, owner)
    select = "network { guidelineVersions { id } }"
    found = await changed(client, "setGuidelines", at(network["id"], text=FIRST), owner, select)
    (version,) = found["network"]["guidelineVersions"]
    stranger = await minter.staff(theirs.organisation, *MANAGE)

    assert await seen(client, version["id"], "number") is None
    assert await seen(client, version["id"], "number", stranger) is None
    assert await seen(client, version["id"], "number", owner) == {"number": 1}


async def test_who_added_a_version_is_told_to_the_organisation_alone(
    client: Client, owner: Asker
) -> None:
    network = await guided(client, owner)
    version = network["guidelineVersions"][0]["id"]
    assert owner.staff is not None
    told = await seen(client, version, "publishedBy", owner)
    assert told == {"publishedBy": f"stf_{owner.staff.hex}"}
    query = "query($id: ID!) { node(id: $id) { ... on Guidelines { publishedBy } } }"
    assert (await client.ask(query, {"id": version})).status_code == 401


async def test_guidelines_of_a_group_stand_in_the_place_of_its_networks_until_withdrawn(
    client: Client, owner: Asker, ours: House
) -> None:
    group = group_id(ours.group)
    select = f"group {{ version {VERSIONS} }}"
    own = await changed(
        client, "setGroupGuidelines", at(group, text="We also sing."), owner, select
    )
    assert own["group"]["guidelines"] == "We also sing."
    assert (await seen(client, group, "guidelines"))["guidelines"] == "We also sing."

    withdrawn = await changed(client, "setGroupGuidelines", at(group, 2, text=None), owner, select)
    assert withdrawn["group"]["guidelines"] is None
    second, first = withdrawn["group"]["guidelineVersions"]
    assert (second["text"], lines(second["difference"])) == (None, ["-We also sing."])
    assert first["text"] == "We also sing."


async def test_the_page_of_a_group_shows_the_guidelines_that_hold_there(
    client: Client, owner: Asker, ours: House
) -> None:
    network = encode(Code.NETWORK, ours.network)
    await changed(client, "setGuidelines", at(network, text="Of the network."), owner)
    page = (await client.http.get("/groups/ours-group")).text
    assert "Of the network." in page

    own = at(group_id(ours.group), text="Of the group.")
    await changed(client, "setGroupGuidelines", own, owner)
    page = (await client.http.get("/groups/ours-group")).text
    assert ("Of the group." in page, "Of the network." in page) == (True, False)


async def test_nobody_writes_guidelines_for_a_network_or_group_of_another(
    client: Client, ours: House, theirs: House, database: Database
) -> None:
    """By PostgreSQL itself, whatever the code would do."""
    app = await asyncpg.connect(database.app_url)
    insert = (
        "insert into catalogue.guidelines (id, organisation_id, network_id, group_id, number,"
        " published_by) values (gen_random_uuid(), $1, $2, $3, 1, 'x')"
    )
    for network, group in ((theirs.network, None), (ours.network, theirs.group)):
        trying = app.transaction()
        await trying.start()
        await app.execute(ENTER_ORGANISATION, str(ours.organisation))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(insert, ours.organisation, network, group)
        await trying.rollback()
    await app.close()


async def test_guidelines_that_are_not_said_are_not_withdrawn(
    client: Client, owner: Asker, ours: House, admin: Admin
) -> None:
    before = await everything(admin)
    refused = await send(client, "setGroupGuidelines", at(group_id(ours.group)), owner)
    (error,) = payload(refused, "setGroupGuidelines")["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "text"])
    assert await everything(admin) == before


async def test_what_says_the_same_is_no_new_version(
    client: Client, owner: Asker, admin: Admin
) -> None:
    network = await guided(client, owner)
    before = await everything(admin)
    values = at(network["id"], network["version"], text=f"  {SECOND}\n\n", language="en")
    refused = await send(client, "setGuidelines", values, owner)
    (error,) = payload(refused, "setGuidelines")["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "text"])
    assert await everything(admin) == before


async def test_of_two_who_guide_one_version_one_wins(client: Client, owner: Asker) -> None:
    """To see it fail: take ``table.c.version == version`` out of ``write_next``."""
    network = await founded(client, owner)
    asked = [
        send(client, "setGuidelines", at(network["id"], text=f"Text {number}"), owner)
        for number in range(6)
    ]
    told = [codes(answer, "setGuidelines") for answer in await asyncio.gather(*asked)]
    assert sorted(told) == [[], *[["VERSION_CONFLICT"]] * 5]
    shown = await seen(client, network["id"], "version guidelineVersions { number }", owner)
    assert shown == {"version": 2, "guidelineVersions": [{"number": 1}]}


async def test_no_version_can_be_changed_or_taken_away_by_the_application(
    client: Client, owner: Asker, admin: Admin
) -> None:
    granted = await admin.fetch(
        "select grantee, privilege_type from information_schema.role_table_grants"
        " where table_schema = 'catalogue' and table_name = 'guidelines'"
        " and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE') and grantee like 'peers%'"
        " and grantee <> 'peers_owner'"
    )
    assert granted == []

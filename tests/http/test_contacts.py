"""By which role a group is reached: told as widely as it says, its network's where it says nothing.

To see one fail: keep the address of any contact in ``contact_values``, or take ``_told`` out of
``views/contacts.py``.
"""

from typing import Any

import pytest

from api.domain.ids import Code, encode
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.page_world import Page
from tests.http.registering import read
from tests.identity import Asker, Minter

DESK: dict[str, Any] = {
    "role": "Front desk",
    "kind": "EMAIL",
    "disclosure": "PUBLIC",
    "address": "desk@canary.example",
}
LINE = {"role": "Coordinator", "kind": "PHONE", "disclosure": "STAFF", "address": "+49 341 4711"}
CONTACT = "contact { role kind disclosure address ofNetwork }"
SHOWN = f"query($id: ID!) {{ node(id: $id) {{ ... on Group {{ {CONTACT} }} }} }}"
HIDDEN = "query($id: ID!) { node(id: $id) { ... on Group { contact { role hiddenAddress } } } }"
MANAGE = ("groups:manage", "groups:read", "networks:manage")


@pytest.fixture
async def keeper(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *MANAGE)


def of_group(house: House, contact: object, version: int = 1, **more: object) -> dict[str, Any]:
    group = encode(Code.GROUP, house.group)
    return {"id": group, "expectedVersion": version, "contact": contact, **more}


def of_network(house: House, contact: object, version: int = 1) -> dict[str, Any]:
    network = encode(Code.NETWORK, house.network)
    return {"id": network, "expectedVersion": version, "contact": contact}


async def shown(client: Client, house: House, asker: Asker | None = None) -> Any:  # noqa: ANN401 - JSON
    found = await read(client, SHOWN, asker, id=encode(Code.GROUP, house.group))
    return found["node"]["contact"]


async def kept_in_the_open(admin: Admin, text: str) -> list[str]:
    """The tables in which a text can be read by whoever has a copy of the database."""
    tables = await admin.fetch(
        "select schemaname || '.' || tablename as name from pg_tables where schemaname in"
        " ('catalogue', 'confidential', 'identity', 'operations')"
    )
    return [
        row["name"]
        for row in tables
        if await admin.fetchval(
            f"select exists (select from {row['name']} t where strpos(t::text, $1) > 0)",  # noqa: S608 - a name of ours
            text,
        )
    ]


async def test_a_public_contact_is_told_to_everybody(
    client: Client, ours: House, keeper: Asker
) -> None:
    assert await shown(client, ours) is None
    select = f"group {{ {CONTACT} }}"
    made = await changed(client, "changeGroup", of_group(ours, DESK), keeper, select)
    assert made["group"]["contact"] == {**DESK, "ofNetwork": False}
    assert await shown(client, ours) == {**DESK, "ofNetwork": False}
    page = await client.http.get("/groups/ours-group")
    assert "Front desk" in Page(page).text
    assert 'href="mailto:desk@canary.example"' in page.text


async def test_a_group_that_states_none_has_its_networks(
    client: Client, ours: House, keeper: Asker
) -> None:
    await changed(client, "changeNetwork", of_network(ours, DESK), keeper)
    assert await shown(client, ours) == {**DESK, "ofNetwork": True}
    form = {"role": "Office", "kind": "FORM", "disclosure": "PUBLIC"}
    form["address"] = "https://ours.example/write"
    await changed(client, "changeGroup", of_group(ours, form), keeper)
    assert await shown(client, ours) == {**form, "ofNetwork": False}
    await changed(client, "changeGroup", of_group(ours, None, 2), keeper)
    assert await shown(client, ours) == {**DESK, "ofNetwork": True}


@pytest.mark.parametrize("disclosure", ["STAFF", "MEMBERS"])
async def test_what_is_not_public_is_sealed_and_told_to_its_own_organisation_alone(
    client: Client, ours: House, theirs: House, keeper: Asker, admin: Admin, disclosure: str
) -> None:
    await changed(client, "changeNetwork", of_network(ours, DESK), keeper)
    hidden = {**LINE, "disclosure": disclosure}
    await changed(client, "changeGroup", of_group(ours, hidden), keeper)
    stranger = await client.minter.staff(theirs.organisation, *MANAGE)
    for asker in (None, stranger):
        assert await shown(client, ours, asker) == {**DESK, "ofNetwork": True}
    told = {**hidden, "address": None, "ofNetwork": False}
    assert await shown(client, ours, keeper) == told

    group = encode(Code.GROUP, ours.group)
    found = (await read(client, HIDDEN, keeper, id=group))["node"]["contact"]
    assert found == {"role": "Coordinator", "hiddenAddress": LINE["address"]}
    entered = await admin.fetch("select thing, thing_id, field from confidential.disclosures")
    assert [tuple(each) for each in entered] == [("contact_secrets", ours.group, "address")]
    found = (await read(client, HIDDEN, stranger, id=group))["node"]["contact"]
    assert found == {"role": "Front desk", "hiddenAddress": None}
    assert (await client.ask(HIDDEN, {"id": group})).status_code == 401
    assert await kept_in_the_open(admin, str(LINE["address"])) == []


async def test_what_was_public_and_is_so_no_more_stands_nowhere_in_the_open(
    client: Client, ours: House, keeper: Asker, admin: Admin
) -> None:
    await changed(client, "changeGroup", of_group(ours, DESK), keeper)
    assert await kept_in_the_open(admin, DESK["address"]) == ["catalogue.groups"]
    await changed(client, "changeGroup", of_group(ours, {**DESK, "disclosure": "STAFF"}, 2), keeper)
    assert await kept_in_the_open(admin, DESK["address"]) == []
    # Whatever else is changed, it stays sealed; and it is gone with the contact.
    await changed(client, "renameGroup", {**_named(ours, 3), "name": "Another name"}, keeper)
    found = await read(client, HIDDEN, keeper, id=encode(Code.GROUP, ours.group))
    assert found["node"]["contact"]["hiddenAddress"] == DESK["address"]
    await changed(client, "changeGroup", of_group(ours, None, 4), keeper)
    assert await admin.fetchval("select count(*) from confidential.contact_secrets") == 0
    fields = await admin.fetch(
        "select fields from confidential.audit_entries where thing = 'GROUP' and action = 'changed'"
        " and 'contact' = any(fields)"
    )
    assert len(fields) == 3


def _named(house: House, version: int) -> dict[str, Any]:
    return {"id": encode(Code.GROUP, house.group), "expectedVersion": version}


WRONG: list[tuple[dict[str, str], str]] = [
    ({"role": " "}, "role"),
    ({"role": "x" * 81}, "role"),
    ({"address": "no address"}, "address"),
    ({"kind": "PHONE"}, "address"),
    ({"kind": "FORM", "address": "javascript:alert(4711)"}, "address"),
    ({"kind": "FORM", "address": "mailto:desk@canary.example"}, "address"),
]


@pytest.mark.parametrize(("wrong", "member"), WRONG)
async def test_what_is_no_contact_is_refused_and_not_repeated(
    client: Client, ours: House, keeper: Asker, admin: Admin, wrong: dict[str, str], member: str
) -> None:
    before = await everything(admin)
    for name, values in (
        ("changeGroup", of_group(ours, {**DESK, **wrong})),
        ("changeNetwork", of_network(ours, {**DESK, **wrong})),
    ):
        answer = await send(client, name, values, keeper)
        (error,) = payload(answer, name)["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "contact", member])
        assert "canary" not in answer.text
        assert "4711" not in answer.text
    assert await everything(admin) == before


async def test_many_groups_are_made_with_contacts_at_once(
    client: Client, ours: House, keeper: Asker, admin: Admin
) -> None:
    network = encode(Code.NETWORK, ours.network)
    rows = [
        {"create": {"networkId": network, "name": name, "language": "en", "contact": contact}}
        for name, contact in (("One", DESK), ("Two", LINE), ("Three", None))
    ]
    await changed(client, "applyGroupChanges", {"rows": rows}, keeper)
    kept = await admin.fetch(
        "select contact_disclosure, contact_address from catalogue.groups where name = any($1)"
        " order by slug",
        ["One", "Two", "Three"],
    )
    assert [tuple(each) for each in kept] == [
        ("PUBLIC", DESK["address"]), (None, None), ("STAFF", None),
    ]  # fmt: skip
    assert await admin.fetchval("select count(*) from confidential.contact_secrets") == 1
    refused = [{**rows[0], "create": {**rows[0]["create"], "contact": {**DESK, "role": " "}}}]
    answer = await send(client, "applyGroupChanges", {"rows": refused}, keeper)
    assert codes(answer, "applyGroupChanges") == ["INVALID_INPUT"]


async def test_whoever_follows_the_directory_hears_of_every_group_that_shows_it(
    client: Client, ours: House, keeper: Asker
) -> None:
    query = """query($after: String) { changes(first: 100, after: $after) {
      nodes { id kind } pageInfo { endCursor } } }"""
    start = (await read(client, query, None))["changes"]["pageInfo"]["endCursor"]
    await changed(client, "changeNetwork", of_network(ours, DESK), keeper)
    told = (await read(client, query, None, after=start))["changes"]["nodes"]
    changes = [{"id": encode(Code.NETWORK, ours.network)}, {"id": encode(Code.GROUP, ours.group)}]
    assert told == [{**each, "kind": "UPDATED"} for each in changes]

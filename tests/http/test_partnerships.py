"""Partnerships are proposed, accepted and ended, by either side and by nobody else."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.domain.ids import Code, encode
from api.domain.scopes import PASSWORD_ACR
from api.domain.standing import StaffRole
from api.persistence.store import Store
from tests.house import House, build_house
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.registering import at, read
from tests.http.test_organisations import overreaching
from tests.identity import Asker, Minter

MANAGE = ("partnerships:manage", "partnerships:read")
SIDE = "id partner { id } side state allows allowed endedAt version"
LIST = f"""query($filter: PartnershipFilter) {{
  partnerships(filter: $filter) {{ totalCount nodes {{ {SIDE} }} }} }}"""
NODE = "query($id: ID!) { node(id: $id) { id ... on Partnership { side state } } }"
PLAIN = "query($id: ID!) { node(id: $id) { id } }"


def proposal(house: House | UUID, *allows: str) -> dict[str, Any]:
    partner = house if isinstance(house, UUID) else house.organisation
    return {"partnerId": encode(Code.ORGANISATION, partner), "allows": list(allows)}


async def proposed(client: Client, asker: Asker, house: House, *allows: str) -> str:
    found = await changed(
        client, "proposePartnership", proposal(house, *allows), asker, "partnership { id }"
    )
    return found["partnership"]["id"]


async def sides(client: Client, *askers: Asker) -> list[dict[str, Any]]:
    """The one partnership as each has it."""
    found: list[dict[str, Any]] = []
    for asker in askers:
        (node,) = (await read(client, LIST, asker))["partnerships"]["nodes"]
        found.append(node)
    return found


@pytest.fixture
async def us(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *MANAGE)


@pytest.fixture
async def them(minter: Minter, theirs: House) -> Asker:
    return await minter.staff(theirs.organisation, *MANAGE)


async def test_without_the_scope_and_a_recent_passkey_nobody_makes_or_ends_a_partnership(
    client: Client, ours: House, theirs: House, minter: Minter, them: Asker, admin: Admin
) -> None:
    waiting = await proposed(client, them, ours)
    everybody = [
        (None, 401),
        (await minter.staff(ours.organisation, "partnerships:read"), 403),
        (await minter.staff(ours.organisation, *MANAGE, acr=PASSWORD_ACR), 401),
        (await minter.own("partnerships:manage"), 403),
        (await minter.own("platform:admin", operator=True), 403),
        (await overreaching(minter, ours, "partnerships:manage"), 403),
    ]
    before = await everything(admin)
    for asker, status in everybody:
        for name, values in (
            ("proposePartnership", proposal(theirs)),
            ("acceptPartnership", at(waiting, allows=[])),
            ("endPartnership", at(waiting)),
        ):
            assert (await send(client, name, values, asker)).status_code == status
    assert await everything(admin) == before


async def test_a_third_organisation_is_told_that_there_is_no_partnership(
    client: Client, store: Store, minter: Minter, ours: House, them: Asker, admin: Admin
) -> None:
    waiting = await proposed(client, them, ours)
    third = await build_house(store, "third")
    stranger = await minter.staff(third.organisation, *MANAGE)
    before = await everything(admin)
    told: set[str] = set()
    for row_id in (waiting, encode(Code.PARTNERSHIP, uuid4())):
        for name, values in (
            ("acceptPartnership", at(row_id, allows=["REFER"])),
            ("endPartnership", at(row_id)),
        ):
            answer = await send(client, name, values, stranger, "partnership { id }")
            assert codes(answer, name) == ["NOT_FOUND"]
            told.add(f"{name} {payload(answer, name)}")
        assert await read(client, NODE, stranger, id=row_id) == {"node": None}
        assert await read(client, PLAIN, None, id=row_id) == {"node": None}
        unscoped = await minter.staff(ours.organisation, "groups:read")
        assert await read(client, PLAIN, unscoped, id=row_id) == {"node": None}
        before = await everything(admin)
    assert len(told) == 2
    assert (await read(client, LIST, stranger))["partnerships"]["totalCount"] == 0
    assert await everything(admin) == before


async def test_without_the_scope_nobody_reads_partnerships(
    client: Client, ours: House, minter: Minter
) -> None:
    assert (await client.ask(LIST)).status_code == 401
    for asker in (
        await minter.staff(ours.organisation, "partnerships:manage"),
        await minter.own("partnerships:read"),
    ):
        assert (await client.ask(LIST, **asker.headers)).status_code == 403
    for role in StaffRole:
        reader = await minter.staff(ours.organisation, "partnerships:read", role=role)
        assert (await read(client, LIST, reader))["partnerships"]["totalCount"] == 0


async def test_a_partnership_is_proposed_accepted_and_ended(
    client: Client, ours: House, theirs: House, us: Asker, them: Asker
) -> None:
    answer = await changed(
        client,
        "proposePartnership",
        proposal(theirs, "REFER", "REFER"),
        us,
        f"partnership {{ {SIDE} }}",
    )
    own, other = await sides(client, us, them)
    assert own == answer["partnership"]
    assert own == {
        "id": other["id"],
        "partner": {"id": encode(Code.ORGANISATION, theirs.organisation)},
        "side": "PROPOSER",
        "state": "PROPOSED",
        "allows": ["REFER"],
        "allowed": [],
        "endedAt": None,
        "version": 1,
    }
    assert other == {
        **own,
        "partner": {"id": encode(Code.ORGANISATION, ours.organisation)},
        "side": "RECEIVER",
        "allows": [],
        "allowed": ["REFER"],
    }
    accepted = await changed(
        client,
        "acceptPartnership",
        at(own["id"], allows=["RECEIVE_EVENTS", "READ_GROUPS"]),
        them,
        f"partnership {{ {SIDE} }}",
    )
    own, other = await sides(client, us, them)
    assert other == accepted["partnership"]
    assert (own["state"], own["allows"], own["version"]) == ("ACTIVE", ["REFER"], 2)
    assert own["allowed"] == other["allows"] == ["READ_GROUPS", "RECEIVE_EVENTS"]
    ended = await changed(
        client, "endPartnership", at(own["id"], 2), us, f"partnership {{ {SIDE} }}"
    )
    own, other = await sides(client, us, them)
    assert own == ended["partnership"]
    assert (own["state"], other["state"], own["version"]) == ("ENDED", "ENDED", 3)
    assert own["endedAt"] == other["endedAt"] is not None
    active = {"state": {"anyOf": ["ACTIVE", "PROPOSED"]}}
    assert (await read(client, LIST, us, filter=active))["partnerships"]["totalCount"] == 0
    with_them = {"partner": encode(Code.ORGANISATION, theirs.organisation)}
    assert (await read(client, LIST, us, filter=with_them))["partnerships"]["totalCount"] == 1


async def test_what_is_no_partnership_is_refused_and_changes_nothing(
    client: Client, store: Store, minter: Minter, ours: House, theirs: House, admin: Admin
) -> None:
    us = await minter.staff(ours.organisation, *MANAGE)
    hidden, unclaimed = await build_house(store, "hidden"), await build_house(store, "unclaimed")
    for house, status in ((hidden, "APPLIED"), (unclaimed, "UNCLAIMED")):
        await admin.execute(
            "update catalogue.organisations set status = $2 where id = $1",
            *(house.organisation, status),
        )
    waiting = await proposed(client, us, theirs)
    before = await everything(admin)
    for name, values, code in (
        ("proposePartnership", proposal(uuid4()), "NOT_FOUND"),
        ("proposePartnership", proposal(hidden), "NOT_FOUND"),
        ("proposePartnership", proposal(unclaimed), "NOT_POSSIBLE_NOW"),
        ("proposePartnership", proposal(ours), "INVALID_INPUT"),
        ("proposePartnership", proposal(theirs), "NOT_POSSIBLE_NOW"),
        ("proposePartnership", {**proposal(ours), "partnerId": "canary"}, "INVALID_ID"),
        ("acceptPartnership", at(waiting, allows=[]), "NOT_POSSIBLE_NOW"),
        ("acceptPartnership", at(waiting, 2, allows=[]), "VERSION_CONFLICT"),
        ("endPartnership", at(waiting, 0), "VERSION_CONFLICT"),
        ("endPartnership", at(encode(Code.GROUP, ours.group)), "INVALID_ID"),
    ):
        answer = await send(client, name, values, us, "partnership { id }")
        assert codes(answer, name) == [code]
        assert payload(answer, name)["partnership"] is None
        assert "canary" not in answer.text
    assert await everything(admin) == before
    them = await minter.staff(theirs.organisation, *MANAGE)
    before = await everything(admin)
    back = await send(client, "proposePartnership", proposal(ours), them)
    assert codes(back, "proposePartnership") == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before


async def test_a_conflict_shows_ones_own_side_and_never_the_partners(
    client: Client, ours: House, theirs: House, us: Asker, them: Asker
) -> None:
    waiting = await proposed(client, us, theirs, "REFER")
    query = """mutation($input: EndPartnershipInput!) { endPartnership(input: $input) { errors {
      ... on VersionConflict { current { ... on Partnership { side allows allowed } } } } } }"""
    shown: list[Any] = []
    for asker in (us, them):
        answer = await client.ask(query, {"input": at(waiting, 7)}, **asker.headers)
        shown += payload(answer, "endPartnership")["errors"]
    assert [each["current"] for each in shown] == [
        {"side": "PROPOSER", "allows": ["REFER"], "allowed": []},
        {"side": "RECEIVER", "allows": [], "allowed": ["REFER"]},
    ]


async def test_a_conflict_of_both_sides_at_once_shows_each_its_own(
    client: Client, theirs: House, us: Asker, them: Asker
) -> None:
    waiting = await proposed(client, us, theirs, "REFER")
    query = """mutation($input: EndPartnershipInput!) { endPartnership(input: $input) {
      partnership { side state } errors { code
        ... on VersionConflict { current { ... on Partnership { side state } } } } } }"""
    asked = [client.ask(query, {"input": at(waiting)}, **each.headers) for each in (us, them) * 3]
    answers = [payload(each, "endPartnership") for each in await asyncio.gather(*asked)]
    assert sum(each["partnership"] is not None for each in answers) == 1
    for number, each in enumerate(answers):
        side = ("PROPOSER", "RECEIVER")[number % 2]
        shown = each["partnership"] or each["errors"][0]["current"]
        assert shown == {"side": side, "state": "ENDED"}
    own, other = await sides(client, us, them)
    assert (own["version"], other["version"]) == (2, 2)


async def test_a_partner_that_is_taken_out_of_sight_is_not_named(
    client: Client, theirs: House, us: Asker, admin: Admin
) -> None:
    await proposed(client, us, theirs)
    await admin.execute(
        "update catalogue.organisations set status = 'SUSPENDED', published = false where id = $1",
        theirs.organisation,
    )
    (own,) = await sides(client, us)
    assert own["partner"] is None

"""Organisations come, are verified, are taken out of sight, and come back."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.domain.ids import Code, decode, encode
from api.domain.scopes import PASSWORD_ACR
from api.domain.standing import ClientKind
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.identity import Asker, Minter

EVIDENCE = "Register of associations, number 7"
APPLICATION = {
    "name": "Harbour Clinic",
    "kind": "CLINIC",
    "country": "DE",
    "languages": ["de", "pt-BR"],
    "website": "https://harbour.example",
    "yourName": "Canary Owner",
    "evidence": EVIDENCE,
}
PROFILE = {name: value for name, value in APPLICATION.items() if name != "yourName"}
OWN = "organisation { id name status version }"


def judged(organisation: UUID, version: int = 1, **more: object) -> dict[str, Any]:
    named = encode(Code.ORGANISATION, organisation)
    return {"id": named, "expectedVersion": version, "evidence": EVIDENCE, **more}


def uuid(text: str) -> UUID:
    return decode(text)[1]


async def status_of(admin: Admin, organisation: UUID) -> tuple[str, bool]:
    row = await admin.fetchrow(
        "select status, published from catalogue.organisations where id = $1", organisation
    )
    assert row is not None
    return row["status"], row["published"]


async def unclaim(admin: Admin, organisation: UUID) -> None:
    """As an import would have made it."""
    await admin.execute(
        "update catalogue.organisations set status = 'UNCLAIMED' where id = $1", organisation
    )


async def applied(client: Client, person: Asker) -> UUID:
    found = await changed(client, "applyForOrganisation", APPLICATION, person, OWN)
    return uuid(found["organisation"]["id"])


async def claimed(client: Client, organisation: UUID, person: Asker) -> str:
    values = {
        "id": encode(Code.ORGANISATION, organisation),
        "yourName": "Canary Claimant",
        "evidence": EVIDENCE,
    }
    return (await changed(client, "claimOrganisation", values, person, "claim"))["claim"]


async def visible(client: Client, organisation: UUID, asker: Asker | None = None) -> object:
    query = "query($id: ID!) { node(id: $id) { id ... on Organisation { status } } }"
    answer = await client.ask(
        query,
        {"id": encode(Code.ORGANISATION, organisation)},
        **(asker.headers if asker else {}),
    )
    return answer.json()["data"]["node"]


async def overreaching(minter: Minter, house: House, scope: str) -> Asker:
    """A backend with a grant of more than its client may ever be given."""
    kind = ClientKind.NETWORK_BACKEND
    client = await minter.client(house.organisation, "groups:read", kind=kind)
    return await minter.granted(
        (scope,),
        organisation=house.organisation,
        client=client,
        client_organisation=house.organisation,
    )


@pytest.fixture
async def operator(minter: Minter) -> Asker:
    return await minter.own("platform:admin", operator=True)


@pytest.fixture
async def person(minter: Minter) -> Asker:
    return await minter.own("me:write")


# Who may


async def test_only_an_operator_decides_about_an_organisation(
    client: Client, ours: House, minter: Minter, admin: Admin
) -> None:
    everybody = [
        (None, 401),
        (await minter.own("me:write"), 403),
        (await minter.own("platform:admin"), 403),
        (await minter.own("me:write", operator=True), 403),
        (await minter.staff(ours.organisation, "organisations:manage"), 403),
        (await minter.staff(ours.organisation, "platform:admin"), 403),
        (await overreaching(minter, ours, "platform:admin"), 403),
    ]
    before = await everything(admin)
    for asker, status in everybody:
        for name in ("verifyOrganisation", "suspendOrganisation", "restoreOrganisation"):
            answer = await send(client, name, judged(ours.organisation), asker)
            assert answer.status_code == status
        invited = await send(client, "inviteOrganisation", PROFILE, asker)
        assert invited.status_code == status
    assert await everything(admin) == before


async def test_an_operator_signs_in_with_a_passkey_to_decide(
    client: Client, ours: House, minter: Minter, admin: Admin
) -> None:
    lax = await minter.own("platform:admin", operator=True, acr=PASSWORD_ACR)
    before = await everything(admin)
    answer = await send(client, "suspendOrganisation", judged(ours.organisation), lax)
    assert answer.status_code == 401
    assert await everything(admin) == before


async def test_only_a_person_with_a_token_of_their_own_comes_forward(
    client: Client, ours: House, minter: Minter, admin: Admin
) -> None:
    await unclaim(admin, ours.organisation)
    named = encode(Code.ORGANISATION, ours.organisation)
    claim = {"id": named, "yourName": "Canary", "evidence": EVIDENCE}
    everybody = [
        (None, 401),
        (await minter.own("me:read"), 403),
        (await minter.staff(ours.organisation, "me:write"), 403),
        (await overreaching(minter, ours, "me:write"), 403),
    ]
    before = await everything(admin)
    for asker, status in everybody:
        applied_ = await send(client, "applyForOrganisation", APPLICATION, asker)
        claimed_ = await send(client, "claimOrganisation", claim, asker)
        assert (applied_.status_code, claimed_.status_code) == (status, status)
    assert await everything(admin) == before


# Applying


async def test_an_applicant_owns_an_organisation_that_nobody_else_sees(
    client: Client, person: Asker, admin: Admin, operator: Asker
) -> None:
    found = await changed(client, "applyForOrganisation", APPLICATION, person, OWN + " staff")
    organisation, staff = uuid(found["organisation"]["id"]), uuid(found["staff"])

    assert found["organisation"]["status"] == "APPLIED"
    assert await status_of(admin, organisation) == ("APPLIED", False)
    assert await visible(client, organisation) is None
    assert await visible(client, organisation, operator) is not None
    row = await admin.fetchrow("select * from confidential.staff where id = $1", staff)
    assert row is not None
    assert (row["role"], row["status"]) == ("OWNER", "ACTIVE")
    assert b"Canary" not in row["name"]
    linked = "select person_id from identity.staff_persons where staff_id = $1"
    assert await admin.fetchval(linked, staff) == person.person


async def test_an_application_leaves_traces_without_a_name_or_evidence(
    client: Client, person: Asker, admin: Admin
) -> None:
    organisation = await applied(client, person)
    entries = await admin.fetch(
        "select * from confidential.audit_entries where organisation_id = $1", organisation
    )
    announced = await admin.fetch("select * from operations.outbox")
    written = str([tuple(row) for row in (*entries, *announced)])

    assert {row["thing"] for row in entries} == {"ORGANISATION", "STAFF", "VERIFICATION"}
    assert all(row["subject"].startswith("stf_") for row in entries)
    assert "Canary" not in written
    assert EVIDENCE not in written
    assert person.person is not None
    assert person.person.hex not in written.replace("-", "")


UNUSABLE: list[tuple[str, object]] = [
    ("name", "  "),
    ("name", "x" * 256),
    ("name", "bell\u0007"),
    ("yourName", ""),
    ("yourName", "x" * 121),
    ("evidence", "\n"),
    ("evidence", "x" * 4_001),
    ("evidence", "bell\u0007"),
    ("kind", "PLATFORM"),
    ("country", "de"),
    ("country", "DEU"),
    ("languages", ["klingon!"]),
    ("languages", ["de"] * 31),
    ("website", "javascript://x"),
    ("website", "https://user@host.example"),
    ("website", "https://[::1"),
    ("website", "https://host.example:port"),
    ("website", "https://host.example/" + "x" * 500),
]


async def test_what_cannot_be_is_refused_by_its_place(
    client: Client, person: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    for member, value in UNUSABLE:
        answer = await send(client, "applyForOrganisation", {**APPLICATION, member: value}, person)
        (error,) = payload(answer, "applyForOrganisation")["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", member])
    assert await everything(admin) == before


async def test_organisations_of_one_name_have_different_slugs(
    client: Client, minter: Minter, admin: Admin
) -> None:
    people = [await minter.own("me:write") for _ in range(4)]
    await asyncio.gather(*(applied(client, each) for each in people))
    rows = await admin.fetch("select slug from catalogue.organisations order by length(slug)")
    assert rows[0]["slug"] == "harbour-clinic"
    assert len({row["slug"] for row in rows}) == len(people)


async def test_no_more_than_three_of_one_person_wait_even_at_once(
    client: Client, person: Asker, admin: Admin
) -> None:
    asked = [send(client, "applyForOrganisation", APPLICATION, person) for _ in range(6)]
    answers = [codes(each, "applyForOrganisation") for each in await asyncio.gather(*asked)]
    assert sorted(answers) == [[]] * 3 + [["NOT_POSSIBLE_NOW"]] * 3
    assert await admin.fetchval("select count(*) from catalogue.organisations") == 3


async def test_an_applicant_is_verified_and_seen(
    client: Client, person: Asker, operator: Asker, admin: Admin
) -> None:
    organisation = await applied(client, person)
    found = await changed(client, "verifyOrganisation", judged(organisation), operator, OWN)
    assert found["organisation"]["status"] == "VERIFIED"
    assert await status_of(admin, organisation) == ("VERIFIED", True)
    assert await visible(client, organisation) is not None
    decided = await admin.fetchrow(
        "select * from confidential.verifications where decision = 'VERIFIED'"
    )
    assert decided is not None
    assert operator.person is not None
    assert decided["by"] == f"per_{operator.person.hex}"
    assert EVIDENCE.encode() not in decided["evidence"]


# Claiming


async def test_a_claim_gives_nothing_before_it_is_accepted(
    client: Client, ours: House, minter: Minter, admin: Admin, person: Asker
) -> None:
    await unclaim(admin, ours.organisation)
    claim = uuid(await claimed(client, ours.organisation, person))
    row = await admin.fetchrow("select role, status from confidential.staff where id = $1", claim)
    assert row is not None
    assert tuple(row) == ("OWNER", "CLAIMING")
    assert await status_of(admin, ours.organisation) == ("UNCLAIMED", True)
    asker = await minter.granted(
        ("organisations:manage",),
        person=person.person,
        staff=claim,
        organisation=ours.organisation,
    )
    assert (await send(client, "inviteStaff", {"role": "ADMIN"}, asker)).status_code == 401


async def test_one_claim_is_accepted_and_the_others_lapse(
    client: Client, ours: House, minter: Minter, admin: Admin, operator: Asker
) -> None:
    await unclaim(admin, ours.organisation)
    people = [await minter.own("me:write") for _ in range(3)]
    claims = [await claimed(client, ours.organisation, each) for each in people]
    values = judged(ours.organisation, claim=claims[1])
    await changed(client, "verifyOrganisation", values, operator)
    rows = await admin.fetch("select id, status from confidential.staff")
    assert {row["id"]: row["status"] for row in rows} == {
        uuid(claims[0]): "LAPSED",
        uuid(claims[1]): "ACTIVE",
        uuid(claims[2]): "LAPSED",
    }
    assert await status_of(admin, ours.organisation) == ("VERIFIED", True)


async def test_an_unclaimed_organisation_is_not_verified_without_a_claim_of_its_own(
    client: Client, ours: House, theirs: House, admin: Admin, operator: Asker, person: Asker
) -> None:
    await unclaim(admin, ours.organisation)
    await unclaim(admin, theirs.organisation)
    elsewhere = await claimed(client, theirs.organisation, person)
    before = await everything(admin)
    for more, code in (
        ({}, "NOT_POSSIBLE_NOW"),
        ({"claim": elsewhere}, "NOT_FOUND"),
        ({"claim": encode(Code.STAFF, uuid4())}, "NOT_FOUND"),
        ({"claim": encode(Code.GROUP, ours.group)}, "INVALID_ID"),
    ):
        answer = await send(
            client, "verifyOrganisation", {**judged(ours.organisation), **more}, operator
        )
        assert codes(answer, "verifyOrganisation") == [code]
    assert await everything(admin) == before


async def test_only_what_is_seen_and_unclaimed_is_claimed_and_only_once(
    client: Client, ours: House, minter: Minter, admin: Admin, person: Asker
) -> None:
    hidden = await applied(client, await minter.own("me:write"))
    before = await everything(admin)
    for organisation, code in (
        (ours.organisation, "NOT_POSSIBLE_NOW"),
        (hidden, "NOT_FOUND"),
        (uuid4(), "NOT_FOUND"),
    ):
        values = {
            "id": encode(Code.ORGANISATION, organisation),
            "yourName": "Canary",
            "evidence": EVIDENCE,
        }
        assert codes(
            await send(client, "claimOrganisation", values, person), "claimOrganisation"
        ) == [code]
    assert await everything(admin) == before
    await unclaim(admin, ours.organisation)
    values["id"] = encode(Code.ORGANISATION, ours.organisation)
    asked = [send(client, "claimOrganisation", values, person) for _ in range(4)]
    answers = [codes(each, "claimOrganisation") for each in await asyncio.gather(*asked)]
    assert sorted(answers) == [[]] + [["NOT_POSSIBLE_NOW"]] * 3


async def test_a_claim_is_taken_back_by_leaving(
    client: Client, ours: House, admin: Admin, person: Asker
) -> None:
    await unclaim(admin, ours.organisation)
    claim = await claimed(client, ours.organisation, person)
    values = {"id": encode(Code.ORGANISATION, ours.organisation)}
    await changed(client, "leaveOrganisation", values, person)
    status = "select status from confidential.staff where id = $1"
    assert await admin.fetchval(status, uuid(claim)) == "LAPSED"


# Suspending and restoring


async def test_a_suspended_organisation_is_seen_and_answered_no_more_until_it_is_restored(
    client: Client, ours: House, minter: Minter, operator: Asker
) -> None:
    member = await minter.staff(ours.organisation, "organisations:read")
    backend = await minter.backend(ours.organisation, "groups:read")
    count = "{ groups { totalCount } }"
    assert (await client.ask(count)).json()["data"]["groups"]["totalCount"] == 1

    found = await changed(client, "suspendOrganisation", judged(ours.organisation), operator, OWN)
    assert found["organisation"]["status"] == "SUSPENDED"
    assert (await client.ask(count)).json()["data"]["groups"]["totalCount"] == 0
    assert await visible(client, ours.organisation) is None
    for asker in (member, backend):
        assert (await client.ask("{ viewer { scopes } }", **asker.headers)).status_code == 401

    found = await changed(
        client, "restoreOrganisation", judged(ours.organisation, 2), operator, OWN
    )
    assert found["organisation"]["status"] == "VERIFIED"
    assert (await client.ask(count)).json()["data"]["groups"]["totalCount"] == 1
    # What was granted stays revoked: everybody signs in anew.
    assert (await client.ask("{ viewer { scopes } }", **member.headers)).status_code == 401


async def test_to_suspend_and_restore_an_applicant_or_an_unclaimed_one_verifies_nobody(
    client: Client, ours: House, person: Asker, operator: Asker, admin: Admin
) -> None:
    await unclaim(admin, ours.organisation)
    for organisation, status in (
        (await applied(client, person), ("APPLIED", False)),
        (ours.organisation, ("UNCLAIMED", True)),
    ):
        await changed(client, "suspendOrganisation", judged(organisation), operator)
        assert await status_of(admin, organisation) == ("SUSPENDED", False)
        await changed(client, "restoreOrganisation", judged(organisation, 2), operator)
        assert await status_of(admin, organisation) == status


async def test_what_the_status_forbids_changes_nothing(
    client: Client, ours: House, operator: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    for name in ("verifyOrganisation", "restoreOrganisation"):
        answer = await send(client, name, judged(ours.organisation), operator)
        assert codes(answer, name) == ["NOT_POSSIBLE_NOW"]
    for values, code in (
        (judged(uuid4()), "NOT_FOUND"),
        (judged(ours.organisation, id="org_1"), "INVALID_ID"),
        (judged(ours.organisation, evidence=" "), "INVALID_INPUT"),
    ):
        answer = await send(client, "suspendOrganisation", values, operator)
        assert codes(answer, "suspendOrganisation") == [code]
    assert await everything(admin) == before


async def test_a_conflict_shows_the_operator_the_organisation_as_it_is(
    client: Client, ours: House, operator: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    query = """mutation($input: SuspendOrganisationInput!) { suspendOrganisation(input: $input) {
      errors { code path ... on VersionConflict { current { id ... on Organisation { version } } } }
    } }"""
    answer = await client.ask(query, {"input": judged(ours.organisation, 7)}, **operator.headers)
    assert payload(answer, "suspendOrganisation")["errors"] == [
        {
            "code": "VERSION_CONFLICT",
            "path": ["input", "expectedVersion"],
            "current": {"id": encode(Code.ORGANISATION, ours.organisation), "version": 1},
        }
    ]
    assert await everything(admin) == before


async def test_of_operators_who_decide_at_once_one_wins(
    client: Client, ours: House, operator: Asker
) -> None:
    asked = [
        send(client, "suspendOrganisation", judged(ours.organisation), operator) for _ in range(5)
    ]
    answers = [codes(each, "suspendOrganisation") for each in await asyncio.gather(*asked)]
    assert sorted(answers) == [[]] + [["VERSION_CONFLICT"]] * 4


# Inviting an organisation


async def test_an_invited_organisation_is_owned_by_whoever_takes_the_link_and_then_verified(
    client: Client, person: Asker, operator: Asker, admin: Admin
) -> None:
    found = await changed(client, "inviteOrganisation", PROFILE, operator, OWN + " link")
    organisation = uuid(found["organisation"]["id"])
    assert await status_of(admin, organisation) == ("APPLIED", False)
    refused = await send(client, "verifyOrganisation", judged(organisation), operator)
    assert codes(refused, "verifyOrganisation") == ["NOT_POSSIBLE_NOW"]

    secret = found["link"].removeprefix("/invitations#")
    accepted = await changed(
        client,
        "acceptInvitation",
        {"secret": secret, "name": "Canary"},
        person,
        "organisation { id } role",
    )
    assert (accepted["organisation"]["id"], accepted["role"]) == (
        encode(Code.ORGANISATION, organisation),
        "OWNER",
    )
    await changed(client, "verifyOrganisation", judged(organisation), operator)
    assert await status_of(admin, organisation) == ("VERIFIED", True)

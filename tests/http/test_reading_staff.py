"""Staff, invitations and decisions: read by their own organisation, reviewed by operators."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from api.domain.ids import Code, decode, encode
from api.domain.standing import StaffRole
from tests.house import House
from tests.http.changes import changed, everything
from tests.http.conftest import Admin, Client
from tests.http.test_organisations import APPLICATION, EVIDENCE, judged
from tests.identity import Asker, Minter

LISTS = {
    "staff": "{ staff { totalCount nodes { id name role } } }",
    "invitations": "{ invitations { totalCount nodes { id role status } } }",
    "verifications": "{ verifications { totalCount nodes { id decision evidence by } } }",
}
NODE = """query($id: ID!) { node(id: $id) { id
  ... on Staff { name } ... on Invitation { role } ... on Verification { evidence } } }"""
REVIEW = """query($id: ID!) { organisationReview(id: $id) {
  organisation { id status } decisions { decision evidence by } claims { id name } } }"""


async def read(client: Client, query: str, asker: Asker | None, **variables: object) -> Any:  # noqa: ANN401 - JSON
    answer = await client.ask(query, variables, **(asker.headers if asker else {}))
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


@pytest.fixture
async def clinic(client: Client, minter: Minter) -> UUID:
    """An organisation whose first owner has applied for it, with a colleague and a link."""
    person = await minter.own("me:write")
    found = await changed(
        client, "applyForOrganisation", APPLICATION, person, "organisation { id } staff"
    )
    organisation = decode(found["organisation"]["id"])[1]
    owner = await minter.granted(
        ("organisations:manage", "organisations:read"),
        person=person.person,
        staff=decode(found["staff"])[1],
        organisation=organisation,
    )
    secret = (await changed(client, "inviteStaff", {"role": "THERAPIST"}, owner, "link"))["link"]
    await changed(
        client,
        "acceptInvitation",
        {"secret": secret.partition("#")[2], "name": "Canary Therapist"},
        await minter.own("me:write"),
    )
    await changed(client, "inviteStaff", {"role": "AUDITOR"}, owner)
    return organisation


async def test_without_the_scope_nobody_reads_staff_invitations_or_decisions(
    client: Client, clinic: UUID, minter: Minter
) -> None:
    for query in LISTS.values():
        assert (await client.ask(query)).status_code == 401
        for asker in (
            await minter.staff(clinic, "groups:read"),
            await minter.own("organisations:read"),
            await minter.own("platform:admin", operator=True),
        ):
            assert (await client.ask(query, **asker.headers)).status_code == 403


async def test_every_role_reads_its_own_organisation_and_no_other(
    client: Client, clinic: UUID, ours: House, minter: Minter, admin: Admin
) -> None:
    ids = {
        encode(code, row["id"])
        for code, table in (
            (Code.STAFF, "staff"),
            (Code.INVITATION, "invitations"),
            (Code.VERIFICATION, "verifications"),
        )
        for row in await admin.fetch(
            f"select id from confidential.{table} where organisation_id = $1",  # noqa: S608 - from above
            clinic,
        )
    }
    assert len(ids) == 5
    for role in StaffRole:
        own = await minter.staff(clinic, "organisations:read", role=role)
        other = await minter.staff(ours.organisation, "organisations:read", role=role)
        counts = [
            (await read(client, query, own))[name]["totalCount"] for name, query in LISTS.items()
        ]
        assert counts == [2 + 1 + list(StaffRole).index(role), 2, 1]
        for each in ids:
            assert (await read(client, NODE, own, id=each))["node"]["id"] == each
            assert (await read(client, NODE, other, id=each))["node"] is None
        strange = [(await read(client, query, other))[name] for name, query in LISTS.items()]
        assert [each["totalCount"] for each in strange[1:]] == [0, 0]
        assert all(node["name"] is None for node in strange[0]["nodes"])


async def test_a_confidential_id_tells_nothing_to_whoever_has_no_organisation(
    client: Client, clinic: UUID, minter: Minter, admin: Admin
) -> None:
    staff = await admin.fetchval("select id from confidential.staff limit 1")
    plain = "query($id: ID!) { node(id: $id) { id } }"
    for asker in (
        None,
        await minter.own("me:read"),
        await minter.own("platform:admin", operator=True),
        await minter.staff(clinic, "groups:read"),
    ):
        for row_id in (staff, uuid4()):
            found = await read(client, plain, asker, id=encode(Code.STAFF, row_id))
            assert found == {"node": None}


async def test_names_and_evidence_are_opened_in_their_place_and_entered_in_the_ledger(
    client: Client, clinic: UUID, minter: Minter, admin: Admin
) -> None:
    reader = await minter.staff(clinic, "organisations:read")
    staff = (await read(client, LISTS["staff"], reader))["staff"]["nodes"]
    assert [node["name"] for node in staff] == ["Canary Owner", "Canary Therapist", None]
    (decision,) = (await read(client, LISTS["verifications"], reader))["verifications"]["nodes"]
    assert decision["evidence"] == EVIDENCE
    assert decision["by"] == staff[0]["id"]
    entries = await admin.fetch("select subject, thing, field from confidential.disclosures")
    assert reader.staff is not None
    assert sorted(tuple(entry) for entry in entries) == [
        (f"stf_{reader.staff.hex}", "staff", "name"),
        (f"stf_{reader.staff.hex}", "staff", "name"),
        (f"stf_{reader.staff.hex}", "verifications", "evidence"),
    ]


async def test_a_name_told_in_a_payload_is_entered_in_the_ledger_too(
    client: Client, clinic: UUID, minter: Minter, admin: Admin
) -> None:
    owner = await minter.staff(clinic, "organisations:manage", "organisations:read")
    therapist = await admin.fetchval("select id from confidential.staff where role = 'THERAPIST'")
    values = {"id": encode(Code.STAFF, therapist), "role": "AUDITOR", "expectedVersion": 1}
    found = await changed(client, "changeStaffRole", values, owner, "staff { name }")
    assert found["staff"] == {"name": "Canary Therapist"}
    entries = await admin.fetch("select subject, thing_id, field from confidential.disclosures")
    assert owner.staff is not None
    assert [tuple(each) for each in entries] == [(f"stf_{owner.staff.hex}", therapist, "name")]


async def test_staff_and_invitations_are_narrowed_and_turned(
    client: Client, clinic: UUID, minter: Minter
) -> None:
    reader = await minter.staff(clinic, "organisations:read")
    query = """{
      therapists: staff(filter: {role: {anyOf: [THERAPIST]}}) { nodes { role } }
      ended: staff(filter: {status: {anyOf: [ENDED]}}) { nodes { role } }
      newest: staff(first: 1, orderBy: {field: SINCE, direction: DESC}) {
        nodes { id } pageInfo { endCursor hasNextPage } }
      open: invitations(filter: {status: {anyOf: [OPEN]}}) { nodes { role invitedBy } } }"""
    found = await read(client, query, reader)
    assert found["therapists"]["nodes"] == [{"role": "THERAPIST"}]
    assert found["ended"]["nodes"] == []
    assert found["newest"]["pageInfo"]["hasNextPage"]
    assert [node["role"] for node in found["open"]["nodes"]] == ["AUDITOR"]
    again = """query($after: String!) {
      staff(first: 5, after: $after, orderBy: {field: SINCE, direction: DESC}) { nodes { id } } }"""
    rest = await read(client, again, reader, after=found["newest"]["pageInfo"]["endCursor"])
    assert len(rest["staff"]["nodes"]) == 2
    assert found["newest"]["nodes"][0] not in rest["staff"]["nodes"]


# Reviewing


async def test_only_an_operator_reviews(
    client: Client, clinic: UUID, minter: Minter, admin: Admin
) -> None:
    variables = {"id": encode(Code.ORGANISATION, clinic)}
    everybody = [
        (None, 401),
        (await minter.own("me:read"), 403),
        (await minter.own("platform:admin"), 403),
        (await minter.staff(clinic, "platform:admin"), 403),
    ]
    before = await everything(admin)
    for asker, status in everybody:
        headers = asker.headers if asker else {}
        assert (await client.ask(REVIEW, variables, **headers)).status_code == status
        listed = await client.ask("{ organisationsToReview { id } }", **headers)
        assert listed.status_code == status
    assert await everything(admin) == before


async def test_an_operator_finds_what_waits_and_what_it_stands_on(
    client: Client, clinic: UUID, ours: House, minter: Minter, admin: Admin
) -> None:
    await admin.execute(
        "update catalogue.organisations set status = 'UNCLAIMED' where id = $1", ours.organisation
    )
    operator = await minter.own("platform:admin", operator=True)
    waiting = "{ organisationsToReview { id name status version } }"
    named = encode(Code.ORGANISATION, clinic)
    found = (await read(client, waiting, operator))["organisationsToReview"]
    assert found == [{"id": named, "name": "Harbour Clinic", "status": "APPLIED", "version": 1}]

    claim = {
        "id": encode(Code.ORGANISATION, ours.organisation),
        "yourName": "Canary Claimant",
        "evidence": "I have the keys",
    }
    made = await changed(client, "claimOrganisation", claim, await minter.own("me:write"), "claim")
    found = (await read(client, waiting, operator))["organisationsToReview"]
    assert {each["id"] for each in found} == {named, claim["id"]}

    review = (await read(client, REVIEW, operator, id=claim["id"]))["organisationReview"]
    assert review == {
        "organisation": {"id": claim["id"], "status": "UNCLAIMED"},
        "decisions": [{"decision": "CLAIMED", "evidence": "I have the keys", "by": made["claim"]}],
        "claims": [{"id": made["claim"], "name": "Canary Claimant"}],
    }
    assert operator.person is not None
    subject = f"per_{operator.person.hex}"
    entries = await admin.fetch(
        "select subject, thing, field from confidential.disclosures where organisation_id = $1",
        ours.organisation,
    )
    assert sorted(tuple(each) for each in entries) == [
        (subject, "staff", "name"),
        (subject, "verifications", "evidence"),
    ]
    audited = "select subject from confidential.audit_entries where action = 'reviewed'"
    assert [row["subject"] for row in await admin.fetch(audited)] == [subject]


async def test_what_claimants_put_forward_stays_between_them_and_the_operator(
    client: Client, ours: House, minter: Minter, admin: Admin
) -> None:
    await admin.execute(
        "update catalogue.organisations set status = 'UNCLAIMED' where id = $1", ours.organisation
    )
    named = encode(Code.ORGANISATION, ours.organisation)
    claims: list[str] = []
    for name in ("Canary One", "Canary Two"):
        values = {"id": named, "yourName": name, "evidence": f"I am {name}"}
        person = await minter.own("me:write")
        claims.append(
            (await changed(client, "claimOrganisation", values, person, "claim"))["claim"]
        )
    operator = await minter.own("platform:admin", operator=True)
    await changed(
        client, "verifyOrganisation", judged(ours.organisation, claim=claims[0]), operator
    )
    reader = await minter.staff(ours.organisation, "organisations:read")
    staff = (await read(client, LISTS["staff"], reader))["staff"]["nodes"]
    assert [node["name"] for node in staff] == ["Canary One", None]
    assert (await read(client, NODE, reader, id=claims[1]))["node"] is None
    decisions = (await read(client, LISTS["verifications"], reader))["verifications"]["nodes"]
    assert [node["decision"] for node in decisions] == ["VERIFIED"]
    assert decisions[0]["evidence"] == EVIDENCE


async def test_a_review_of_nothing_is_null_and_of_no_id_is_refused(
    client: Client, minter: Minter, admin: Admin
) -> None:
    operator = await minter.own("platform:admin", operator=True)
    before = await everything(admin)
    absent = await read(client, REVIEW, operator, id=encode(Code.ORGANISATION, uuid4()))
    assert absent == {"organisationReview": None}
    for wrong in ("org_1", encode(Code.GROUP, uuid4())):
        answer = await client.ask(REVIEW, {"id": wrong}, **operator.headers)
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["extensions"]["reason"] == "INVALID_ID"
    assert await everything(admin) == before

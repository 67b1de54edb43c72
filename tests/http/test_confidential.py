"""The exact address of a venue that is not public: who is told it, and what telling leaves."""

import asyncpg

from api.domain import ids
from api.domain.ids import Code
from tests.house import ADDRESS, House
from tests.http.conftest import Admin, Client, member

QUERY = "query($id: ID!) { node(id: $id) { ... on Venue { area exactAddress } } }"
NESTED = """
query($id: ID!) {
  first: group(by: {id: $id}) { ...Where }
  groups { edges { node { ...Where } } }
}
fragment Where on Group { name meetings { nodes { venues { here: exactAddress locality } } } }
"""


def venue_of(house: House) -> dict[str, str]:
    return {"id": ids.encode(Code.VENUE, house.venue)}


async def ledger(admin: Admin) -> list[asyncpg.Record]:
    return await admin.fetch("select * from confidential.disclosures")


async def test_nobody_in_particular_is_refused_before_any_statement(
    client: Client, ours: House, admin: Admin
) -> None:
    answer = await client.ask(QUERY, venue_of(ours))
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "data" not in answer.json()
    assert await ledger(admin) == []


async def test_s12_a_token_without_the_scope_is_refused_as_a_whole(
    client: Client, ours: House, admin: Admin
) -> None:
    answer = await client.ask(QUERY, venue_of(ours), **member(ours, "groups:read"))
    (error,) = answer.json()["errors"]
    assert answer.status_code == 403
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert error["extensions"]["requiredScopes"] == ["meetings:read"]
    assert "path" not in error
    assert "data" not in answer.json()
    assert await ledger(admin) == []


async def test_another_organisation_sees_the_area_and_no_address(
    client: Client, ours: House, theirs: House, admin: Admin
) -> None:
    answer = await client.ask(QUERY, venue_of(ours), **member(theirs, "meetings:read"))
    assert answer.json() == {"data": {"node": {"area": "Old town", "exactAddress": None}}}
    assert await ledger(admin) == []


async def test_its_own_organisation_reads_it_and_the_ledger_says_so(
    client: Client, ours: House, admin: Admin
) -> None:
    answer = await client.ask(QUERY, venue_of(ours), **member(ours, "meetings:read"))
    assert answer.json() == {"data": {"node": {"area": "Old town", "exactAddress": ADDRESS}}}
    (entry,) = await ledger(admin)
    assert entry["organisation_id"] == ours.organisation
    reader = await client.minter.cached(ours.organisation, "meetings:read")
    assert reader.staff is not None
    assert entry["subject"] == f"stf_{reader.staff.hex}"
    assert (entry["thing_id"], entry["field"]) == (ours.venue, "address")
    assert entry["request_id"] == answer.headers["x-request-id"]


async def test_each_reading_is_entered_however_deep_the_address_stands(
    client: Client, ours: House, theirs: House, admin: Admin
) -> None:
    variables = {"id": ids.encode(Code.GROUP, ours.group)}
    answer = await client.ask(NESTED, variables, **member(ours, "meetings:read"))
    data = answer.json()["data"]
    here = {"here": ADDRESS, "locality": "Leipzig"}
    assert data["first"]["meetings"]["nodes"] == [{"venues": [here]}]
    shown = {edge["node"]["name"]: edge["node"] for edge in data["groups"]["edges"]}
    assert shown["ours group"]["meetings"]["nodes"][0]["venues"][0]["here"] == ADDRESS
    assert shown["theirs group"]["meetings"]["nodes"][0]["venues"][0]["here"] is None
    assert len(await ledger(admin)) == 2


async def test_what_cannot_be_entered_in_the_ledger_is_not_told(
    client: Client, ours: House, admin: Admin
) -> None:
    await admin.execute("revoke insert on confidential.disclosures from peers_org")
    answer = await client.ask(QUERY, venue_of(ours), **member(ours, "meetings:read"))
    assert answer.status_code == 500
    assert ADDRESS not in answer.text
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"


async def test_a_ciphertext_moved_to_another_row_does_not_open(
    client: Client, ours: House, admin: Admin
) -> None:
    await admin.execute(
        "update confidential.venue_secrets set dial_in = address where venue_id = $1", ours.venue
    )
    query = QUERY.replace("exactAddress", "exactDialIn")
    answer = await client.ask(query, venue_of(ours), **member(ours, "meetings:read"))
    assert answer.status_code == 500
    assert ADDRESS not in answer.text
    assert await ledger(admin) == []


async def test_the_database_holds_no_plain_address(ours: House, admin: Admin) -> None:
    (row,) = await admin.fetch("select * from confidential.venue_secrets")
    assert ADDRESS.encode() not in row["address"]
    audit = await admin.fetch("select before::text, after::text from confidential.audit_entries")
    assert not any(ADDRESS in (entry["after"] or "") for entry in audit)
    assert ours.venue == row["venue_id"]


async def test_nobody_finds_the_place_by_distance_better_than_its_area(
    client: Client, ours: House
) -> None:
    query = """query($near: NearFilter!) {
      groups(filter: {near: $near}) { edges { distanceMetres node { slug } } } }"""
    near = {"latitude": 51.3397, "longitude": 12.3731, "withinKm": 10}
    answer = await client.ask(query, {"near": near})
    (edge,) = answer.json()["data"]["groups"]["edges"]
    assert edge["distanceMetres"] > 500
    assert edge["node"]["slug"] == "ours-group"

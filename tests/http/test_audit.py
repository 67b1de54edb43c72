"""The audit: read by auditors and admins of its own organisation, and changed by nobody."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.persistence.contexts import ENTER_ORGANISATION
from tests.conftest import Database
from tests.house import House
from tests.http.changes import changed, everything, send
from tests.http.conftest import Admin, Client
from tests.http.matrix import EVERYBODY, NOBODY, World
from tests.identity import FIRST_PARTY, Asker, Minter

ENTRIES = """query($thing: ID, $subject: String, $after: String, $first: Int) {
  auditEntries(thing: $thing, subject: $subject, after: $after, first: $first) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id at subject client requestId action type thing fields before after } } }"""
NODE = "query($id: ID!) { node(id: $id) { ... on AuditEntry { action } } }"
RENAMED = {"name": "Another name"}


async def entries(client: Client, asker: Asker, **variables: object) -> dict[str, Any]:
    answer = await client.ask(ENTRIES, variables, **asker.headers)
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]["auditEntries"]


def group_of(house: House) -> dict[str, Any]:
    return {"id": encode(Code.GROUP, house.group), "expectedVersion": 1}


async def test_only_who_may_reads_the_audit(
    client: Client, ours: House, theirs: House, minter: Minter, admin: Admin
) -> None:
    world = World(client, minter, admin, ours, theirs)
    able: set[str] = set()
    for kind, scopes in EVERYBODY.items():
        asker = await world.asker(kind, Scope.AUDIT_READ)
        before = await everything(admin)
        answer = await client.ask(ENTRIES, None, **(asker.headers if asker else {}))
        assert await everything(admin) == before
        if Scope.AUDIT_READ in scopes:
            able.add(kind)
            assert answer.json()["data"]["auditEntries"]["totalCount"] > 0
        else:
            assert answer.status_code == (401 if kind == NOBODY else 403)
            assert "data" not in answer.json()
    assert able >= {"OWNER", "ADMIN", "AUDITOR"}
    assert "COORDINATOR" not in able


async def test_an_entry_says_who_by_which_client_under_which_request_and_what(
    client: Client, ours: House, minter: Minter
) -> None:
    coordinator = await minter.staff(ours.organisation, "groups:manage")
    answer = await send(client, "renameGroup", group_of(ours) | RENAMED, coordinator)
    auditor = await minter.staff(ours.organisation, "audit:read")
    found = await entries(client, auditor, thing=encode(Code.GROUP, ours.group))

    created, renamed = found["nodes"]
    assert coordinator.staff is not None
    assert renamed | {"id": None, "at": None} == {
        "id": None,
        "at": None,
        "subject": f"stf_{coordinator.staff.hex}",
        "client": FIRST_PARTY,
        "requestId": answer.headers["x-request-id"],
        "action": "changed",
        "type": "GROUP",
        "thing": encode(Code.GROUP, ours.group),
        "fields": ["name"],
        "before": {"name": "ours group"},
        "after": RENAMED,
    }
    assert (created["action"], created["client"], created["requestId"]) == ("created", None, None)
    assert created["before"] is None
    assert created["after"]["name"] == "ours group"
    own = await entries(client, auditor, subject=renamed["subject"])
    assert [node["id"] for node in own["nodes"]] == [renamed["id"]]


async def test_what_is_confidential_is_named_and_not_told(
    client: Client, ours: House, minter: Minter
) -> None:
    owner = await minter.staff(ours.organisation, "organisations:manage", "audit:read")
    await changed(client, "inviteStaff", {"role": "THERAPIST"}, owner)
    found = (await entries(client, owner))["nodes"]
    (invited,) = [node for node in found if node["type"] == "INVITATION"]
    assert invited["fields"]
    assert (invited["before"], invited["after"]) == (None, None)


async def test_another_organisations_audit_is_as_if_it_were_not_there(
    client: Client, ours: House, theirs: House, minter: Minter
) -> None:
    auditor = await minter.staff(ours.organisation, "audit:read")
    stranger = await minter.staff(theirs.organisation, "audit:read")
    own = (await entries(client, auditor))["nodes"]
    others = (await entries(client, stranger))["nodes"]
    assert own
    assert not {node["id"] for node in own} & {node["id"] for node in others}

    foreign = await entries(client, stranger, thing=encode(Code.GROUP, ours.group))
    absent = await entries(client, stranger, thing=encode(Code.GROUP, uuid4()))
    assert foreign == absent
    assert foreign["nodes"] == []
    for asker, seen in ((auditor, {"action": "created"}), (stranger, None)):
        answer = await client.ask(NODE, {"id": own[0]["id"]}, **asker.headers)
        assert answer.json()["data"]["node"] == seen


async def test_pages_of_the_audit_go_on_where_they_ended(
    client: Client, ours: House, minter: Minter
) -> None:
    auditor = await minter.staff(ours.organisation, "audit:read")
    whole = await entries(client, auditor)
    found, after, more = list[dict[str, Any]](), None, True
    while more:
        page = await entries(client, auditor, first=2, after=after)
        found += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert found == whole["nodes"]
    assert len(found) == whole["totalCount"] == 5


async def test_a_thing_that_is_no_id_is_refused(
    client: Client, ours: House, minter: Minter
) -> None:
    auditor = await minter.staff(ours.organisation, "audit:read")
    for wrong in ({"thing": "grp_1"}, {"thing": "xxx_" + "0" * 32}, {"subject": ""}):
        answer = await client.ask(ENTRIES, wrong, **auditor.headers)
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["extensions"]["argument"] == list(wrong)


@pytest.mark.parametrize(
    "statement",
    [
        "update confidential.audit_entries set subject = 'nobody'",
        "delete from confidential.audit_entries",
        "truncate confidential.audit_entries",
    ],
)
async def test_the_application_cannot_change_what_stands_in_the_audit(
    database: Database, ours: House, admin: Admin, statement: str
) -> None:
    before = await everything(admin)
    app = await asyncpg.connect(database.app_url)
    for organisation in (None, ours.organisation):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await run_as(app, organisation, statement)
    await app.close()
    assert await everything(admin) == before


async def run_as(app: Admin, organisation: UUID | None, statement: str) -> None:
    async with app.transaction():
        if organisation is not None:
            await app.execute(ENTER_ORGANISATION, str(organisation))
        await app.execute(statement)

"""Corrections are proposed by anybody signed in, and decided on by whoever keeps the thing."""

import asyncio
from typing import Any

import pytest

from api.domain.change_requests import MOST_OPEN
from api.domain.ids import Code, encode
from api.domain.standing import ClientKind
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.registering import at, read
from tests.identity import Asker, Minter

NOTE = "Canary: I was there last Tuesday."
SUMMARY = "We meet upstairs now."
DIFFERENCES = "differences { field was now proposed }"
SHOWN = f"""id thing proposer note status reason version allowedActions decidedAt
  group {{ id summary }} meeting {{ id }} network {{ id }} venue {{ id }} {DIFFERENCES}"""
LIST = f"""query($filter: ChangeRequestFilter) {{
  changeRequests(filter: $filter) {{ totalCount nodes {{ {SHOWN} }} }} }}"""
MINE = "{ myChangeRequests { id thingId status reason proposedAt decidedAt } }"


def correction(house: House, /, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    group = {"id": encode(Code.GROUP, house.group), "changes": {"group": {"summary": SUMMARY}}}
    return {**group, "note": NOTE, **more}


async def proposed(client: Client, asker: Asker, values: dict[str, Any]) -> str:
    made = await changed(client, "proposeChange", values, asker, "proposal { id status }")
    assert made["proposal"]["status"] == "PENDING"
    return made["proposal"]["id"]


async def requests(client: Client, asker: Asker, /, **filters: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    return (await read(client, LIST, asker, filter=filters))["changeRequests"]["nodes"]


async def mine(client: Client, asker: Asker) -> list[dict[str, Any]]:
    return (await read(client, MINE, asker))["myChangeRequests"]


@pytest.fixture
async def somebody(minter: Minter) -> Asker:
    return await minter.own("changes:propose")


@pytest.fixture
async def coordinator(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, "groups:manage", "networks:manage")


async def test_a_person_proposes_a_coordinator_accepts_and_the_person_learns_it(
    client: Client, ours: House, somebody: Asker, coordinator: Asker
) -> None:
    request = await proposed(client, somebody, correction(ours))
    (waiting,) = await requests(client, coordinator)
    assert waiting["differences"] == [
        {"field": "summary", "was": "null", "now": "null", "proposed": f'"{SUMMARY}"'}
    ]
    assert (waiting["proposer"], waiting["note"]) == ("PERSON", NOTE)
    assert waiting["group"]["id"] == encode(Code.GROUP, ours.group)
    assert waiting["allowedActions"] == ["ACCEPT", "REJECT"]
    done = await changed(
        client, "acceptChangeRequest", at(request), coordinator, f"changeRequest {{ {SHOWN} }}"
    )
    accepted = done["changeRequest"]
    assert (accepted["status"], accepted["version"]) == ("ACCEPTED", 2)
    assert accepted["allowedActions"] == []
    assert accepted["group"]["summary"] == SUMMARY
    (told,) = await mine(client, somebody)
    assert (told["id"], told["status"], told["reason"]) == (request, "ACCEPTED", None)
    assert told["decidedAt"] is not None


async def test_a_rejection_leaves_the_group_and_tells_the_reason(
    client: Client, ours: House, somebody: Asker, coordinator: Asker
) -> None:
    request = await proposed(client, somebody, correction(ours))
    values = at(request, reason="  They moved back. ")
    done = await changed(
        client, "rejectChangeRequest", values, coordinator, f"changeRequest {{ {SHOWN} }}"
    )
    rejected = done["changeRequest"]
    assert (rejected["status"], rejected["reason"]) == ("REJECTED", "They moved back.")
    assert rejected["note"] == NOTE
    assert rejected["group"]["summary"] is None
    (told,) = await mine(client, somebody)
    assert (told["status"], told["reason"]) == ("REJECTED", "They moved back.")


async def test_another_organisation_proposes_by_its_backend_and_all_its_tokens_learn_the_outcome(
    client: Client, ours: House, theirs: House, minter: Minter, coordinator: Asker
) -> None:
    kind = ClientKind.CLINIC_BACKEND
    backend = await minter.backend(theirs.organisation, "changes:propose", kind=kind)
    request = await proposed(client, backend, correction(ours))
    colleague = await minter.staff(theirs.organisation, "changes:propose")
    stranger = await minter.own("changes:propose")
    own = await minter.staff(ours.organisation, "changes:propose")
    assert [each["id"] for each in await mine(client, colleague)] == [request]
    assert await mine(client, stranger) == []
    assert await mine(client, own) == []
    (waiting,) = await requests(client, coordinator)
    assert waiting["proposer"] == "ORGANISATION"


async def test_a_colleague_is_known_as_no_more_than_that(
    client: Client, ours: House, minter: Minter, coordinator: Asker
) -> None:
    colleague = await minter.staff(ours.organisation, "changes:propose")
    await proposed(client, colleague, correction(ours))
    (waiting,) = await requests(client, coordinator)
    assert waiting["proposer"] == "COLLEAGUE"


@pytest.mark.parametrize("kind", ["GROUP", "MEETING", "NETWORK", "VENUE"])
async def test_each_kind_of_thing_is_corrected_through_its_own_repository(
    client: Client, ours: House, somebody: Asker, coordinator: Asker, admin: Admin, kind: str
) -> None:
    name = kind.lower()
    values = {"id": encode(Code[kind], getattr(ours, name)), "changes": {name: {"name": "Anew"}}}
    request = await proposed(client, somebody, values)
    (waiting,) = await requests(client, coordinator, thing={"anyOf": [kind]})
    assert waiting[name]["id"] == values["id"]
    assert [each["proposed"] for each in waiting["differences"]] == ['"Anew"']
    await changed(client, "acceptChangeRequest", at(request), coordinator)
    row = await admin.fetchrow(
        f"select name, version from catalogue.{name}s where id = $1",  # noqa: S608 - one of four names of ours
        getattr(ours, name),
    )
    assert row is not None
    assert (row["name"], row["version"]) == ("Anew", 2)


async def test_what_changed_since_is_not_overwritten(
    client: Client, ours: House, somebody: Asker, coordinator: Asker, admin: Admin
) -> None:
    values = correction(ours, changes={"group": {"name": "A better name"}})
    request = await proposed(client, somebody, values)
    group = at(encode(Code.GROUP, ours.group), name="Named meanwhile")
    await changed(client, "renameGroup", group, coordinator)
    before = await everything(admin)
    query = (
        "mutation($input: AcceptChangeRequestInput!) { acceptChangeRequest(input: $input) {"
        " changeRequest { id } errors { code path ... on VersionConflict { current {"
        f" ... on ChangeRequest {{ {DIFFERENCES} }} }} }} }} }} }}"
    )
    answer = await client.ask(query, {"input": at(request)}, **coordinator.headers)
    found = payload(answer, "acceptChangeRequest")
    (error,) = found["errors"]
    assert (found["changeRequest"], error["code"]) == (None, "VERSION_CONFLICT")
    assert error["current"]["differences"][0]["now"] == '"Named meanwhile"'
    after = await everything(admin)
    # What the conflict showed was told, so the ledger has it; nothing else was written.
    assert {name for name in after if after[name] != before[name]} <= {"confidential.disclosures"}


async def test_what_changed_elsewhere_stands_in_nobodys_way(
    client: Client, ours: House, somebody: Asker, coordinator: Asker
) -> None:
    request = await proposed(client, somebody, correction(ours))
    group = at(encode(Code.GROUP, ours.group), name="Named meanwhile")
    await changed(client, "renameGroup", group, coordinator)
    await changed(client, "acceptChangeRequest", at(request), coordinator)


async def test_only_one_of_two_who_decide_at_once_does(
    client: Client, ours: House, somebody: Asker, coordinator: Asker
) -> None:
    """To see it fail: take ``table.c.version == version`` out of ``write_next``."""
    request = await proposed(client, somebody, correction(ours))
    answers = await asyncio.gather(
        send(client, "acceptChangeRequest", at(request), coordinator),
        send(client, "rejectChangeRequest", at(request, reason="No."), coordinator),
    )
    told = [
        *codes(answers[0], "acceptChangeRequest"),
        *codes(answers[1], "rejectChangeRequest"),
    ]
    assert told == ["VERSION_CONFLICT"]
    again = await send(client, "acceptChangeRequest", at(request, 2), coordinator)
    assert codes(again, "acceptChangeRequest") == ["NOT_POSSIBLE_NOW"]


async def test_all_that_is_wrong_with_a_proposal_is_told_at_once_and_nothing_is_kept(
    client: Client, ours: House, somebody: Asker, admin: Admin
) -> None:
    changes = {"group": {"name": " ", "languages": ["de", "no language"], "costNote": "x" * 1_001}}
    before = await everything(admin)
    answer = await send(client, "proposeChange", correction(ours, changes=changes), somebody)
    paths = [error["path"] for error in payload(answer, "proposeChange")["errors"]]
    assert paths == [
        ["input", "changes", "group", name] for name in ("name", "languages", "costNote")
    ]
    for values in (
        correction(ours, changes={"group": {"summary": None}}),
        correction(ours, changes={"group": {}}),
        correction(ours, changes={"meeting": {"name": "Anew"}}),
        correction(ours, note="x" * 2_001),
        correction(ours, id=encode(Code.ORGANISATION, ours.organisation)),
    ):
        answer = await send(client, "proposeChange", values, somebody)
        assert codes(answer, "proposeChange")[0] in ("INVALID_INPUT", "INVALID_ID")
    assert await everything(admin) == before


async def test_an_absent_request_and_anothers_look_alike(
    client: Client, ours: House, theirs: House, somebody: Asker, minter: Minter, admin: Admin
) -> None:
    request = await proposed(client, somebody, correction(ours))
    stranger = await minter.staff(theirs.organisation, "groups:manage", "networks:manage")
    absent = encode(Code.CHANGE_REQUEST, ours.group)
    before = await everything(admin)
    for name, more in (("acceptChangeRequest", {}), ("rejectChangeRequest", {"reason": "No."})):
        told = [
            payload(await send(client, name, at(each, **more), stranger), name)
            for each in (request, absent)
        ]
        assert told[0] == told[1]
        assert told[0]["errors"][0]["code"] == "NOT_FOUND"
        wrong = await send(client, name, at(encode(Code.GROUP, ours.group), **more), stranger)
        assert codes(wrong, name) == ["INVALID_ID"]
    assert await requests(client, stranger) == []
    assert await everything(admin) == before


async def test_what_is_not_published_cannot_be_told_from_what_is_not_there(
    client: Client, ours: House, somebody: Asker, admin: Admin
) -> None:
    await admin.execute("update catalogue.groups set published = false where id = $1", ours.group)
    before = await everything(admin)
    absent = correction(ours, id=encode(Code.GROUP, ours.venue))
    told = [
        payload(await send(client, "proposeChange", values, somebody), "proposeChange")
        for values in (correction(ours), absent)
    ]
    assert told[0] == told[1]
    assert told[0]["errors"][0]["code"] == "NOT_FOUND"
    assert await everything(admin) == before


async def test_nobody_proposes_an_exact_place_of_a_venue_that_is_not_public(
    client: Client, ours: House, somebody: Asker
) -> None:
    values = {
        "id": encode(Code.VENUE, ours.venue),
        "changes": {"venue": {"street": "Canary Lane 7"}},
    }
    answer = await send(client, "proposeChange", values, somebody)
    (error,) = payload(answer, "proposeChange")["errors"]
    assert error["path"] == ["input", "changes", "venue", "street"]
    assert "Canary" not in answer.text


async def test_a_conflict_of_versions_shows_a_stranger_only_what_is_public(
    client: Client, ours: House, theirs: House, minter: Minter, admin: Admin
) -> None:
    await admin.execute("update catalogue.meetings set published = false")
    stranger = await minter.staff(theirs.organisation, "changes:propose", "groups:read")
    query = (
        "mutation($input: ProposeChangeInput!) { proposeChange(input: $input) { errors {"
        " code ... on VersionConflict { current { ... on Group { name"
        " meetings { totalCount } } } } } } }"
    )
    values = correction(ours, expectedVersion=7)
    answer = await client.ask(query, {"input": values}, **stranger.headers)
    (error,) = payload(answer, "proposeChange")["errors"]
    assert error["code"] == "VERSION_CONFLICT"
    assert error["current"]["meetings"]["totalCount"] == 0


async def test_no_more_than_so_many_proposals_of_one_proposer_wait(
    client: Client, ours: House, somebody: Asker, coordinator: Asker, minter: Minter
) -> None:
    """To see it fail: take ``_ALONE`` out of ``api/persistence/identity/proposals.py``."""
    for _ in range(MOST_OPEN - 2):
        await proposed(client, somebody, correction(ours))
    tries = [send(client, "proposeChange", correction(ours), somebody) for _ in range(5)]
    told = [codes(answer, "proposeChange") for answer in await asyncio.gather(*tries)]
    assert sorted(told) == [[], [], *[["NOT_POSSIBLE_NOW"]] * 3]
    await proposed(client, await minter.own("changes:propose"), correction(ours))
    request = (await mine(client, somebody))[0]["id"]
    await changed(client, "rejectChangeRequest", at(request, reason="No."), coordinator)
    await proposed(client, somebody, correction(ours))


async def test_a_request_about_a_network_is_only_for_who_manages_networks(
    client: Client, ours: House, somebody: Asker, minter: Minter, admin: Admin
) -> None:
    values = {
        "id": encode(Code.NETWORK, ours.network),
        "changes": {"network": {"guidelines": "Be kind."}},
    }
    request = await proposed(client, somebody, values)
    narrow = await minter.staff(ours.organisation, "groups:manage")
    assert await requests(client, narrow) == []
    before = await everything(admin)
    answer = await send(client, "acceptChangeRequest", at(request), narrow)
    assert codes(answer, "acceptChangeRequest") == ["NOT_FOUND"]
    assert await everything(admin) == before


async def test_nothing_that_the_coordinators_organisation_holds_says_who_proposed(
    client: Client, ours: House, theirs: House, somebody: Asker, minter: Minter, admin: Admin
) -> None:
    stranger = await minter.staff(theirs.organisation, "changes:propose")
    for asker in (somebody, stranger):
        await proposed(client, asker, correction(ours))
    ids = [
        each.hex
        for each in (somebody.person, stranger.person, stranger.staff, stranger.organisation)
        if each
    ]
    tables = await admin.fetch(
        "select schemaname || '.' || tablename as name from pg_tables"
        " where schemaname in ('confidential', 'operations')"
    )
    for table in tables:
        name = table["name"]
        held = await admin.fetchval(
            f"select string_agg(replace(t::text, '-', ''), ' ') from {name} t"  # noqa: S608 - a name of ours
            " where to_jsonb(t) ->> 'organisation_id' = $1",
            str(ours.organisation),
        )
        assert not any(each in (held or "") for each in ids), name


async def test_what_was_proposed_and_said_is_sealed(
    client: Client, ours: House, somebody: Asker, coordinator: Asker, admin: Admin
) -> None:
    request = await proposed(client, somebody, correction(ours))
    await changed(client, "rejectChangeRequest", at(request, reason="Canary no."), coordinator)
    for table in ("change_requests", "change_request_fields", "audit_entries"):
        held = await admin.fetchval(
            f"select string_agg(t::text, ' ') from confidential.{table} t"  # noqa: S608 - a name of ours
        )
        for text in (NOTE, "Canary no.", SUMMARY):
            assert text not in held
            assert text.encode().hex() not in held

"""Many meetings in one mutation: all of them, or those that are in order.

To see one fail: let ``Decided.change`` keep what is here as it was, or take the comparison of
versions out of ``changed``.
"""

from typing import Any
from uuid import uuid4

import pytest

from api.domain.ids import Code, encode
from api.domain.occurrences import HORIZON_DAYS, RETENTION_DAYS
from api.domain.scopes import Scope
from api.http import graphql
from tests.house import House
from tests.http.changes import changed, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.matrix_of_meetings import coming_start
from tests.identity import Asker

NAME, WRITE = "applyMeetingChanges", Scope.MEETINGS_WRITE.value
SELECT = (
    "results { id version errors { code path ... on VersionConflict { current { id } }"
    " ... on RecurrenceRefused { suggestion { rule } } } }"
)
SERIES = {
    "localStart": "2026-01-05T19:00:00",
    "durationMinutes": 90,
    "timeZone": "Europe/Berlin",
    "rule": "FREQ=WEEKLY;BYDAY=MO",
}
MEETING = """query($id: ID!) { node(id: $id) { ... on Meeting {
  slug name version status medium openness languages notes
  localStart durationMinutes timeZone rule season venues { id } exceptions { kind originalStart }
  nextOccurrences(first: 3) { localStart startsAt endsAt medium } allowedActions } } }"""


@pytest.fixture
async def owner(client: Client, ours: House) -> Asker:
    return await client.minter.staff(ours.organisation, WRITE, Scope.GROUPS_MANAGE.value)


def terms(house: House, name: str, **more: object) -> dict[str, Any]:
    group = encode(Code.GROUP, house.group)
    return {"groupId": group, "name": name, "medium": "ONLINE", **SERIES, **more}


def new(house: House, name: str, **more: object) -> dict[str, Any]:
    return {"create": terms(house, name, **more)}


def change(house: House, version: int = 1, /, **more: object) -> dict[str, Any]:
    meeting = encode(Code.MEETING, house.meeting)
    return {"change": {"id": meeting, "expectedVersion": version, **more}}


async def shown(client: Client, meeting: str, asker: Asker) -> dict[str, Any]:
    answer = await client.ask(MEETING, {"id": meeting}, **asker.headers)
    return answer.json()["data"]["node"]


async def test_nobody_changes_many_meetings_without_the_scope(
    client: Client, ours: House, admin: Admin
) -> None:
    stranger = await client.minter.staff(ours.organisation, Scope.GROUPS_MANAGE.value)
    before = await everything(admin)
    nobody = await send(client, NAME, {"rows": [new(ours, "A meeting")]}, None, SELECT)
    lacking = await send(client, NAME, {"rows": [new(ours, "A meeting")]}, stranger, SELECT)
    assert (nobody.status_code, lacking.status_code) == (401, 403)
    assert "data" not in lacking.json()
    assert await everything(admin) == before


async def test_another_organisations_thing_is_as_absent_as_one_that_never_was(
    client: Client, ours: House, theirs: House, owner: Asker, admin: Admin
) -> None:
    """The row at position 57 of 100 names it: nothing is written, and nothing is learned."""
    before = await everything(admin)
    foreign = {
        "group": {"groupId": encode(Code.GROUP, theirs.group)},
        "venue": {"venueIds": [encode(Code.VENUE, theirs.venue)]},
    }
    absent = {
        "group": {"groupId": encode(Code.GROUP, uuid4())},
        "venue": {"venueIds": [encode(Code.VENUE, uuid4())]},
    }
    for which, path in (("group", ["groupId"]), ("venue", ["venueIds", "0"])):
        told = list[Any]()
        for named in (foreign, absent):
            rows = [new(ours, f"Meeting {number}") for number in range(100)]
            rows[57] = new(ours, "At another's", **named[which])
            answer = await send(client, NAME, {"rows": rows}, owner, SELECT)
            told.append(payload(answer, NAME))
        assert told[0] == told[1]
        (error,) = payload(answer, NAME)["errors"]
        assert (error["code"], error["path"]) == (
            "NOT_FOUND",
            ["input", "rows", "57", "create", *path],
        )
    told = list[Any]()
    for meeting in (theirs.meeting, uuid4()):
        rows = [new(ours, f"Meeting {number}") for number in range(100)]
        rows[57] = {"change": {"id": encode(Code.MEETING, meeting), "expectedVersion": 1}}
        told.append(payload(await send(client, NAME, {"rows": rows}, owner, SELECT), NAME))
    assert told[0] == told[1]
    (error,) = told[0]["errors"]
    assert (error["code"], error["path"]) == (
        "NOT_FOUND",
        ["input", "rows", "57", "change", "id"],
    )
    assert await everything(admin) == before


async def test_everything_that_is_wrong_is_told_at_once_where_it_is(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    rows = [
        new(ours, "Good"),
        new(ours, "", venueIds=["no id"], rule="FREQ=SECONDLY", timeZone="Middle/Earth"),
        change(ours, 7, name="Stale"),
        change(ours, notes="x" * 4_001, localStart=None),
        {"change": {"id": encode(Code.GROUP, ours.group), "expectedVersion": 1}},
    ]
    refused = payload(await send(client, NAME, {"rows": rows}, owner, SELECT), NAME)
    assert refused["results"] is None
    at = sorted((*each["path"][2:], each["code"]) for each in refused["errors"])
    assert at == [
        ("1", "create", "name", "INVALID_INPUT"),
        ("1", "create", "rule", "RULE_NOT_SUPPORTED"),
        ("1", "create", "timeZone", "UNKNOWN_TIME_ZONE"),
        ("1", "create", "venueIds", "0", "INVALID_ID"),
        ("2", "change", "expectedVersion", "VERSION_CONFLICT"),
        ("3", "change", "notes", "INVALID_INPUT"),
        ("4", "change", "id", "INVALID_ID"),
    ]
    assert await everything(admin) == before


async def test_rows_in_order_are_written_where_only_failed_ones_are_rejected(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    rows = [
        new(ours, "Good"),
        new(ours, ""),
        change(ours, 7, name="Stale"),
        change(ours, notes="!"),
    ]
    values = {"rows": rows, "errorPolicy": "REJECT_FAILED_ROWS"}
    done = await changed(client, NAME, values, owner, SELECT)
    good, bad, stale, noted = done["results"]
    assert (good["version"], good["errors"]) == (1, [])
    assert (bad["id"], bad["version"]) == (None, None)
    assert bad["errors"][0]["path"] == ["input", "rows", "1", "create", "name"]
    assert stale["errors"][0]["code"] == "VERSION_CONFLICT"
    assert stale["errors"][0]["current"] == {"id": encode(Code.MEETING, ours.meeting)}
    assert (noted["id"], noted["version"]) == (encode(Code.MEETING, ours.meeting), 2)
    names = await admin.fetch('select name from catalogue.meetings order by name collate "C"')
    assert [row["name"] for row in names] == ["Good", "ours meeting"]


async def test_rows_that_all_fail_are_refused_whatever_the_policy(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    values = {"rows": [new(ours, ""), change(ours, 7)], "errorPolicy": "REJECT_FAILED_ROWS"}
    refused = payload(await send(client, NAME, values, owner, SELECT), NAME)
    assert refused["results"] is None
    assert len(refused["errors"]) == 2
    assert await everything(admin) == before


@pytest.mark.parametrize("count", [0, 501])
async def test_there_is_a_least_and_a_most(
    client: Client, ours: House, owner: Asker, admin: Admin, count: int
) -> None:
    before = await everything(admin)
    rows = [new(ours, "A meeting")] * count
    refused = payload(await send(client, NAME, {"rows": rows}, owner, SELECT), NAME)
    assert refused["errors"][0]["path"] == ["input", "rows"]
    assert await everything(admin) == before


async def test_a_request_of_more_than_a_mebibyte_is_refused(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    before = await everything(admin)
    rows = [new(ours, f"Meeting {number}", notes="x" * 4_000) for number in range(300)]
    assert (await send(client, NAME, {"rows": rows}, owner, SELECT)).status_code == 413
    assert await everything(admin) == before


async def test_five_hundred_weekly_meetings_are_made_at_once(
    client: Client, ours: House, owner: Asker, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy the machine is: it is what is written that counts here.
    monkeypatch.setattr(graphql, "BULK_SECONDS", 60.0)
    await admin.execute("delete from catalogue.occurrences")
    rows = [
        new(
            ours,
            f"Meeting {number}",
            rule="FREQ=WEEKLY",
            localStart=f"2026-01-0{5 + number % 5}T19:00",
        )
        for number in range(500)
    ]
    done = await changed(client, NAME, {"rows": rows}, owner, SELECT)
    assert len({each["id"] for each in done["results"]}) == 500
    counted = await admin.fetch(
        "select count(*) as starts from catalogue.occurrences group by meeting_id"
    )
    assert len(counted) == 500
    # A week more or less of the past and of the horizon, by the weekday.
    weeks = (RETENTION_DAYS + HORIZON_DAYS) // 7
    assert all(weeks <= each["starts"] <= weeks + 3 for each in counted)


async def test_a_request_with_many_rows_has_more_time_than_another(
    client: Client, ours: House, owner: Asker, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphql, "DEADLINE_SECONDS", 0.0)
    monkeypatch.setattr(graphql, "BULK_SECONDS", 60.0)
    before = await everything(admin)
    one = await send(client, NAME, {"rows": [new(ours, "One")]}, owner, SELECT)
    assert (one.status_code, "retry-after" in one.headers) == (503, True)
    assert await everything(admin) == before
    rows = [new(ours, f"Meeting {number}") for number in range(100)]
    await changed(client, NAME, {"rows": rows}, owner, SELECT)


async def test_a_row_does_what_the_single_mutation_does(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    venue = encode(Code.VENUE, ours.venue)
    more: dict[str, Any] = {"venueIds": [venue], "languages": ["de"], "season": "01-01/12-31"}
    edit: dict[str, Any] = {
        "medium": "HYBRID",
        "localStart": "2026-01-06T20:00:00",
        "rule": "FREQ=WEEKLY;BYDAY=TU",
        "venueIds": [],
        "notes": "Ring twice.",
    }
    start = {"originalStart": coming_start()}
    alone = await changed(
        client, "createMeeting", terms(ours, "Twins", **more), owner, "meeting { id }"
    )
    one = alone["meeting"]["id"]
    done = await changed(client, NAME, {"rows": [new(ours, "Twins", **more)]}, owner, SELECT)
    other = done["results"][0]["id"]
    for each in (one, other):
        cancelled = {"id": each, "expectedVersion": 1, **start}
        await changed(client, "cancelOccurrence", cancelled, owner)
    await changed(client, "changeMeeting", {"id": one, "expectedVersion": 2, **edit}, owner)
    rows = [{"change": {"id": other, "expectedVersion": 2, **edit}}]
    await changed(client, NAME, {"rows": rows}, owner, SELECT)
    seen = [await shown(client, each, owner) for each in (one, other)]
    assert seen[0].pop("slug") == "twins"
    assert seen[1].pop("slug").startswith("twins-")
    assert seen[0] == seen[1]
    assert seen[0]["version"] == 3
    assert await _traces(admin, one) == await _traces(admin, other)
    kept = "select media from catalogue.groups where id = $1"
    assert set(await admin.fetchval(kept, ours.group)) == {"IN_PERSON", "HYBRID"}


async def _traces(admin: Admin, meeting: str) -> list[tuple[object, ...]]:
    """What the audit and the outbox hold of a meeting."""
    entries = await admin.fetch(
        "select action, thing, fields, before, after - array['id', 'slug'] as after"
        " from confidential.audit_entries where replace(thing_id::text, '-', '') = $1"
        " order by at, action",
        meeting[4:],
    )
    events = await admin.fetch(
        "select event, aggregate_version from operations.outbox"
        " where replace(aggregate_id::text, '-', '') = $1 order by aggregate_version",
        meeting[4:],
    )
    return [tuple(each) for each in (*entries, *events)]


async def test_of_two_rows_about_one_meeting_the_second_goes_on_from_the_first(
    client: Client, ours: House, owner: Asker
) -> None:
    rows = [change(ours, 1, name="One", notes="First."), change(ours, 2, name="Two")]
    done = await changed(client, NAME, {"rows": rows}, owner, SELECT)
    assert [each["version"] for each in done["results"]] == [2, 3]
    meeting = await shown(client, encode(Code.MEETING, ours.meeting), owner)
    assert (meeting["name"], meeting["notes"], meeting["version"]) == ("Two", "First.", 3)


async def test_a_repeat_with_the_same_key_does_nothing(
    client: Client, ours: House, owner: Asker, admin: Admin
) -> None:
    values = {"rows": [new(ours, "Once"), change(ours, notes="Once.")]}
    query = (
        f"mutation($input: ApplyMeetingChangesInput!) {{ {NAME}(input: $input) {{ {SELECT} }} }}"
    )
    headers = {**owner.headers, "idempotency_key": "a key"}
    first = await client.ask(query, {"input": values}, **headers)
    before = await everything(admin)
    again = await client.ask(query, {"input": values}, **headers)
    assert again.headers["idempotent-replayed"] == "true"
    assert payload(again, NAME) == payload(first, NAME)
    assert await everything(admin) == before

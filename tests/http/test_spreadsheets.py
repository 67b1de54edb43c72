"""A network as a spreadsheet: out, edited, and in again through the same difference."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from api.domain.access import Actor
from api.domain.groups import OpenPlace
from api.domain.ids import Code, encode
from api.domain.occurrences import Schedule
from api.domain.rules import Rule
from api.domain.vocabulary import Disclosure, Medium, OpenPlaceKind, VenueKind
from api.feeds.spreadsheet.exporting import content_of
from api.feeds.spreadsheet.writing import written_sheet
from api.persistence.groups import Groups
from api.persistence.ids import new_id
from api.persistence.meetings import Meetings
from api.persistence.store import Store
from api.persistence.venues import Venues
from tests import house
from tests.house import NOW, House
from tests.http.conftest import Admin, Client
from tests.http.importing import Sender, counts, row
from tests.identity import Minter

type Cells = dict[str, str]


@pytest.fixture
async def sender(client: Client, ours: House, minter: Minter, admin: Admin) -> Sender:
    asker = await minter.staff(ours.organisation, "groups:manage")
    return Sender(client, admin, ours, asker)


async def exported(store: Store, ours: House) -> str:
    async with store.transaction(Actor(ours.organisation, "test")) as work:
        return written_sheet(await content_of(work, ours.network, NOW))


def read(text: str) -> list[Cells]:
    return list(csv.DictReader(io.StringIO(text)))


def written(rows: list[Cells]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


async def post(sender: Sender, content: bytes, **parameters: str) -> dict[str, Any]:
    answer = await sender.post(content, "csv", "text/csv", **parameters)
    assert answer.status_code == 202, answer.text
    return await sender.read(answer.json()["id"])


async def add_oddities(store: Store, ours: House) -> None:
    """Everything that a sheet has no words for: rules, places, rooms, groups that never meet."""
    at = Schedule(
        local_start=datetime(2026, 1, 6, 18, 30),  # noqa: DTZ001 - a local time
        duration_minutes=45,
        time_zone="Europe/Berlin",
        rule=Rule.parse("FREQ=MONTHLY;BYDAY=1TU"),
    )
    places = tuple(
        OpenPlace(kind=kind, name="=cmd()", url="https://a.example", hours=None, moderated=True)
        for kind in (OpenPlaceKind.FORUM, OpenPlaceKind.WEBSITE)
    )
    room = replace(
        house.venue(ours),
        id=new_id(),
        kind=VenueKind.ONLINE,
        disclosure=Disclosure.PUBLIC,
        area=None,
        locality=None,
        country=None,
        point=None,
        approximate=False,
        url="https://room.example/1",
        name="Room one",
    )
    meeting = house.meeting(ours, "another")
    async with store.transaction(Actor(ours.organisation, "test")) as work:
        lonely = replace(
            house.group(ours, "lonely"), id=new_id(), name="=SUM(A1)", open_places=places
        )
        await Groups(work).add(lonely)
        await Venues(work).add(room)
        online = {"medium": Medium.ONLINE, "venue_ids": (room.id,)}
        for number, more in enumerate(
            (
                {"schedule": at, **online},
                {"schedule": replace(at, rule=None), **online},
                {"schedule": None, **online, "notes": "two\n\nlines"},
                {"schedule": replace(at, rule=Rule.parse("FREQ=WEEKLY;BYDAY=TU")), **online},
                {"venue_ids": (), "audiences": ("not-a-code",)},
                {"venue_ids": (room.id, ours.venue), "medium": Medium.HYBRID},
            )
        ):
            changes: dict[str, Any] = more
            each = replace(meeting, id=new_id(), slug=f"odd-{number}", **changes)
            await Meetings(work, NOW).add(each)


async def test_an_exported_network_imported_again_changes_nothing(
    sender: Sender, store: Store, ours: House
) -> None:
    await sender.apply(await sender.send([row(number) for number in range(5)]))
    await add_oddities(store, ours)
    text = await exported(store, ours)
    rows = read(text)
    assert len(rows) == 5 + 1 + 6 + 1
    for _ in range(2):
        found = await post(sender, text.encode())
        assert {each["severity"] for each in found["problems"]["nodes"]} <= {"WARNING"}
        assert found["changes"]["nodes"] == []
        assert counts(found, "GROUP") == {"unchanged": 7}
        assert counts(found, "MEETING") == {"unchanged": 12}
        assert (await sender.apply(found))["status"] == "APPLIED"
        assert await exported(store, ours) == text


async def test_no_place_that_is_hidden_is_in_the_sheet(store: Store, ours: House) -> None:
    (only,) = read(await exported(store, ours))
    assert only["city"] == only["location_id"] == only["latitude"] == "(unchanged)"


def edit(**cells: str) -> Callable[[list[Cells]], list[Cells]]:
    return lambda rows: [{**rows[0], **cells}, *rows[1:]]


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        ({"time": "18:00", "end_time": "19:00"}, "schedule", "18:00"),
        ({"day": "Thursday"}, "schedule", '"weekday":"TH"'),
        ({"name": "Another name"}, "name", "Another name"),
        ({"types": "C, W"}, "audiences", "women"),
    ],
)
async def test_an_edited_cell_is_the_only_change(
    sender: Sender, store: Store, ours: House, cells: Cells, field: str, said: str
) -> None:
    rows = edit(**cells)(read(await exported(store, ours)))
    found = await post(sender, written(rows))
    changed = [each for each in found["changes"]["nodes"] if each["outcome"] == "CHANGED"]
    assert [each["id"] for each in changed] == [encode(Code.MEETING, ours.meeting)]
    (told,) = [each for each in changed[0]["fields"] if each["field"] == field]
    assert said in str(told["said"])
    assert (await sender.apply(found))["status"] == "APPLIED"


async def test_a_row_that_is_gone_from_the_sheet_is_archived_from_the_second_time_on(
    sender: Sender, store: Store, ours: House
) -> None:
    await sender.apply(await sender.send([row(number) for number in range(9)]))
    rows = read(await exported(store, ours))
    await sender.apply(await post(sender, written(rows)))
    found = await post(sender, written(rows[1:]))
    assert counts(found, "MEETING") == {"removed": 1, "unchanged": 9}


async def test_a_formula_leaves_as_text_and_comes_back_as_it_was(
    sender: Sender, store: Store, ours: House
) -> None:
    await sender.admin.execute(
        "update catalogue.groups set name = '=HYPERLINK(\"x\")', description = '@here -1'"
    )
    text = await exported(store, ours)
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert '\'=HYPERLINK("x")' in cells
    assert (await post(sender, text.encode()))["changes"]["nodes"] == []


ROW = "slug,name,day,time,timezone,conference_url,notes\r\n"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("a,A,1,19:00,Europe/Berlin,javascript:alert(1),x", "LINK_INVALID"),
        ("a,A,1,19:00,Europe/Berlin,https://a.example,b\0c", "ROW_INVALID"),
        ("a,A,1,19:00,Europe/Berlin,https://a.example,x,too many", "ROW_INVALID"),
        ("a,,1,19:00,Europe/Berlin,https://a.example,x", "NAME_MISSING"),
        ("a,A,Someday,19:00,Europe/Berlin,https://a.example,x", "DAY_INVALID"),
        ("a,A,1,25:99,Europe/Berlin,https://a.example,x", "TIME_INVALID"),
        ("a,(unchanged),1,19:00,Europe/Berlin,https://a.example,x", "NOTHING_TO_LEAVE_UNCHANGED"),
    ],
)
async def test_a_broken_row_is_named_and_the_others_are_read(
    sender: Sender, line: str, code: str
) -> None:
    good = "b,B,1,19:00,Europe/Berlin,https://b.example,x\r\n"
    found = await post(sender, (ROW + "\r\n" * 600 + line + "\r\n" + good).encode())
    assert code in {each["code"] for each in found["problems"]["nodes"]}
    assert found["rowsRead"] >= 1
    assert "b" in {each["externalId"] for each in found["changes"]["nodes"]}
    assert "javascript" not in str(found)


@pytest.mark.parametrize("first", ["0000-01-01", "0001-01-01", "9999-12-31", "soon"])
async def test_a_day_that_is_none_is_refused(sender: Sender, first: str) -> None:
    heading = ROW.replace("notes", "dtstart,rrule")
    line = f"a,A,,19:00,Europe/Berlin,https://a.example,{first},FREQ=DAILY\r\n"
    found = await post(sender, (heading + line).encode())
    assert found["rowsRefused"] == 1


async def test_windows_encoding_is_recognised_and_said(sender: Sender) -> None:
    line = "a,Café München,1,19:00,Europe/Berlin,https://a.example,x\r\n"
    found = await post(sender, (ROW + line).encode("windows-1252"))
    assert found["explanation"] == "Read as Windows-1252, since it is not UTF-8."
    assert "Café München" in {each["name"] for each in found["changes"]["nodes"]}
    other = await post(sender, (ROW + line).encode("utf-8-sig").replace(b",", b";"))
    assert other["explanation"] is None
    assert "Café München" in {each["name"] for each in other["changes"]["nodes"]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a,b,c\r\n1,2,3\r\n", "template"),
        (ROW.encode() + b'a,"never closed' + b"x" * 100_000, "quotation mark"),
        (ROW.encode() + b"a\x81\x8d\xff\r\n", "neither"),
    ],
)
async def test_a_file_that_is_no_sheet_fails_with_a_remedy(
    sender: Sender, content: bytes, reason: str
) -> None:
    found = await post(sender, content)
    assert (found["status"], found["problem"]) == ("FAILED", "UNREADABLE")
    assert reason in found["explanation"]


async def test_a_row_is_named_by_the_number_that_a_spreadsheet_program_shows(
    sender: Sender,
) -> None:
    two_lines = 'ok,"A\r\nB",1,19:00,Europe/Berlin,https://a.example,x\r\n'
    bad = "{0},,1,19:00,Europe/Berlin,https://a.example,x\r\n"
    text = ROW + bad.format("first") + "\r\n" + two_lines + ",,,,,,\r\n" + bad.format("last")
    found = await post(sender, text.encode())
    refused = [each for each in found["problems"]["nodes"] if each["code"] == "NAME_MISSING"]
    assert [each["row"] for each in refused] == [2, 6]
    assert found["rowsRefused"] == 2
    only = await sender.send([row(0, name="")])
    assert {each["row"] for each in only["problems"]["nodes"]} == {1}

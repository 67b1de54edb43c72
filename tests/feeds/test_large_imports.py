"""A spreadsheet of a hundred thousand rows, every kind of broken one among them.

To see one fail: let ``Slugs`` count from one for every thing, save steps one by one in
``applying``, or give all problems of a sheet to one row.
"""

import resource
from collections import Counter
from collections.abc import Callable
from itertools import cycle, islice

import pytest

from api.domain.import_words import ImportFormat, ImportStatus
from api.feeds.importing.arriving import Slugs
from tests.feeds.desk import Desk
from tests.sending import statements

HEADING = (
    "slug,name,group,day,time,timezone,address,city,country,latitude,longitude,conference_url,"
    "dtstart,notes"
)
GOOD: tuple[Callable[[int], str], ...] = (
    lambda row: f"m-{row},Lights {row},,1,19:00,Europe/Berlin,{row} Quay,Berlin,DE,,,,,",
    # Hundreds are called so, and all of these slugs differ.
    lambda row: f"m-{row},Serenity,,2,19:00,Europe/Berlin,{row} Quay,Berlin,DE,52.5,13.4,,,",
    lambda row: (
        f"m-{row},On {row},Circle {row % 50},3,20:00,Europe/Berlin,,,,,,https://a.example,,"
    ),
    # One group with thousands of meetings at one place.
    lambda row: f"m-{row},Harbour,One group,4,20:00,Europe/Berlin,1 Quay,Berlin,DE,,,,,",
    lambda _row: "same,Same,,1,19:00,Europe/Berlin,,,,,,https://a.example/same,,",
)
BROKEN: tuple[Callable[[int], str], ...] = (
    lambda row: f"m-{row},,,1,19:00,Europe/Berlin,,,,,,https://a.example,,",
    lambda row: f"m-{row},A,,1,19:00,Nowhere/Land,,,,,,https://a.example,,",
    lambda row: f"m-{row},A,,1,99:99,Europe/Berlin,,,,,,https://a.example,,",
    lambda row: f"m-{row},A,,1,19:00,Europe/Berlin,,,,,,https://a.example,0000-01-01,",
    lambda row: f"m-{row},A,,1,19:00,Europe/Berlin,,,,,,https://a.example,,x\0y",
    lambda row: f"m-{row},A,,1,19:00,Europe/Berlin,,,,,,https://a.example,,,,,x",
    lambda row: f"m-{row},A,,1,19:00,Europe/Berlin,,,,,,javascript:alert(1),,",
)
KINDS = (*GOOD, *GOOD, *BROKEN)
SIZES = [600, pytest.param(100_000, marks=pytest.mark.full)]


def sheet(rows: int, notes: str = "") -> bytes:
    lines = (kind(row) for row, kind in enumerate(islice(cycle(KINDS), rows)))
    good = {number for number in range(len(KINDS)) if number < 2 * len(GOOD)}
    told = (
        line + notes if number % len(KINDS) in good else line for number, line in enumerate(lines)
    )
    return "\r\n".join((HEADING, *told)).encode()


def peak() -> int:
    """The most memory that this process has held so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize("rows", SIZES)
async def test_a_large_sheet_is_shown_and_written_in_bounded_memory_by_few_statements(
    desk: Desk, rows: int
) -> None:
    before = peak()
    made = await desk.send_file(sheet(rows), ImportFormat.CSV)
    assert await desk.run()
    shown = await desk.found(made)
    assert shown.status is ImportStatus.READY
    assert (shown.rows_read or 0) + (shown.rows_refused or 0) == rows
    assert await _told_by_row(desk) == {"REFUSED": shown.rows_refused}
    assert await desk.count("catalogue.meetings") == 1

    await desk.want(made)
    with statements(desk.store.engine) as sent:
        assert await desk.run()
    assert len(sent) < 150 + rows / 10
    assert await desk.status(made) is ImportStatus.APPLIED
    assert await desk.count("catalogue.meetings") == 1 + (shown.rows_read or 0)
    written = {count.thing: count.created for count in shown.counts}
    audited = "confidential.audit_entries where action = 'created' and subject = 'somebody'"
    assert await desk.count(audited) == sum(written.values())
    assert peak() - before < 150 * 1024**2 + rows * 8 * 1024


async def test_a_large_sheet_that_changes_everything_takes_one_statement_for_each_change(
    desk: Desk,
) -> None:
    rows = 400
    for notes in ("", "Ring twice."):
        made = await desk.send_file(sheet(rows, notes), ImportFormat.CSV)
        assert await desk.run()
        await desk.want(made)
        with statements(desk.store.engine) as sent:
            assert await desk.run()
        assert await desk.status(made) is ImportStatus.APPLIED
    changed = await desk.count("catalogue.meetings where version = 2")
    assert changed > rows / 2
    assert len(sent) < 150 + changed


def test_a_hundred_thousand_things_of_one_name_are_told_apart() -> None:
    """Were the numbers gone through anew for each, this would not end in this life."""
    slugs, many = Slugs({"serenity", "serenity-3"}), 100_000
    taken = [slugs.take("Serenity", "meeting") for _ in range(many)]
    assert taken[:3] == ["serenity-2", "serenity-4", "serenity-5"]
    assert len(set(taken)) == many


async def _told_by_row(desk: Desk) -> Counter[str]:
    """How many rows were refused, each told under its own number."""
    async with desk.transaction() as work:
        driver = work.driver
        told = await driver.fetch(
            "select severity, count(distinct row) as rows from confidential.import_problems"
            " where severity = 'REFUSED' group by severity"
        )
    return Counter({row["severity"]: row["rows"] for row in told})

"""The spreadsheet without a database: its page, its cells, and rows by the hundred thousand."""

import re
import tracemalloc
from pathlib import Path

import pytest

from api.domain.vocabulary import Medium
from api.feeds.errors import FeedNotReadable
from api.feeds.importing.understanding import MOST_ROWS
from api.feeds.spreadsheet.cells import guarded, opened
from api.feeds.spreadsheet.columns import COLUMNS
from api.feeds.spreadsheet.reading import read_sheet
from api.feeds.spreadsheet.writing import as_csv

PAGE = Path(__file__).resolve().parents[2] / "docs" / "spreadsheet.md"
BROKEN = (
    "a,A,1,19:00,Europe/Berlin,javascript:alert(1),,x",
    "a,<b>A</b>,1,19:00,Europe/Berlin,https://a.example,,<script>x</script>",
    "a,A,1,19:00,Nowhere/Land,https://a.example,,x",
    ",A,1,19:00,Europe/Berlin,https://a.example,,x",
    "a,A,1,99:99,Europe/Berlin,https://a.example,0000-01-01,x",
    "a,A,1,19:00,Europe/Berlin,https://a.example,0000-01-01,x",
    "a,A,1,19:00,Europe/Berlin,https://a.example,,x\0y",
    "a,A,1,19:00,Europe/Berlin,https://a.example,,x,y,z",
    '"a,,,,,,,,',
)
HEADING = "slug,name,day,time,timezone,conference_url,dtstart,notes"


def test_the_page_explains_every_column_and_no_other() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE.read_text(), re.MULTILINE))
    assert told == dict(COLUMNS)


def test_the_template_is_a_sheet_without_rows() -> None:
    template = "\ufeff" + as_csv([])
    assert list(opened(template.encode()).lines) == []


@pytest.mark.parametrize("cell", ["=1+1", "+49 30 1", "-x", "@a", "\tx", "'=x", "-74.5", "a=b"])
def test_what_is_guarded_comes_back_as_it_was(cell: str) -> None:
    sheet = f'slug,name,notes\r\na,b,"{guarded(cell)}"\r\n'
    (line,) = opened(sheet.encode()).lines
    assert line.cells["notes"] == cell
    assert not guarded(cell).startswith(("=", "+", "@", "\t"))


def test_the_medium_is_what_the_row_says() -> None:
    sheet = f"{HEADING}\r\na,A,1,19:00,Europe/Berlin,https://a.example,,x\r\n"
    (meeting,) = read_sheet(sheet.encode(), most_rows=10).feed.meetings
    assert meeting.medium is Medium.ONLINE


@pytest.mark.parametrize("many", [5_000, pytest.param(MOST_ROWS, marks=pytest.mark.full)])
def test_rows_of_every_broken_kind_are_told_by_row_in_bounded_memory(many: int) -> None:
    kinds = BROKEN[:-1]
    lines = (kinds[number % len(kinds)] for number in range(many))
    content = "\r\n".join((HEADING, *lines)).encode()
    tracemalloc.start()
    found = read_sheet(content, most_rows=many).feed
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.rows) == many
    assert sum(row.refused for row in found.rows) > many / 2
    assert peak < 40 * len(content) + 100 * 1024 * 1024
    text = repr([(group.name, group.open_places) for group in found.groups])
    assert "script" not in text
    assert "<" not in text


def test_more_rows_than_may_be_are_refused_as_a_whole() -> None:
    content = "\r\n".join((HEADING, *BROKEN[:3])).encode()
    with pytest.raises(FeedNotReadable, match="more than 2 rows"):
        read_sheet(content, most_rows=2)

"""Feeds of a hundred thousand rows, broken in every way: reasons by row, in bounded memory.

To see one fail: leave the scheme of an address unchecked in ``api/feeds/meeting_guide/fields.py``.
"""

import time
import tracemalloc
from typing import Any

import orjson
import pytest

from api.domain.import_words import ImportFormat, ImportSettings
from api.feeds.errors import FeedNotReadable
from api.feeds.importing.understanding import MOST_ROWS, packed, understand
from tests.http.importing import row

SIZES = pytest.mark.parametrize("many", [3_000, pytest.param(MOST_ROWS, marks=pytest.mark.full)])
BROKEN: tuple[Any, ...] = (
    None,
    7,
    "a row",
    [],
    {},
    {"slug": "only-a-slug"},
    {"name": None},
    {"name": "<script>alert(1)</script>"},
    {"notes": "<img src=x onerror=alert(1)>"},
    {"website": "javascript:alert(1)"},
    {"conference_url": "data:text/html,x"},
    {"day": 9},
    {"day": [[1]]},
    {"time": "99:99"},
    {"time": {"at": 19}},
    {"timezone": "Nowhere/Land"},
    {"latitude": 1e9},
    {"latitude": "north"},
    {"types": "O"},
    {"types": [None, 7, "no such type"]},
    {"updated": "0000-00-00 00:00:00"},
    {"end_date": "0000-01-01"},
    {"slug": "x" * 300},
    {"name": "x" * 2_000},
    {"name": "\u202e\u0000"},
    {"formatted_address": {"street": []}},
)
"""Rows that are none, and what makes one of a row that is in order."""
SETTINGS = ImportSettings(source="feed")


def rows(many: int) -> list[Any]:
    made: list[Any] = []
    for number in range(many):
        wrong = BROKEN[number % len(BROKEN)]
        states = wrong != {} and isinstance(wrong, dict) and "slug" not in wrong
        made.append({**SMALL, "slug": f"m{number}", **wrong} if states else wrong)
    return made


SMALL = {
    name: value
    for name, value in row(1).items()
    if name in ("name", "day", "time", "timezone", "formatted_address")
}


@SIZES
def test_rows_of_every_broken_kind_are_told_by_row_in_bounded_memory(many: int) -> None:
    content = packed(orjson.dumps(rows(many)))
    tracemalloc.start()
    began = time.process_time()
    found = understand(ImportFormat.MEETING_GUIDE, content, SETTINGS).feed
    took = time.process_time() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{many} rows: {took:.1f} s of processor time, {peak / 2**20:.0f} MiB")  # noqa: T201 - for the report
    assert [each.index for each in found.rows] == list(range(many))
    assert all(each.problems for each in found.rows if each.refused)
    assert sum(each.refused for each in found.rows) >= many // len(BROKEN) * 6
    assert peak < 100 * 2**20 + many * 20_000
    told = orjson.dumps(found.groups, default=str) + orjson.dumps(found.meetings, default=str)
    for never in (b"<script", b"onerror", b"javascript:", b"data:text", b"\\u202e", b"0000-"):
        assert never not in told


def test_one_row_more_than_may_be_refuses_all_of_them() -> None:
    content = packed(b"[" + b"{}," * MOST_ROWS + b"{}]")
    with pytest.raises(FeedNotReadable):
        understand(ImportFormat.MEETING_GUIDE, content, SETTINGS)


def test_what_unpacks_to_more_than_may_be_sent_is_not_unpacked() -> None:
    tracemalloc.start()
    bomb = packed(b"[" + b" " * 60 * 2**20 + b"]")
    tracemalloc.reset_peak()
    with pytest.raises(FeedNotReadable):
        understand(ImportFormat.MEETING_GUIDE, bomb, SETTINGS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60 * 2**20

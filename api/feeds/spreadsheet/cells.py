"""Cells from bytes: which encoding, separator and columns; row by row, none of it trusted."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from api.feeds.errors import FeedNotReadable
from api.feeds.spreadsheet.columns import COLUMNS

_UTF_8 = b"\xef\xbb\xbf"
_SEPARATORS = (",", ";", "\t")
_LONGEST_CELL = 64 * 1024
_NEEDED = frozenset({"slug", "name"})
# What a spreadsheet would run as a formula; a quote in front makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One row under the names of the columns; ``fault`` says why its cells cannot be used.

    ``number`` is the one that a spreadsheet program shows beside it.
    """

    number: int
    cells: dict[str, str]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file, and what had to be said of it as a whole."""

    lines: Iterator[Line]
    note: str | None


def opened(content: bytes) -> Sheet:
    """Return the rows of a CSV file; raises FeedNotReadable where it is none of ours."""
    text, note = _decoded(content)
    separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    heading = [_column(each) for each in next(rows, list[str]())]
    if not set(heading) >= _NEEDED:
        raise FeedNotReadable(
            "The first line does not name the columns of the template.",
            remedy="Get it with `peers export csv --empty`; it needs at least slug and name.",
        )
    if any(heading.count(each) > 1 for each in heading if each in COLUMNS):
        raise FeedNotReadable("A column is there twice.", remedy="Take one of the two out.")
    return Sheet(_lines(rows, heading), note)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers are none."""
    return f"'{cell}" if _looks_like_one(cell) and not _is_number(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _looks_like_one(cell) else cell


def _looks_like_one(cell: str) -> bool:
    # A quote that was there before counts, so that taking one off is always right.
    return cell.lstrip("'").startswith(_FORMULA)


def _lines(rows: Iterator[list[str]], heading: list[str]) -> Iterator[Line]:
    try:
        # The headings are the first row, and an empty one counts.
        for number, row in enumerate(rows, 2):
            if any(cell.strip() for cell in row):
                yield _line(number, row, heading)
    except csv.Error:
        raise FeedNotReadable(
            "A cell never ends: somewhere a quotation mark is not closed.",
            remedy="Save the sheet anew as CSV from the program that it was made with.",
        ) from None


def _line(number: int, row: list[str], heading: list[str]) -> Line:
    cells = {
        name: _unguarded(cell.strip())
        for name, cell in zip(heading, row, strict=False)
        if name in COLUMNS and cell.strip()
    }
    if any("\0" in cell for cell in row):
        return Line(number, cells, "The row holds the character NUL, which text cannot.")
    if any(cell.strip() for cell in row[len(heading) :]):
        return Line(number, cells, "The row has more cells than there are columns.")
    return Line(number, cells)


def _decoded(content: bytes) -> tuple[str, str | None]:
    try:
        return content.removeprefix(_UTF_8).decode(), None
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("windows-1252"), "Read as Windows-1252, since it is not UTF-8."
    except UnicodeDecodeError:
        raise FeedNotReadable(
            "This is text neither in UTF-8 nor in Windows-1252.",
            remedy="Save it as CSV in UTF-8.",
        ) from None


def _column(text: str) -> str:
    return "_".join(text.strip().lower().split())


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True

"""A whole spreadsheet as domain values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.domain.vocabulary import GroupStatus
from api.domain.zones import time_zone
from api.feeds.errors import FeedNotReadable
from api.feeds.meeting_guide.grouping import Defaults
from api.feeds.meeting_guide.keys import safe_slug
from api.feeds.meeting_guide.row_values import Convention, Row
from api.feeds.meeting_guide.translating import checked_country, checked_topics, joined
from api.feeds.meeting_guide.weekdays import WeekdayConvention
from api.feeds.spreadsheet.cells import opened
from api.feeds.spreadsheet.rows import read_line
from api.feeds.values import ImportedFeed


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A feed, the external ids of the rows that were refused, and what was to be said of all."""

    feed: ImportedFeed
    unreadable: frozenset[str]
    note: str | None


def read_sheet(  # noqa: PLR0913 - each is one thing that rows leave to whoever sends them
    content: bytes,
    *,
    most_rows: int,
    language: str = "en",
    topics: tuple[str, ...] = (),
    time_zone_of_all: str | None = None,
    country: str | None = None,
    status: GroupStatus = GroupStatus.PUBLISHED,
) -> ReadSheet:
    """Return everything that a sheet says; a row at fault never stops the others.

    Raises FeedNotReadable for a file that is no such sheet or has too many rows, InvalidInput
    and UnknownTimeZone for what is said beside it.
    """
    convention = Convention(
        default_time_zone=time_zone_of_all and time_zone(time_zone_of_all).key,
        default_country=country and checked_country(country),
        weekdays=WeekdayConvention.MEETING_GUIDE,
    )
    defaults = Defaults(language=language, topics=checked_topics(topics), status=status)
    sheet, rows = opened(content), list[Row]()
    known = list[tuple[int, str]]()
    for line in sheet.lines:
        if len(rows) == most_rows:
            raise _too_many(most_rows)
        rows.append(read_line(line, convention))
        known.append((line.number, line.cells.get("slug", "")))
    return _told(joined(rows, defaults), known, sheet.note)


def _told(feed: ImportedFeed, known: Sequence[tuple[int, str]], note: str | None) -> ReadSheet:
    """Return the sheet with its rows as a spreadsheet program counts them."""
    refused = (known[report.index][1] for report in feed.rows if report.refused)
    unreadable = frozenset(safe_slug(slug) for slug in refused if slug)
    counted = (replace(report, number=known[report.index][0]) for report in feed.rows)
    return ReadSheet(replace(feed, rows=tuple(counted)), unreadable, note)


def _too_many(most_rows: int) -> FeedNotReadable:
    return FeedNotReadable(
        f"There are more than {most_rows} rows.",
        remedy="Split it into several, each with a source name of its own.",
    )

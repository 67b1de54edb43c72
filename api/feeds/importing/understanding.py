"""What was sent, from packed bytes to domain values; plain computing, for a thread of its own."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.domain.import_words import ImportFormat, ImportSettings
from api.domain.imports import LARGEST_BYTES
from api.domain.vocabulary import GroupStatus
from api.feeds.errors import FeedNotReadable
from api.feeds.meeting_guide import translate
from api.feeds.meeting_guide.reading import rows_of
from api.feeds.meeting_guide.unreadable import unreadable_slugs
from api.feeds.sniffing import HEAD_BYTES, refuse_foreign
from api.feeds.spreadsheet.reading import read_sheet
from api.feeds.values import ImportedFeed

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Understood:
    """A feed, and the external ids of the rows that were refused.

    ``note`` is what has to be said of it as a whole.
    """

    feed: ImportedFeed
    unreadable: frozenset[str]
    note: str | None = None


def packed(content: bytes) -> bytes:
    return zlib.compress(content, 1)


def understand(form: ImportFormat, kept: bytes, settings: ImportSettings) -> Understood:
    """Return what was sent; raises FeedNotReadable where none of it can be read.

    Raises InvalidInput and UnknownTimeZone for settings that do not hold.
    """
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(kept, LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES or unpacking.unconsumed_tail:
        raise FeedNotReadable("There is more of it than was sent.", remedy="Send it again.")
    refuse_foreign(content[:HEAD_BYTES], form)
    return _FORMATS[form](content, settings)


def _meeting_guide(content: bytes, settings: ImportSettings) -> Understood:
    raw = rows_of(content)
    _check_number(len(raw))
    feed = translate(
        raw,
        default_time_zone=settings.time_zone,
        default_country=settings.country,
        language=settings.language,
        topics=settings.topics,
        status=_status(settings),
    )
    return Understood(feed, unreadable_slugs(raw, feed))


def _csv(content: bytes, settings: ImportSettings) -> Understood:
    sheet = read_sheet(
        content,
        most_rows=MOST_ROWS,
        language=settings.language,
        topics=settings.topics,
        time_zone_of_all=settings.time_zone,
        country=settings.country,
        status=_status(settings),
    )
    return Understood(sheet.feed, sheet.unreadable, sheet.note)


def _status(settings: ImportSettings) -> GroupStatus:
    return GroupStatus.DRAFT if settings.draft else GroupStatus.PUBLISHED


def _check_number(rows: int) -> None:
    if rows > MOST_ROWS:
        raise FeedNotReadable(
            f"There are more than {MOST_ROWS} rows.",
            remedy="Split it into several, each with a source name of its own.",
        )


_FORMATS: Mapping[ImportFormat, Callable[[bytes, ImportSettings], Understood]] = {
    ImportFormat.MEETING_GUIDE: _meeting_guide,
    ImportFormat.CSV: _csv,
}

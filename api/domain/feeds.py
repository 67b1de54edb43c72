"""Feeds: addresses that a network keeps its directory at, and that are pulled once a day."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import auto
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

from api.domain.errors import InvalidInput
from api.domain.import_words import ImportFormat, ImportSettings
from api.domain.versions import expect
from api.domain.vocabulary import Word

MOST_FEEDS = 20
"""How many feeds one organisation may register."""
_HOURS = 24
_LONGEST_URL = 2_000


class FeedProblem(Word):
    """Why the last run of a feed brought no import.

    UNREACHABLE is any address that did not answer with a whole feed in time, NOT_A_FEED one
    that answered something else, WAITING a run left out since an earlier one waits for somebody.
    """

    UNREACHABLE = auto()
    NOT_A_FEED = auto()
    WAITING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One address of one network. It may hold a key, so only its ``host`` is ever shown.

    ``source`` is that of its settings: within one network no two feeds share one. ``hour`` is
    that of UTC.
    """

    id: UUID
    organisation_id: UUID
    network_id: UUID
    source: str
    format: ImportFormat
    settings: ImportSettings
    host: str
    url: str
    hour: int
    last_run_at: datetime | None
    last_problem: FeedProblem | None
    last_import_id: UUID | None
    version: int
    changed_at: datetime

    def due_after(self, now: datetime) -> datetime:
        """Return when the feed is pulled next."""
        due = now.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        return due if due > now else due + timedelta(days=1)

    def change(
        self,
        *,
        expected_version: int,
        url: str | None = None,
        hour: int | None = None,
        settings: ImportSettings | None = None,
    ) -> Self:
        """Return the feed with what is given; the rest stays."""
        expect(self.version, expected_version)
        return replace(
            self,
            url=self.url if url is None else url,
            host=self.host if url is None else host_of(url),
            hour=self.hour if hour is None else checked_hour(hour),
            settings=settings or self.settings,
        )

    def ran(self, at: datetime, problem: FeedProblem | None, import_id: UUID | None = None) -> Self:
        """Return the feed with the report of a run; without an import the last one stays named."""
        return replace(
            self,
            last_run_at=at,
            last_problem=problem,
            last_import_id=import_id or self.last_import_id,
        )


def host_of(url: str) -> str:
    """Return the host of a plain https address; InvalidInput for any other."""
    refused = InvalidInput("A feed has a plain https address.", path=("url",))
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise refused
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise refused from None
    if parts.scheme != "https" or not host or "@" in parts.netloc or parts.fragment:
        raise refused
    return host


def checked_hour(hour: int) -> int:
    if not 0 <= hour < _HOURS:
        raise InvalidInput("An hour is 0 to 23, of UTC.", path=("hour",))
    return hour

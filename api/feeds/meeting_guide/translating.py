"""A whole Meeting Guide feed as domain values."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from api.domain.errors import InvalidInput
from api.domain.terms import TERMS
from api.domain.vocabulary import Dimension, GroupStatus
from api.domain.zones import time_zone
from api.feeds.meeting_guide.countries import country_code
from api.feeds.meeting_guide.grouping import Defaults, Groups, Venues
from api.feeds.meeting_guide.report import Fault, problem
from api.feeds.meeting_guide.row_values import Convention, Row
from api.feeds.meeting_guide.rows import read_row
from api.feeds.meeting_guide.weekdays import WeekdayConvention
from api.feeds.values import ImportedFeed, ImportedMeeting, Problem, RowReport

# Called with how many are done and how many there are, None where nobody knows.
type Progress = Callable[[int, int | None], None]


def translate(  # noqa: PLR0913 - each argument is one option of the import
    raw: Sequence[object],
    *,
    default_time_zone: str | None = None,
    weekdays: WeekdayConvention = WeekdayConvention.MEETING_GUIDE,
    default_country: str | None = None,
    language: str = "en",
    topics: tuple[str, ...] = (),
    status: GroupStatus = GroupStatus.PUBLISHED,
    progress: Progress | None = None,
) -> ImportedFeed:
    """Return everything that the rows of a feed say; a row at fault never stops the others.

    ``language`` (BCP 47) is that of the texts; ``topics`` are slugs that all groups get.
    ``default_country`` is a name or an ISO 3166-1 code. Raises UnknownTimeZone and
    InvalidInput for what the importer says, never for what the feed says.
    """
    convention = Convention(
        default_time_zone=default_time_zone and time_zone(default_time_zone).key,
        default_country=default_country and checked_country(default_country),
        weekdays=weekdays,
    )
    defaults = Defaults(language=language, topics=checked_topics(topics), status=status)
    rows: list[Row] = []
    for done, each in enumerate(raw, 1):
        rows.append(read_row(each, convention))
        if progress is not None:
            progress(done, len(raw))
    return joined(rows, defaults)


def joined(rows: Sequence[Row], defaults: Defaults) -> ImportedFeed:
    """Return rows as one feed: meetings in their groups, each venue once, every id of its own."""
    names = _ExternalIds(rows)
    groups, venues = Groups(), Venues()
    reports: list[RowReport] = []
    for index, row in enumerate(rows):
        problems = list(row.problems)
        meetings = [names.claim(meeting, problems) for meeting in row.meetings]
        if row.group is not None:
            groups.add(row.group, meetings)
        agreed = [venues.add(venue) for venue in row.venues]
        if not all(agreed):
            problems.append(problem(Fault.PLACE_NOTES_DIFFER, "location_notes"))
        ids = tuple(meeting.external_id for meeting in meetings)
        reports.append(
            RowReport(index=index, number=index + 1, external_ids=ids, problems=tuple(problems))
        )
    return ImportedFeed(
        groups=groups.build(defaults),
        venues=venues.build(),
        rows=tuple(reports),
        entity=next((row.entity for row in rows if row.entity), None),
        contacts_dropped=sum(row.contacts for row in rows),
        unknown_codes=Counter(code for row in rows for code in row.unknown_codes),
    )


class _ExternalIds:
    """Gives every meeting an external id of its own.

    An id that only one row asks for is never given to another: of two rows ``a`` the second
    becomes ``a-2``, unless a row of the feed is itself called so.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._wanted = {meeting.external_id for row in rows for meeting in row.meetings}
        self._taken: set[str] = set()
        self._last = Counter[str]()

    def claim(self, meeting: ImportedMeeting, problems: list[Problem]) -> ImportedMeeting:
        wanted = free = meeting.external_id
        if wanted in self._taken:
            problems.append(problem(Fault.SLUG_REPEATED, "slug"))
            self._last[wanted] = max(self._last[wanted], 1)
            while free in self._taken or free in self._wanted:
                self._last[wanted] += 1
                free = f"{wanted}-{self._last[wanted]}"
        self._taken.add(free)
        return replace(meeting, external_id=free)


def checked_country(name: str) -> str:
    """Return the code of a country; InvalidInput where none is called so."""
    code = country_code(name)
    if code is None:
        raise InvalidInput("No country of ISO 3166-1 is called so.", path=("default_country",))
    return code


def checked_topics(slugs: tuple[str, ...]) -> tuple[str, ...]:
    """Return topics, once each; InvalidInput for one that the platform does not have."""
    known = {term.slug for term in TERMS if term.dimension is Dimension.TOPIC}
    if not known.issuperset(slugs):
        raise InvalidInput("The platform has no such topic.", path=("topics",))
    return tuple(dict.fromkeys(slugs))

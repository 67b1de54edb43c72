"""What reading one row needs and gives."""

from dataclasses import dataclass

from api.feeds.meeting_guide.codes import Dimensions
from api.feeds.meeting_guide.weekdays import WeekdayConvention
from api.feeds.values import ImportedEntity, ImportedMeeting, ImportedVenue, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """What a feed leaves to its reader."""

    default_time_zone: str | None
    default_country: str | None
    weekdays: WeekdayConvention


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """What one row says of the group that it belongs to.

    ``topics`` and ``types`` are for formats that state them; ``unstated`` as for groups.
    """

    key: str
    name: str
    description: str | None
    website: str | None
    topics: tuple[str, ...] = ()
    types: Dimensions | None = None
    unstated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as it was understood. Without a group it was refused, and has no meetings.

    The external ids of the meetings may still be taken by another row.
    """

    problems: tuple[Problem, ...]
    contacts: int = 0
    unknown_codes: tuple[str, ...] = ()
    entity: ImportedEntity | None = None
    group: RowGroup | None = None
    venues: tuple[ImportedVenue, ...] = ()
    meetings: tuple[ImportedMeeting, ...] = ()

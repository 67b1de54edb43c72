"""What a feed says, as domain values without ids: the same whatever the format was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import auto

from api.domain.groups import Capacity, OpenPlace
from api.domain.occurrences import Schedule
from api.domain.places import Point
from api.domain.vocabulary import (
    Disclosure,
    GroupStatus,
    Medium,
    MeetingStatus,
    Openness,
    VenueKind,
    Word,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedVenue:
    """A venue of the feed. ``key`` is 32 hex digits and the same in every run.

    A feed that anybody can read has no secrets, so everything here is public. ``unstated`` names
    fields that the feed has no word for: those of a venue that is here already stay.
    """

    key: str
    kind: VenueKind
    disclosure: Disclosure = Disclosure.PUBLIC
    name: str | None = None
    street: str | None = None
    area: str | None = None
    locality: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    point: Point | None = None
    approximate: bool = False
    url: str | None = None
    phone: str | None = None
    joining_notes: str | None = None
    accessibility: tuple[str, ...] = ()
    transport: str | None = None
    unstated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedMeeting:
    """A meeting of the feed; ``schedule`` is None by appointment.

    ``external_id`` is unique in the feed. ``changed_at`` is what the feed says, in UTC;
    ``unstated`` as for venues.
    """

    external_id: str
    name: str
    venue_keys: tuple[str, ...]
    schedule: Schedule | None
    medium: Medium
    openness: Openness | None
    languages: tuple[str, ...]
    audiences: tuple[str, ...]
    formats: tuple[str, ...]
    accessibility: tuple[str, ...]
    notes: str | None
    status: MeetingStatus
    changed_at: datetime | None
    unstated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedGroup:
    """A group of the feed with its meetings, in the order of the feed.

    ``external_id`` is 32 hex digits and the same in every run. Whatever a feed cannot know
    of a group is left unstated: its capacity is unknown and it accepts no referrals.
    """

    external_id: str
    name: str
    description: str | None
    language: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    audiences: tuple[str, ...]
    formats: tuple[str, ...]
    accessibility: tuple[str, ...]
    open_places: tuple[OpenPlace, ...]
    status: GroupStatus
    meetings: tuple[ImportedMeeting, ...]
    accepts_referrals: bool = False
    capacity: Capacity = field(default_factory=Capacity)
    unstated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedEntity:
    """Who publishes the feed, as the feed says."""

    name: str
    url: str | None
    location: str | None


class Severity(Word):
    """What a problem did: refused the row, dropped a value, or only deserves a look."""

    REFUSED = auto()
    DROPPED = auto()
    WARNING = auto()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, in words that never repeat a value of it.

    ``field`` is the name of the field at fault, None where it is the row itself.
    """

    code: str
    severity: Severity
    message: str
    field: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReport:
    """What became of one row: ``index`` counts from 0, ``external_ids`` are its meetings.

    ``number`` is the one that whoever has the feed finds the row by.
    """

    index: int
    number: int
    external_ids: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        return any(problem.severity is Severity.REFUSED for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFeed:
    """Everything that a feed says, and a report for every row of it.

    ``contacts_dropped`` counts the addresses, numbers and names of people that were left
    out; ``unknown_codes`` counts the type codes that mean nothing to the platform.
    """

    groups: tuple[ImportedGroup, ...]
    venues: tuple[ImportedVenue, ...]
    rows: tuple[RowReport, ...]
    entity: ImportedEntity | None
    contacts_dropped: int
    unknown_codes: Mapping[str, int]

    @property
    def meetings(self) -> tuple[ImportedMeeting, ...]:
        return tuple(meeting for group in self.groups for meeting in group.meetings)

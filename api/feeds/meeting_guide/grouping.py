"""Rows of one feed joined: meetings into groups, and each venue once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from api.domain.groups import OpenPlace
from api.domain.vocabulary import GroupStatus, OpenPlaceKind
from api.feeds.meeting_guide.codes import Dimensions
from api.feeds.meeting_guide.row_values import RowGroup
from api.feeds.values import ImportedGroup, ImportedMeeting, ImportedVenue


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the importer says of all groups of the feed."""

    language: str
    topics: tuple[str, ...]
    status: GroupStatus


@dataclass(slots=True)
class _Gathered:
    said: list[RowGroup] = field(default_factory=list[RowGroup])
    meetings: list[ImportedMeeting] = field(default_factory=list[ImportedMeeting])


class Groups:
    """The groups of a feed, in the order in which their first rows come."""

    def __init__(self) -> None:
        self._gathered: dict[str, _Gathered] = {}

    def add(self, group: RowGroup, meetings: Iterable[ImportedMeeting]) -> None:
        gathered = self._gathered.setdefault(group.key, _Gathered())
        gathered.said.append(group)
        gathered.meetings.extend(meetings)

    def build(self, defaults: Defaults) -> tuple[ImportedGroup, ...]:
        return tuple(_group(key, each, defaults) for key, each in self._gathered.items())


class Venues:
    """The venues of a feed; what one row leaves out of a place another one may say."""

    def __init__(self) -> None:
        self._venues: dict[str, ImportedVenue] = {}

    def add(self, venue: ImportedVenue) -> bool:
        """Keep a venue; return whether its notes agree with those of earlier rows."""
        known = self._venues.setdefault(venue.key, venue)
        self._venues[venue.key] = replace(
            known,
            area=known.area or venue.area,
            point=known.point or venue.point,
            joining_notes=known.joining_notes or venue.joining_notes,
        )
        return venue.joining_notes is None or known.joining_notes in {None, venue.joining_notes}

    def build(self) -> tuple[ImportedVenue, ...]:
        return tuple(self._venues.values())


def _group(key: str, gathered: _Gathered, defaults: Defaults) -> ImportedGroup:
    """Join what the rows say of a group.

    The group speaks every language and has every format of its meetings. It is for an
    audience, and accessible, only where all of its meetings are: nobody is to be sent to
    the one that is not.
    """
    meetings = gathered.meetings
    said = gathered.said
    website = next((each.website for each in said if each.website), None)
    types = next((each.types for each in said if each.types), None) or _gathered_types(meetings)
    return ImportedGroup(
        external_id=key,
        name=said[0].name,
        description=next((each.description for each in said if each.description), None),
        language=defaults.language,
        topics=next((each.topics for each in said if each.topics), defaults.topics),
        languages=types.languages,
        audiences=types.audiences,
        formats=types.formats,
        accessibility=types.accessibility,
        open_places=() if website is None else (_website(website),),
        status=defaults.status,
        meetings=tuple(meetings),
        unstated=said[0].unstated,
    )


def _gathered_types(meetings: Sequence[ImportedMeeting]) -> Dimensions:
    return Dimensions(
        languages=_any(meeting.languages for meeting in meetings),
        audiences=_all(meeting.audiences for meeting in meetings),
        formats=_any(meeting.formats for meeting in meetings),
        accessibility=_all(meeting.accessibility for meeting in meetings),
    )


def _website(url: str) -> OpenPlace:
    return OpenPlace(kind=OpenPlaceKind.WEBSITE, name=None, url=url, hours=None, moderated=None)


def _any(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted(set[str]().union(*lists)))


def _all(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    stated = [set(each) for each in lists]
    return tuple(sorted(set[str].intersection(*stated))) if stated else ()

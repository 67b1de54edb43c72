"""What is here of a source before an import: its records, and the things that they name."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from uuid import UUID

from api.domain.groups import Group
from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.text import slug
from api.domain.venues import Venue
from api.feeds.importing.arriving import Slugs
from api.feeds.values import ImportedFeed, ImportedGroup, ImportedMeeting
from api.persistence.groups import Groups
from api.persistence.imports import ImportRecord, ImportRecords, present_in, taken_slugs
from api.persistence.meetings import Meetings
from api.persistence.networks import Networks
from api.persistence.venues import Venues
from api.persistence.work import Work

_TOGETHER = 500
_OURS = {
    kind: re.compile(f"{kind}_[0-9a-f]{{32}}") for kind in (Code.VENUE, Code.GROUP, Code.MEETING)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """``network`` is None before the first import; ``slugs`` are those that are taken.

    ``adopted`` are things that a feed names by our own ids, and has for the first time. Of a row
    that cannot be read this time nobody knows whether it is gone, so its meetings and their
    groups are ``spared``.
    """

    network: Network | None
    records: Mapping[tuple[Code, str], ImportRecord]
    venues: Mapping[UUID, Venue]
    groups: Mapping[UUID, Group]
    meetings: Mapping[UUID, Meeting]
    slugs: Mapping[Code, Slugs]
    spared: frozenset[UUID]
    adopted: Mapping[tuple[Code, str], UUID] = field(default_factory=dict[tuple[Code, str], UUID])

    def id_of(self, kind: Code, key: str) -> UUID | None:
        """Return what a key of the feed names here, None where it is new."""
        record = self.records.get((kind, key))
        return self.adopted.get((kind, key)) if record is None else record.thing_id

    @property
    def present(self) -> Counter[Code]:
        """How many things of each kind the source had after its last import."""
        return Counter(each.thing for each in self.records.values() if each.removed_at is None)


async def look_up(
    work: Work,
    network_id: UUID | None,
    source: str,
    feed: ImportedFeed,
    unreadable: Collection[str],
    now: datetime,
) -> Known:
    """Read what is here. ``unreadable`` holds the slugs of rows that were refused."""
    network = None if network_id is None else await Networks(work).get(network_id)
    adopted = {} if network is None else await _adopted(work, network.id, feed)
    records = [] if network_id is None else await ImportRecords(work, network_id, source).all()
    ids = {kind: {each for _, each in _named(records, adopted, kind)} for kind in _OURS}
    meetings = await _in_parts(Meetings(work, now).all_of, ids[Code.MEETING])
    spared = {
        each.thing_id
        for each in records
        if each.thing is Code.MEETING and _belongs(each.external_id, unreadable)
    }
    return Known(
        network=network,
        records={(each.thing, each.external_id): each for each in records},
        venues=await _in_parts(Venues(work).all_of, ids[Code.VENUE]),
        groups=await _in_parts(Groups(work).all_of, ids[Code.GROUP]),
        meetings=meetings,
        slugs=await _taken(work, feed),
        spared=frozenset(spared | {meetings[each].group_id for each in spared}),
        adopted=adopted,
    )


def _named(
    records: Iterable[ImportRecord], adopted: Mapping[tuple[Code, str], UUID], kind: Code
) -> Iterator[tuple[str, UUID]]:
    """Return what the feed calls by which key, of one kind."""
    yield from ((each.external_id, each.thing_id) for each in records if each.thing is kind)
    yield from ((key, each) for (thing, key), each in adopted.items() if thing is kind)


async def _adopted(
    work: Work, network_id: UUID, feed: ImportedFeed
) -> dict[tuple[Code, str], UUID]:
    """Return what the feed calls by an id of ours that stands for a thing of this network."""
    keys = {
        Code.VENUE: [each.key for each in feed.venues],
        Code.GROUP: [each.external_id for each in feed.groups],
        Code.MEETING: [each.external_id for each in feed.meetings],
    }
    found: dict[tuple[Code, str], UUID] = {}
    for kind, texts in keys.items():
        named = {text: UUID(text[4:]) for text in texts if _OURS[kind].fullmatch(text)}
        present = await present_in(work, kind, network_id, named.values())
        found |= {(kind, text): each for text, each in named.items() if each in present}
    return found


async def _in_parts[T](
    load: Callable[[Collection[UUID]], Awaitable[dict[UUID, T]]], ids: Iterable[UUID]
) -> dict[UUID, T]:
    """Load many things some at a time, so that whoever else is served meanwhile waits little."""
    found: dict[UUID, T] = {}
    for some in batched(ids, _TOGETHER):
        found |= await load(some)
    return found


async def _taken(work: Work, feed: ImportedFeed) -> dict[Code, Slugs]:
    return {
        Code.GROUP: Slugs(await taken_slugs(work, Code.GROUP, _bases(feed.groups))),
        Code.MEETING: Slugs(await taken_slugs(work, Code.MEETING, _bases(feed.meetings))),
    }


def _bases(named: Iterable[ImportedGroup | ImportedMeeting]) -> set[str]:
    return {slug(each.name) for each in named} | {"group", "meeting"}


def _belongs(external_id: str, slugs: Collection[str]) -> bool:
    """Whether a meeting comes from a row; one row may have made several, numbered by their days."""
    return external_id in slugs or re.sub(r"-[0-9]+$", "", external_id) in slugs

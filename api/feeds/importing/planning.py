"""From a feed, and what is here of it already, to the steps of an import. Nothing is written."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from api.domain.groups import Group
from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.organisations import Organisation
from api.domain.venues import Venue
from api.domain.vocabulary import GroupStatus, MeetingStatus
from api.feeds.importing import arriving, founding
from api.feeds.importing.known import Known
from api.feeds.importing.merging import Thing
from api.feeds.importing.options import Options
from api.feeds.importing.plan import Outcome, Plan, Step
from api.feeds.importing.stepping import known_step, new_step
from api.feeds.values import ImportedFeed
from api.persistence.imports import ImportRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Makes the steps for one feed."""

    feed: ImportedFeed
    options: Options
    organisation_id: UUID
    known: Known
    now: datetime

    def plan(self, organisation: Organisation | None) -> Plan:
        """Return the steps; ``organisation`` is one that is to be made."""
        network = self._network()
        venues = tuple(self._venues())
        groups = tuple(self._groups(network.after))
        meetings = tuple(self._meetings(_by_key(groups), _by_key(venues)))
        return Plan(
            organisation=organisation,
            network=network,
            venues=venues,
            groups=(*groups, *self._gone_groups(groups)),
            meetings=(*meetings, *self._gone_meetings(meetings)),
            present=self.known.present,
        )

    def _network(self) -> Step[Network]:
        """Make the network, or publish the one that this source made as a draft."""
        here, name = self.known.network, self.options.network
        if here is None:
            network = founding.new_network(self.organisation_id, self.options, self.feed, self.now)
            return self._step(Code.NETWORK, name, None, network)
        if not self.options.founds or (Code.NETWORK, name) not in self.known.records:
            return Step(
                kind=Code.NETWORK,
                external_id=name,
                before=here,
                after=here,
                outcome=Outcome.UNCHANGED,
                record=None,
            )
        said = replace(here, status=self.options.network_status)
        return self._step(Code.NETWORK, name, here, said)

    def _venues(self) -> Iterator[Step[Venue]]:
        for each in self.feed.venues:
            here = self._here(Code.VENUE, each.key, self.known.venues)
            said = arriving.venue_of(each, self.organisation_id, here, self.now)
            yield self._step(Code.VENUE, each.key, here, said, each.unstated)

    def _groups(self, network: Network) -> Iterator[Step[Group]]:
        for each in self.feed.groups:
            here = self._here(Code.GROUP, each.external_id, self.known.groups)
            if here is None:
                free = self.known.slugs[Code.GROUP].take(each.name, "group")
                said = arriving.new_group(each, network, free, self.options.source, self.now)
            else:
                said = arriving.group_of(each, here)
            step = self._step(Code.GROUP, each.external_id, here, said, each.unstated)
            if step.outcome is Outcome.CHANGED:
                step = replace(step, after=replace(step.after, imported_at=self.now))
            yield step

    def _meetings(
        self, groups: Mapping[str, Group], venues: Mapping[str, Venue]
    ) -> Iterator[Step[Meeting]]:
        venue_ids = {key: venue.id for key, venue in venues.items()}
        for group in self.feed.groups:
            for each in group.meetings:
                at = groups[group.external_id]
                here = self._here(Code.MEETING, each.external_id, self.known.meetings)
                if here is None:
                    free = self.known.slugs[Code.MEETING].take(each.name, "meeting")
                    said = arriving.new_meeting(each, at, venue_ids, free, self.now)
                else:
                    said = arriving.meeting_of(each, at, venue_ids, here)
                yield self._step(Code.MEETING, each.external_id, here, said, each.unstated)

    def _gone_groups(self, steps: Collection[Step[Group]]) -> Iterator[Step[Group]]:
        for record in self._gone(Code.GROUP, steps):
            here = self.known.groups[record.thing_id]
            yield self._archived(record, here, replace(here, status=GroupStatus.ARCHIVED))

    def _gone_meetings(self, steps: Collection[Step[Meeting]]) -> Iterator[Step[Meeting]]:
        for record in self._gone(Code.MEETING, steps):
            here = self.known.meetings[record.thing_id]
            yield self._archived(record, here, replace(here, status=MeetingStatus.ARCHIVED))

    def _gone[T: Thing](self, kind: Code, steps: Iterable[Step[T]]) -> Iterator[ImportRecord]:
        listed = {step.external_id for step in steps}
        for (thing, external_id), record in self.known.records.items():
            gone = thing is kind and external_id not in listed and record.removed_at is None
            if gone and record.thing_id not in self.known.spared:
                yield record

    def _archived[T: Group | Meeting](self, record: ImportRecord, here: T, after: T) -> Step[T]:
        # Kept as if the feed had said so: a thing that comes back is then no change made here.
        imported = {**record.imported, "status": after.status.value}
        return Step(
            kind=record.thing,
            external_id=record.external_id,
            before=here,
            after=after,
            outcome=Outcome.UNCHANGED if here.status == after.status else Outcome.REMOVED,
            record=replace(record, imported=imported, removed_at=self.now),
        )

    def _here[T: Thing](self, kind: Code, key: str, held: Mapping[UUID, T]) -> T | None:
        thing_id = self.known.id_of(kind, key)
        return None if thing_id is None else held[thing_id]

    def _step[T: Thing](
        self,
        kind: Code,
        key: str,
        here: T | None,
        said: T,
        unstated: frozenset[str] = frozenset(),
    ) -> Step[T]:
        if here is None:
            return new_step(kind, key, said)
        return known_step(
            kind, key, here, said, unstated=unstated, record=self.known.records.get((kind, key))
        )


def _by_key[T: Thing](steps: Iterable[Step[T]]) -> dict[str, T]:
    return {step.external_id: step.after for step in steps}

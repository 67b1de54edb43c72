"""All that decides one group, its venues and its meetings."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from api.domain.ids import Code
from api.domain.vocabulary import GroupStatus, Joining, Medium
from api.feeds.demo.chance import identity
from api.feeds.demo.schedules import Times, read_times
from api.feeds.demo.seeds import City, GroupSeed, Mark, NetworkSeed, Speaks
from api.feeds.demo.tables.cities import CITIES
from api.feeds.demo.texts import Wording
from api.feeds.demo.traits import Traits

_PAUSE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A row, read; ``at`` is the midnight (UTC) that begins the day of loading."""

    network: NetworkSeed
    seed: GroupSeed
    slug: str
    successor_id: UUID | None
    at: datetime

    @property
    def id(self) -> UUID:
        return identity(Code.GROUP, self.slug)

    @property
    def organisation_id(self) -> UUID:
        return identity(Code.ORGANISATION, self.network.organisation)

    @property
    def network_id(self) -> UUID:
        return identity(Code.NETWORK, self.network.key)

    @property
    def city(self) -> City:
        return CITIES[self.seed.city]

    @property
    def traits(self) -> Traits:
        return Traits(self.network.traits, self.seed.traits)

    @property
    def bare(self) -> bool:
        return self.traits.has(Mark.BARE)

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(self.seed.topics.split("+"))

    @property
    def languages(self) -> tuple[str, ...]:
        """What is spoken: as the row says, else as the city does where the network does too."""
        speaks = self.traits.one(Speaks)
        if speaks is not None:
            return speaks.languages
        known = self.city.language in self.network.languages
        return (self.city.language if known else self.network.languages[0],)

    @property
    def joining(self) -> Joining | None:
        return None if self.bare else self.traits.one(Joining)

    @property
    def status(self) -> GroupStatus:
        return self.traits.one(GroupStatus) or GroupStatus.PUBLISHED

    @property
    def pause_ends(self) -> date:
        return (self.at + _PAUSE).date()

    @property
    def meetings(self) -> tuple[Times | None, ...]:
        """When it meets; None stands for a meeting by appointment."""
        return tuple(read_times(each) for each in self.seed.when.split("; ") if each)

    @property
    def medium(self) -> Medium:
        """Where it is at home: in its city wherever it meets there too, else on its medium."""
        media = [each.medium if each else Medium.IN_PERSON for each in self.meetings]
        if not media or set(media) == {Medium.ONLINE}:
            return Medium.ONLINE
        return Medium.PHONE if set(media) == {Medium.PHONE} else Medium.IN_PERSON

    @property
    def wording(self) -> Wording:
        return Wording(
            slug=self.slug,
            language=self.languages[0],
            topic=self.topics[0],
            form=self.seed.form,
            city=self.city,
            medium=self.medium,
            neutral=self.traits.has(Mark.NEUTRAL),
        )

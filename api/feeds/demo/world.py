"""The demo world as values of the domain: the same on every machine, on any one day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import count
from uuid import UUID

from api.domain.crisis import CrisisResource
from api.domain.groups import Group
from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.organisations import Organisation
from api.domain.vocabulary import GroupStatus
from api.feeds.demo.chance import identity
from api.feeds.demo.crisis import crisis_resources
from api.feeds.demo.groups import group_of
from api.feeds.demo.meetings import Met, meetings_of
from api.feeds.demo.organisations import demo_host, demo_slug, network_of, organisation_of
from api.feeds.demo.plan import Plan
from api.feeds.demo.seeds import GroupSeed, Mark, NetworkSeed
from api.feeds.demo.tables.groups import GROUPS
from api.feeds.demo.tables.networks import NETWORKS, ORGANISATIONS, PLATFORM
from api.feeds.demo.venues import VenueMaker, VenueWithSecrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An organisation with all that it has, in an order in which it can be written."""

    organisation: Organisation
    networks: tuple[Network, ...]
    venues: tuple[VenueWithSecrets, ...]
    groups: tuple[Group, ...]
    meetings: tuple[Meeting, ...]
    crisis_resources: tuple[CrisisResource, ...]

    @property
    def size(self) -> int:
        return len(self.venues) + len(self.groups) + len(self.meetings)


def build_world(now: datetime) -> tuple[Holding, ...]:
    """Return the demo world of the day of ``now``, an aware instant."""
    at = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    return tuple(_holding(seed.key, organisation_of(seed, at), at) for seed in ORGANISATIONS)


def _holding(key: str, organisation: Organisation, at: datetime) -> Holding:
    maker = VenueMaker(organisation_id=organisation.id, host=demo_host(key), at=at)
    networks: list[Network] = []
    groups: list[Group] = []
    met: list[Met] = []
    for seed in (each for each in NETWORKS if each.organisation == key):
        plans = tuple(_plans(seed, at))
        theirs = [group_of(plan) for plan in plans]
        countries = sorted({plan.city.country for plan in plans})
        networks.append(network_of(seed, theirs, countries, at))
        groups.extend(theirs)
        met.extend(each for plan in plans for each in meetings_of(plan, maker))
    return Holding(
        organisation=organisation,
        networks=tuple(networks),
        venues=tuple({each.venue.id: each for one in met for each in one.venues}.values()),
        groups=tuple(groups),
        meetings=tuple(each.meeting for each in met),
        crisis_resources=crisis_resources(organisation.id, at) if key == PLATFORM else (),
    )


def _plans(network: NetworkSeed, at: datetime) -> Iterator[Plan]:
    taken: set[str] = set()
    last: UUID | None = None
    for seed in GROUPS.get(network.key, ()):
        slug = _free_slug(network, seed, taken)
        archived = GroupStatus.ARCHIVED in seed.traits
        successor = last if archived else None
        yield Plan(network=network, seed=seed, slug=slug, successor_id=successor, at=at)
        last = identity(Code.GROUP, slug)


def _free_slug(network: NetworkSeed, seed: GroupSeed, taken: set[str]) -> str:
    """Return a slug that says what the group is about, unless it asks that titles do not."""
    neutral = Mark.NEUTRAL in (*network.traits, *seed.traits)
    about = () if neutral else (seed.topics.partition("+")[0],)
    wanted = demo_slug(network.key, *about, seed.city)
    free = wanted
    for position in count(2):
        if free not in taken:
            break
        free = f"{wanted}-{position}"
    taken.add(free)
    return free

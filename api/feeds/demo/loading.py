"""Loading the demo world: each organisation in a transaction of its own."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from api.domain.access import Actor
from api.domain.errors import NotFound
from api.feeds.demo.world import Holding, build_world
from api.persistence.crisis import CrisisResources
from api.persistence.groups import Groups
from api.persistence.meetings import Meetings
from api.persistence.networks import Networks
from api.persistence.organisations import Organisations
from api.persistence.store import Store
from api.persistence.venues import Venues
from api.persistence.work import Work

ACTOR = "demo"


@dataclass(frozen=True, slots=True)
class DemoReport:
    """How much was loaded: nothing of what was there already."""

    organisations: int = 0
    networks: int = 0
    groups: int = 0
    meetings: int = 0
    venues: int = 0
    crisis_resources: int = 0

    def __add__(self, other: "DemoReport") -> "DemoReport":
        return DemoReport(
            self.organisations + other.organisations,
            self.networks + other.networks,
            self.groups + other.groups,
            self.meetings + other.meetings,
            self.venues + other.venues,
            self.crisis_resources + other.crisis_resources,
        )


async def load_demo(
    store: Store, now: datetime, *, progress: Callable[[int, int], None]
) -> DemoReport:
    """Load the demo world of the day of ``now`` (UTC) and compute its occurrences.

    An organisation that is there already is left as it is, with all that it has, so that a
    load that was interrupted can be run again. ``progress`` is called with how many things
    are done and how many there are.
    """
    world = build_world(now)
    total, done = sum(holding.size for holding in world), 0
    report = DemoReport()
    for holding in world:
        report += await load_holding(store, holding, now)
        done += holding.size
        progress(done, total)
    return report


async def load_holding(store: Store, holding: Holding, now: datetime) -> DemoReport:
    """Load one organisation with all that it has, unless it is there."""
    actor = Actor(holding.organisation.id, ACTOR)
    return await store.run(actor, lambda work: _write(work, holding, now))


async def _write(work: Work, holding: Holding, now: datetime) -> DemoReport:
    if await _is_there(work, holding):
        return DemoReport()
    await Organisations(work).add(holding.organisation)
    for network in holding.networks:
        await Networks(work).add(network)
    await Venues(work).add_all([each.venue for each in holding.venues if each.secrets is None])
    for each in holding.venues:
        if each.secrets is not None:
            await Venues(work).add(each.venue, asdict(each.secrets))
    await Groups(work).add_all(holding.groups)
    await Meetings(work, now).add_all(holding.meetings)
    await CrisisResources(work).add_all(holding.crisis_resources)
    return DemoReport(
        organisations=1,
        networks=len(holding.networks),
        groups=len(holding.groups),
        meetings=len(holding.meetings),
        venues=len(holding.venues),
        crisis_resources=len(holding.crisis_resources),
    )


async def _is_there(work: Work, holding: Holding) -> bool:
    try:
        await Organisations(work).get(holding.organisation.id)
    except NotFound:
        return False
    return True

"""Random writes to a directory, through the repositories that everybody writes through."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Self
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from api.domain.access import Actor
from api.domain.errors import NotFound, Refusal, VersionConflict
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.vocabulary import (
    GroupStatus,
    Medium,
    MeetingStatus,
    NetworkStatus,
    OrganisationStatus,
)
from api.persistence.crisis import CrisisResources
from api.persistence.database import is_passing
from api.persistence.groups import Groups
from api.persistence.ids import new_id
from api.persistence.meetings import Meetings
from api.persistence.networks import Networks
from api.persistence.organisations import Organisations
from api.persistence.store import Store
from api.persistence.venues import Venues
from api.persistence.work import Work, settle
from tests.persistence.building import (
    NOW,
    House,
    new_crisis_resource,
    new_group,
    new_meeting,
    new_network,
    new_venue,
)


@dataclass(slots=True)
class Meddler:
    """Writes what comes to mind in one organisation; several may do so at once.

    ``wait`` is how long a finished transaction may take to commit, in seconds.
    """

    store: Store
    house: House
    random: Random
    wait: float = 0.0
    networks: list[UUID] = field(default_factory=list[UUID])
    groups: list[UUID] = field(default_factory=list[UUID])
    venues: list[UUID] = field(default_factory=list[UUID])
    meetings: list[UUID] = field(default_factory=list[UUID])
    crisis_resources: list[UUID] = field(default_factory=list[UUID])
    unused_venues: list[UUID] = field(default_factory=list[UUID])
    lets_be: tuple[type[Refusal], ...] = (VersionConflict, NotFound)

    def __post_init__(self) -> None:
        house = self.house
        self.networks.append(house.network.id)
        self.groups.append(house.group.id)
        self.venues.append(house.venue.id)
        self.meetings.append(house.meeting.id)

    async def meddle(self, times: int) -> None:
        for _ in range(times):
            await self.commit(self.random.choices(ACTS, WEIGHTS)[0])

    async def commit(self, act: Callable[[Self, Work], Awaitable[None]]) -> None:
        """Run an act; who comes second lets it be, or finds that it was never made.

        As many hold the same organisation back, a lock or a connection may not be had in time.
        """
        try:
            async with self.store.engine.begin() as connection:
                work = Work(connection, self.store.keyring)
                await work.go_on(Actor(self.house.organisation.id, "meddler"))
                await act(self, work)
                if work.changes:
                    await settle(work)
                # What was written has its place in the order; now others may overtake it.
                await asyncio.sleep(self.random.uniform(0, self.wait))
        except self.lets_be:
            pass
        except (SQLAlchemyError, OSError) as error:
            if not is_passing(error):
                raise

    async def add_network(self, work: Work) -> None:
        network = new_network(self.house.organisation.id, f"n-{new_id().hex}")
        status = self.random.choice(list(NetworkStatus))
        await Networks(work).add(replace(network, status=status))
        self.networks.append(network.id)

    async def change_network(self, work: Work) -> None:
        networks = Networks(work)
        before = await networks.get(self.random.choice(self.networks))
        status = self.random.choice([*NetworkStatus, NetworkStatus.PUBLISHED])
        await networks.save(before, replace(before, status=status))

    async def change_organisation(self, work: Work) -> None:
        organisations = Organisations(work)
        before = await organisations.get(self.house.organisation.id)
        status = self.random.choice(list(OrganisationStatus))
        await organisations.save(before, replace(before, status=status))

    async def add_group(self, work: Work) -> None:
        network = await Networks(work).get(self.random.choice(self.networks))
        status = self.random.choice(list(GroupStatus))
        group = replace(new_group(network, f"g-{new_id().hex}"), status=status)
        await Groups(work).add(group)
        self.groups.append(group.id)

    async def change_group(self, work: Work) -> None:
        groups = Groups(work)
        before = await groups.get(self.random.choice(self.groups))
        changes: dict[str, object] = self.random.choice(
            [
                {"name": f"Group {self.random.randrange(99)}"},
                {"status": self.random.choice(list(GroupStatus))},
                {"accessibility": (self.random.choice(["wheelchair", "hearing-loop"]),)},
            ]
        )
        await groups.save(before, replace(before, **changes))  # pyright: ignore[reportArgumentType] - as above

    async def add_venue(self, work: Work) -> None:
        venue = new_venue(self.house.organisation.id)
        await Venues(work).add(venue)
        self.venues.append(venue.id)

    async def change_venue(self, work: Work) -> None:
        venues = Venues(work)
        before = await venues.get(self.random.choice(self.venues))
        region = self.random.choice(["NY", "NJ", None])
        await venues.save(before, replace(before, region=region))

    async def add_meeting(self, work: Work) -> None:
        group = await Groups(work).get(self.random.choice(self.groups))
        found = new_meeting(
            group,
            f"m-{new_id().hex}",
            schedule=None,
            venue_ids=self._some_venues(),
            status=self.random.choice(list(MeetingStatus)),
        )
        await Meetings(work, NOW).add(found)
        self.meetings.append(found.id)

    async def change_meeting(self, work: Work) -> None:
        meetings = Meetings(work, NOW)
        before = await meetings.get(self.random.choice(self.meetings))
        changes: dict[str, object] = self.random.choice(
            [
                {"name": f"Meeting {self.random.randrange(99)}"},
                {"status": self.random.choice(list(MeetingStatus))},
                {"medium": self.random.choice(list(Medium))},
                {"venue_ids": self._some_venues()},
            ]
        )
        await meetings.save(before, replace(before, **changes))  # pyright: ignore[reportArgumentType] - as above

    async def hold_once_elsewhere(self, work: Work) -> None:
        meetings = Meetings(work, NOW)
        before = await meetings.get(self.house.meeting.id)
        if before.schedule is None:
            return
        elsewhere = ScheduleException(
            kind=ExceptionKind.CHANGED,
            original_start=before.schedule.local_start,
            venue_ids=self._some_venues()[:1],
            notes="Bring a blanket",
        )
        schedule = replace(before.schedule, exceptions=self.random.choice([(), (elsewhere,)]))
        await meetings.save(before, replace(before, schedule=schedule))

    async def add_crisis_resource(self, work: Work) -> None:
        resource = new_crisis_resource(self.house.organisation.id)
        await CrisisResources(work).add_all([resource])
        self.crisis_resources.append(resource.id)

    async def remove_crisis_resource(self, work: Work) -> None:
        resources = CrisisResources(work)
        if self.crisis_resources:
            await resources.remove(await resources.get(self.crisis_resources.pop()))

    async def add_and_remove_venue(self, work: Work) -> None:
        """Remove the venue that was added before, at which nothing meets, and add another."""
        venues = Venues(work)
        if self.unused_venues:
            await venues.remove(await venues.get(self.unused_venues.pop()))
        venue = new_venue(self.house.organisation.id)
        await venues.add(venue)
        self.unused_venues.append(venue.id)

    def _some_venues(self) -> tuple[UUID, ...]:
        return tuple(self.random.sample(self.venues, min(len(self.venues), 2)))


ACTS = (
    *(Meddler.add_network, Meddler.change_network, Meddler.change_organisation),
    *(Meddler.add_group, Meddler.change_group, Meddler.add_venue, Meddler.change_venue),
    *(Meddler.add_meeting, Meddler.change_meeting, Meddler.add_crisis_resource),
    *(Meddler.remove_crisis_resource, Meddler.add_and_remove_venue, Meddler.hold_once_elsewhere),
)
WEIGHTS = (1, 4, 2, 3, 8, 2, 4, 3, 8, 2, 1, 2, 4)

"""A small house for tests of writing: an organisation, a network, a group, a venue, a meeting."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from api.domain.access import Actor
from api.domain.crisis import CrisisResource
from api.domain.groups import Capacity, Group
from api.domain.meetings import Meeting
from api.domain.networks import Concern, Network, Notice
from api.domain.occurrences import Schedule
from api.domain.organisations import Organisation
from api.domain.places import Point
from api.domain.rules import Rule
from api.domain.venues import Venue
from api.domain.vocabulary import (
    Disclosure,
    GroupStatus,
    Medium,
    MeetingStatus,
    NetworkStatus,
    OrganisationKind,
    OrganisationStatus,
    VenueKind,
)
from api.persistence.database import Database, connect
from api.persistence.groups import Groups
from api.persistence.ids import new_id
from api.persistence.keys import Keyring
from api.persistence.meetings import Meetings
from api.persistence.networks import Networks
from api.persistence.organisations import Organisations
from api.persistence.store import Store
from api.persistence.venues import Venues

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""A Wednesday noon, four days before New York springs forward."""
SCHEDULE = Schedule(
    local_start=datetime(2026, 1, 5, 19, 0),  # noqa: DTZ001 - local, in the zone below
    duration_minutes=90,
    time_zone="America/New_York",
    rule=Rule.parse("FREQ=WEEKLY;BYDAY=MO"),
)


@dataclass(frozen=True, slots=True)
class House:
    """An open database with one of everything, as its makers left it."""

    database: Database
    store: Store
    organisation: Organisation
    network: Network
    group: Group
    venue: Venue
    meeting: Meeting

    @property
    def actor(self) -> Actor:
        return Actor(self.organisation.id, "test")

    async def ask(self, statement: str, *binds: object) -> Any:  # noqa: ANN401 - one value
        """Return one value of what the application's role may read without a context."""
        return await self.database.pool.fetchval(statement, *binds)


@asynccontextmanager
async def opened(app_url: str) -> AsyncGenerator[tuple[Database, Store]]:
    database = await connect(app_url)
    try:
        yield database, Store(database.engine, Keyring(b"k" * 32))
    finally:
        await database.close()


async def build(database: Database, store: Store, slug: str = "harbour") -> House:
    """Write one of everything for a new organisation."""
    organisation = new_organisation(slug)
    network = new_network(organisation.id, slug)
    group = new_group(network, slug)
    venue = new_venue(organisation.id)
    meeting = new_meeting(group, slug, venue_ids=(venue.id,))
    async with store.transaction(Actor(organisation.id, "test")) as work:
        await Organisations(work).add(organisation)
        await Networks(work).add(network)
        await Groups(work).add(group)
        await Venues(work).add(venue)
        await Meetings(work, NOW).add(meeting)
    return House(database, store, organisation, network, group, venue, meeting)


def new_organisation(slug: str) -> Organisation:
    return Organisation(
        id=new_id(),
        slug=slug,
        name="Harbour Lights",
        kind=OrganisationKind.NETWORK_OPERATOR,
        status=OrganisationStatus.UNCLAIMED,
        country="GB",
        languages=("en",),
        website=None,
        demo=False,
        version=1,
        changed_at=NOW,
    )


def new_network(organisation_id: UUID, slug: str) -> Network:
    return Network(
        id=new_id(),
        organisation_id=organisation_id,
        slug=slug,
        name="Harbour Lights",
        description=None,
        topics=("grief",),
        concerns=(Concern(name="Losing somebody", topic="grief"),),
        coverage=("US",),
        languages=("en", "es"),
        guidelines=None,
        notices=(Notice(language="en", text="This is not therapy."),),
        licence="CC-BY-4.0",
        attribution="Harbour Lights",
        status=NetworkStatus.PUBLISHED,
        version=1,
        changed_at=NOW,
    )


def new_group(network: Network, slug: str) -> Group:
    return Group(
        id=new_id(),
        organisation_id=network.organisation_id,
        network_id=network.id,
        slug=slug,
        name="Monday Anchors",
        summary=None,
        description=None,
        language="en",
        translations=(),
        topics=(),
        support=(),
        style=None,
        size=None,
        joining=None,
        newcomers_welcome=None,
        newcomers_as_of=None,
        audiences=(),
        eligibility=None,
        languages=(),
        accessibility=(),
        cost=None,
        cost_note=None,
        anonymity=None,
        formats=(),
        accepts_referrals=False,
        capacity=Capacity(),
        open_places=(),
        verified_at=None,
        verified_by=None,
        source=None,
        imported_at=None,
        status=GroupStatus.PUBLISHED,
        paused_until=None,
        successor_id=None,
        version=1,
        changed_at=NOW,
    )


def new_venue(organisation_id: UUID) -> Venue:
    return Venue(
        id=new_id(),
        organisation_id=organisation_id,
        kind=VenueKind.PHYSICAL,
        disclosure=Disclosure.PUBLIC,
        name="Old Boathouse",
        street="1 Quay Street",
        area="Harbour",
        locality="New York",
        region="NY",
        postal_code="10004",
        country="US",
        point=Point(40.7027, -74.0155),
        approximate=False,
        url=None,
        phone=None,
        joining_notes=None,
        accessibility=("wheelchair",),
        transport=None,
        version=1,
        changed_at=NOW,
    )


def hidden(venue: Venue) -> Venue:
    """Return the venue as the catalogue may hold it when only members learn where it is."""
    return replace(
        venue,
        disclosure=Disclosure.MEMBERS,
        street=None,
        postal_code=None,
        point=venue.point and venue.point.coarse(),
        approximate=True,
    )


def new_meeting(group: Group, slug: str, **stated: Any) -> Meeting:  # noqa: ANN401 - fields
    meeting = Meeting(
        id=new_id(),
        organisation_id=group.organisation_id,
        network_id=group.network_id,
        group_id=group.id,
        slug=slug,
        name="Monday Anchors",
        schedule=SCHEDULE,
        medium=Medium.IN_PERSON,
        openness=None,
        languages=(),
        audiences=(),
        formats=(),
        accessibility=(),
        notes=None,
        venue_ids=(),
        continues_id=None,
        status=MeetingStatus.ACTIVE,
        paused_until=None,
        version=1,
        changed_at=NOW,
    )
    return replace(meeting, **stated)


def new_crisis_resource(organisation_id: UUID, name: str = "Night line") -> CrisisResource:
    return CrisisResource(
        id=new_id(),
        organisation_id=organisation_id,
        country="GB",
        name=name,
        phone="+44 20 7946 0000",
        url="https://night-line.example.org",
        hours="18:00 to 08:00",
        languages=("en", "cy"),
        verified_on=date(2026, 2, 1),
        version=1,
        changed_at=NOW,
    )

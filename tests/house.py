"""A small house to test in: two organisations, each with a network, a group and a hidden venue."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from api.domain.access import Actor
from api.domain.groups import Capacity, Group
from api.domain.meetings import Meeting
from api.domain.networks import Network
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
from api.persistence.groups import Groups
from api.persistence.ids import new_id
from api.persistence.meetings import Meetings
from api.persistence.networks import Networks
from api.persistence.organisations import Organisations
from api.persistence.store import Store
from api.persistence.venues import Venues
from api.persistence.work import Work

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADDRESS = "Canary Lane 7, back door"


@dataclass(frozen=True, slots=True)
class House:
    """The ids of one organisation and what it has."""

    organisation: UUID
    network: UUID
    group: UUID
    venue: UUID
    meeting: UUID


async def build_house(store: Store, name: str, **differences: object) -> House:
    """Write a published network with one group that meets weekly at a hidden venue."""
    house = House(new_id(), new_id(), new_id(), new_id(), new_id())

    async def write(work: Work) -> None:
        await Organisations(work).add(organisation(house, name))
        await Networks(work).add(network(house, name))
        await Groups(work).add(group(house, name, **differences))
        await Venues(work).add(venue(house), {"address": ADDRESS})
        await Meetings(work, NOW).add(meeting(house, name))

    await store.run(Actor(house.organisation, "test"), write)
    return house


def organisation(house: House, name: str) -> Organisation:
    return Organisation(
        id=house.organisation,
        slug=f"{name}-organisation",
        name=f"{name} organisation",
        kind=OrganisationKind.NETWORK_OPERATOR,
        status=OrganisationStatus.VERIFIED,
        country="DE",
        languages=("de",),
        website=None,
        demo=False,
        version=1,
        changed_at=NOW,
    )


def network(house: House, name: str) -> Network:
    return Network(
        id=house.network,
        organisation_id=house.organisation,
        slug=f"{name}-network",
        name=f"{name} network",
        description=None,
        topics=("grief",),
        concerns=(),
        coverage=("DE",),
        languages=("de",),
        guidelines=None,
        notices=(),
        licence=None,
        attribution=None,
        status=NetworkStatus.PUBLISHED,
        version=1,
        changed_at=NOW,
    )


def group(house: House, name: str, **differences: object) -> Group:
    values: dict[str, object] = {
        "id": house.group,
        "organisation_id": house.organisation,
        "network_id": house.network,
        "slug": f"{name}-group",
        "name": f"{name} group",
        "summary": None,
        "description": None,
        "language": "de",
        "translations": (),
        "topics": ("grief",),
        "support": (),
        "style": None,
        "size": None,
        "joining": None,
        "newcomers_welcome": None,
        "newcomers_as_of": None,
        "audiences": (),
        "eligibility": None,
        "languages": ("de",),
        "accessibility": (),
        "cost": None,
        "cost_note": None,
        "anonymity": None,
        "formats": (),
        "accepts_referrals": False,
        "capacity": Capacity(),
        "open_places": (),
        "verified_at": None,
        "verified_by": None,
        "source": None,
        "imported_at": None,
        "status": GroupStatus.PUBLISHED,
        "paused_until": None,
        "successor_id": None,
        "version": 1,
        "changed_at": NOW,
    }
    return Group(**{**values, **differences})  # pyright: ignore[reportArgumentType] - tests name the fields that differ


def venue(house: House) -> Venue:
    return Venue(
        id=house.venue,
        organisation_id=house.organisation,
        kind=VenueKind.PHYSICAL,
        disclosure=Disclosure.AREA,
        name=None,
        street=None,
        area="Old town",
        locality="Leipzig",
        region=None,
        postal_code=None,
        country="DE",
        point=Point(51.3397, 12.3731).coarse(),
        approximate=True,
        url=None,
        phone=None,
        joining_notes=None,
        accessibility=(),
        transport=None,
        version=1,
        changed_at=NOW,
    )


def meeting(house: House, name: str) -> Meeting:
    return Meeting(
        id=house.meeting,
        organisation_id=house.organisation,
        network_id=house.network,
        group_id=house.group,
        slug=f"{name}-meeting",
        name=f"{name} meeting",
        schedule=Schedule(
            local_start=datetime(2026, 1, 5, 19),  # noqa: DTZ001 - a local time
            duration_minutes=90,
            time_zone="Europe/Berlin",
            rule=Rule.parse("FREQ=WEEKLY;BYDAY=MO"),
        ),
        medium=Medium.IN_PERSON,
        openness=None,
        languages=("de",),
        audiences=(),
        formats=(),
        accessibility=(),
        notes=None,
        venue_ids=(house.venue,),
        continues_id=None,
        status=MeetingStatus.ACTIVE,
        paused_until=None,
        version=1,
        changed_at=NOW,
    )

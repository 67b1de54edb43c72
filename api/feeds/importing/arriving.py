"""Things of a feed as things of ours: new ones, and old ones as the feed has them now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from api.domain.groups import Group
from api.domain.meetings import Meeting
from api.domain.networks import Network, Notice
from api.domain.organisations import Organisation
from api.domain.text import slug
from api.domain.venues import Venue
from api.domain.vocabulary import OrganisationKind, OrganisationStatus
from api.feeds.importing.options import Options
from api.feeds.values import ImportedFeed, ImportedGroup, ImportedMeeting, ImportedVenue
from api.persistence.ids import new_id

_NOTICES = {
    "en": "Peer support is neither therapy nor an emergency service. "
    "In danger, call the emergency number where you are.",
    "de": "Selbsthilfe ist weder Therapie noch Notdienst. "
    "In Gefahr rufen Sie die Notrufnummer an Ihrem Ort an.",
    "es": "El apoyo entre iguales no es terapia ni un servicio de emergencias. "
    "En caso de peligro, llame al número de emergencias del lugar.",
    "fr": "L’entraide n’est ni une thérapie ni un service d’urgence. "  # noqa: RUF001 - French is written so
    "En cas de danger, appelez le numéro d’urgence local.",  # noqa: RUF001 - French is written so
}


def new_organisation(
    organisation_id: UUID, options: Options, feed: ImportedFeed, now: datetime
) -> Organisation:
    """Return the organisation behind a feed, which nobody has claimed yet."""
    name = options.organisation or options.network
    entity = feed.entity
    return Organisation(
        id=organisation_id,
        slug=name,
        name=entity.name if entity else _words(name),
        kind=OrganisationKind.NETWORK_OPERATOR,
        status=OrganisationStatus.UNCLAIMED,
        country=None,
        languages=(options.language,),
        website=entity.url if entity else None,
        demo=False,
        version=1,
        changed_at=now,
    )


def new_network(
    organisation_id: UUID, options: Options, feed: ImportedFeed, now: datetime
) -> Network:
    countries = {venue.country for venue in feed.venues if venue.country}
    spoken = options.language.split("-")[0]
    languages = dict.fromkeys(("en", spoken if spoken in _NOTICES else "en"))
    return Network(
        id=new_id(),
        organisation_id=organisation_id,
        slug=options.network,
        name=feed.entity.name if feed.entity else _words(options.network),
        description=None,
        topics=options.topics,
        concerns=(),
        coverage=tuple(sorted(countries)),
        languages=(options.language,),
        guidelines=None,
        notices=tuple(Notice(language=each, text=_NOTICES[each]) for each in languages),
        licence=None,
        attribution=None,
        status=options.network_status,
        version=1,
        changed_at=now,
    )


def venue_of(
    feed: ImportedVenue, organisation_id: UUID, here: Venue | None, now: datetime
) -> Venue:
    """Return a venue as the feed has it."""
    return Venue(
        id=here.id if here else new_id(),
        organisation_id=organisation_id,
        kind=feed.kind,
        disclosure=feed.disclosure,
        name=feed.name,
        street=feed.street,
        area=feed.area,
        locality=feed.locality,
        region=feed.region,
        postal_code=feed.postal_code,
        country=feed.country,
        point=feed.point,
        approximate=feed.approximate,
        url=feed.url,
        phone=feed.phone,
        joining_notes=feed.joining_notes,
        accessibility=feed.accessibility,
        transport=feed.transport,
        version=here.version if here else 1,
        changed_at=here.changed_at if here else now,
    )


def group_of(feed: ImportedGroup, here: Group) -> Group:
    """Return a group as the feed has it, with everything that a feed cannot know as it is here."""
    return replace(
        here,
        name=feed.name,
        description=feed.description,
        language=feed.language,
        topics=feed.topics,
        languages=feed.languages,
        audiences=feed.audiences,
        formats=feed.formats,
        accessibility=feed.accessibility,
        open_places=feed.open_places,
        status=feed.status,
    )


def new_group(
    feed: ImportedGroup, network: Network, group_slug: str, source: str, now: datetime
) -> Group:
    """Return a group of which nothing is stated that the feed does not say."""
    return Group(
        id=new_id(),
        organisation_id=network.organisation_id,
        network_id=network.id,
        slug=group_slug,
        name=feed.name,
        summary=None,
        description=feed.description,
        language=feed.language,
        translations=(),
        topics=feed.topics,
        support=(),
        style=None,
        size=None,
        joining=None,
        newcomers_welcome=None,
        newcomers_as_of=None,
        audiences=feed.audiences,
        eligibility=None,
        languages=feed.languages,
        accessibility=feed.accessibility,
        cost=None,
        cost_note=None,
        anonymity=None,
        formats=feed.formats,
        accepts_referrals=feed.accepts_referrals,
        capacity=feed.capacity,
        open_places=feed.open_places,
        verified_at=None,
        verified_by=None,
        source=source,
        imported_at=now,
        status=feed.status,
        paused_until=None,
        successor_id=None,
        version=1,
        changed_at=now,
    )


def new_meeting(
    feed: ImportedMeeting,
    group: Group,
    venue_ids: Mapping[str, UUID],
    meeting_slug: str,
    now: datetime,
) -> Meeting:
    return Meeting(
        id=new_id(),
        organisation_id=group.organisation_id,
        network_id=group.network_id,
        group_id=group.id,
        slug=meeting_slug,
        name=feed.name,
        schedule=feed.schedule,
        medium=feed.medium,
        openness=feed.openness,
        languages=feed.languages,
        audiences=feed.audiences,
        formats=feed.formats,
        accessibility=feed.accessibility,
        notes=feed.notes,
        venue_ids=tuple(venue_ids[key] for key in feed.venue_keys),
        continues_id=None,
        status=feed.status,
        paused_until=None,
        version=1,
        changed_at=now,
    )


def meeting_of(
    feed: ImportedMeeting, group: Group, venue_ids: Mapping[str, UUID], here: Meeting
) -> Meeting:
    """Return a meeting as the feed has it."""
    arrived = new_meeting(feed, group, venue_ids, here.slug, here.changed_at)
    return replace(
        arrived,
        id=here.id,
        continues_id=here.continues_id,
        paused_until=here.paused_until,
        version=here.version,
    )


def free_slug(name: str, fallback: str, taken: set[str]) -> str:
    """Return a slug for a name that nobody has, and take it."""
    base = free = slug(name) or fallback
    number = 1
    while free in taken:
        number += 1
        free = f"{base}-{number}"
    taken.add(free)
    return free


def _words(name: str) -> str:
    return " ".join(name.split("-")).title()

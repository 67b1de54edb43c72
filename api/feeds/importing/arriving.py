"""Things of a feed as things of ours: new ones, and old ones as the feed has them now."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.domain.groups import Group
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.text import slug
from api.domain.venues import Venue
from api.feeds.values import ImportedGroup, ImportedMeeting, ImportedVenue
from api.persistence.ids import new_id

# What no feed says of a group: unknown, which a search never takes for "no".
_UNSTATED: Mapping[str, Any] = {
    "translations": (),
    "support": (),
    **dict.fromkeys(
        (
            *("summary", "style", "size", "joining", "newcomers_welcome", "newcomers_as_of"),
            *("eligibility", "cost", "cost_note", "anonymity", "verified_at", "verified_by"),
            *("paused_until", "successor_id"),
        )
    ),
}


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
        description=feed.description,
        language=feed.language,
        topics=feed.topics,
        audiences=feed.audiences,
        languages=feed.languages,
        accessibility=feed.accessibility,
        accepts_referrals=feed.accepts_referrals,
        capacity=feed.capacity,
        formats=feed.formats,
        open_places=feed.open_places,
        source=source,
        imported_at=now,
        status=feed.status,
        version=1,
        changed_at=now,
        **_UNSTATED,
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


class Slugs:
    """The slugs that are taken, and from where on each name is still free.

    The numbers of a name are gone through once for all things that are called so, since hundreds
    of them may be.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._last = Counter[str]()

    def take(self, name: str, fallback: str) -> str:
        """Return a slug for a name that nobody has, and take it."""
        base = free = slug(name) or fallback
        while free in self._taken:
            self._last[base] = max(self._last[base], 1) + 1
            free = f"{base}-{self._last[base]}"
        self._taken.add(free)
        return free

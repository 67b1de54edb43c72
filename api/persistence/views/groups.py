"""How groups are read."""

from api.domain.group_actions import GROUP_ACTIONS
from api.domain.ids import Code
from api.persistence.reading import cursors
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import Many, One, Pages, Part, View
from api.persistence.tables.groups import group_translations, groups, open_places
from api.persistence.views import (
    contacts,
    facilitators,
    facts,
    filters,
    near,
    ongoing,
    placed,
    text,
    time,
    weekly,
)
from api.persistence.views.allowed import allowed_actions
from api.persistence.views.binding import BY_NAME, column, columns, identifier, listed
from api.persistence.views.guidelines import VERSIONS_OF_GROUP, current_of_group
from api.persistence.views.values import countries

GROUP = View(
    name="Group",
    table=groups,
    code=Code.GROUP,
    visible=listed,
    orders={**BY_NAME, "CHANGED_AT": Sort(lambda row: row.c.changed_at, cursors.instant_text)},
    default_order="NAME",
    filters={
        "text": text.matching(),
        "topics": filters.terms("topics", unknown=False),
        "languages": filters.terms("languages", unknown=False),
        "audiences": filters.terms("audiences", unknown=False),
        "country": filters.terms("countries", unknown=False, parse=countries),
        "region": filters.terms("regions", unknown=False),
        "formats": filters.terms("formats", unknown=True),
        "accessibility": filters.terms("access", unknown=True),
        "support": filters.terms("support", unknown=True),
        "style": filters.words("style", unknown=True),
        "size": filters.words("size", unknown=True),
        "joining": filters.words("joining", unknown=True),
        "cost": filters.words("cost", unknown=True),
        "anonymity": filters.words("anonymity", unknown=True),
        "frequency": filters.words("frequency", unknown=True),
        "capacity": facts.capacity("capacity_status"),
        "status": filters.plain_words("status"),
        "media": filters.terms("media", unknown=False),
        "openPlaces": filters.plain_terms("open_place_kinds"),
        "onNow": ongoing.on_now,
        "newcomersWelcome": facts.flag("newcomers_welcome"),
        "age": facts.age("minimum_age", "maximum_age"),
        "acceptsReferrals": facts.plain_flag("accepts_referrals"),
        "verifiedSince": facts.since("verified_at"),
        "network": filters.belongs("network_id", Code.NETWORK),
        "organisation": filters.belongs("organisation_id", Code.ORGANISATION),
        "meets": weekly.meets("group_id"),
        "near": near.near(placed.OF_GROUP),
    },
    fields={
        "id": identifier(Code.GROUP),
        **columns(
            groups,
            "slug",
            "name",
            "summary",
            "description",
            "language",
            "support",
            "style",
            "size",
            "joining",
            "newcomersWelcome",
            "newcomersAsOf",
            "eligibility",
            "minimumAge",
            "maximumAge",
            "languages",
            "cost",
            "costNote",
            "anonymity",
            "media",
            "frequency",
            "countries",
            "regions",
            "neutralTitle",
            "acceptsReferrals",
            "verifiedAt",
            "verifiedBy",
            "source",
            "importedAt",
            "status",
            "pausedUntil",
            "version",
            "changedAt",
        ),
        "allowedActions": allowed_actions(GROUP_ACTIONS, group="id"),
        "organisation": One(
            "Organisation", lambda parent, child: child.c.id == parent.c.organisation_id
        ),
        "network": One("Network", lambda parent, child: child.c.id == parent.c.network_id),
        "successor": One(
            "Group", lambda parent, child: child.c.id == parent.c.successor_id, nullable=True
        ),
        "topics": filters.term_list("Topic", "topics"),
        "audiences": filters.term_list("Audience", "audiences"),
        "formats": filters.term_list("Format", "formats"),
        "accessibility": filters.term_list("AccessFeature", "accessibility"),
        "capacity": Part("Capacity"),
        "translations": Many(
            "GroupTranslation",
            lambda parent, child: child.c.group_id == parent.c.id,
            lambda child: [child.c.language],
        ),
        "contact": contacts.OF_GROUP,
        "facilitators": facilitators.OF_GROUP,
        "guidelines": current_of_group(),
        "guidelineVersions": VERSIONS_OF_GROUP,
        "openPlaces": Many(
            "OpenPlace",
            lambda parent, child: child.c.group_id == parent.c.id,
            lambda child: [child.c.position],
        ),
        "meetings": Pages("Meeting", lambda parent, child: child.c.group_id == parent.c.id),
        "nextOccurrences": Many(
            "Occurrence",
            lambda parent, child: child.c.group_id == parent.c.id,
            lambda child: [child.c.starts_at, child.c.id],
            where=time.upcoming,
        ),
    },
)

CAPACITY = View(
    name="Capacity",
    table=None,
    fields={
        "status": column(groups, "capacity_status"),
        "asOf": column(groups, "capacity_as_of"),
        "by": column(groups, "capacity_by"),
    },
)

TRANSLATION = View(
    name="GroupTranslation",
    table=group_translations,
    fields=columns(group_translations, "language", "name", "summary", "description"),
)

OPEN_PLACE = View(
    name="OpenPlace",
    table=open_places,
    fields=columns(open_places, "kind", "name", "url", "hours", "moderated"),
)

VIEWS = (GROUP, CAPACITY, TRANSLATION, OPEN_PLACE)

"""How groups are read."""

from api.domain.ids import Code
from api.persistence.reading.views import Many, One, Pages, Part, Sort, View
from api.persistence.tables.groups import group_translations, groups, open_places
from api.persistence.views import filters, near, time, weekly
from api.persistence.views.binding import BY_NAME, column, columns, identifier, listed

GROUP = View(
    name="Group",
    table=groups,
    code=Code.GROUP,
    visible=listed,
    orders={**BY_NAME, "CHANGED_AT": Sort(lambda row: row.c.changed_at, time.instant)},
    default_order="NAME",
    filters={
        "topics": filters.terms("topics", unknown=False),
        "support": filters.terms("support", unknown=True),
        "style": filters.words("style", unknown=True),
        "media": filters.terms("media", unknown=False),
        "languages": filters.terms("languages", unknown=False),
        "network": filters.belongs("network_id", Code.NETWORK),
        "organisation": filters.belongs("organisation_id", Code.ORGANISATION),
        "meets": weekly.meets("group_id"),
        "near": near.near("group_id"),
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
            "languages",
            "cost",
            "costNote",
            "anonymity",
            "media",
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

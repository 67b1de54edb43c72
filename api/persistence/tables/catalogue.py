"""Catalogue: organisations, networks, venues and vocabulary. Nothing in it is secret."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Double,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from api.domain.vocabulary import (
    Dimension,
    Disclosure,
    NetworkStatus,
    OrganisationKind,
    OrganisationStatus,
    VenueKind,
)
from api.persistence.tables.base import (
    identity,
    metadata,
    one_of,
    reference,
    revision,
    storage_only,
    texts,
    word,
)
from api.persistence.tables.contacts import contact

SORTED = storage_only("Lists are ordered by a key folded in Python, alike on every database.")
SHOWN = storage_only("Kept from the statuses above it, so that visibility is one indexed column.")
FOLDED = storage_only("Folded in Python, so that a place is found however its name is written.")
CELL = storage_only("Kept from the point, so that a search by place is an equality.")


def sort_key() -> Column[str]:
    return Column("sort_key", Text(collation="C"), nullable=False, info=SORTED)


def published() -> Column[bool]:
    return Column("published", Boolean, nullable=False, info=SHOWN)


organisations = Table(
    "organisations",
    metadata,
    identity(),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    word("kind"),
    word("status"),
    Column("country", Text),
    texts("languages"),
    Column("website", Text),
    Column("demo", Boolean, nullable=False, server_default=text("false")),
    sort_key(),
    published(),
    *revision(),
    one_of("kind", OrganisationKind),
    one_of("status", OrganisationStatus),
    Index("ix_organisations_listed", "sort_key", "id"),
    schema="catalogue",
)

networks = Table(
    "networks",
    metadata,
    identity(),
    reference("organisation_id", "catalogue.organisations"),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("description", Text),
    texts("topics"),
    texts("coverage"),
    texts("languages"),
    Column("guidelines", Text),
    Column("licence", Text),
    Column("attribution", Text),
    *contact(),
    word("status"),
    sort_key(),
    published(),
    *revision(),
    one_of("status", NetworkStatus),
    Index("ix_networks_listed", "sort_key", "id"),
    Index("ix_networks_organisation_id", "organisation_id", "sort_key", "id"),
    schema="catalogue",
)

network_concerns = Table(
    "network_concerns",
    metadata,
    identity(),
    reference("network_id", "catalogue.networks"),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("topic", Text),
    *revision(),
    UniqueConstraint("network_id", "position"),
    schema="catalogue",
)

network_notices = Table(
    "network_notices",
    metadata,
    identity(),
    reference("network_id", "catalogue.networks"),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False),
    *revision(),
    UniqueConstraint("network_id", "language"),
    schema="catalogue",
)

venues = Table(
    "venues",
    metadata,
    identity(),
    reference("organisation_id", "catalogue.organisations"),
    word("kind"),
    word("disclosure"),
    Column("name", Text),
    Column("street", Text),
    Column("area", Text),
    Column("locality", Text),
    Column("region", Text),
    Column("postal_code", Text),
    Column("country", Text),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("approximate", Boolean, nullable=False, server_default=text("false")),
    Column("url", Text),
    Column("phone", Text),
    Column("joining_notes", Text),
    texts("accessibility"),
    Column("transport", Text),
    *(Column(f"cell_{size}", Integer, info=CELL) for size in ("fine", "middle", "wide")),
    Column("locality_key", Text(collation="C"), info=FOLDED),
    Column("area_key", Text(collation="C"), info=FOLDED),
    sort_key(),
    *revision(),
    one_of("kind", VenueKind),
    one_of("disclosure", Disclosure),
    *(Index(f"ix_venues_cell_{size}", f"cell_{size}") for size in ("fine", "middle", "wide")),
    *(Index(f"ix_venues_{name}_key", f"{name}_key") for name in ("locality", "area")),
    Index("ix_venues_organisation_id", "organisation_id", "id"),
    schema="catalogue",
)

crisis_resources = Table(
    "crisis_resources",
    metadata,
    identity(),
    reference("organisation_id", "catalogue.organisations"),
    Column("country", Text),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("url", Text),
    Column("hours", Text),
    texts("languages"),
    Column("verified_on", Date),
    Column("verified_by", Text),
    sort_key(),
    published(),
    *revision(),
    Index("ix_crisis_resources_country", "country", "sort_key", "id"),
    schema="catalogue",
)

terms = Table(
    "terms",
    metadata,
    identity(),
    word("dimension"),
    Column("slug", Text, nullable=False),
    Column("sort_key", Text(collation="C"), nullable=False, info=SORTED),
    *revision(),
    one_of("dimension", Dimension),
    UniqueConstraint("dimension", "slug"),
    Index("ix_terms_sort_key", "dimension", "sort_key", "id"),
    schema="catalogue",
)

term_labels = Table(
    "term_labels",
    metadata,
    identity(),
    reference("term_id", "catalogue.terms"),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False),
    *revision(),
    UniqueConstraint("term_id", "language"),
    schema="catalogue",
)

"""Found the house: the four schemas and their tables."""

# pyright: reportUnknownArgumentType=false
# SQLAlchemy leaves the types of JSON columns open.

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_found_the_house"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for schema in ("catalogue", "confidential", "operations", "identity"):
        op.execute(f"create schema if not exists {schema}")
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column(
            "languages",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('NETWORK_OPERATOR', 'CLINIC', 'PARTNER', 'PLATFORM')",
            name=op.f("ck_organisations_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('UNCLAIMED', 'APPLIED', 'VERIFIED', 'SUSPENDED')",
            name=op.f("ck_organisations_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisations_slug")),
        schema="catalogue",
    )
    op.create_index(
        "ix_organisations_listed",
        "organisations",
        ["sort_key", "id"],
        unique=False,
        schema="catalogue",
        postgresql_where=sa.text("published"),
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "dimension IN ('TOPIC', 'AUDIENCE', 'FORMAT', 'ACCESSIBILITY')",
            name=op.f("ck_terms_dimension"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("dimension", "slug", name=op.f("uq_terms_dimension_slug")),
        schema="catalogue",
    )
    op.create_index(
        "ix_terms_sort_key",
        "terms",
        ["dimension", "sort_key", "id"],
        unique=False,
        schema="catalogue",
    )
    op.create_table(
        "audit_entries",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column(
            "fields",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_audit_entries")),
        schema="confidential",
    )
    op.create_index(
        "ix_audit_entries_thing_id",
        "audit_entries",
        ["organisation_id", "thing_id", "id"],
        unique=False,
        schema="confidential",
    )
    op.create_table(
        "disclosures",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_disclosures")),
        schema="confidential",
    )
    op.create_index(
        "ix_disclosures_thing_id",
        "disclosures",
        ["organisation_id", "thing_id", "id"],
        unique=False,
        schema="confidential",
    )
    op.create_table(
        "organisation_keys",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_organisation_keys")),
        schema="confidential",
    )
    op.create_table(
        "venue_secrets",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.Column("dial_in", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("organisation_id", "venue_id", name=op.f("pk_venue_secrets")),
        schema="confidential",
    )
    op.create_table(
        "jobs",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_jobs")),
        schema="operations",
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Uuid(), nullable=False),
        sa.Column("aggregate_version", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        schema="operations",
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["created_at", "aggregate_id", "aggregate_version"],
        unique=False,
        schema="operations",
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.create_index(
        "ix_outbox_aggregate_id",
        "outbox",
        ["aggregate_id", "aggregate_version", "id"],
        unique=False,
        schema="operations",
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.create_table(
        "networks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "topics",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "coverage",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "languages",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("guidelines", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status IN ('DRAFT', 'PUBLISHED', 'ARCHIVED')", name=op.f("ck_networks_status")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["catalogue.organisations.id"],
            name=op.f("fk_networks_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_networks")),
        sa.UniqueConstraint("slug", name=op.f("uq_networks_slug")),
        schema="catalogue",
    )
    op.create_index(
        "ix_networks_listed",
        "networks",
        ["sort_key", "id"],
        unique=False,
        schema="catalogue",
        postgresql_where=sa.text("published"),
    )
    op.create_index(
        "ix_networks_organisation_id",
        "networks",
        ["organisation_id", "sort_key", "id"],
        unique=False,
        schema="catalogue",
    )
    op.create_table(
        "term_labels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["catalogue.terms.id"], name=op.f("fk_term_labels_term_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_labels")),
        sa.UniqueConstraint("term_id", "language", name=op.f("uq_term_labels_term_id_language")),
        schema="catalogue",
    )
    op.create_table(
        "venues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("disclosure", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("locality", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("approximate", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("joining_notes", sa.Text(), nullable=True),
        sa.Column(
            "accessibility",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("transport", sa.Text(), nullable=True),
        sa.Column("cell_fine", sa.Integer(), nullable=True),
        sa.Column("cell_middle", sa.Integer(), nullable=True),
        sa.Column("cell_wide", sa.Integer(), nullable=True),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "disclosure IN ('PUBLIC', 'AREA', 'MEMBERS', 'ON_ACCEPTANCE')",
            name=op.f("ck_venues_disclosure"),
        ),
        sa.CheckConstraint("kind IN ('PHYSICAL', 'ONLINE', 'PHONE')", name=op.f("ck_venues_kind")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["catalogue.organisations.id"],
            name=op.f("fk_venues_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venues")),
        schema="catalogue",
    )
    op.create_index(
        "ix_venues_cell_fine", "venues", ["cell_fine"], unique=False, schema="catalogue"
    )
    op.create_index(
        "ix_venues_cell_middle", "venues", ["cell_middle"], unique=False, schema="catalogue"
    )
    op.create_index(
        "ix_venues_cell_wide", "venues", ["cell_wide"], unique=False, schema="catalogue"
    )
    op.create_index(
        "ix_venues_organisation_id",
        "venues",
        ["organisation_id", "id"],
        unique=False,
        schema="catalogue",
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column(
            "topics",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "support",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("style", sa.Text(), nullable=True),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("joining", sa.Text(), nullable=True),
        sa.Column("newcomers_welcome", sa.Boolean(), nullable=True),
        sa.Column("newcomers_as_of", sa.Date(), nullable=True),
        sa.Column(
            "audiences",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("eligibility", sa.Text(), nullable=True),
        sa.Column(
            "languages",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "accessibility",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("cost_note", sa.Text(), nullable=True),
        sa.Column("anonymity", sa.Text(), nullable=True),
        sa.Column(
            "formats",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "accepts_referrals", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("capacity_status", sa.Text(), nullable=False),
        sa.Column("capacity_as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("capacity_by", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "media",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "anonymity IN ('ANONYMOUS', 'PSEUDONYM', 'FIRST_NAME', 'FULL_NAME')",
            name=op.f("ck_groups_anonymity"),
        ),
        sa.CheckConstraint(
            "capacity_status IN ('HAS_CAPACITY', 'WAITLIST', 'FULL', 'NEEDS_ASSESSMENT', 'UNKNOWN')",
            name=op.f("ck_groups_capacity_status"),
        ),
        sa.CheckConstraint("cost IN ('FREE', 'DONATION', 'PAID')", name=op.f("ck_groups_cost")),
        sa.CheckConstraint(
            "joining IN ('OPEN', 'ON_REQUEST', 'BY_REFERRAL', 'CLOSED')",
            name=op.f("ck_groups_joining"),
        ),
        sa.CheckConstraint(
            "size IN ('UP_TO_8', 'FROM_9_TO_15', 'FROM_16_TO_30', 'OVER_30')",
            name=op.f("ck_groups_size"),
        ),
        sa.CheckConstraint(
            "status IN ('DRAFT', 'PUBLISHED', 'PAUSED', 'ARCHIVED')", name=op.f("ck_groups_status")
        ),
        sa.CheckConstraint(
            "style IN ('DIALOGUE', 'ACTIVITY', 'MIXED')", name=op.f("ck_groups_style")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["catalogue.networks.id"], name=op.f("fk_groups_network_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["catalogue.organisations.id"],
            name=op.f("fk_groups_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["catalogue.groups.id"], name=op.f("fk_groups_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("slug", name=op.f("uq_groups_slug")),
        schema="catalogue",
    )
    op.create_index(
        "ix_groups_changed_at",
        "groups",
        ["changed_at", "id"],
        unique=False,
        schema="catalogue",
        postgresql_where=sa.text("published"),
    )
    op.create_index(
        "ix_groups_languages",
        "groups",
        ["languages"],
        unique=False,
        schema="catalogue",
        postgresql_using="gin",
    )
    op.create_index(
        "ix_groups_listed",
        "groups",
        ["sort_key", "id"],
        unique=False,
        schema="catalogue",
        postgresql_where=sa.text("published"),
    )
    op.create_index(
        "ix_groups_network_id",
        "groups",
        ["network_id", "sort_key", "id"],
        unique=False,
        schema="catalogue",
    )
    op.create_index(
        "ix_groups_organisation_id",
        "groups",
        ["organisation_id", "sort_key", "id"],
        unique=False,
        schema="catalogue",
    )
    op.create_index(
        "ix_groups_topics",
        "groups",
        ["topics"],
        unique=False,
        schema="catalogue",
        postgresql_using="gin",
    )
    op.create_table(
        "network_concerns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["catalogue.networks.id"], name=op.f("fk_network_concerns_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_concerns")),
        sa.UniqueConstraint(
            "network_id", "position", name=op.f("uq_network_concerns_network_id_position")
        ),
        schema="catalogue",
    )
    op.create_table(
        "network_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["catalogue.networks.id"], name=op.f("fk_network_notices_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_notices")),
        sa.UniqueConstraint(
            "network_id", "language", name=op.f("uq_network_notices_network_id_language")
        ),
        schema="catalogue",
    )
    op.create_table(
        "import_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("imported", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["catalogue.networks.id"], name=op.f("fk_import_records_network_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["catalogue.organisations.id"],
            name=op.f("fk_import_records_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_records")),
        sa.UniqueConstraint(
            "network_id",
            "source",
            "thing",
            "external_id",
            name=op.f("uq_import_records_network_id_source_thing_external_id"),
        ),
        schema="operations",
    )
    op.create_index(
        "ix_import_records_thing_id",
        "import_records",
        ["thing_id"],
        unique=False,
        schema="operations",
    )
    op.create_table(
        "group_translations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["catalogue.groups.id"], name=op.f("fk_group_translations_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_translations")),
        sa.UniqueConstraint(
            "group_id", "language", name=op.f("uq_group_translations_group_id_language")
        ),
        schema="catalogue",
    )
    op.create_table(
        "meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("local_start", sa.DateTime(), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("season", sa.Text(), nullable=True),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("openness", sa.Text(), nullable=True),
        sa.Column(
            "languages",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "audiences",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "formats",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "accessibility",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("continues_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("horizon", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "medium IN ('IN_PERSON', 'ONLINE', 'HYBRID', 'PHONE')", name=op.f("ck_meetings_medium")
        ),
        sa.CheckConstraint("openness IN ('OPEN', 'CLOSED')", name=op.f("ck_meetings_openness")),
        sa.CheckConstraint(
            "status IN ('ACTIVE', 'PAUSED', 'ARCHIVED')", name=op.f("ck_meetings_status")
        ),
        sa.ForeignKeyConstraint(
            ["continues_id"], ["catalogue.meetings.id"], name=op.f("fk_meetings_continues_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["catalogue.groups.id"], name=op.f("fk_meetings_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["catalogue.networks.id"], name=op.f("fk_meetings_network_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["catalogue.organisations.id"],
            name=op.f("fk_meetings_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("slug", name=op.f("uq_meetings_slug")),
        schema="catalogue",
    )
    op.create_index(
        "ix_meetings_group_id",
        "meetings",
        ["group_id", "sort_key", "id"],
        unique=False,
        schema="catalogue",
    )
    op.create_index(
        "ix_meetings_horizon", "meetings", ["horizon"], unique=False, schema="catalogue"
    )
    op.create_index(
        "ix_meetings_listed",
        "meetings",
        ["sort_key", "id"],
        unique=False,
        schema="catalogue",
        postgresql_where=sa.text("published"),
    )
    op.create_index(
        "ix_meetings_network_id",
        "meetings",
        ["network_id", "sort_key", "id"],
        unique=False,
        schema="catalogue",
    )
    op.create_table(
        "open_places",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("moderated", sa.Boolean(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('FORUM', 'CHAT', 'SOCIAL_GROUP', 'WEBSITE', 'WARM_LINE')",
            name=op.f("ck_open_places_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["catalogue.groups.id"], name=op.f("fk_open_places_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_places")),
        sa.UniqueConstraint("group_id", "position", name=op.f("uq_open_places_group_id_position")),
        schema="catalogue",
    )
    op.create_table(
        "meeting_exceptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("original_start", sa.DateTime(), nullable=False),
        sa.Column("new_start", sa.DateTime(), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('CANCELLED', 'MOVED', 'ADDED')", name=op.f("ck_meeting_exceptions_kind")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["catalogue.meetings.id"], name=op.f("fk_meeting_exceptions_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_exceptions")),
        sa.UniqueConstraint(
            "meeting_id",
            "kind",
            "original_start",
            name=op.f("uq_meeting_exceptions_meeting_id_kind_original_start"),
        ),
        schema="catalogue",
    )
    op.create_table(
        "meeting_venues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["catalogue.groups.id"], name=op.f("fk_meeting_venues_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["catalogue.meetings.id"], name=op.f("fk_meeting_venues_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["catalogue.venues.id"], name=op.f("fk_meeting_venues_venue_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_venues")),
        sa.UniqueConstraint(
            "meeting_id", "venue_id", name=op.f("uq_meeting_venues_meeting_id_venue_id")
        ),
        schema="catalogue",
    )
    op.create_index(
        "ix_meeting_venues_group_id",
        "meeting_venues",
        ["group_id", "venue_id"],
        unique=False,
        schema="catalogue",
    )
    op.create_index(
        "ix_meeting_venues_venue_id",
        "meeting_venues",
        ["venue_id", "group_id", "meeting_id"],
        unique=False,
        schema="catalogue",
    )
    op.create_table(
        "occurrences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("original_start", sa.DateTime(), nullable=False),
        sa.Column("local_start", sa.DateTime(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("utc_minute_of_week", sa.SmallInteger(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status IN ('SCHEDULED', 'CANCELLED')", name=op.f("ck_occurrences_status")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["catalogue.meetings.id"], name=op.f("fk_occurrences_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["catalogue.organisations.id"],
            name=op.f("fk_occurrences_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint(
            "meeting_id", "original_start", name=op.f("uq_occurrences_meeting_id_original_start")
        ),
        schema="catalogue",
    )
    op.create_index(
        "ix_occurrences_group_id",
        "occurrences",
        ["group_id", "starts_at", "id"],
        unique=False,
        schema="catalogue",
    )
    op.create_index(
        "ix_occurrences_listed",
        "occurrences",
        ["starts_at", "id"],
        unique=False,
        schema="catalogue",
        postgresql_where=sa.text("published"),
    )
    op.create_index(
        "ix_occurrences_meeting_id",
        "occurrences",
        ["meeting_id", "starts_at", "id"],
        unique=False,
        schema="catalogue",
    )
    op.create_index(
        "ix_occurrences_ongoing",
        "occurrences",
        ["ends_at", "starts_at"],
        unique=False,
        schema="catalogue",
        postgresql_where=sa.text("published"),
    )

"""Walk drafts by index: lists in order hold every row, for viewers who see some that are hidden."""

from alembic import op

revision = "20261124_walk_drafts_by_index"
down_revision = "20261124_open_the_identity_zone"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_organisations_listed", "organisations", ["sort_key", "id"]),
    ("ix_networks_listed", "networks", ["sort_key", "id"]),
    ("ix_groups_listed", "groups", ["sort_key", "id"]),
    ("ix_groups_changed_at", "groups", ["changed_at", "id"]),
    ("ix_meetings_listed", "meetings", ["sort_key", "id"]),
    ("ix_occurrences_listed", "occurrences", ["starts_at", "id"]),
    ("ix_occurrences_minute", "occurrences", ["utc_minute_of_week", "starts_at"]),
    ("ix_occurrences_ongoing", "occurrences", ["ends_at", "starts_at"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.drop_index(name, table, schema="catalogue")
        op.create_index(name, table, columns, schema="catalogue")

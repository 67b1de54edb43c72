"""Walk the audit by index: of one organisation, along the time."""

from alembic import op

revision = "20261126_walk_the_audit"
down_revision = "20261126_feed_the_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_audit_entries_at",
        "audit_entries",
        ["organisation_id", "at", "id"],
        schema="confidential",
    )

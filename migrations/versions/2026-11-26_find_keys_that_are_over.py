"""Find keys that are over: by whose they are and when they end, not by reading all of an owner."""

from alembic import op

revision = "20261126_find_keys_that_are_over"
down_revision = "20261126_forget_hidden_places"
branch_labels = None
depends_on = None

NAME = "ix_idempotency_keys_expires_at"
OWNERS = {
    "confidential": ["organisation_id", "subject", "client"],
    "identity": ["person_id", "client"],
}


def upgrade() -> None:
    for schema, owner in OWNERS.items():
        op.drop_index(NAME, "idempotency_keys", schema=schema)
        op.create_index(NAME, "idempotency_keys", [*owner, "expires_at"], schema=schema)

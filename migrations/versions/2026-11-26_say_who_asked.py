"""Say who asked: by which client and under which request something was changed; keep retries' keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261126_say_who_asked"
down_revision = "20261124_guard_the_catalogue"
branch_labels = None
depends_on = None

OWN = "organisation_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
COMMANDS = ("select", "insert", "update", "delete")


def upgrade() -> None:
    for name in ("client", "request_id"):
        op.add_column("audit_entries", sa.Column(name, sa.Text()), schema="confidential")
    op.create_table(
        "idempotency_keys",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        *_kept(),
        sa.PrimaryKeyConstraint("organisation_id", "subject", "client", "hash"),
        schema="confidential",
    )
    op.create_index(
        "ix_idempotency_keys_expires_at",
        "idempotency_keys",
        ["organisation_id", "expires_at"],
        schema="confidential",
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *_kept(),
        sa.PrimaryKeyConstraint("person_id", "client", "hash"),
        schema="identity",
    )
    op.create_index(
        "ix_idempotency_keys_expires_at", "idempotency_keys", ["expires_at"], schema="identity"
    )
    op.execute(
        "grant select, insert, update, delete on identity.idempotency_keys to peers_identity"
    )
    _guard("confidential.idempotency_keys")


def _kept() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", postgresql.JSONB()),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
    )


def _guard(name: str) -> None:
    op.execute(f"alter table {name} enable row level security")
    op.execute(f"alter table {name} force row level security")
    op.execute(f"grant select, insert, update, delete on {name} to peers_org")
    for role, own in (("peers_org", OWN), ("peers_member", "false"), ("peers_identity", "false")):
        for command in COMMANDS:
            using = "" if command == "insert" else f"using ({own})"
            check = f"with check ({own})" if command in ("insert", "update") else ""
            op.execute(
                f"create policy {role}_{command} on {name} for {command} to {role} {using} {check}"
            )

"""Assign facilitators: who of an organisation's staff facilitates which of its groups, and did."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_assign_facilitators"
down_revision = "20261126_hold_imports"
branch_labels = None
depends_on = None

OWN = "organisation_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
NOBODY = "false"
COMMANDS = ("select", "insert", "update", "delete")


def upgrade() -> None:
    op.create_table(
        "facilitators",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _now("since"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        _now("changed_at"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_facilitators")),
        schema="confidential",
    )
    op.create_index(
        "ix_facilitators_present",
        "facilitators",
        ["organisation_id", "group_id", "staff_id"],
        unique=True,
        schema="confidential",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_facilitators_staff_id",
        "facilitators",
        ["organisation_id", "staff_id"],
        schema="confidential",
    )
    op.execute("alter table confidential.facilitators enable row level security")
    op.execute("alter table confidential.facilitators force row level security")
    op.execute("grant select, insert, update on confidential.facilitators to peers_org")
    for role in ("peers_org", "peers_member", "peers_identity"):
        for command in COMMANDS:
            _policy(role, command, OWN if role == "peers_org" and command != "delete" else NOBODY)


def _policy(role: str, command: str, rule: str) -> None:
    using = "" if command == "insert" else f"using ({rule})"
    check = f"with check ({rule})" if command in ("insert", "update") else ""
    op.execute(
        f"create policy {role}_{command} on confidential.facilitators"
        f" for {command} to {role} {using} {check}"
    )


def _now(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )

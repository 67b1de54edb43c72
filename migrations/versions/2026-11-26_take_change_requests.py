"""Take change requests: what was proposed, by its organisation; who proposed it, apart from that."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_take_change_requests"
down_revision = "20261126_walk_the_audit"
branch_labels = None
depends_on = None

OWN = "organisation_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
NOBODY = "false"
COMMANDS = ("select", "insert", "update", "delete")
OPENED = {
    "change_requests": ("select", "insert", "update"),
    "change_request_fields": ("select", "insert"),
}


def upgrade() -> None:
    _requests()
    _fields()
    _proposals()
    for table, allowed in OPENED.items():
        op.execute(f"alter table confidential.{table} enable row level security")
        op.execute(f"alter table confidential.{table} force row level security")
        op.execute(f"grant {', '.join(allowed)} on confidential.{table} to peers_org")
        _policies(table, "peers_org", OWN, allowed)
        for role in ("peers_member", "peers_identity"):
            _policies(table, role, NOBODY, ())
    op.execute("grant select, insert, update, delete on identity.proposals to peers_identity")


def _requests() -> None:
    op.create_table(
        "change_requests",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        *_revision(),
        sa.CheckConstraint(
            "thing IN ('GROUP', 'MEETING', 'NETWORK', 'VENUE')",
            name=op.f("ck_change_requests_thing"),
        ),
        sa.CheckConstraint(
            "proposer IN ('PERSON', 'COLLEAGUE', 'ORGANISATION')",
            name=op.f("ck_change_requests_proposer"),
        ),
        sa.CheckConstraint(
            "status IN ('PENDING', 'ACCEPTED', 'REJECTED')",
            name=op.f("ck_change_requests_status"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_change_requests")),
        schema="confidential",
    )
    op.create_index(
        "ix_change_requests_status",
        "change_requests",
        ["organisation_id", "status", "proposed_at", "id"],
        schema="confidential",
    )


def _fields() -> None:
    op.create_table(
        "change_request_fields",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("was", sa.LargeBinary(), nullable=False),
        sa.Column("proposed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        *_revision(),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_change_request_fields")),
        schema="confidential",
    )
    op.create_index(
        "ix_change_request_fields_request_id",
        "change_request_fields",
        ["organisation_id", "request_id", "name"],
        schema="confidential",
    )


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("proposer_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        *_revision(),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (proposer_id IS NULL)", name=op.f("ck_proposals_proposer")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["identity.persons.id"],
            name=op.f("fk_proposals_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        schema="identity",
    )
    for column in ("person_id", "proposer_id"):
        op.create_index(
            f"ix_proposals_{column}", "proposals", [column, "created_at"], schema="identity"
        )


def _revision() -> tuple[sa.Column[int], sa.Column[object]]:
    return (
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
    )


def _policies(table: str, role: str, rule: str, allowed: tuple[str, ...]) -> None:
    for command in COMMANDS:
        held = rule if command in allowed else NOBODY
        using = "" if command == "insert" else f"using ({held})"
        check = f"with check ({held})" if command in ("insert", "update") else ""
        op.execute(
            f"create policy {role}_{command} on confidential.{table}"
            f" for {command} to {role} {using} {check}"
        )

"""Name contacts: by which role a group or a network is reached; sealed where that is not public."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_name_contacts"
down_revision = "20261126_assign_facilitators"
branch_labels = None
depends_on = None

OWN = "organisation_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
NOBODY = "false"
COMMANDS = ("select", "insert", "update", "delete")


def upgrade() -> None:
    for table in ("networks", "groups"):
        for name in ("role", "kind", "disclosure", "address"):
            column = sa.Column(f"contact_{name}", sa.Text(), nullable=True)
            op.add_column(table, column, schema="catalogue")
        _check(table, "kind", "contact_kind IN ('EMAIL', 'PHONE', 'FORM')")
        _check(table, "disclosure", "contact_disclosure IN ('PUBLIC', 'MEMBERS', 'STAFF')")
        public = "coalesce(contact_disclosure, '') = 'PUBLIC'"
        _check(table, "address", f"(contact_address IS NOT NULL) = ({public})")
    _secrets()


def _check(table: str, name: str, rule: str) -> None:
    constraint = op.f(f"ck_{table}_contact_{name}")
    op.create_check_constraint(constraint, table, rule, schema="catalogue")


def _secrets() -> None:
    op.create_table(
        "contact_secrets",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("organisation_id", "thing_id", name=op.f("pk_contact_secrets")),
        schema="confidential",
    )
    table = "confidential.contact_secrets"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"grant select, insert, delete on {table} to peers_org")
    for role in ("peers_org", "peers_member", "peers_identity"):
        for command in COMMANDS:
            _policy(role, command, OWN if role == "peers_org" and command != "update" else NOBODY)


def _policy(role: str, command: str, rule: str) -> None:
    using = "" if command == "insert" else f"using ({rule})"
    check = f"with check ({rule})" if command in ("insert", "update") else ""
    op.execute(
        f"create policy {role}_{command} on confidential.contact_secrets"
        f" for {command} to {role} {using} {check}"
    )

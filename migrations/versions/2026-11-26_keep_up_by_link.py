"""Keep up by link: role addresses, links that are used once, and notices that wait to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_keep_up_by_link"
down_revision = "20261126_take_change_requests"
branch_labels = None
depends_on = None

OWN = "organisation_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
NOBODY = "false"
COMMANDS = ("select", "insert", "update", "delete")


def upgrade() -> None:
    _addresses()
    _links()
    _choices()
    _notices()
    table = "confidential.upkeep_addresses"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"grant select, insert, update, delete on {table} to peers_org")
    for role, rule in (("peers_org", OWN), ("peers_member", NOBODY), ("peers_identity", NOBODY)):
        for command in COMMANDS:
            using = "" if command == "insert" else f"using ({rule})"
            check = f"with check ({rule})" if command in ("insert", "update") else ""
            op.execute(
                f"create policy {role}_{command} on {table} for {command} to {role} {using} {check}"
            )
    for name in ("upkeep_links", "notice_choices"):
        op.execute(f"grant select, insert, update, delete on identity.{name} to peers_identity")
    _guard_notices()


def _guard_notices() -> None:
    table = "operations.notices"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"grant select, insert on {table} to peers_org")
    op.execute(f"grant select, update, delete on {table} to peers_app")
    op.execute(f"create policy peers_org_select on {table} for select to peers_org using ({OWN})")
    op.execute(
        f"create policy peers_org_insert on {table} for insert to peers_org with check ({OWN})"
    )
    # Whoever sends notices does so for all organisations.
    op.execute(f"create policy peers_app_select on {table} for select to peers_app using (true)")
    op.execute(f"create policy peers_app_delete on {table} for delete to peers_app using (true)")
    op.execute(
        f"create policy peers_app_update on {table} for update to peers_app using (true) with check (true)"
    )


def _addresses() -> None:
    op.create_table(
        "upkeep_addresses",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        *_revision(),
        sa.CheckConstraint("thing IN ('GROUP', 'NETWORK')", name=op.f("ck_upkeep_addresses_thing")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_upkeep_addresses")),
        schema="confidential",
    )
    op.create_index(
        "ix_upkeep_addresses_thing_id",
        "upkeep_addresses",
        ["organisation_id", "thing_id"],
        unique=True,
        schema="confidential",
    )


def _links() -> None:
    op.create_table(
        "upkeep_links",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        _now("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        *_revision(),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_upkeep_links")),
        schema="identity",
    )
    op.create_index("ix_upkeep_links_address_id", "upkeep_links", ["address_id"], schema="identity")


def _choices() -> None:
    op.create_table(
        "notice_choices",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        *_revision(),
        sa.CheckConstraint("channel IN ('EMAIL', 'NONE')", name=op.f("ck_notice_choices_channel")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_notice_choices")),
        schema="identity",
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        _now("created_at"),
        _now("due_at"),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        *_revision(),
        sa.CheckConstraint("about IN ('UPKEEP', 'WORK')", name=op.f("ck_notices_about")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        schema="operations",
    )
    waiting = sa.text("sent_at IS NULL")
    op.create_index(
        "ix_notices_waiting",
        "notices",
        ["organisation_id", "about", "thing_id"],
        unique=True,
        schema="operations",
        postgresql_where=waiting,
    )
    op.create_index(
        "ix_notices_due_at",
        "notices",
        ["due_at"],
        schema="operations",
        postgresql_where=waiting,
    )
    op.create_index(
        "ix_notices_thing_id",
        "notices",
        ["organisation_id", "thing_id", "created_at"],
        schema="operations",
    )


def _now(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _revision() -> tuple[sa.Column[int], sa.Column[object]]:
    return (
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        _now("changed_at"),
    )

"""Feed the changes: one row for each thing of the public directory, in the order of commits.

``peers migrate`` fills it afterwards with what is public (``catch_up``). A process of an earlier
release tells the feed nothing, so once the last has ended ``peers migrate`` is run again.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_feed_the_changes"
down_revision = "20261126_switch_an_occurrence"
branch_labels = None
depends_on = None

ME = "(select nullif(current_setting('app.organisation', true), '')::uuid)"
READERS = "peers_app, peers_org, peers_member, peers_identity"


def upgrade() -> None:
    op.create_table(
        "directory_clock",
        sa.Column("passed", sa.BigInteger(), nullable=False),
        *_revision(),
        sa.PrimaryKeyConstraint("passed", name=op.f("pk_directory_clock")),
        schema="catalogue",
    )
    op.create_table(
        "directory_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        *_revision(),
        sa.CheckConstraint(
            "thing IN ('ORGANISATION', 'NETWORK', 'GROUP', 'MEETING', 'VENUE', 'CRISIS_RESOURCE')",
            name=op.f("ck_directory_changes_thing"),
        ),
        sa.CheckConstraint(
            "kind IN ('CREATED', 'UPDATED', 'DELETED')", name=op.f("ck_directory_changes_kind")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["catalogue.organisations.id"],
            name=op.f("fk_directory_changes_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_changes")),
        schema="catalogue",
    )
    op.create_index(
        "ix_directory_changes_position",
        "directory_changes",
        ["position", "id"],
        schema="catalogue",
    )
    op.execute("insert into catalogue.directory_clock (passed) values (0)")
    _guard()


def _revision() -> tuple[sa.Column[int], sa.Column[object]]:
    now = sa.text("now()")
    return (
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
    )


def _guard() -> None:
    own = f"organisation_id = {ME}"
    for table in ("directory_clock", "directory_changes"):
        op.execute(f"grant select on catalogue.{table} to peers_app, peers_org, peers_member")
        op.execute(f"alter table catalogue.{table} enable row level security")
        op.execute(
            f"create policy readers_select on catalogue.{table} for select to {READERS} using (true)"
        )
    table = "catalogue.directory_changes"
    op.execute(f"grant insert, update on {table} to peers_org")
    op.execute(
        f"create policy peers_org_insert on {table} for insert to peers_org with check ({own})"
    )
    op.execute(
        f"create policy peers_org_update on {table} for update to peers_org"
        f" using ({own}) with check ({own})"
    )

"""Change an occurrence: one time of a meeting may be held elsewhere, and have notes of its own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261126_change_an_occurrence"
down_revision = "20261126_name_contacts"
branch_labels = None
depends_on = None

ME = "(select nullif(current_setting('app.organisation', true), '')::uuid)"
READERS = "peers_app, peers_org, peers_member, peers_identity"
TABLE = "catalogue.exception_venues"
KINDS = "kind in ('CANCELLED', 'MOVED', 'ADDED', 'CHANGED')"


def upgrade() -> None:
    # Null says that it is as its meeting has it, so that no row has to be filled.
    for table in ("meeting_exceptions", "occurrences"):
        op.add_column(table, sa.Column("notes", sa.Text()), schema="catalogue")
    venue_ids = sa.Column("venue_ids", postgresql.ARRAY(sa.Uuid()))
    op.add_column("occurrences", venue_ids, schema="catalogue")
    _rename()
    _venues()
    _guard()


def _rename() -> None:
    """Call what was switched to another medium changed, as whatever is held otherwise now is."""
    table = "catalogue.meeting_exceptions"
    op.drop_constraint("ck_meeting_exceptions_kind", "meeting_exceptions", schema="catalogue")
    op.execute(f"update {table} set kind = 'CHANGED' where kind = 'SWITCHED'")  # noqa: S608 - a name of ours
    named = f"alter table {table} add constraint ck_meeting_exceptions_kind"
    op.execute(f"{named} check ({KINDS}) not valid")
    op.execute(f"alter table {table} validate constraint ck_meeting_exceptions_kind")


def _venues() -> None:
    op.create_table(
        "exception_venues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("original_start", sa.DateTime(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        *(_reference(each) for each in ("meeting", "venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exception_venues")),
        sa.UniqueConstraint(
            *("meeting_id", "original_start", "venue_id"),
            name=op.f("uq_exception_venues_meeting_id_original_start_venue_id"),
        ),
        schema="catalogue",
    )
    op.create_index(
        "ix_exception_venues_venue_id",
        "exception_venues",
        ["venue_id", "meeting_id"],
        schema="catalogue",
    )


def _reference(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{name}_id"], [f"catalogue.{name}s.id"], name=op.f(f"fk_exception_venues_{name}_id")
    )


def _guard() -> None:
    """Let everybody read them, and each organisation write those between things of its own."""
    meeting, venue = _own("meeting"), _own("venue")
    op.execute(f"alter table {TABLE} enable row level security")
    op.execute(f"grant select on {TABLE} to peers_app, peers_org, peers_member")
    op.execute(f"grant insert, update, delete on {TABLE} to peers_org")
    op.execute(f"create policy readers_select on {TABLE} for select to {READERS} using (true)")
    both = f"{meeting} and {venue}"
    for command, rule in (
        ("insert", f"with check ({both})"),
        ("update", f"using ({meeting}) with check ({both})"),
        ("delete", f"using ({meeting})"),
    ):
        name = f"peers_org_{command}"
        op.execute(f"create policy {name} on {TABLE} for {command} to peers_org {rule}")


def _own(name: str) -> str:
    owned = f"whole.id = {TABLE}.{name}_id and whole.organisation_id = {ME}"
    return f"exists (select from catalogue.{name}s as whole where {owned})"

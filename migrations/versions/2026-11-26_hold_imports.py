"""Hold imports until somebody has decided on them, and the feeds that are pulled."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261126_hold_imports"
down_revision = "20261126_keep_up_by_link"
branch_labels = None
depends_on = None

ME = "(select nullif(current_setting('app.organisation', true), '')::uuid)"
OWN = f"organisation_id = {ME}"
NOBODY = "false"
COMMANDS = ("select", "insert", "update", "delete")
OPENED = {
    "imports": COMMANDS,
    "import_changes": ("select", "insert", "delete"),
    "import_problems": ("select", "insert", "delete"),
    "feeds": COMMANDS,
}


def upgrade() -> None:
    _make_tables()
    for table, allowed in OPENED.items():
        op.execute(f"alter table confidential.{table} enable row level security")
        op.execute(f"alter table confidential.{table} force row level security")
        op.execute(f"grant {', '.join(allowed)} on confidential.{table} to peers_org")
        _policies(table, "peers_org", OWN, allowed)
        _policies(table, "peers_member", NOBODY, ())
        _policies(table, "peers_identity", NOBODY, ())
    _guard_tasks()


def _policies(table: str, role: str, rule: str, allowed: tuple[str, ...]) -> None:
    for command in COMMANDS:
        held = rule if command in allowed else NOBODY
        using = "" if command == "insert" else f"using ({held})"
        check = f"with check ({held})" if command in ("insert", "update") else ""
        op.execute(
            f"create policy {role}_{command} on confidential.{table}"
            f" for {command} to {role} {using} {check}"
        )


def _guard_tasks() -> None:
    """Let an organisation set tasks of its own, and whoever works see those of all."""
    table = "operations.import_tasks"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"grant select, insert, update, delete on {table} to peers_org")
    op.execute(f"grant select, update, delete on {table} to peers_app")
    op.execute(f"create policy peers_org_select on {table} for select to peers_org using ({OWN})")
    op.execute(
        f"create policy peers_org_insert on {table} for insert to peers_org with check ({OWN})"
    )
    op.execute(
        f"create policy peers_org_update on {table} for update to peers_org"
        f" using ({OWN}) with check ({OWN})"
    )
    op.execute(f"create policy peers_org_delete on {table} for delete to peers_org using ({OWN})")
    op.execute(f"create policy peers_app_select on {table} for select to peers_app using (true)")
    op.execute(
        f"create policy peers_app_update on {table} for update to peers_app"
        " using (true) with check (true)"
    )
    op.execute(f"create policy peers_app_delete on {table} for delete to peers_app using (true)")


def _make_tables() -> None:
    op.create_table(
        "imports",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("feed_id", sa.Uuid(), nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("rows_read", sa.Integer(), nullable=True),
        sa.Column("rows_refused", sa.Integer(), nullable=True),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column(
            "too_many_removals", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column(
            "removals_allowed", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("applied_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("format IN ('MEETING_GUIDE', 'CSV')", name=op.f("ck_imports_format")),
        sa.CheckConstraint(
            "problem IN ('UNREADABLE', 'NOTHING_READ', 'CHANGED_MEANWHILE', 'TOO_MANY_REMOVALS', 'NOT_FINISHED')",
            name=op.f("ck_imports_problem"),
        ),
        sa.CheckConstraint(
            "status IN ('RECEIVED', 'READY', 'APPLYING', 'APPLIED', 'FAILED', 'DROPPED')",
            name=op.f("ck_imports_status"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_imports")),
        schema="confidential",
    )
    op.create_index(
        "ix_imports_feed_id",
        "imports",
        ["organisation_id", "feed_id"],
        unique=False,
        schema="confidential",
    )
    op.create_index(
        "ix_imports_network_id",
        "imports",
        ["organisation_id", "network_id", "received_at"],
        unique=False,
        schema="confidential",
    )
    op.create_table(
        "import_changes",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column(
            "fields",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_import_changes")),
        schema="confidential",
    )
    op.create_index(
        "ix_import_changes_import_id",
        "import_changes",
        ["organisation_id", "import_id", "place"],
        unique=False,
        schema="confidential",
    )
    op.create_table(
        "import_problems",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("row", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "external_ids",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_import_problems")),
        schema="confidential",
    )
    op.create_index(
        "ix_import_problems_import_id",
        "import_problems",
        ["organisation_id", "import_id", "place"],
        unique=False,
        schema="confidential",
    )
    op.create_table(
        "feeds",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_problem", sa.Text(), nullable=True),
        sa.Column("last_import_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("format IN ('MEETING_GUIDE', 'CSV')", name=op.f("ck_feeds_format")),
        sa.CheckConstraint(
            "last_problem IN ('UNREACHABLE', 'NOT_A_FEED', 'WAITING')",
            name=op.f("ck_feeds_last_problem"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_feeds")),
        sa.UniqueConstraint(
            "organisation_id",
            "network_id",
            "source",
            name=op.f("uq_feeds_organisation_id_network_id_source"),
        ),
        schema="confidential",
    )
    op.create_table(
        "import_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_tasks")),
        schema="operations",
    )
    op.create_index(
        "ix_import_tasks_due_at", "import_tasks", ["due_at"], unique=False, schema="operations"
    )

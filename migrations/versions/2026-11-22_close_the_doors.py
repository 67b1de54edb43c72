"""Close the doors: who may touch which schema, and row-level security on what is confidential."""

from alembic import op

revision = "20261122_close_the_doors"
down_revision = "20261122_found_the_house"
branch_labels = None
depends_on = None

OWN = "organisation_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
NOBODY = "false"

WRITTEN = (
    "organisations",
    "networks",
    "network_concerns",
    "network_notices",
    "venues",
    "groups",
    "group_translations",
    "open_places",
    "meetings",
    "meeting_venues",
    "meeting_exceptions",
    "occurrences",
)
REPLACED = (
    "network_concerns",
    "network_notices",
    "group_translations",
    "open_places",
    "meeting_venues",
    "meeting_exceptions",
    "occurrences",
)
CONFIDENTIAL = {
    "organisation_keys": ("select", "insert", "delete"),
    "venue_secrets": ("select", "insert", "update", "delete"),
    "audit_entries": ("select", "insert"),
    "disclosures": ("select", "insert"),
}
COMMANDS = ("select", "insert", "update", "delete")


def upgrade() -> None:
    op.execute("grant usage on schema catalogue to peers_app, peers_org, peers_member")
    op.execute(
        "grant select on all tables in schema catalogue to peers_app, peers_org, peers_member"
    )
    for table in WRITTEN:
        op.execute(f"grant insert, update on catalogue.{table} to peers_org")
    for table in REPLACED:
        op.execute(f"grant delete on catalogue.{table} to peers_org")
    op.execute("grant usage on schema operations to peers_app, peers_org")
    op.execute("grant select on operations.migrations to peers_app")
    op.execute("grant select, insert, update on operations.jobs to peers_app")
    op.execute("grant select, update on operations.outbox to peers_app")
    op.execute("grant insert on operations.outbox to peers_org")
    op.execute("grant select, insert, update on operations.import_records to peers_org")
    op.execute("grant usage on schema confidential to peers_org, peers_member")
    for table, allowed in CONFIDENTIAL.items():
        _guard(table, allowed)


def _guard(table: str, allowed: tuple[str, ...]) -> None:
    name = f"confidential.{table}"
    op.execute(f"alter table {name} enable row level security")
    op.execute(f"alter table {name} force row level security")
    op.execute(f"grant {', '.join(allowed)} on {name} to peers_org")
    for role, own in (("peers_org", OWN), ("peers_member", NOBODY)):
        for command in COMMANDS:
            rule = own if command in allowed else NOBODY
            using = "" if command == "insert" else f"using ({rule})"
            check = f"with check ({rule})" if command in ("insert", "update") else ""
            op.execute(
                f"create policy {role}_{command} on {name} for {command} to {role} {using} {check}"
            )

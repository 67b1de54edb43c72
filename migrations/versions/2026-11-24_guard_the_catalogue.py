"""Guard the catalogue: who writes as an organisation writes only what is the organisation's own.

Everybody still reads all of it, since what is published is public: the rule of reading is
``true``, which costs no index. The owner is not held (no FORCE), so that migrations change rows.
"""

from alembic import op

revision = "20261124_guard_the_catalogue"
down_revision = "20261124_walk_drafts_by_index"
branch_labels = None
depends_on = None

ME = "(select nullif(current_setting('app.organisation', true), '')::uuid)"
READERS = "peers_app, peers_org, peers_member, peers_identity"

# By which column a row is an organisation's own, and what else of its own it has to belong to:
# the foreign keys alone would take another organisation's.
OWNED: dict[str, tuple[str, dict[str, str]]] = {
    "organisations": ("id", {}),
    "networks": ("organisation_id", {}),
    "venues": ("organisation_id", {}),
    "crisis_resources": ("organisation_id", {}),
    "groups": ("organisation_id", {"network_id": "networks"}),
    "meetings": ("organisation_id", {"network_id": "networks", "group_id": "groups"}),
    "occurrences": (
        "organisation_id",
        {"network_id": "networks", "group_id": "groups", "meeting_id": "meetings"},
    ),
}
# The parts of a whole have no owner but the whole's. The first column names it.
PARTS = {
    "network_concerns": {"network_id": "networks"},
    "network_notices": {"network_id": "networks"},
    "group_translations": {"group_id": "groups"},
    "open_places": {"group_id": "groups"},
    "meeting_exceptions": {"meeting_id": "meetings"},
    "meeting_venues": {"meeting_id": "meetings", "group_id": "groups", "venue_id": "venues"},
}

# PostgreSQL hides what it has counted of a table under row-level security from all but its
# owner. The reader chooses its way by these counts, and all that they are of is readable.
COUNTS = """
create function operations.counts()
returns table (place text, of_rows double precision, elements text[], shares double precision[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $body$
    select s.tablename || '.' || s.attname, greatest(c.reltuples, 0)::float8,
        s.most_common_elems::text::text[], s.most_common_elem_freqs::float8[]
    from pg_catalog.pg_stats as s
    join pg_catalog.pg_class as c
        on c.oid = format('%I.%I', s.schemaname, s.tablename)::regclass
    where s.schemaname = 'catalogue' and s.most_common_elems is not null
$body$
"""


def upgrade() -> None:
    for table, (owner, above) in OWNED.items():
        _guard(f"catalogue.{table}", f"{owner} = {ME}", above)
    for table, wholes in PARTS.items():
        (column, whole), *others = wholes.items()
        _guard(f"catalogue.{table}", _own(f"catalogue.{table}", column, whole), dict(others))
    _guard_operations()
    op.execute(COUNTS)
    op.execute("revoke all on function operations.counts() from public")
    op.execute("grant execute on function operations.counts() to peers_app")


def _guard(table: str, own: str, above: dict[str, str]) -> None:
    belongs = " and ".join([own, *(_own(table, *each) for each in above.items())])
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"create policy readers_select on {table} for select to {READERS} using (true)")
    op.execute(
        f"create policy peers_org_insert on {table} for insert to peers_org with check ({belongs})"
    )
    op.execute(
        f"create policy peers_org_update on {table} for update to peers_org"
        f" using ({own}) with check ({belongs})"
    )
    op.execute(f"create policy peers_org_delete on {table} for delete to peers_org using ({own})")


def _own(table: str, column: str, whole: str) -> str:
    owned = f"whole.id = {table}.{column} and whole.organisation_id = {ME}"
    return f"exists (select from catalogue.{whole} as whole where {owned})"


def _guard_operations() -> None:
    own = f"organisation_id = {ME}"
    for table in ("outbox", "import_records"):
        op.execute(f"alter table operations.{table} enable row level security")
    op.execute(
        f"create policy peers_org_insert on operations.outbox for insert to peers_org with check ({own})"
    )
    # Whoever delivers events does so for all organisations.
    op.execute(
        "create policy peers_app_select on operations.outbox for select to peers_app using (true)"
    )
    op.execute(
        "create policy peers_app_update on operations.outbox for update to peers_app using (true) with check (true)"
    )
    table = "operations.import_records"
    op.execute(f"create policy peers_org_select on {table} for select to peers_org using ({own})")
    op.execute(
        f"create policy peers_org_insert on {table} for insert to peers_org with check ({own})"
    )
    op.execute(
        f"create policy peers_org_update on {table} for update to peers_org using ({own}) with check ({own})"
    )

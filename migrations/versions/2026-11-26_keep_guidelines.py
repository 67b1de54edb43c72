"""Keep guidelines by version, who verified a crisis resource; let what nobody uses be removed.

Guidelines are only ever added to: a member who has read a version has to find it again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261126_keep_guidelines"
down_revision = "20261126_say_who_asked"
branch_labels = None
depends_on = None

ME = "(select nullif(current_setting('app.organisation', true), '')::uuid)"
READERS = "peers_app, peers_org, peers_member, peers_identity"
REMOVABLE = ("venues", "crisis_resources")

# Whatever a network said so far is its first version. Its id is made of the network's, so that
# a migration that is run in parts makes no second one.
FIRST = """
insert into catalogue.guidelines
    (id, organisation_id, network_id, number, text, lines, lines_since, lines_until, published_by,
        published_at)
select md5('guidelines ' || n.id)::uuid, n.organisation_id, n.id, 1, n.guidelines, said.lines,
    array_fill(1, array[cardinality(said.lines)]), array_fill(0, array[cardinality(said.lines)]),
    'peers', n.changed_at
from catalogue.networks as n
cross join lateral (select string_to_array(n.guidelines, E'\\n') as lines) as said
where n.guidelines <> ''
"""


def upgrade() -> None:
    op.create_table(
        "guidelines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("text", sa.Text()),
        _list("lines", sa.Text()),
        _list("lines_since", sa.Integer()),
        _list("lines_until", sa.Integer()),
        sa.Column("published_by", sa.Text(), nullable=False),
        _instant("published_at"),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        _instant("changed_at"),
        *(_reference(each) for each in ("organisation", "network", "group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidelines")),
        schema="catalogue",
    )
    op.create_index(
        "ix_guidelines_of_network",
        "guidelines",
        ["network_id", "number"],
        unique=True,
        schema="catalogue",
        postgresql_where=sa.text("group_id IS NULL"),
    )
    op.create_index(
        "ix_guidelines_of_group",
        "guidelines",
        ["group_id", "number"],
        unique=True,
        schema="catalogue",
    )
    op.add_column("crisis_resources", sa.Column("verified_by", sa.Text()), schema="catalogue")
    op.execute(FIRST)
    _guard()
    for table in REMOVABLE:
        op.execute(f"grant delete on catalogue.{table} to peers_org")


def _guard() -> None:
    table = "catalogue.guidelines"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"grant select on {table} to peers_app, peers_org, peers_member")
    op.execute(f"grant insert on {table} to peers_org")
    op.execute(f"create policy readers_select on {table} for select to {READERS} using (true)")
    network = (
        "exists (select from catalogue.networks as whole"
        f" where whole.id = {table}.network_id and whole.organisation_id = {ME})"
    )
    # Of no group, or of one of the organisation's own: said without an OR.
    group = (
        "coalesce((select whole.organisation_id from catalogue.groups as whole"  # noqa: S608 - a name of ours
        f" where whole.id = {table}.group_id), {ME}) = {ME}"
    )
    op.execute(
        f"create policy peers_org_insert on {table} for insert to peers_org"
        f" with check (organisation_id = {ME} and {network} and {group})"
    )


def _list(name: str, of: sa.Text | sa.Integer) -> sa.Column[list[object]]:
    kind = "text" if isinstance(of, sa.Text) else "integer"
    return sa.Column(
        name, postgresql.ARRAY(of), server_default=sa.text(f"'{{}}'::{kind}[]"), nullable=False
    )


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _reference(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{name}_id"], [f"catalogue.{name}s.id"], name=op.f(f"fk_guidelines_{name}_id")
    )

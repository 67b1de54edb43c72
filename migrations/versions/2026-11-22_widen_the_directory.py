"""Widen the directory: what groups keep for search, ages, neutral titles, crisis resources."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from api.domain.frequency import frequency_of, starts_per_year
from api.domain.occurrences import Schedule
from api.domain.rules import Rule
from api.domain.text import sort_key

revision = "20261122_widen_the_directory"
down_revision = "20261122_close_the_doors"
branch_labels = None
depends_on = None

WORDS = "frequency IN ('SEVERAL_A_WEEK', 'WEEKLY', 'EVERY_SECOND_WEEK', 'MONTHLY', 'LESS_OFTEN')"
PLACES = ("locality", "area")
KEPT = ("countries", "regions", "access", "open_place_kinds")


KEEP = """
update catalogue.groups as held set
    open_place_kinds = array(
        select distinct kind from catalogue.open_places where group_id = held.id order by 1
    ),
    countries = array(
        select distinct v.country from catalogue.meeting_venues as l
        join catalogue.meetings as m on m.id = l.meeting_id and m.status <> 'ARCHIVED'
        join catalogue.venues as v on v.id = l.venue_id
        where l.group_id = held.id and v.country is not null order by 1
    ),
    regions = array(
        select distinct v.region from catalogue.meeting_venues as l
        join catalogue.meetings as m on m.id = l.meeting_id and m.status <> 'ARCHIVED'
        join catalogue.venues as v on v.id = l.venue_id
        where l.group_id = held.id and v.region is not null order by 1
    ),
    access = array(
        select unnest(held.accessibility)
        union select unnest(m.accessibility) from catalogue.meetings as m
        where m.group_id = held.id and m.status <> 'ARCHIVED'
        union select unnest(v.accessibility) from catalogue.meeting_venues as l
        join catalogue.meetings as m on m.id = l.meeting_id and m.status <> 'ARCHIVED'
        join catalogue.venues as v on v.id = l.venue_id
        where l.group_id = held.id order by 1
    ),
    frequency = (
        select case
            when sum(m.starts_per_year) >= 78 then 'SEVERAL_A_WEEK'
            when sum(m.starts_per_year) >= 39 then 'WEEKLY'
            when sum(m.starts_per_year) >= 20 then 'EVERY_SECOND_WEEK'
            when sum(m.starts_per_year) >= 10 then 'MONTHLY'
            when sum(m.starts_per_year) >= 1 then 'LESS_OFTEN'
        end
        from catalogue.meetings as m
        where m.group_id = held.id and m.status <> 'ARCHIVED'
    )
"""


def upgrade() -> None:
    _groups()
    _meetings()
    _venues()
    _crisis_resources()
    _read_rules(op.get_bind())
    _fold_places(op.get_bind())
    op.execute(KEEP)


def _groups() -> None:
    for name in ("minimum_age", "maximum_age"):
        op.add_column("groups", sa.Column(name, sa.SmallInteger()), schema="catalogue")
    op.add_column(
        "groups",
        sa.Column("neutral_title", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="catalogue",
    )
    for name in KEPT:
        op.add_column("groups", _texts(name), schema="catalogue")
    op.add_column("groups", sa.Column("frequency", sa.Text()), schema="catalogue")
    op.add_column(
        "groups",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            server_default=sa.text("''::tsvector"),
            nullable=False,
        ),
        schema="catalogue",
    )
    op.create_check_constraint("frequency", "groups", WORDS, schema="catalogue")
    op.create_index(
        "ix_groups_search", "groups", ["search"], schema="catalogue", postgresql_using="gin"
    )


def _meetings() -> None:
    for name, of_type in (("starts_per_year", sa.Integer()), ("frequency", sa.Text())):
        op.add_column("meetings", sa.Column(name, of_type), schema="catalogue")
    op.create_check_constraint("frequency", "meetings", WORDS, schema="catalogue")
    op.create_index(
        "ix_occurrences_minute",
        "occurrences",
        ["utc_minute_of_week", "starts_at"],
        schema="catalogue",
        postgresql_where=sa.text("published"),
    )


def _venues() -> None:
    for name in PLACES:
        key = f"{name}_key"
        op.add_column("venues", sa.Column(key, sa.Text(collation="C")), schema="catalogue")
        op.create_index(f"ix_venues_{key}", "venues", [key], schema="catalogue")


def _crisis_resources() -> None:
    op.create_table(
        "crisis_resources",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("hours", sa.Text()),
        _texts("languages"),
        sa.Column("verified_on", sa.Date()),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["catalogue.organisations.id"],
            name=op.f("fk_crisis_resources_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_resources")),
        schema="catalogue",
    )
    op.create_index(
        "ix_crisis_resources_country",
        "crisis_resources",
        ["country", "sort_key", "id"],
        schema="catalogue",
    )
    op.execute("grant select on catalogue.crisis_resources to peers_app, peers_org, peers_member")
    op.execute("grant insert, update on catalogue.crisis_resources to peers_org")


def _texts(name: str) -> sa.Column[list[str]]:
    return sa.Column(
        name,
        postgresql.ARRAY(sa.Text()),
        server_default=sa.text("'{}'::text[]"),
        nullable=False,
    )


def _read_rules(connection: sa.Connection) -> None:
    """Fill what SQL cannot read from the rules, one statement for each rule there is."""
    held = sa.table(
        "meetings",
        sa.column("id"),
        sa.column("local_start"),
        sa.column("duration_minutes"),
        sa.column("time_zone"),
        sa.column("rule"),
        sa.column("starts_per_year"),
        sa.column("frequency"),
        schema="catalogue",
    )
    chosen = sa.select(held).where(held.c.rule.is_not(None))
    rules = {row.rule: row for row in connection.execute(chosen)}
    for text, row in rules.items():
        yearly = starts_per_year(
            Schedule(
                local_start=row.local_start,
                duration_minutes=row.duration_minutes,
                time_zone=row.time_zone,
                rule=Rule.parse(text),
            )
        )
        connection.execute(
            sa.update(held)
            .where(held.c.rule == text)
            .values(starts_per_year=yearly, frequency=frequency_of(yearly))
        )


def _fold_places(connection: sa.Connection) -> None:
    """Fill the keys of towns and areas, which SQL cannot fold as Python does."""
    for name in PLACES:
        written = f"select distinct {name} from catalogue.venues where {name} is not null"  # noqa: S608 - a name from here
        names = connection.scalars(sa.text(written)).all()
        found = "unnest(cast(:names as text[]), cast(:keys as text[])) as found (name, key)"
        filled = (
            f"update catalogue.venues set {name}_key = key from {found} where {name} = found.name"  # noqa: S608 - a name from here
        )
        keys = [sort_key(each) for each in names]
        connection.execute(sa.text(filled), {"names": list(names), "keys": keys})

"""The feed of changes of the public directory, written in the transaction of each change.

One row for each thing that was ever public. Its position is the number of the transaction that
changed it last, so positions are taken before anybody knows who commits first. Whoever reads
stops at ``HORIZON``, before the oldest transaction that still runs: nothing that is below it can
appear any more, and whatever is written from then on stands behind it. See decision 0031.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Text,
    Uuid,
    bindparam,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.directory_changes import DIRECTORY
from api.domain.ids import Code
from api.persistence.prepared import Prepared

type Touched = Mapping[tuple[Code, UUID], bool]
"""Things whose public face may have changed, and whether they were written themselves."""

HORIZON = (
    "(select c.passed + pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    " from catalogue.directory_clock as c)"
)
"""The position that no finished transaction can write in front of any more."""

_TABLES = {
    Code.ORGANISATION: "organisations",
    Code.NETWORK: "networks",
    Code.GROUP: "groups",
    Code.MEETING: "meetings",
    Code.VENUE: "venues",
    Code.CRISIS_RESOURCE: "crisis_resources",
}
_LINKS = ("meeting_venues", "exception_venues")
_SHOWS = {
    Code.VENUE: "("
    + " or ".join(
        f"exists (select from catalogue.{links} as l join catalogue.meetings as m"
        " on m.id = l.meeting_id where l.venue_id = o.id and m.published)"
        for links in _LINKS
    )
    + ")"
}
_OWNER = {Code.ORGANISATION: "id"}


_TOLD = """
with touched as ({touched}),
shown as materialized ({shown}),
here as (
    select passed + pg_current_xact_id()::text::bigint as position from catalogue.directory_clock
),
told as (
    insert into catalogue.directory_changes as held (id, organisation_id, thing, kind, position)
    select s.id, s.organisation_id, s.thing, 'CREATED', here.position
    from shown as s cross join here
    where s.written or not exists (
        select from catalogue.directory_changes as d where d.id = s.id and d.kind <> 'DELETED'
    )
    order by s.id
    on conflict (id) do update set
        kind = case held.kind when 'DELETED' then 'CREATED' else 'UPDATED' end,
        position = excluded.position, version = held.version + 1, changed_at = now()
)
update catalogue.directory_changes as held
set kind = 'DELETED', position = here.position, version = held.version + 1, changed_at = now()
from touched, here
where held.id = touched.id and held.kind <> 'DELETED'
    and not exists (select from shown where shown.id = held.id)
"""
"""Lets the feed say what became of things.

``touched`` selects them with what they are and whether they were written, ``shown`` those of
them that are public.
"""

_TOUCHED = "select * from unnest(:ids, :things, :written) as t (id, thing, written)"
# Nearly every change touches one thing, and planning takes longer than telling: a plan for any one
# thing is as good as one for this one, so that PostgreSQL keeps it.
_TOUCHED_ONE = "select :id as id, :thing as thing, :written as written"
# A venue that is used in both ways is told once.
_ITS_VENUES = " union ".join(
    f"select l.venue_id, 'VENUE', false from catalogue.{links} as l"  # noqa: S608 - names from this file
    " where l.meeting_id = {ids} and l.venue_id <> {none}"
    for links in _LINKS
)
_WRITTEN_SINCE = " union all ".join(
    f"select o.id, '{code.name}' as thing,"  # noqa: S608 - names from this file
    " coalesce(o.changed_at > d.changed_at, false) as written"
    f" from catalogue.{table} as o left join catalogue.directory_changes as d on d.id = o.id"
    for code, table in _TABLES.items()
)
_NOWHERE = " and ".join(
    f"not exists (select from catalogue.{table} as o where o.id = d.id)"
    for table in _TABLES.values()
)
_GONE = f"select d.id, d.thing, false from catalogue.directory_changes as d where {_NOWHERE}"  # noqa: S608 - the same


def _told(touched: str, codes: Iterable[Code]) -> str:
    shown = " union all ".join(
        f"select t.*, o.{_OWNER.get(code, 'organisation_id')} as organisation_id"  # noqa: S608 - names from this file
        f" from touched as t join catalogue.{_TABLES[code]} as o on o.id = t.id"
        f" where {_SHOWS.get(code, 'o.published')}"
        for code in codes
    )
    return _TOLD.format(touched=touched, shown=shown)


@cache
def _tell(codes: frozenset[Code]) -> Prepared:
    """Return the statement for things of some types."""
    told = text(_statement(codes, _TOUCHED, ids="any(:ids)", none="all(:ids)"))
    return Prepared(
        told.bindparams(
            bindparam("ids", type_=ARRAY(Uuid)),
            bindparam("things", type_=ARRAY(Text)),
            bindparam("written", type_=ARRAY(Boolean)),
        )
    )


@cache
def _tell_one(code: Code) -> Prepared:
    """Return the statement for one thing of a type."""
    told = text(_statement(frozenset([code]), _TOUCHED_ONE, ids=":id", none=":id"))
    return Prepared(
        told.bindparams(
            bindparam("id", type_=Uuid),
            bindparam("thing", type_=Text),
            bindparam("written", type_=Boolean),
        )
    )


def _statement(codes: frozenset[Code], touched: str, **ids: str) -> str:
    if Code.MEETING in codes:
        venues = _ITS_VENUES.format(**ids)
        return _told(f"{touched} union all ({venues})", sorted(codes | {Code.VENUE}))
    return _told(touched, sorted(codes))


_TELL_WHAT_DIFFERS = text(_told(f"{_WRITTEN_SINCE} union all {_GONE}", _TABLES))
# What a snapshot holds was written by transactions below its end. Where the feed is ahead of
# that, it came from another cluster, which had counted farther than this one.
_SET_CLOCK = text("""
update catalogue.directory_clock
set passed = ahead.position + 1 - pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    version = version + 1, changed_at = now()
from (select max(position) as position from catalogue.directory_changes) as ahead
where ahead.position >= passed + pg_snapshot_xmax(pg_current_snapshot())::text::bigint
""")


async def catch_up(connection: AsyncConnection) -> None:
    """Let the feed say what differs from the directory, and go on counting where it ended.

    As the owner of the tables, after a migration and after a dump was restored elsewhere.
    """
    await connection.execute(_SET_CLOCK)
    await connection.execute(_TELL_WHAT_DIFFERS)


async def tell(connection: AsyncConnection, touched: Touched) -> None:
    """Let the feed say what became of things of one organisation, whose context is entered.

    Those who may change what is public of venues have taken their turn by then.
    """
    if len(touched) == 1:
        (((code, row_id), written),) = touched.items()
        one = {"id": row_id, "thing": DIRECTORY[code].value, "written": written}
        await _tell_one(code).fetch(connection, one)
        return
    told = {
        "ids": [row_id for _, row_id in touched],
        "things": [DIRECTORY[code].value for code, _ in touched],
        "written": list(touched.values()),
    }
    await _tell(frozenset(code for code, _ in touched)).fetch(connection, told)

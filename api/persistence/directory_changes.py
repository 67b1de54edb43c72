"""The feed of changes of the public directory, written in the transaction of each change.

One row for each thing that was ever public. Its position is the number of the transaction that
changed it last, so positions are taken before anybody knows who commits first. Whoever reads
stops at ``HORIZON``, before the oldest transaction that still runs: nothing that is below it can
appear any more, and whatever is written from then on stands behind it. See decision 0031.
"""

from functools import cache

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from api.persistence.prepared import Prepared
from api.persistence.telling import TABLES, Shape, Touched, shape_of, told

HORIZON = (
    "(select c.passed + pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    " from catalogue.directory_clock as c)"
)
"""The position that no finished transaction can write in front of any more."""

_WRITTEN_SINCE = " union all ".join(
    f"select o.id, '{code.name}' as thing,"  # noqa: S608 - names from telling.py
    " coalesce(o.changed_at > d.changed_at, false) as written"
    f" from catalogue.{table} as o left join catalogue.directory_changes as d on d.id = o.id"
    for code, table in TABLES.items()
)
_NOWHERE = " and ".join(
    f"not exists (select from catalogue.{table} as o where o.id = d.id)"
    for table in TABLES.values()
)
_GONE = f"select d.id, d.thing, false from catalogue.directory_changes as d where {_NOWHERE}"  # noqa: S608 - the same


@cache
def _tell(shape: Shape) -> Prepared:
    return Prepared(text(f"with {shape.telling()} select").bindparams(*shape.binds))


_TELL_WHAT_DIFFERS = text(f"with {told(f'{_WRITTEN_SINCE} union all {_GONE}', TABLES)} select")
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
    shape = shape_of(touched)
    await _tell(shape).fetch(connection, shape.given(touched))

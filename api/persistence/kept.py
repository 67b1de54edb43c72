"""What a group keeps of its meetings and venues, so that a search asks the group alone.

Media, countries, regions, access and frequency are columns of ``catalogue.groups`` that nobody
edits: whoever changes a meeting or a venue has them computed anew, in the same transaction. The
version of the group stays, since nobody edited it. The groups are held first, so that of two who
change meetings of one group the second sees what the first has done.
"""

from collections.abc import AsyncGenerator, Collection, Iterable
from contextlib import asynccontextmanager
from itertools import batched
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from api.domain.frequency import BANDS
from api.domain.ids import Code
from api.persistence.prepared import Prepared
from api.persistence.work import Work

_BAND = " ".join(f"when yearly >= {least} then '{word}'" for least, word in BANDS)
_KEEP = f"""
update catalogue.groups as held set
    media = found.media, countries = found.countries, regions = found.regions,
    access = found.access, frequency = found.frequency
from (
    select of.id,
        coalesce(meets.media, array[]::text[]) as media,
        coalesce(places.countries, array[]::text[]) as countries,
        coalesce(places.regions, array[]::text[]) as regions,
        array(
            select unnest(of.accessibility)
            union select unnest(m.accessibility) from catalogue.meetings as m
                where m.group_id = of.id and m.status <> 'ARCHIVED'
            union select unnest(v.accessibility) from catalogue.meeting_venues as l
                join catalogue.meetings as m on m.id = l.meeting_id and m.status <> 'ARCHIVED'
                join catalogue.venues as v on v.id = l.venue_id
                where l.group_id = of.id
            order by 1
        ) as access,
        case {_BAND} end as frequency
    from catalogue.groups as of
    cross join lateral (
        select array_agg(distinct m.medium order by m.medium) as media,
            sum(m.starts_per_year) as yearly
        from catalogue.meetings as m
        where m.group_id = of.id and m.status <> 'ARCHIVED'
    ) as meets
    cross join lateral (
        select array_agg(distinct v.country order by v.country)
                filter (where v.country is not null) as countries,
            array_agg(distinct v.region order by v.region)
                filter (where v.region is not null) as regions
        from catalogue.meeting_venues as l
        join catalogue.meetings as m on m.id = l.meeting_id and m.status <> 'ARCHIVED'
        join catalogue.venues as v on v.id = l.venue_id
        where l.group_id = of.id
    ) as places
    where of.id = {{ids}}
) as found
where held.id = found.id
    and (held.media, held.countries, held.regions, held.access, held.frequency)
        is distinct from
        (found.media, found.countries, found.regions, found.access, found.frequency)
returning held.id
"""  # noqa: S608 - the words of our own vocabulary
# One is what nearly every change concerns, and planning for it takes longer than doing it: a plan
# for any one group is as good as one for this one, so that PostgreSQL keeps it. One for any ten
# never seems to be, and each list would be planned for anew.
_KEEP_ONE = Prepared(text(_KEEP.format(ids=":id")).bindparams(bindparam("id", type_=PG_UUID)))
_KEEP_MANY = Prepared(
    text(_KEEP.format(ids="any(:ids)")).bindparams(bindparam("ids", type_=ARRAY(PG_UUID)))
)

# A statement of its own, since a statement sees only what was committed before it began; in the
# order of the ids, so that two that wait for each other's groups cannot meet.
_HOLD = text(
    "select id from catalogue.groups where id = any(:ids) order by id for no key update"
).bindparams(bindparam("ids", type_=ARRAY(PG_UUID)))

_GROUPS_OF = text(
    "select distinct group_id from catalogue.meeting_venues where venue_id = any(:venues)"
).bindparams(bindparam("venues", type_=ARRAY(PG_UUID)))
_TOGETHER = 250


async def keep_on_groups(
    work: Work, group_ids: Iterable[UUID], *, held: Collection[UUID] = ()
) -> None:
    """Bring the kept columns of groups to what their meetings and venues say.

    Those that an earlier statement ``held`` until the transaction ends need not be held again.
    """
    ids = list(set(group_ids))
    if not set(held).issuperset(ids):
        await work.connection.execute(_HOLD, {"ids": ids})
    if work.groups_later is not None:
        work.groups_later.update(ids)
        return
    keep, given = (_KEEP_ONE, {"id": ids[0]}) if len(ids) == 1 else (_KEEP_MANY, {"ids": ids})
    changed = await keep.fetch(work.connection, given)
    work.touch(Code.GROUP, [row["id"] for row in changed])


async def keep_on_groups_of(work: Work, venue_ids: Iterable[UUID]) -> None:
    """Bring up to date all groups that meet at venues."""
    found = await work.connection.scalars(_GROUPS_OF, {"venues": list(venue_ids)})
    await keep_on_groups(work, found)


@asynccontextmanager
async def groups_kept_at_the_end(work: Work) -> AsyncGenerator[None]:
    """Bring groups up to date once, however often what they keep is written in between.

    One with thousands of meetings would else be worked out anew for every batch of them.
    """
    later = work.groups_later = set[UUID]()
    yield
    work.groups_later = None
    for some in batched(sorted(later), _TOGETHER):
        await keep_on_groups(work, some)

"""The data of a benchmark: made in SQL, as the database's owner, in seconds.

Everything follows from the running number of a group, so two runs of one size differ only in
their ids and in the day that they start from. Nothing begins within the next two days, so
that the next three occurrences stay the same while the benchmark runs.
"""

from dataclasses import dataclass
from enum import StrEnum

import asyncpg

OCCURRENCES_EACH = 8

ORGANISATION = """
insert into catalogue.organisations
    (id, slug, name, kind, status, country, languages, sort_key, published, demo)
values (uuidv7(), 'benchmark', 'Benchmark', 'NETWORK_OPERATOR', 'VERIFIED', 'GB', '{en}',
        'benchmark', true, true)
"""

NETWORKS = """
insert into catalogue.networks
    (id, organisation_id, slug, name, description, topics, coverage, languages, status,
     sort_key, published)
select uuidv7(), organisation.id, 'network-' || n, format('Network %s', n),
       'People with the same experience who meet every week.',
       array[topics.slugs[1 + n % cardinality(topics.slugs)]],
       array[(array['GB', 'IE', 'DE', 'FR', 'US'])[1 + n % 5]],
       array[(array['en', 'en', 'de', 'fr', 'en'])[1 + n % 5]],
       'PUBLISHED', 'network ' || n, true
from generate_series(1, $1::int) n
cross join catalogue.organisations organisation
cross join (
    select array_agg(slug order by slug) as slugs from catalogue.terms
    where dimension = 'TOPIC' and slug not in ('rare-disease', 'loneliness')
) topics
where organisation.slug = 'benchmark'
"""

# The names are ASCII in single spaces, whose sort key is plainly their lower case. Their order
# is unlike that of the rows, as it is in life.
GROUPS = """
insert into catalogue.groups
    (id, organisation_id, network_id, slug, name, summary, description, language, topics,
     support, style, size, joining, newcomers_welcome, audiences, languages, cost, anonymity,
     accepts_referrals, capacity_status, status, media, frequency, search, sort_key, published)
select uuidv7(), organisation_id, network.id, 'group-' || n, named.name,
       format('We meet every week in %s, talk for an hour and a half, and listen.', town),
       repeat('Come as you are. Nobody has to speak, and what is said here stays here. ', 4),
       network.languages[1],
       network.topics || case when n % 3 = 0 then array['loneliness'] else '{}' end
           || case when n % ($1::int / 20) = 1 then array['rare-disease'] else '{}' end,
       case n % 4 when 0 then '{}'::text[] when 1 then array['EMOTIONAL']
           when 2 then array['EMOTIONAL', 'INFORMATIONAL']
           else array['THERAPEUTIC', 'EMOTIONAL'] end,
       (array['DIALOGUE', 'DIALOGUE', 'ACTIVITY', 'MIXED', null])[1 + n % 5],
       (array['UP_TO_8', 'FROM_9_TO_15', 'FROM_9_TO_15', 'FROM_16_TO_30', 'OVER_30', null])
           [1 + n % 6],
       (array['OPEN', 'OPEN', 'ON_REQUEST', 'BY_REFERRAL'])[1 + n / 3 % 4],
       n % 3 <> 0, '{}', network.languages,
       (array['FREE', 'FREE', 'DONATION', null])[1 + n / 5 % 4],
       (array['ANONYMOUS', 'FIRST_NAME', 'PSEUDONYM'])[1 + n % 3],
       n % 5 = 0, (array['UNKNOWN', 'HAS_CAPACITY', 'WAITLIST'])[1 + n / 2 % 3], 'PUBLISHED',
       array[(array['IN_PERSON', 'IN_PERSON', 'ONLINE', 'HYBRID'])[1 + n / 7 % 4]], 'WEEKLY',
       setweight(to_tsvector('simple', named.name), 'A')
           || setweight(to_tsvector('simple', network.name), 'B'),
       lower(named.name), true
from generate_series(1, $1::int) n
join (
    select *, row_number() over (order by id) as place from catalogue.networks
) network on network.place = 1 + n / 11 % $2::int
cross join lateral (
    select (array['Aberdeen', 'Bristol', 'Cardiff', 'Derby', 'Exeter', 'Falkirk', 'Galway',
                  'Hull', 'Ipswich', 'Jarrow', 'Kendal', 'Leeds', 'Margate'])
           [1 + n / 56 % 13] as town
) placed
cross join lateral (
    select format(
        '%s %s %s %s',
        (array['Quiet', 'Open', 'Steady', 'Warm', 'Early', 'Honest', 'Second', 'Bright'])
            [1 + n % 8],
        (array['Circle', 'Table', 'Walk', 'Kitchen', 'Harbour', 'Bench', 'Room'])
            [1 + n / 8 % 7],
        town, n) as name
) named
"""

# A horizon far away keeps the rolling job of the server from adding occurrences.
MEETINGS = """
insert into catalogue.meetings
    (id, organisation_id, network_id, group_id, slug, name, local_start, duration_minutes,
     time_zone, rule, medium, languages, status, horizon, frequency, starts_per_year, sort_key,
     published)
select uuidv7(), organisation_id, network_id, id, slug || '-weekly', name, start, 90,
       (array['Europe/London', 'Europe/Berlin', 'America/New_York', 'Europe/Paris'])[1 + n / 3 % 4],
       'FREQ=WEEKLY;BYDAY='
           || (array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'])[extract(isodow from start)::int],
       media[1], languages, 'ACTIVE', now() + interval '800 days', 'WEEKLY', 52, sort_key, true
from (
    select *, replace(slug, 'group-', '')::int as n from catalogue.groups
) numbered
cross join lateral (
    select date_trunc('day', now() at time zone 'UTC')
        + make_interval(days => 3 + n % 7, hours => 8 + n % 13, mins => (n % 4) * 15) as start
) first
"""

# One venue for five groups, strewn over Europe by two steps that share no factor.
VENUES = """
insert into catalogue.venues
    (id, organisation_id, kind, disclosure, name, locality, country, latitude, longitude,
     cell_fine, cell_middle, cell_wide, sort_key)
select uuidv7(), organisation.id, 'PHYSICAL', 'PUBLIC', 'Venue ' || n, 'Town', 'DE', lat, lon,
       floor((lat + 90) / 0.02)::int * 18000 + floor((lon + 180) / 0.02)::int,
       floor((lat + 90) / 0.16)::int * 2250 + floor((lon + 180) / 0.16)::int,
       floor((lat + 90) / 1.6)::int * 225 + floor((lon + 180) / 1.6)::int,
       'venue ' || n
from generate_series(1, $1::int / 5) n
cross join catalogue.organisations organisation
cross join lateral (
    select 37 + (n::bigint * 7919 % 18013) / 1000.0 as lat,
           -9 + (n::bigint * 104729 % 39019) / 1000.0 as lon
) placed
where organisation.slug = 'benchmark'
"""

LINKS = """
insert into catalogue.meeting_venues (id, meeting_id, venue_id, group_id, position)
select uuidv7(), meeting.id, venue.id, meeting.group_id, 0
from (
    select *, row_number() over (order by id) as place from catalogue.meetings
    where medium in ('IN_PERSON', 'HYBRID')
) meeting
join (
    select id, row_number() over (order by id) as place from catalogue.venues
) venue on venue.place = 1 + meeting.place % (select count(*) from catalogue.venues)
"""

OCCURRENCES = """
insert into catalogue.occurrences
    (id, organisation_id, network_id, group_id, meeting_id, original_start, local_start,
     starts_at, ends_at, status, utc_minute_of_week, published)
select md5(meeting.id || '|' || start)::uuid, organisation_id, network_id, group_id, meeting.id,
       start, start, instant, instant + make_interval(mins => duration_minutes), 'SCHEDULED',
       (extract(isodow from instant at time zone 'UTC') - 1) * 1440
           + extract(hour from instant at time zone 'UTC') * 60
           + extract(minute from instant at time zone 'UTC'),
       true
from catalogue.meetings meeting
cross join generate_series(0, $1::int - 1) week
cross join lateral (select local_start + week * interval '7 days' as start) local
cross join lateral (select start at time zone time_zone as instant) fixed
"""

INDEXES = """
select indexname as name, indexdef as definition from pg_indexes
where schemaname = 'catalogue' and tablename = 'occurrences' and indexname like 'ix_%'
"""


class Size(StrEnum):
    """How much there is: S is what the bars are stated for, XS tries the benchmark itself."""

    XS = "XS"
    S = "S"
    M = "M"
    L = "L"


@dataclass(frozen=True, slots=True)
class Counts:
    groups: int
    networks: int

    @property
    def occurrences(self) -> int:
        return self.groups * OCCURRENCES_EACH


COUNTS = {
    Size.XS: Counts(groups=1_000, networks=20),
    Size.S: Counts(groups=20_000, networks=200),
    Size.M: Counts(groups=100_000, networks=1_000),
    Size.L: Counts(groups=1_000_000, networks=10_000),
}


async def _without_indexes(
    owner: "asyncpg.Connection[asyncpg.Record]", statement: str, *arguments: object
) -> None:
    """Fill the occurrences while they have no index but their keys, which is many times faster."""
    indexes = await owner.fetch(INDEXES)
    for index in indexes:
        await owner.execute(f"drop index catalogue.{index['name']}")
    await owner.execute(statement, *arguments)
    for index in indexes:
        await owner.execute(index["definition"])


async def generate(owner_url: str, counts: Counts) -> None:
    """Fill a migrated, empty database. ``owner_url`` is that of ``peers_owner``."""
    owner = await asyncpg.connect(owner_url)
    try:
        async with owner.transaction():
            await owner.execute(ORGANISATION)
            await owner.execute(NETWORKS, counts.networks)
            await owner.execute(GROUPS, counts.groups, counts.networks)
            await owner.execute(MEETINGS)
            await owner.execute("ANALYZE catalogue.meetings")
            await owner.execute(VENUES, counts.groups)
            await owner.execute(LINKS)
            await _without_indexes(owner, OCCURRENCES, OCCURRENCES_EACH)
        # Reads every page into memory, writes the hint bits that the first reader would
        # otherwise write, and tells the planner what there is.
        await owner.execute("VACUUM (ANALYZE)")
        found = await owner.fetchrow(
            "select (select count(*) from catalogue.groups),"
            " (select count(*) from catalogue.occurrences)"
        )
    finally:
        await owner.close()
    if found is None or tuple(found) != (counts.groups, counts.occurrences):
        raise RuntimeError(f"The data were not generated as they should be: {found}")

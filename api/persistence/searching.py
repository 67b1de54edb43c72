"""What a group is found by: the column ``groups.search``, kept from every text about it.

Weight A holds its names, B the labels of its topics in all languages and what its network
says, C summaries, D descriptions. Each word stands there as it is, folded, and beside it its
stem in the language of the text. Both are made one by one, since PostgreSQL's own parser takes
words apart differently under each locale, and knows nothing of scripts without spaces.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import batched
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain import search
from api.persistence.work import Work

BATCH = 500
MOST_CHARACTERS = 50_000
"""Of the words of one group, the most telling first: a tsvector holds at most 1 MB."""
LAST_PLACE = 16_383
SHORTEST_STEM = 3

# Indonesian is left out: it takes off beginnings, which spoils the words of other languages.
DICTIONARIES = {
    "ar": "pg_catalog.arabic_stem",
    "ca": "pg_catalog.catalan_stem",
    "da": "pg_catalog.danish_stem",
    "de": "pg_catalog.german_stem",
    "el": "pg_catalog.greek_stem",
    "en": "pg_catalog.english_stem",
    "es": "pg_catalog.spanish_stem",
    "eu": "pg_catalog.basque_stem",
    "fi": "pg_catalog.finnish_stem",
    "fr": "pg_catalog.french_stem",
    "ga": "pg_catalog.irish_stem",
    "hi": "pg_catalog.hindi_stem",
    "hu": "pg_catalog.hungarian_stem",
    "hy": "pg_catalog.armenian_stem",
    "it": "pg_catalog.italian_stem",
    "lt": "pg_catalog.lithuanian_stem",
    "nb": "pg_catalog.norwegian_stem",
    "ne": "pg_catalog.nepali_stem",
    "nl": "pg_catalog.dutch_stem",
    "nn": "pg_catalog.norwegian_stem",
    "no": "pg_catalog.norwegian_stem",
    "pt": "pg_catalog.portuguese_stem",
    "ro": "pg_catalog.romanian_stem",
    "ru": "pg_catalog.russian_stem",
    "sr": "pg_catalog.serbian_stem",
    "sv": "pg_catalog.swedish_stem",
    "ta": "pg_catalog.tamil_stem",
    "tr": "pg_catalog.turkish_stem",
    "yi": "pg_catalog.yiddish_stem",
}
"""The stemmers that every PostgreSQL from 15 on has, by the language of a BCP 47 tag."""


def stem_counts(stem: str, word: str) -> str:
    """Return the SQL for a stem that is worth keeping, given the SQL for both.

    What is left of a word of another language is short, and is many words.
    """
    long = f"length({stem}) >= {SHORTEST_STEM} and 2 * length({stem}) > length({word})"
    return f"{stem} <> {word} and {long}"


_ABOUT = text("""
select id, 'A' as weight, language, name as said from catalogue.groups where id = any(:ids)
union all
select group_id, 'A', language, name from catalogue.group_translations
    where group_id = any(:ids)
union all
select held.id, 'B', labels.language, labels.text from catalogue.groups as held
    join catalogue.terms as term on term.dimension = 'TOPIC' and term.slug = any(held.topics)
    join catalogue.term_labels as labels on labels.term_id = term.id
    where held.id = any(:ids)
union all
select held.id, 'B', held.language, network.name from catalogue.groups as held
    join catalogue.networks as network on network.id = held.network_id
    where held.id = any(:ids)
union all
select held.id, 'B', held.language, concern.name from catalogue.groups as held
    join catalogue.network_concerns as concern on concern.network_id = held.network_id
    where held.id = any(:ids)
union all
select id, 'C', language, summary from catalogue.groups where id = any(:ids)
union all
select group_id, 'C', language, summary from catalogue.group_translations
    where group_id = any(:ids)
union all
select id, 'D', language, description from catalogue.groups where id = any(:ids)
union all
select group_id, 'D', language, description from catalogue.group_translations
    where group_id = any(:ids)
order by 2, 3, 4
""").bindparams(bindparam("ids", type_=ARRAY(Uuid)))

_KEEP = text(f"""
with word as (
    select piece.id, piece.weight, piece.dictionary, found.word,
        least(piece.place + found.at, {LAST_PLACE}) as place
    from unnest(:ids, :weights, :dictionaries, :places, :words)
        as piece (id, weight, dictionary, place, words)
    cross join lateral string_to_table(piece.words, ' ') with ordinality as found (word, at)
), lexeme as (
    select id, weight, place, word from word
    union all
    select id, weight, place, stem from word
    cross join lateral unnest(ts_lexize(dictionary::regdictionary, word)) as stem
    where {stem_counts("stem", "word")}
), vector as (
    select id, string_agg('''' || word || ''':' || place || weight, ' ')::tsvector as search
    from lexeme group by id
)
update catalogue.groups as held set search = coalesce(vector.search, '')
from unnest(:all) as wanted (id) left join vector on vector.id = wanted.id
where held.id = wanted.id and held.search is distinct from coalesce(vector.search, '')
""").bindparams(  # noqa: S608 - numbers of our own
    bindparam("all", type_=ARRAY(Uuid)),
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("weights", type_=ARRAY(Text)),
    bindparam("dictionaries", type_=ARRAY(Text)),
    bindparam("places", type_=ARRAY(Integer)),
    bindparam("words", type_=ARRAY(Text)),
)

# In the order of their ids, so that two that wait for each other's groups cannot meet.
_OF_NETWORK = text(
    "select id from catalogue.groups where network_id = :network order by id for no key update"
)
_OF_TOPICS = text("""
select id from catalogue.groups
where topics && :topics or search = ''
order by id for no key update
""").bindparams(bindparam("topics", type_=ARRAY(Text)))


async def keep_search(work: Work, group_ids: Iterable[UUID]) -> None:
    """Bring what groups are found by to what is said of them now."""
    await _keep(work.connection, group_ids)


async def keep_search_of_network(work: Work, network_id: UUID) -> None:
    """Bring all groups of a network to its name and concerns."""
    found = await work.connection.scalars(_OF_NETWORK, {"network": network_id})
    await _keep(work.connection, found)


async def keep_search_of_topics(connection: AsyncConnection, slugs: Collection[str]) -> None:
    """Bring all groups of these topics to their labels, and those never written at all."""
    found = await connection.scalars(_OF_TOPICS, {"topics": list(slugs)})
    await _keep(connection, found)


async def _keep(connection: AsyncConnection, group_ids: Iterable[UUID]) -> None:
    for batch in batched(sorted(set(group_ids)), BATCH):
        ids = list(batch)
        rows = (await connection.execute(_ABOUT, {"ids": ids})).all()
        pieces = _pieces(rows)
        names = ("ids", "weights", "dictionaries", "places", "words")
        columns = zip(*pieces, strict=True) if pieces else ((),) * len(names)
        binds = {name: list(column) for name, column in zip(names, columns, strict=True)}
        await connection.execute(_KEEP, {**binds, "all": ids})


def _pieces(rows: Sequence[Row[Any]]) -> list[tuple[UUID, str, str | None, int, str]]:
    """Return for each text its group, weight, stemmer, place in the group, and words."""
    places, room = defaultdict[UUID, int](int), defaultdict[UUID, int](lambda: MOST_CHARACTERS)
    found: list[tuple[UUID, str, str | None, int, str]] = []
    for row in rows:
        words = search.words((row.said or "")[: room[row.id]])
        if words:
            dictionary = DICTIONARIES.get(row.language.split("-")[0].lower())
            found.append((row.id, row.weight, dictionary, places[row.id], " ".join(words)))
            places[row.id] += len(words)
            room[row.id] = max(0, room[row.id] - len(row.said))
    return found

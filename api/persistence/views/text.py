"""Text: filtering by words that a group is found by, and measuring how near to its name they are.

The question is folded and split in Python exactly as the texts were, and becomes a tsquery in
the statement itself, where the stemmers are: once for each question, however often it is used.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Text,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from api.domain.search import Clause, Sought, question
from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Filter, Narrowing
from api.persistence.reading.statistics import Counts
from api.persistence.searching import DICTIONARIES, stem_counts
from api.persistence.views.selective import looked_up

_STEMMERS = ",".join(sorted({*DICTIONARIES.values()}))
# Words hold letters, marks and digits only, so between quotes nothing in them is an operator.
# The # after each word is where the fields go that it is sought in.
_QUESTION = f"""
select string_agg('(' || clause.sought || ')', '&') as sought,
    string_agg('(' || clause.whole || ')', '&') as whole
from (
    select string_agg(found.lexeme || found.beginning || '#', '|') as sought,
        string_agg(found.lexeme || ':#', '|') as whole
    from unnest(:{{clauses}}) with ordinality as asked (alternatives, place)
    cross join lateral string_to_table(asked.alternatives, ' ') as alternative
    cross join lateral rtrim(alternative, '*') as word
    cross join lateral (
        select '''' || replace(word, '+', ''':#<->''') || '''',
            case when alternative <> word then ':*' else ':' end
        union
        select '''' || stem || '''', ':'
        from unnest('{{{{{_STEMMERS}}}}}'::regdictionary[]) as stemmer
        cross join lateral unnest(ts_lexize(stemmer, word)) as stem
        where {stem_counts("stem", "word")} and position('+' in word) = 0
    ) as found (lexeme, beginning)
    group by asked.place
) as clause
"""  # noqa: S608 - the names of our own stemmers
_FIELDS = ("A", "AB", "ABC")


class Asked(NamedTuple):
    """A question as SQL, in the fields of ``_FIELDS`` and at last in all of them.

    ``sought`` is what must be found, ``whole`` the same with every word to its end.
    """

    sought: list[ColumnElement[Any]]
    whole: list[ColumnElement[Any]]


def matching() -> Filter:
    """Filter by words, all of which must be found, each anywhere; and measure the relevance."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        asked = asked_for(given, ask)
        out.where.append(found(row, asked))
        # The rest of the words are looked for in what the rarest finds: many groups have them.
        out.where += looked_up(
            row, "search", given, ask, _hits, lambda group: found(group, _rarest(given, ask))
        )
        out.relevance = relevance(row, asked)

    return apply


def _rarest(given: Given, ask: Ask) -> Asked:
    """Return the part of the question that finds least, by what is known at each request."""
    statistics = ask.binds.statistics

    def least(asked: str) -> list[str]:
        counts, clauses = statistics.counts("groups", "search"), question(asked)
        if counts is None:
            return _clauses(asked)
        rarest = min(clauses, key=lambda clause: _hits_of(counts, clause))
        return [" ".join(map(_written, rarest))]

    return asked_for(given, ask, least)


def asked_for(given: Given, ask: Ask, parse: Callable[[str], list[str]] | None = None) -> Asked:
    """Return the question that an argument asks; a refusal names the argument."""
    clauses = ask.bind(given, parse or _clauses, ARRAY(Text()))
    made = text(_QUESTION.format(clauses=clauses.key)).bindparams(clauses)
    written = made.columns(column("sought", Text()), column("whole", Text())).subquery()
    queries = {
        f"{name}_{fields}": _in_fields(written.c[name], fields)
        for name in ("sought", "whole")
        for fields in (*_FIELDS, "")
    }
    once = select(*(query.label(name) for name, query in queries.items())).cte(
        f"asked_{clauses.key}"
    )
    found = {name: select(once.c[name]).scalar_subquery() for name in queries}
    return Asked(
        [found[f"sought_{fields}"] for fields in (*_FIELDS, "")],
        [found[f"whole_{fields}"] for fields in (*_FIELDS, "")],
    )


def _in_fields(written: ColumnElement[str], fields: str) -> ColumnElement[Any]:
    # The index knows no fields, so a question in all of them must name none to be answered by it.
    replaced = func.replace(written, literal_column("'#'"), literal_column(f"'{fields}'"))
    return cast(replaced, TSQUERY)


def found(row: FromClause, asked: Asked) -> ColumnElement[bool]:
    """Hold where a row has all words of a question; the index of ``search`` answers it."""
    return row.c.search.bool_op("@@")(asked.sought[-1])


def relevance(row: FromClause, asked: Asked) -> ColumnElement[int]:
    """Return 0 for the best of what is found, to 7.

    The sum of two places: the first of name, labels and network, summary, description up to
    which all words are found, 0 to 3; and the same for words to their end, 4 if nowhere. Whole
    numbers mean the same on every server and keep their place behind a cursor, as the
    floating-point ``ts_rank`` does not.
    """
    return _place(row, asked.sought) + _place(row, asked.whole)


def _place(row: FromClause, asked: list[ColumnElement[Any]]) -> ColumnElement[int]:
    places = [
        (row.c.search.bool_op("@@")(query), literal_column(str(place), Integer))
        for place, query in enumerate(asked)
    ]
    return case(*places, else_=literal_column(str(len(asked)), Integer))


def _hits(counts: Counts, asked: str) -> float:
    """Return about how many rows have the rarest of what is asked for, stems left aside."""
    return min(_hits_of(counts, clause) for clause in question(asked))


def _hits_of(counts: Counts, clause: Clause) -> float:
    return sum(_having(counts, sought) for sought in clause)


def _having(counts: Counts, sought: Sought) -> float:
    if sought.beginning:
        return counts.beginning(sought.words[-1])
    return min(map(counts.of, sought.words))


def _clauses(asked: str) -> list[str]:
    return [" ".join(map(_written, clause)) for clause in question(asked)]


def _written(sought: Sought) -> str:
    return "+".join(sought.words) + "*" * sought.beginning

"""Reasons: what was found of each wish, in words, and what each criterion weighs."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, case, column, func, literal_column
from sqlalchemy.dialects.postgresql import ARRAY, array

from api.domain.matching import WEIGHTS, Verdict
from api.persistence.reading import json
from api.persistence.reading.ask import Ask
from api.persistence.reading.compile import Compiler
from api.persistence.reading.views import View, Worked
from api.persistence.views.binding import worked_out
from api.persistence.views.filters import TEXTS
from api.persistence.views.matching.checks import Found
from api.persistence.views.matching.weighing import Weighed
from api.persistence.views.matching.wishes import Wished, root_of, wishes
from api.persistence.views.time import INSTANT

_NUMBERS = ARRAY(Integer())


def told(weighed: Weighed, rows: FromClause, group: FromClause) -> list[ColumnElement[Any]]:
    """Return the columns that the reasons of rows are told from; what is unknown has none."""
    beside = Found(rows.c.starts_at, rows.c.fits_at, rows.c.metres)
    columns: list[ColumnElement[Any]] = []
    for each, check in weighed.wished:
        known = rows.c[each.column] != each.gain(Verdict.UNKNOWN)
        evidence = case((known, check.evidence(group, beside)))
        as_of = case((known, check.as_of(group, beside)))
        columns += [
            evidence.label(_name("evidence", each)),
            as_of.label(_name("as_of", each)),
        ]
    return columns


def reasons(compiler: Compiler, parent: FromClause | None, ask: Ask) -> Worked:
    """Return the reasons of one match, in the order of the criteria."""
    if parent is None:
        raise TypeError("Reasons stand in a match.")
    wished = wishes(root_of(ask))
    rows = _lists(
        compiler,
        criterion=_words([each.criterion for each in wished]),
        wish=_words([each.wish for each in wished]),
        verdict=array([_verdict(each, parent) for each in wished], type_=TEXTS),
        weight=_numbers([each.weight for each in wished]),
        evidence=array([parent.c[_name("evidence", each)] for each in wished], type_=TEXTS),
        as_of=array([parent.c[_name("as_of", each)] for each in wished], type_=ARRAY(INSTANT)),
    )
    return Worked(rows, [rows.c.number])


def weights(compiler: Compiler, _parent: FromClause | None, ask: Ask) -> Worked:
    """Return the published weights, of all criteria, whatever was wished for."""
    # Nothing wished for is refused alike, whatever is asked of the answer.
    wishes(root_of(ask))
    rows = _lists(
        compiler,
        criterion=_words(list(WEIGHTS)),
        weight=_numbers([each.points for each in WEIGHTS.values()]),
    )
    return Worked(rows, [rows.c.number])


def _lists(compiler: Compiler, **lists: ColumnElement[Any]) -> FromClause:
    """Return lists of one length as the columns of rows, numbered."""
    columns = (column(name, each.type.item_type) for name, each in lists.items())  # pyright: ignore[reportAttributeAccessIssue] - each is an array
    made = func.unnest(*lists.values()).table_valued(*columns, with_ordinality="number")
    return made.render_derived(name=f"u{next(compiler.numbers)}")


def _verdict(wished: Wished, row: FromClause) -> ColumnElement[str]:
    words = ((wished.gain(verdict), json.word(verdict)) for verdict in Verdict)
    gained = row.c[wished.column]
    return case(*((gained == gain, word) for gain, word in words))


def _name(part: str, wished: Wished) -> str:
    return f"{part}_{wished.criterion.lower()}"


def _words(words: Sequence[str]) -> ColumnElement[Any]:
    quoted = ", ".join(f"'{word}'" for word in words)
    return literal_column(f"ARRAY[{quoted}]::text[]", TEXTS)


def _numbers(numbers: Sequence[int]) -> ColumnElement[Any]:
    return literal_column(f"ARRAY{list(numbers)}::integer[]", _NUMBERS)


REASON = View(
    name="MatchReason",
    table=None,
    fields={
        "criterion": worked_out("criterion"),
        "wish": worked_out("wish"),
        "verdict": worked_out("verdict"),
        "weight": worked_out("weight"),
        "evidence": worked_out("evidence", nullable=True),
        "asOf": worked_out("as_of", nullable=True),
    },
)

CRITERION_WEIGHT = View(
    name="CriterionWeight",
    table=None,
    fields={"criterion": worked_out("criterion"), "weight": worked_out("weight")},
)

"""Weighing: public groups held against all wishes, in one pass.

A column for each wish holds what it gains, 0 to 2, of which everything else follows: the score,
whether a must keeps the group out, the verdict. Reasons are told of the few groups that are
shown, not of all that are weighed.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import add
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Uuid,
    case,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain import ids, matching
from api.domain.ids import Code
from api.domain.matching import Criterion, Verdict
from api.persistence.reading.ask import Ask
from api.persistence.reading.compile import Compiler
from api.persistence.tables.groups import groups
from api.persistence.views import filters
from api.persistence.views.filters import TEXTS
from api.persistence.views.matching import checks, facts, reach
from api.persistence.views.matching.checks import Build, Check, Found
from api.persistence.views.matching.wishes import Wished, wishes
from api.persistence.views.time import INSTANT

CHECKS: Mapping[Criterion, Build] = {
    Criterion.CONCERNS: checks.any_of("topics"),
    Criterion.SUPPORT: checks.any_of("support"),
    Criterion.STYLE: checks.word("style"),
    Criterion.SIZE: checks.word("size"),
    Criterion.LANGUAGES: checks.languages,
    Criterion.ACCESSIBILITY: checks.all_of("access"),
    Criterion.AUDIENCE: checks.any_of("audiences"),
    Criterion.AGE: facts.age,
    Criterion.AVAILABILITY: reach.availability,
    Criterion.FREQUENCY: checks.word("frequency"),
    Criterion.MEDIUM: checks.medium,
    Criterion.TRAVEL: reach.travel,
    Criterion.COST: checks.word("cost"),
    Criterion.NEWCOMERS: facts.newcomers,
    Criterion.CAPACITY: facts.capacity,
}
_NO = literal_column("false")
_EXCLUDED_BY_ID = (("networks", Code.NETWORK, "network_id"), ("groups", Code.GROUP, "id"))


@dataclass(frozen=True, slots=True)
class Weighed:
    """Groups weighed: their ``id``, whether they are ``barred``, what each wish gains."""

    rows: CTE
    wished: list[tuple[Wished, Check]]

    @property
    def score(self) -> ColumnElement[int]:
        """Return what ``matching.score`` says of the findings."""
        gains = (self.rows.c[each.column] * _whole(each.weight) for each, _ in self.wished)
        most = matching.most((each.criterion, each.wish) for each, _ in self.wished)
        full, whole = _whole(matching.FULL_SCORE), _whole(most)
        return full * reduce(add, gains) // whole

    @property
    def excluded(self) -> ColumnElement[bool]:
        """Hold for what is barred, or does not meet a must."""
        missed = [
            self.rows.c[each.column] == each.gain(Verdict.NOT_MET)
            for each, _ in self.wished
            if each.excluding
        ]
        return or_(self.rows.c.barred, *missed)


def _whole(number: int) -> ColumnElement[int]:
    return literal_column(str(number), Integer())


def weigh(compiler: Compiler, ask: Ask, only: ColumnElement[Any] | None = None) -> Weighed:
    """Weigh the public groups that nothing keeps out, or one public group whatever it is.

    A draft is no match for anybody, not even for those who may see it.
    """
    wished = [(each, CHECKS[each.criterion](each.given, ask, each.wish)) for each in wishes(ask)]
    if ask.path not in compiler.shared:
        made = _rows(wished, ask, only).cte(f"g{next(compiler.numbers)}")
        # Without this PostgreSQL would work out each gain again wherever it is named.
        compiler.shared[ask.path] = made.prefix_with("MATERIALIZED", dialect="postgresql")
    return Weighed(compiler.shared[ask.path], wished)


def _rows(
    wished: list[tuple[Wished, Check]], ask: Ask, only: ColumnElement[Any] | None
) -> Select[Any]:
    group = groups.alias()
    source, found = _beside(group, {each.criterion for each, _ in wished}, ask)
    gains = [(each, _gain(each, check, group, found)) for each, check in wished]
    barred = _barred(group, ask)
    chosen = select(
        group.c.id,
        barred.label("barred"),
        found.starts_at.label("starts_at"),
        found.fits_at.label("fits_at"),
        found.metres.label("metres"),
        *(gain.label(each.column) for each, gain in gains),
    ).select_from(source)
    if only is not None:
        return chosen.where(group.c.published, group.c.id == only)
    kept = [gain != each.gain(Verdict.NOT_MET) for each, gain in gains if each.excluding]
    return chosen.where(group.c.published, not_(barred), *kept)


def considered(ask: Ask) -> Select[Any]:
    """Return how many groups there are to weigh: all public ones that are not barred."""
    wishes(ask)
    group = groups.alias()
    return (
        select(func.count()).select_from(group).where(group.c.published, not_(_barred(group, ask)))
    )


def _beside(group: FromClause, criteria: set[Criterion], ask: Ask) -> tuple[FromClause, Found]:
    """Join what has to be worked out beside the columns of a group."""
    source, none = group, literal_column("NULL::timestamptz", INSTANT)
    found = Found(none, none, literal_column("NULL::integer", Integer()))
    if Criterion.AVAILABILITY in criteria:
        times = reach.starts(ask).subquery()
        source = source.outerjoin(times, times.c.thing == group.c.id)
        found = replace(found, starts_at=times.c.starts_at, fits_at=times.c.fits_at)
    if Criterion.TRAVEL in criteria:
        away = reach.distances(ask).subquery()
        source = source.outerjoin(away, away.c.thing == group.c.id)
        found = replace(found, metres=away.c.metres)
    return source, found


def _gain(wished: Wished, check: Check, group: FromClause, found: Found) -> ColumnElement[int]:
    verdict = case(
        (check.met(group, found), wished.gain(Verdict.MET)), else_=wished.gain(Verdict.NOT_MET)
    )
    return case((check.stated(group, found), verdict), else_=wished.gain(Verdict.UNKNOWN))


def _barred(group: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for groups that the asker never wants to be shown, by name or by what they are."""
    given = ask.given("input")["exclusions"]
    listed = [
        group.c[name].overlap(ask.bind(given[name], filters.values, TEXTS))
        for name in ("topics", "formats")
        if given[name].present
    ]
    named = [
        group.c[key] == func.any(ask.bind(given[name], partial(_uuids, code), ARRAY(Uuid())))
        for name, code, key in _EXCLUDED_BY_ID
        if given[name].present
    ]
    return or_(_NO, *listed, *named)


def _uuids(code: Code, texts: list[object]) -> list[UUID]:
    return [ids.decode(text, expected=code)[1] for text in filters.values(texts)]

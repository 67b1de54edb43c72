"""Matches, as they are read: the best of all groups that were weighed, and one group alone."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    Uuid,
    cast,
    func,
    literal_column,
    select,
)

from api.domain import ids
from api.domain.errors import InvalidInput
from api.domain.ids import Code
from api.persistence.reading.ask import ArgumentRefused, Ask, Request
from api.persistence.reading.compile import Compiler
from api.persistence.reading.views import Figure, Many, One, Part, Rows, View, Worked
from api.persistence.tables.groups import groups
from api.persistence.views.binding import worked_out
from api.persistence.views.matching.reach import fitting
from api.persistence.views.matching.reasons import CRITERION_WEIGHT, REASON, reasons, told, weights
from api.persistence.views.matching.weighing import Weighed, considered, weigh
from api.persistence.views.matching.wishes import root_of, wishes

MOST_MATCHES = 50
LONGEST_SEED = 64


def _matches(compiler: Compiler, _parent: FromClause | None, ask: Ask) -> Worked:
    asked = root_of(ask)
    weighed = weigh(compiler, asked)
    turn = func.md5(_seed(compiler, asked).concat(cast(weighed.rows.c.id, Text)))
    best = (
        _scored(weighed)
        .add_columns(turn.label("turn"))
        .order_by(literal_column("score").desc(), literal_column("turn"), weighed.rows.c.id)
        .limit(literal_column(str(_size(asked))))
        .subquery(f"b{next(compiler.numbers)}")
    )
    rows = _with_reasons(compiler, weighed, best)
    return Worked(rows, [rows.c.score.desc(), rows.c.turn, rows.c.id])


def _alone(compiler: Compiler, _parent: FromClause | None, ask: Ask) -> Worked:
    asked = root_of(ask)
    only = asked.bind(
        asked.given("group"), lambda text: ids.decode(text, expected=Code.GROUP)[1], Uuid()
    )
    weighed = weigh(compiler, asked, only)
    rows = _with_reasons(compiler, weighed, _scored(weighed).subquery(f"b{next(compiler.numbers)}"))
    return Worked(rows, [rows.c.id])


def _scored(weighed: Weighed) -> Any:
    columns = weighed.score.label("score"), weighed.excluded.label("excluded")
    return select(*weighed.rows.c, *columns)


def _with_reasons(compiler: Compiler, weighed: Weighed, chosen: FromClause) -> FromClause:
    """Add what reasons are told from, which only the few groups that are shown are asked for."""
    group = groups.alias(f"t{next(compiler.numbers)}")
    return (
        select(*chosen.c, *told(weighed, chosen, group))
        .select_from(chosen.join(group, group.c.id == chosen.c.id))
        .subquery(f"w{next(compiler.numbers)}")
    )


def _size(ask: Ask) -> int:
    given = ask.given("first")
    if not 1 <= given.value <= MOST_MATCHES:
        refusal = InvalidInput(f"Ask for the first 1 to {MOST_MATCHES} matches.")
        raise ArgumentRefused(refusal, ask.path, given.path)
    return int(given.value)


def _considered(_compiler: Compiler, ask: Ask) -> ColumnElement[int]:
    return considered(root_of(ask)).scalar_subquery()


def _seed(_compiler: Compiler, ask: Ask) -> ColumnElement[str]:
    """Return what turns ties: as given, else the day, so that nobody in particular decides."""
    asked = root_of(ask)
    wishes(asked)
    reading = asked.reading(asked.given("input")["seed"], _valid_seed)

    def read(request: Request) -> str:
        return reading(request) or asked.instant(request).date().isoformat()

    return asked.binds.add(read, Text(), key=("seed", asked.path))


def _valid_seed(given: str | None) -> str | None:
    if given is None or (0 < len(given) <= LONGEST_SEED and given.isprintable()):
        return given
    raise InvalidInput(f"A seed has 1 to {LONGEST_SEED} printable characters.")


MATCHES = View(
    name="GroupMatches",
    table=None,
    fields={
        "seed": Figure(_seed),
        "considered": Figure(_considered),
        "weights": Rows("CriterionWeight", weights),
        "matches": Rows("GroupMatch", _matches),
    },
)

MATCH = View(
    name="GroupMatch",
    table=None,
    fields={
        "group": One("Group", lambda parent, child: child.c.id == parent.c.id),
        "score": worked_out("score"),
        "excluded": worked_out("excluded"),
        "reasons": Rows("MatchReason", reasons),
        "nextOccurrences": Many(
            "Occurrence",
            lambda parent, child: child.c.group_id == parent.c.id,
            lambda child: [child.c.starts_at, child.c.id],
            where=lambda child, ask: fitting(child, root_of(ask)),
        ),
    },
)

VIEWS = (MATCHES, MATCH, REASON, CRITERION_WEIGHT)
ROOT = {"matchGroups": Part("GroupMatches"), "whyNot": Rows("GroupMatch", _alone, single=True)}

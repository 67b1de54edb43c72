"""How crisis resources are read: all of a country, then those that answer everywhere."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from datetime import date, timedelta

import pycountry
from sqlalchemy import ColumnElement, Date, FromClause, Text, or_, select

from api.domain.crisis import CRISIS_ACTIONS, STALE_DAYS
from api.domain.errors import InvalidInput
from api.domain.ids import Code
from api.persistence.reading.ask import Ask, Request
from api.persistence.reading.compile import Compiler
from api.persistence.reading.views import Leaf, Rows, View, Worked
from api.persistence.tables.catalogue import crisis_resources
from api.persistence.views.allowed import allowed_actions
from api.persistence.views.binding import columns, identifier, listed


def _country(text: str) -> str:
    code = text.upper()
    # Upper case makes two letters of some single ones: of the German sharp s, South Sudan.
    known = text.isascii() and pycountry.countries.get(alpha_2=code) is not None
    if not known:
        raise InvalidInput("A country is an ISO 3166-1 alpha-2 code, such as GB.")
    return code


def stale(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold where nobody has verified a resource, or longer ago than it stays fresh."""

    def limit(request: Request) -> date:
        return (ask.instant(request) - timedelta(days=STALE_DAYS)).date()

    since = ask.binds.add(limit, Date(), key=("fresh", ask.instant))
    return or_(row.c.verified_on.is_(None), row.c.verified_on < since)


def _rows(compiler: Compiler, _parent: FromClause | None, ask: Ask) -> Worked:
    row = compiler.rows(RESOURCE, None)
    here = row.columns.c.country
    wanted = or_(here == ask.bind(ask.given("country"), _country, Text()), here.is_(None))
    chosen = compiler.visible(RESOURCE, row, select(row.columns), ask, [wanted])
    found = chosen.subquery(f"w{next(compiler.numbers)}")
    return Worked(found, [found.c.country.is_(None), found.c.sort_key, found.c.id])


RESOURCE = View(
    name="CrisisResource",
    table=crisis_resources,
    code=Code.CRISIS_RESOURCE,
    visible=listed,
    fields={
        "id": identifier(Code.CRISIS_RESOURCE),
        **columns(
            crisis_resources,
            "country",
            "name",
            "phone",
            "url",
            "hours",
            "languages",
            "verifiedOn",
            "verifiedBy",
            "version",
        ),
        "stale": Leaf(stale, nullable=False),
        "allowedActions": allowed_actions(CRISIS_ACTIONS),
    },
)

VIEWS = (RESOURCE,)
ROOT = {"crisisResources": Rows("CrisisResource", _rows)}

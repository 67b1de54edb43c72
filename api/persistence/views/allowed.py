"""What a viewer may do to a row, worked out in the statement from the table that decides it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    and_,
    case,
    exists,
    func,
    literal_column,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from api.domain.actions import Condition
from api.domain.organisations import PUBLISHERS
from api.domain.vocabulary import OrganisationStatus, Word
from api.persistence.reading.ask import Ask
from api.persistence.reading.views import Leaf
from api.persistence.tables.catalogue import organisations
from api.persistence.views.facilitators import reaches

type Holds = Callable[[FromClause], ColumnElement[bool]]

_NOTHING = literal_column("'{}'::text[]", ARRAY(Text))


def allowed_actions(
    conditions: Mapping[Any, Condition],
    status: str = "status",
    also: Mapping[Any, Holds] | None = None,
    group: str | None = None,
) -> Leaf:
    """Bind ``allowedActions``: what the viewer's mutations would accept of a row as it stands.

    ``also`` says of an action what else of the row it needs; ``group`` names the column with the
    group that a facilitator would have to facilitate.
    """
    further = also or {}

    def expression(row: FromClause, ask: Ask) -> ColumnElement[Any]:
        own = ask.organisation
        if own is None:
            return _NOTHING
        each: list[ColumnElement[Any]] = []
        for action, condition in conditions.items():
            holds = _holds(condition, row, ask, status)
            if action in further:
                holds = and_(holds, further[action](row))
            each.append(case((holds, literal_word(action)), else_=null()))
        possible = func.array_remove(array(each), null(), type_=ARRAY(Text))
        theirs = row.c.organisation_id == own
        if group is not None:
            theirs = and_(theirs, reaches(row.c[group], row, ask))
        return case((theirs, possible), else_=_NOTHING)

    return Leaf(expression, nullable=False, confidential=group is not None)


def _holds(condition: Condition, row: FromClause, ask: Ask, status: str) -> ColumnElement[bool]:
    holds = ask.holds(condition.scope)
    if condition.statuses:
        words = [literal_word(each) for each in sorted(condition.statuses)]
        holds = and_(holds, row.c[status].in_(words))
    if condition.stated is not None:
        holds = and_(holds, row.c[condition.stated].is_not(None))
    return and_(holds, _may_publish(row)) if condition.publishes else holds


def _may_publish(row: FromClause) -> ColumnElement[bool]:
    """Hold for a row of an organisation that may publish: ``Organisation.may_publish`` in SQL."""
    owner = organisations.alias()
    publishing = (
        select(owner.c.id)
        .where(
            owner.c.id == row.c.organisation_id,
            owner.c.status == literal_word(OrganisationStatus.VERIFIED),
            owner.c.kind.in_([literal_word(kind) for kind in sorted(PUBLISHERS)]),
        )
        .correlate(row)
    )
    return exists(publishing)


def literal_word(word: Word) -> ColumnElement[str]:
    """Return a word of ours as it stands in a statement: it is no value of a caller."""
    return literal_column(f"'{word.value}'", Text)

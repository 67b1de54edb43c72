"""What a viewer may do to a row, worked out in the statement from the table that decides it."""

from collections.abc import Mapping
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


def allowed_actions(conditions: Mapping[Any, Condition], status: str = "status") -> Leaf:
    """Bind ``allowedActions``: what the viewer's mutations would accept of a row as it stands."""

    def expression(row: FromClause, ask: Ask) -> ColumnElement[Any]:
        own = ask.organisation
        if own is None:
            return literal_column("'{}'::text[]", ARRAY(Text))
        each: Any = [
            case((_holds(condition, row, ask, status), _literal(action)), else_=null())
            for action, condition in conditions.items()
        ]
        possible = func.array_remove(array(each, type_=Text), null(), type_=ARRAY(Text))
        nothing = literal_column("'{}'::text[]", ARRAY(Text))
        return case((row.c.organisation_id == own, possible), else_=nothing)

    return Leaf(expression, nullable=False)


def _holds(condition: Condition, row: FromClause, ask: Ask, status: str) -> ColumnElement[bool]:
    words = [_literal(each) for each in sorted(condition.statuses)]
    holds = and_(ask.holds(condition.scope), row.c[status].in_(words))
    return and_(holds, _may_publish(row)) if condition.publishes else holds


def _may_publish(row: FromClause) -> ColumnElement[bool]:
    """Hold for a row of an organisation that may publish: ``Organisation.may_publish`` in SQL."""
    owner = organisations.alias()
    publishing = (
        select(owner.c.id)
        .where(
            owner.c.id == row.c.organisation_id,
            owner.c.status == _literal(OrganisationStatus.VERIFIED),
            owner.c.kind.in_([_literal(kind) for kind in sorted(PUBLISHERS)]),
        )
        .correlate(row)
    )
    return exists(publishing)


def _literal(word: Word) -> ColumnElement[str]:
    return literal_column(f"'{word.value}'", Text)

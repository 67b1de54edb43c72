"""Single facts of a group held against wishes: an age, a welcome, room."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Text,
    and_,
    cast,
    func,
    literal_column,
    or_,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from api.domain.errors import InvalidInput
from api.domain.matching import Wish
from api.domain.vocabulary import CapacityStatus
from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.views import filters
from api.persistence.views.facts import years
from api.persistence.views.filters import TEXTS
from api.persistence.views.matching.checks import Check, Found
from api.persistence.views.time import INSTANT


def age(given: Given, ask: Ask, _wish: Wish) -> Check:
    """Hold the ages of those who may come against one; who states a bound has no other."""
    asked = ask.bind(given["is"], years, Integer())

    def met(group: FromClause, _found: Found) -> ColumnElement[bool]:
        low, high = group.c.minimum_age, group.c.maximum_age
        return and_(or_(low.is_(None), low <= asked), or_(high.is_(None), high >= asked))

    return Check(
        stated=lambda group, _found: or_(
            group.c.minimum_age.is_not(None), group.c.maximum_age.is_not(None)
        ),
        met=met,
        evidence=lambda group, _found: func.concat(
            group.c.minimum_age, literal_column("'-'"), group.c.maximum_age, type_=Text
        ),
    )


def newcomers(_given: Given, _ask: Ask, _wish: Wish) -> Check:
    """Hold whether newcomers are welcome, as of the day when that was said."""
    day = "newcomers_as_of"
    return Check(
        stated=lambda group, _found: group.c.newcomers_welcome.is_not(None),
        met=lambda group, _found: group.c.newcomers_welcome,
        evidence=lambda group, _found: cast(group.c.newcomers_welcome, Text),
        as_of=lambda group, _found: func.timezone(
            literal_column("'UTC'"), cast(group.c[day], TIMESTAMP()), type_=INSTANT
        ),
    )


def capacity(given: Given, ask: Ask, _wish: Wish) -> Check:
    """Hold room for newcomers against words, as of when that was said."""
    wanted = ask.bind(given["anyOf"], _known, TEXTS)
    return Check(
        stated=lambda group, _found: group.c.capacity_status != literal_column("'UNKNOWN'"),
        met=lambda group, _found: group.c.capacity_status == func.any(wanted),
        evidence=lambda group, _found: group.c.capacity_status,
        as_of=lambda group, _found: group.c.capacity_as_of,
    )


def _known(given: list[object]) -> list[str]:
    words = filters.values(given)
    if CapacityStatus.UNKNOWN in words:
        raise InvalidInput("What nobody has said cannot be wished for.")
    return words

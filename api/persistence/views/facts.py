"""Filters by single facts: yes or no, an age, a day, room for newcomers."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Boolean, FromClause, Integer, and_, literal_column, or_

from api.domain.errors import InvalidInput
from api.persistence.reading.ask import ArgumentRefused, Ask, ReadBind, Request
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Filter, Narrowing
from api.persistence.views.filters import include, word_conditions
from api.persistence.views.time import INSTANT

OLDEST = 130


def flag(name: str) -> Filter:
    """Filter by a column of yes, no or not stated, which stays unless the asker says otherwise."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        same = row.c[name] == ask.bind(given["is"], bool, Boolean())
        include([same], row.c[name].is_(None), given, out, by_default=True)

    return apply


def plain_flag(name: str) -> Filter:
    """Filter by a column of yes or no."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        out.where.append(row.c[name] == ask.bind(given, bool, Boolean()))

    return apply


def age(least: str, greatest: str) -> Filter:
    """Filter by two columns with the ages between which people may come, both included.

    Who states one of them says that there is no other bound; who states none is unknown.
    """

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        asked = ask.bind(given["is"], years, Integer())
        low, high = row.c[least], row.c[greatest]
        fits = and_(or_(low.is_(None), low <= asked), or_(high.is_(None), high >= asked))
        unknown = and_(low.is_(None), high.is_(None))
        include([fits], unknown, given, out, by_default=True)

    return apply


def since(name: str) -> Filter:
    """Filter by an instant on or after a day in UTC; rows without one do not pass."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        out.where.append(row.c[name] >= ask.binds.add(_beginning(given, ask), INSTANT))

    return apply


def capacity(name: str) -> Filter:
    """Filter by room for newcomers, where the word UNKNOWN is what nobody has said."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        unsaid = row.c[name] == literal_column("'UNKNOWN'")
        matches = word_conditions(row.c[name], given, ask)
        include(matches, unsaid, given, out, by_default=True)
        if given["noneOf"].present:
            # Whoever names UNKNOWN here has said what is to become of it.
            out.where.append(matches[-1])

    return apply


def years(given: int) -> int:
    """Return an age as it is, or refuse one that nobody has."""
    if not 0 <= given <= OLDEST:
        raise InvalidInput(f"An age is 0 to {OLDEST} whole years.")
    return given


def _beginning(given: Given, ask: Ask) -> ReadBind:
    reading = ask.reading(given, lambda day: day)

    def read(request: Request) -> datetime:
        day: date = reading(request)
        first = datetime.combine(day, time(), UTC)
        # East of Greenwich the day has begun already.
        if first > ask.instant(request) + timedelta(days=1):
            refusal = InvalidInput("This day is still to come.")
            raise ArgumentRefused(refusal, ask.path, given.path)
        return first

    return read

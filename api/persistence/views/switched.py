"""Occurrences that are held by another medium than their meeting, and where that is."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, or_, select, true

from api.domain.venues import HELD_AT
from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Narrowing
from api.persistence.reading.views import Many
from api.persistence.tables.meetings import meeting_venues, meetings
from api.persistence.views import filters
from api.persistence.views.allowed import literal_word

type Fits = Callable[[FromClause, FromClause], ColumnElement[bool]]


def medium(occurrence: FromClause) -> ColumnElement[Any]:
    """Return how an occurrence is held: by its own medium, or by that of its meeting."""
    meeting = meetings.alias()
    usual = select(meeting.c.medium).where(meeting.c.id == occurrence.c.meeting_id)
    return func.coalesce(occurrence.c.medium, usual.correlate(occurrence).scalar_subquery())


def media(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
    """Filter occurrences by how they are held."""
    out.where += filters.word_conditions(medium(row), given, ask)


def of_use(occurrence: FromClause, venue: FromClause) -> ColumnElement[bool]:
    """Hold for a venue at which a switched occurrence is held, so that nobody goes elsewhere."""
    fitting = [
        and_(
            occurrence.c.medium == literal_word(held),
            venue.c.kind.in_([literal_word(kind) for kind in sorted(kinds)]),
        )
        for held, kinds in HELD_AT.items()
    ]
    return or_(occurrence.c.medium.is_(None), *fitting)


def venues_of(key: str, fits: Fits = lambda _row, _venue: true()) -> Many:
    """Bind a field to the venues of the meeting that a column names, those that fit the row."""

    def at(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
        links = meeting_venues.alias()
        held = exists(
            select(links.c.id)
            .where(links.c.meeting_id == parent.c[key], links.c.venue_id == child.c.id)
            .correlate(parent, child)
        )
        return and_(held, fits(parent, child))

    return Many("Venue", at, lambda child: [child.c.sort_key, child.c.id])

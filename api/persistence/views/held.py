"""How and where occurrences are held: as their meeting is, or in a way of their own."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Uuid, and_, any_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.schedule_exceptions import ExceptionKind
from api.domain.venues import HELD_AT
from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Narrowing
from api.persistence.reading.views import Many, On
from api.persistence.tables.meetings import exception_venues, meeting_venues, meetings
from api.persistence.views import filters
from api.persistence.views.allowed import literal_word


def own_or_usual(occurrence: FromClause, name: str) -> ColumnElement[Any]:
    """Return a column of an occurrence, or of its meeting where it has nothing of its own."""
    meeting = meetings.alias()
    usual = select(meeting.c[name]).where(meeting.c.id == occurrence.c.meeting_id)
    return func.coalesce(occurrence.c[name], usual.correlate(occurrence).scalar_subquery())


def media(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
    """Filter occurrences by how they are held."""
    out.where += filters.word_conditions(own_or_usual(row, "medium"), given, ask)


def of_use(occurrence: FromClause, venue: FromClause) -> ColumnElement[bool]:
    """Hold for a venue that is of use by the own medium of an occurrence, if it has one."""
    fitting = [
        and_(
            occurrence.c.medium == literal_word(held),
            venue.c.kind.in_([literal_word(kind) for kind in sorted(kinds)]),
        )
        for held, kinds in HELD_AT.items()
    ]
    return or_(occurrence.c.medium.is_(None), *fitting)


def venues_of_meeting(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
    links = meeting_venues.alias()
    return exists(
        select(links.c.id)
        .where(links.c.meeting_id == parent.c.id, links.c.venue_id == child.c.id)
        .correlate(parent, child)
    )


def venues_of_exception(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
    links = exception_venues.alias()
    return exists(
        select(links.c.id)
        .where(
            parent.c.kind == literal_word(ExceptionKind.CHANGED),
            links.c.meeting_id == parent.c.meeting_id,
            links.c.original_start == parent.c.original_start,
            links.c.venue_id == child.c.id,
        )
        .correlate(parent, child)
    )


def venues_of_occurrence(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
    """Hold for the venues of an occurrence: its own, else those of its meeting.

    PostgreSQL finds venues by such a list of ids, and makes the second list only if it has to.
    """
    links = meeting_venues.alias()
    usual = select(links.c.venue_id).where(links.c.meeting_id == parent.c.meeting_id)
    ids = func.array(usual.correlate(parent).scalar_subquery(), type_=ARRAY(Uuid))
    held = child.c.id == any_(func.coalesce(parent.c.venue_ids, ids))
    return and_(held, of_use(parent, child))


def venues(on: On) -> Many:
    """Bind a field to venues, in the order of their names."""
    return Many("Venue", on, lambda child: [child.c.sort_key, child.c.id])

"""Filters through other rows: by what holds of the meeting, the group or the venues of a row.

What is not stated there stays or goes as the filter says, but does not change the order: that
one is of the rows themselves. Whoever sees a row sees what it belongs to, so that nothing is
told here of what is hidden.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select

from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Filter, Narrowing
from api.persistence.reading.views import View
from api.persistence.tables.catalogue import venues
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meeting_venues, meetings
from api.persistence.views.filters import TEXTS, Stated


def of_meeting(narrow: Filter) -> Filter:
    """Filter occurrences by what holds of their meeting."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        held, inner = meetings.alias(), Narrowing()
        narrow(held, given, ask, inner)
        out.where += _among(row.c.meeting_id, held, inner)

    return apply


def of_group(narrow: Filter) -> Filter:
    """Filter meetings or occurrences by what holds of their group."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        held, inner = groups.alias(), Narrowing()
        narrow(held, given, ask, inner)
        out.where += _among(row.c.group_id, held, inner)

    return apply


def in_groups(view: View) -> Filter:
    """Filter meetings or occurrences by all that a list of groups can be narrowed by."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        asked = [(view.filters[name], given[name]) for name in given.value]
        members = [(narrow, member) for narrow, member in asked if member.present]
        held, inner = groups.alias(), Narrowing()
        inner.again = partial(_conditions, view, members, ask)
        for narrow, member in members:
            narrow(held, member, ask, inner)
        out.where += _among(row.c.group_id, held, inner)

    return apply


def _conditions(
    view: View, members: list[tuple[Filter, Given]], ask: Ask, columns: FromClause
) -> list[ColumnElement[bool]]:
    """Return what holds for groups under another name, among which the nearest are looked for."""
    inner = Narrowing()
    for narrow, member in members:
        if member.path[-1] != "near":
            narrow(columns, member, ask, inner)
    seen = [] if view.visible is None else [view.visible(columns, ask)]
    return [*seen, *inner.where]


def _among(key: Any, held: FromClause, inner: Narrowing) -> list[ColumnElement[bool]]:
    chosen = select(held.c.id).where(*inner.where)
    if inner.near is not None:
        chosen = chosen.select_from(inner.near.join(held))
    elif not inner.where:
        return []
    return [key.in_(chosen)]


def said_by_venues(name: str) -> Stated:
    """Read what the venues of a meeting state in one column, as a list."""

    def stated(row: FromClause) -> ColumnElement[Any]:
        place = venues.alias()
        chosen = _at_venues(row, place, place.c[name])
        return _listed(chosen.where(place.c[name].is_not(None)))

    return stated


def offered(row: FromClause) -> ColumnElement[Any]:
    """Return what makes a meeting accessible: its own features and those of its venues."""
    place = venues.alias()
    features = _listed(_at_venues(row, place, func.unnest(place.c.accessibility)))
    return func.array_cat(row.c.accessibility, features, type_=TEXTS)


def _at_venues(row: FromClause, place: FromClause, column: Any) -> Select[Any]:
    links = meeting_venues.alias()
    return (
        select(column)
        .join_from(links, place, place.c.id == links.c.venue_id)
        .where(links.c.meeting_id == row.c.id)
        .correlate(row)
    )


def _listed(chosen: Select[Any]) -> ColumnElement[Any]:
    return func.array(chosen.scalar_subquery(), type_=TEXTS)

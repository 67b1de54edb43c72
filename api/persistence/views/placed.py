"""Things in places, or reachable from anywhere: how rows are tied to both, for nearness."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.vocabulary import Medium
from api.persistence.reading.ask import Ask
from api.persistence.tables.meetings import meetings, occurrences
from api.persistence.views.time import INSTANT, upcoming

AT_ONCE = literal_column("timestamptz '1900-01-01'", INSTANT)
LAST = literal_column("timestamptz '2900-01-01'", INSTANT)
"""Where places stand among starts, and where things stand that have no next start."""

_ONLINE = ", ".join(f"'{word}'" for word in (Medium.ONLINE, Medium.HYBRID, Medium.PHONE))
ELSEWHERE = literal_column(f"array[{_ONLINE}]", ARRAY(Text()))
"""The media that people can take part by from anywhere."""


@dataclass(frozen=True, slots=True)
class Placed:
    """How the rows of a view are tied to places.

    ``thing`` is the column of ``meeting_venues`` that equals the row's ``key``. ``online``
    holds for what can be reached from anywhere, and ``starts`` is when that is on next.
    """

    thing: str
    online: Callable[[FromClause], ColumnElement[bool]]
    starts: Callable[[FromClause, Ask], ColumnElement[Any]]
    key: str = "id"


def next_start(column: str) -> Callable[[FromClause, Ask], ColumnElement[Any]]:
    """Return when something takes place next of what a column of occurrences names."""

    def starts(row: FromClause, ask: Ask) -> ColumnElement[Any]:
        held = occurrences.alias()
        first = (
            select(func.min(held.c.starts_at))
            .where(held.c[column] == row.c.id, held.c.published, upcoming(held, ask))
            .correlate(row)
            .scalar_subquery()
        )
        return func.coalesce(first, LAST)

    return starts


def own_start(row: FromClause, _ask: Ask) -> ColumnElement[Any]:
    return row.c.starts_at


def any_online(row: FromClause) -> ColumnElement[bool]:
    """Hold for a group that can be reached from anywhere in at least one of its meetings."""
    return row.c.media.overlap(ELSEWHERE)


def online(row: FromClause) -> ColumnElement[bool]:
    """Hold for a meeting that can be reached from anywhere."""
    return row.c.medium == func.any(ELSEWHERE)


def online_meeting(row: FromClause) -> ColumnElement[bool]:
    """Hold for an occurrence of a meeting that can be reached from anywhere."""
    held = meetings.alias()
    return row.c.meeting_id.in_(select(held.c.id).where(online(held)))


OF_GROUP = Placed("group_id", any_online, next_start("group_id"))
OF_MEETING = Placed("meeting_id", online, next_start("meeting_id"))
OF_OCCURRENCE = Placed("meeting_id", online_meeting, own_start, key="meeting_id")

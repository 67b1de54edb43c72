"""Groups that one can take part in at this moment: by a meeting, or at a place that is open."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# SQLAlchemy cannot know the types of columns of any view.

from datetime import timedelta

from sqlalchemy import Boolean, FromClause, and_, exists, or_, select

from api.domain.occurrences import OccurrenceStatus
from api.domain.schedule_exceptions import MAX_DURATION_MINUTES
from api.domain.vocabulary import GroupStatus, OpenPlaceKind
from api.persistence.reading import json
from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Narrowing
from api.persistence.tables.groups import open_places
from api.persistence.tables.meetings import occurrences
from api.persistence.views.time import INSTANT

_LONGEST = timedelta(minutes=MAX_DURATION_MINUTES)


def on_now(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
    """Narrow groups to those where somebody can be met now, or to all others.

    A website is nobody to meet, and of hours that are said in words nobody can tell.
    """
    held, place = occurrences.alias(), open_places.alias()
    # What is on began within the longest that anything takes, so that no past is walked.
    since = ask.binds.add(
        lambda request: ask.instant(request) - _LONGEST, INSTANT, key=("longest", ask.instant)
    )
    meets = select(held.c.id).where(
        held.c.group_id == row.c.id,
        held.c.published,
        held.c.status == json.word(OccurrenceStatus.SCHEDULED),
        held.c.starts_at > since,
        held.c.starts_at <= ask.now,
        held.c.ends_at > ask.now,
    )
    is_open = select(place.c.id).where(
        place.c.group_id == row.c.id,
        place.c.hours.is_(None),
        place.c.kind != json.word(OpenPlaceKind.WEBSITE),
    )
    at_any_hour = and_(
        row.c.status == json.word(GroupStatus.PUBLISHED), exists(is_open.correlate(row))
    )
    found = or_(exists(meets.correlate(row)), at_any_hour)
    out.where.append(found == ask.bind(given, bool, Boolean()))

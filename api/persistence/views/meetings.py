"""How meetings and their occurrences are read."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import ColumnElement, FromClause, exists, select

from api.domain.ids import Code
from api.persistence.reading.views import Many, One, Sort, View
from api.persistence.tables.meetings import (
    meeting_exceptions,
    meeting_venues,
    meetings,
    occurrences,
)
from api.persistence.views import filters, near, time, weekly
from api.persistence.views.binding import BY_NAME, columns, identifier, listed


def _at(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
    links = meeting_venues.alias()
    return exists(
        select(links.c.id)
        .where(links.c.meeting_id == parent.c.id, links.c.venue_id == child.c.id)
        .correlate(parent, child)
    )


MEETING = View(
    name="Meeting",
    table=meetings,
    code=Code.MEETING,
    visible=listed,
    orders=BY_NAME,
    default_order="NAME",
    filters={
        "media": filters.words("medium", unknown=False),
        "languages": filters.terms("languages", unknown=False),
        "network": filters.belongs("network_id", Code.NETWORK),
        "organisation": filters.belongs("organisation_id", Code.ORGANISATION),
        "group": filters.belongs("group_id", Code.GROUP),
        "meets": weekly.meets("meeting_id"),
        "near": near.near("meeting_id"),
    },
    fields={
        "id": identifier(Code.MEETING),
        **columns(
            meetings,
            "slug",
            "name",
            "localStart",
            "durationMinutes",
            "timeZone",
            "rule",
            "season",
            "medium",
            "openness",
            "languages",
            "notes",
            "status",
            "pausedUntil",
            "version",
            "changedAt",
        ),
        "audiences": filters.term_list("Audience", "audiences"),
        "formats": filters.term_list("Format", "formats"),
        "accessibility": filters.term_list("AccessFeature", "accessibility"),
        "group": One("Group", lambda parent, child: child.c.id == parent.c.group_id),
        "network": One("Network", lambda parent, child: child.c.id == parent.c.network_id),
        "continues": One(
            "Meeting", lambda parent, child: child.c.id == parent.c.continues_id, nullable=True
        ),
        "venues": Many("Venue", _at, lambda child: [child.c.sort_key, child.c.id]),
        "exceptions": Many(
            "ScheduleException",
            lambda parent, child: child.c.meeting_id == parent.c.id,
            lambda child: [child.c.original_start, child.c.kind],
        ),
        "nextOccurrences": Many(
            "Occurrence",
            lambda parent, child: child.c.meeting_id == parent.c.id,
            lambda child: [child.c.starts_at, child.c.id],
            where=time.upcoming,
        ),
    },
)

EXCEPTION = View(
    name="ScheduleException",
    table=meeting_exceptions,
    fields=columns(
        meeting_exceptions, "kind", "originalStart", "newStart", "durationMinutes", "reason"
    ),
)

OCCURRENCE = View(
    name="Occurrence",
    table=occurrences,
    code=Code.OCCURRENCE,
    visible=listed,
    orders={"STARTS_AT": Sort(lambda row: row.c.starts_at, time.instant)},
    default_order="STARTS_AT",
    filters={
        "media": filters.of_meeting("medium"),
        "network": filters.belongs("network_id", Code.NETWORK),
        "group": filters.belongs("group_id", Code.GROUP),
        "meeting": filters.belongs("meeting_id", Code.MEETING),
        "topics": filters.of_group_topics(),
        "near": near.near("meeting_id", key="meeting_id"),
    },
    arguments={"when": time.when},
    fields={
        "id": identifier(Code.OCCURRENCE),
        **columns(
            occurrences,
            "originalStart",
            "localStart",
            "startsAt",
            "endsAt",
            "status",
            "reason",
            "version",
            "changedAt",
        ),
        "meeting": One("Meeting", lambda parent, child: child.c.id == parent.c.meeting_id),
        "group": One("Group", lambda parent, child: child.c.id == parent.c.group_id),
    },
)

VIEWS = (MEETING, EXCEPTION, OCCURRENCE)

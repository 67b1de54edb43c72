"""How meetings and their occurrences are read."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from api.domain.ids import Code
from api.domain.meeting_actions import CONDITIONS
from api.persistence.reading import cursors
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import Leaf, Many, One, View
from api.persistence.tables.meetings import (
    meeting_exceptions,
    meetings,
    occurrences,
)
from api.persistence.views import filters, held, near, placed, through, time, weekly
from api.persistence.views.allowed import allowed_actions
from api.persistence.views.binding import BY_NAME, columns, identifier, listed
from api.persistence.views.groups import GROUP
from api.persistence.views.values import countries

MEETING = View(
    name="Meeting",
    table=meetings,
    code=Code.MEETING,
    visible=listed,
    orders=BY_NAME,
    default_order="NAME",
    filters={
        "languages": filters.terms("languages", unknown=False),
        "audiences": filters.terms("audiences", unknown=False),
        "country": filters.terms_of(
            through.said_by_venues("country"), unknown=False, parse=countries
        ),
        "region": filters.terms_of(through.said_by_venues("region"), unknown=False),
        "formats": filters.terms("formats", unknown=True),
        "accessibility": filters.terms_of(through.offered, unknown=True),
        "media": filters.plain_words("medium"),
        "openness": filters.words("openness", unknown=True),
        "frequency": filters.words("frequency", unknown=True),
        "status": filters.plain_words("status"),
        "network": filters.belongs("network_id", Code.NETWORK),
        "organisation": filters.belongs("organisation_id", Code.ORGANISATION),
        "group": filters.belongs("group_id", Code.GROUP),
        "inGroups": through.in_groups(GROUP),
        "meets": weekly.meets("meeting_id"),
        "near": near.near(placed.OF_MEETING),
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
            "frequency",
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
        "allowedActions": allowed_actions(CONDITIONS, group="group_id"),
        "venues": held.venues(held.venues_of_meeting),
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

SAID_BY_MEETING = (
    *("languages", "audiences", "country", "region", "formats", "accessibility"),
    *("openness", "frequency"),
)
"""What occurrences are filtered by as their meetings are."""

EXCEPTION = View(
    name="ScheduleException",
    table=meeting_exceptions,
    fields={
        **columns(
            meeting_exceptions,
            "kind",
            "originalStart",
            "newStart",
            "durationMinutes",
            "medium",
            "notes",
            "reason",
        ),
        "venues": held.venues(held.venues_of_exception),
    },
)

OCCURRENCE = View(
    name="Occurrence",
    table=occurrences,
    code=Code.OCCURRENCE,
    visible=listed,
    orders={"STARTS_AT": Sort(lambda row: row.c.starts_at, cursors.instant_text)},
    default_order="STARTS_AT",
    filters={
        **{name: through.of_meeting(MEETING.filters[name]) for name in SAID_BY_MEETING},
        "media": held.media,
        "topics": through.of_group(GROUP.filters["topics"]),
        "status": filters.plain_words("status"),
        "network": filters.belongs("network_id", Code.NETWORK),
        "organisation": filters.belongs("organisation_id", Code.ORGANISATION),
        "group": filters.belongs("group_id", Code.GROUP),
        "meeting": filters.belongs("meeting_id", Code.MEETING),
        "inGroups": through.in_groups(GROUP),
        "near": near.near(placed.OF_OCCURRENCE),
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
        "medium": Leaf(lambda row, _ask: held.own_or_usual(row, "medium"), nullable=False),
        "notes": Leaf(lambda row, _ask: held.own_or_usual(row, "notes"), nullable=True),
        "venues": held.venues(held.venues_of_occurrence),
        "group": One("Group", lambda parent, child: child.c.id == parent.c.group_id),
    },
)

VIEWS = (MEETING, EXCEPTION, OCCURRENCE)

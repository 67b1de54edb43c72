"""Catalogue: meetings, their venues and exceptions, and the occurrences computed from them.

An occurrence has ``medium``, ``venue_ids`` and ``notes`` only where they are not its meeting's.
"""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.occurrences import OccurrenceStatus
from api.domain.schedule_exceptions import ExceptionKind
from api.domain.vocabulary import Medium, MeetingFrequency, MeetingStatus, Openness
from api.persistence.tables.base import (
    INSTANT,
    LOCAL,
    identity,
    metadata,
    one_of,
    reference,
    revision,
    storage_only,
    texts,
    word,
)
from api.persistence.tables.catalogue import published, sort_key

AROUND = storage_only("Lets an occurrence be found by what it belongs to without a join.")

meetings = Table(
    "meetings",
    metadata,
    identity(),
    reference("organisation_id", "catalogue.organisations"),
    reference("network_id", "catalogue.networks"),
    reference("group_id", "catalogue.groups"),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("local_start", LOCAL),
    Column("duration_minutes", Integer),
    Column("time_zone", Text),
    Column("rule", Text),
    Column("season", Text),
    word("medium"),
    word("openness", nullable=True),
    texts("languages"),
    texts("audiences"),
    texts("formats"),
    texts("accessibility"),
    Column("notes", Text),
    Column("continues_id", Uuid, ForeignKey("catalogue.meetings.id")),
    word("status"),
    Column("paused_until", Date),
    Column(
        "starts_per_year",
        Integer,
        info=storage_only("Read from the rule, so that those of a group can be added up."),
    ),
    Column(
        "frequency",
        Text,
        info=storage_only("Read from the rule, which SQL cannot."),
    ),
    Column(
        "horizon",
        INSTANT,
        info=storage_only("Up to where occurrences are computed; null asks for it anew."),
    ),
    sort_key(),
    published(),
    *revision(),
    one_of("medium", Medium),
    one_of("openness", Openness),
    one_of("frequency", MeetingFrequency),
    one_of("status", MeetingStatus),
    Index("ix_meetings_listed", "sort_key", "id"),
    Index("ix_meetings_group_id", "group_id", "sort_key", "id"),
    Index("ix_meetings_network_id", "network_id", "sort_key", "id"),
    Index("ix_meetings_horizon", "horizon"),
    schema="catalogue",
)

meeting_venues = Table(
    "meeting_venues",
    metadata,
    identity(),
    reference("meeting_id", "catalogue.meetings"),
    reference("venue_id", "catalogue.venues"),
    Column("group_id", Uuid, ForeignKey("catalogue.groups.id"), nullable=False),
    Column("position", Integer, nullable=False),
    *revision(),
    UniqueConstraint("meeting_id", "venue_id"),
    Index("ix_meeting_venues_venue_id", "venue_id", "group_id", "meeting_id"),
    Index("ix_meeting_venues_group_id", "group_id", "venue_id"),
    schema="catalogue",
)

meeting_exceptions = Table(
    "meeting_exceptions",
    metadata,
    identity(),
    reference("meeting_id", "catalogue.meetings"),
    word("kind"),
    Column("original_start", LOCAL, nullable=False),
    Column("new_start", LOCAL),
    Column("duration_minutes", Integer),
    word("medium", nullable=True),
    Column("notes", Text),
    Column("reason", Text),
    *revision(),
    one_of("kind", ExceptionKind),
    one_of("medium", Medium),
    UniqueConstraint("meeting_id", "kind", "original_start"),
    schema="catalogue",
)

exception_venues = Table(
    "exception_venues",
    metadata,
    identity(),
    reference("meeting_id", "catalogue.meetings"),
    Column("original_start", LOCAL, nullable=False),
    reference("venue_id", "catalogue.venues"),
    Column("position", Integer, nullable=False),
    *revision(),
    UniqueConstraint("meeting_id", "original_start", "venue_id"),
    Index("ix_exception_venues_venue_id", "venue_id", "meeting_id"),
    schema="catalogue",
)

occurrences = Table(
    "occurrences",
    metadata,
    identity(),
    reference("organisation_id", "catalogue.organisations"),
    Column("network_id", Uuid, nullable=False, info=AROUND),
    Column("group_id", Uuid, nullable=False, info=AROUND),
    reference("meeting_id", "catalogue.meetings"),
    Column("original_start", LOCAL, nullable=False),
    Column("local_start", LOCAL, nullable=False),
    Column("starts_at", INSTANT, nullable=False),
    Column("ends_at", INSTANT, nullable=False),
    word("status"),
    word("medium", nullable=True),
    Column("venue_ids", ARRAY(Uuid)),
    Column("notes", Text),
    Column("reason", Text),
    Column("utc_minute_of_week", SmallInteger, nullable=False),
    published(),
    *revision(),
    one_of("status", OccurrenceStatus),
    one_of("medium", Medium),
    UniqueConstraint("meeting_id", "original_start"),
    Index("ix_occurrences_listed", "starts_at", "id"),
    Index("ix_occurrences_meeting_id", "meeting_id", "starts_at", "id"),
    Index("ix_occurrences_group_id", "group_id", "starts_at", "id"),
    Index(
        "ix_occurrences_minute",
        "utc_minute_of_week",
        "starts_at",
    ),
    Index("ix_occurrences_ongoing", "ends_at", "starts_at"),
    schema="catalogue",
)

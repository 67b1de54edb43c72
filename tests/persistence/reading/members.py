"""The members of filters, and the words that they are asked with."""

from collections.abc import Mapping, Sequence

from tests.world_rows import LANGUAGES, MEDIA, SUPPORT, TOPICS

SAID_BY_MEETING = (
    *("languages", "audiences", "country", "region", "formats", "accessibility"),
    *("media", "openness", "frequency"),
)
MEMBERS: Mapping[str, Sequence[str]] = {
    "GroupFilter": (
        *("text", "topics", "languages", "audiences", "country", "region", "formats"),
        *("accessibility", "support", "style", "size", "joining", "cost", "anonymity"),
        *("frequency", "capacity", "status", "media", "openPlaces", "newcomersWelcome", "age"),
        "onNow",
        *("acceptsReferrals", "verifiedSince", "network", "organisation", "meets", "near"),
    ),
    "MeetingFilter": (
        *SAID_BY_MEETING,
        *("status", "network", "organisation", "group", "inGroups", "meets", "near"),
    ),
    "OccurrenceFilter": (
        *SAID_BY_MEETING,
        *("topics", "status", "network", "organisation", "group", "meeting", "inGroups", "near"),
    ),
    "NetworkFilter": ("topics", "languages", "organisation"),
}
WORDS: Mapping[str, Sequence[str]] = {
    "topics": (*TOPICS, "retired-topic"),
    "languages": (*LANGUAGES, "tlh"),
    "audiences": ("veterans", "women", "men", "retired-audience", "nobody"),
    "country": ("DE", "de", "US", "JP", "fj", "ZZ"),
    "region": ("Saxony", "NY", "BY", "ny"),
    "formats": ("discussion", "speaker", "silence"),
    "accessibility": ("wheelchair", "captions", "step-free", "braille"),
    "media": MEDIA,
    "support": SUPPORT,
    "style": ("DIALOGUE", "ACTIVITY", "MIXED"),
    "size": ("UP_TO_8", "FROM_9_TO_15", "OVER_30"),
    "joining": ("OPEN", "ON_REQUEST", "CLOSED"),
    "cost": ("FREE", "DONATION", "PAID"),
    "anonymity": ("PSEUDONYM", "FULL_NAME", "ANONYMOUS"),
    "frequency": ("SEVERAL_A_WEEK", "WEEKLY", "EVERY_SECOND_WEEK", "MONTHLY", "LESS_OFTEN"),
    "capacity": ("HAS_CAPACITY", "WAITLIST", "FULL", "NEEDS_ASSESSMENT", "UNKNOWN"),
    "openness": ("OPEN", "CLOSED", "OPEN"),
    "openPlaces": ("FORUM", "WARM_LINE", "CHAT"),
    "GroupFilter.status": ("DRAFT", "PUBLISHED", "PAUSED", "ARCHIVED"),
    "MeetingFilter.status": ("ACTIVE", "PAUSED", "ARCHIVED"),
    "OccurrenceFilter.status": ("SCHEDULED", "CANCELLED", "SCHEDULED"),
}
WITHOUT_UNKNOWN = frozenset({"media", "openPlaces", "status"})
WITH_ALL = frozenset(
    {
        *("topics", "languages", "audiences", "country", "region", "formats", "accessibility"),
        "support",
    }
)

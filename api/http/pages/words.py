"""Plain English for the words of the schema; whatever is null or empty is not stated."""

from collections.abc import Mapping, Sequence
from typing import Final

from api.domain.rules import Weekday
from api.http.pages.sheets import words as import_words

NOT_STATED: Final = "Not stated"
METRES_PER_KILOMETRE: Final = 1000

WEEKDAYS: Final[Mapping[str, str]] = {
    Weekday.MO: "Monday",
    Weekday.TU: "Tuesday",
    Weekday.WE: "Wednesday",
    Weekday.TH: "Thursday",
    Weekday.FR: "Friday",
    Weekday.SA: "Saturday",
    Weekday.SU: "Sunday",
}
# By the name of the enum in the schema; a test holds this to be complete.
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Support": {
        "THERAPEUTIC": "Recovery and healing",
        "EMOTIONAL": "Emotional support",
        "INFORMATIONAL": "Sharing information",
    },
    "Style": {
        "DIALOGUE": "Mostly talking together",
        "ACTIVITY": "Mostly doing something together",
        "MIXED": "Talking and doing",
    },
    "Size": {
        "UP_TO_8": "Up to 8 people",
        "FROM_9_TO_15": "9 to 15 people",
        "FROM_16_TO_30": "16 to 30 people",
        "OVER_30": "More than 30 people",
    },
    "Joining": {
        "OPEN": "Open: you can just come",
        "ON_REQUEST": "On request: get in touch first",
        "BY_REFERRAL": "By referral",
        "CLOSED": "Closed to new people",
    },
    "Cost": {"FREE": "Free", "DONATION": "Donations welcome", "PAID": "Paid"},
    "Anonymity": {
        "ANONYMOUS": "No names at all",
        "PSEUDONYM": "Any name you choose",
        "FIRST_NAME": "First names",
        "FULL_NAME": "Full names",
    },
    "Medium": {
        "IN_PERSON": "In person",
        "ONLINE": "Online",
        "HYBRID": "In person and online",
        "PHONE": "By phone",
    },
    "MeetingFrequency": {
        "SEVERAL_A_WEEK": "Several times a week",
        "WEEKLY": "Every week",
        "EVERY_SECOND_WEEK": "Every second week",
        "MONTHLY": "Every month",
        "LESS_OFTEN": "Less often",
    },
    "CapacityStatus": {
        "HAS_CAPACITY": "There is room",
        "WAITLIST": "There is a waiting list",
        "FULL": "Full at the moment",
        "NEEDS_ASSESSMENT": "Depends on a first talk",
        "UNKNOWN": NOT_STATED,
    },
    "OpenPlaceKind": {
        "FORUM": "Forum",
        "CHAT": "Chat",
        "SOCIAL_GROUP": "Social group",
        "WEBSITE": "Website",
        "WARM_LINE": "Warm line",
    },
    "Openness": {
        "OPEN": "Open: observers are welcome",
        "CLOSED": "Only for people who share the concern",
    },
    "Disclosure": {
        "PUBLIC": "The address is public",
        "AREA": "Only the area is public",
        "MEMBERS": "The address is told to members",
        "ON_ACCEPTANCE": "The address is told once you are accepted",
    },
    "Weekday": WEEKDAYS,
    **import_words.WORDS,
}


def word(value: str | None, kind: str) -> str:
    """Return the words for a value of an enum of the schema."""
    return NOT_STATED if value is None else WORDS[kind].get(value, NOT_STATED)


def listed(values: Sequence[str], kind: str) -> str:
    """Return the words for several values, in the order given."""
    return ", ".join(word(value, kind) for value in values) or NOT_STATED


def enumerated(parts: Sequence[str], conjunction: str) -> str:
    """Join words as a sentence does: "a, b and c"."""
    *most, last = parts
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def count(number: int, one: str, several: str | None = None, precision: str = "EXACT") -> str:
    """Return how many of something there are, such as "1 group" or "at least 10,000 groups"."""
    noun = one if number == 1 else several or f"{one}s"
    return f"{'at least ' if precision == 'AT_LEAST' else ''}{number:,} {noun}"


def ages(group: Mapping[str, int | None]) -> str:
    """Return of which ages people may be, such as "18 to 25" or "from 18"."""
    least, most = group["minimumAge"], group["maximumAge"]
    if least and most:
        return f"{least} to {most}"
    return f"From {least}" if least else f"Up to {most}"


def distance(metres: int | None) -> str:
    """Return a distance as people say it; empty where there is none."""
    if metres is None:
        return ""
    if metres < METRES_PER_KILOMETRE:
        return "less than 1 km away"
    kilometres = metres / METRES_PER_KILOMETRE
    return f"about {kilometres:.0f} km away"

"""The closed vocabularies of the catalogue: one word per meaning, the same in every layer.

A member's value equals its name, is stored as such, and is the enum value of the
GraphQL schema, so that no layer translates it.
"""

from enum import StrEnum, auto


class Word(StrEnum):
    """A closed vocabulary whose members are their own names."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        del start, count, last_values
        return name


class OrganisationKind(Word):
    NETWORK_OPERATOR = auto()
    CLINIC = auto()
    PARTNER = auto()
    PLATFORM = auto()


class OrganisationStatus(Word):
    """Whether somebody has shown that the organisation is theirs to speak for."""

    UNCLAIMED = auto()
    APPLIED = auto()
    VERIFIED = auto()
    SUSPENDED = auto()


class NetworkStatus(Word):
    DRAFT = auto()
    PUBLISHED = auto()
    ARCHIVED = auto()


class GroupStatus(Word):
    DRAFT = auto()
    PUBLISHED = auto()
    PAUSED = auto()
    ARCHIVED = auto()


class MeetingStatus(Word):
    ACTIVE = auto()
    PAUSED = auto()
    ARCHIVED = auto()


class Support(Word):
    """The kind of support a group gives."""

    THERAPEUTIC = auto()
    EMOTIONAL = auto()
    INFORMATIONAL = auto()


class Style(Word):
    """Whether people mostly talk or mostly do something together."""

    DIALOGUE = auto()
    ACTIVITY = auto()
    MIXED = auto()


class Size(Word):
    """The band of attendance that a group states of itself."""

    UP_TO_8 = auto()
    FROM_9_TO_15 = auto()
    FROM_16_TO_30 = auto()
    OVER_30 = auto()


class Joining(Word):
    OPEN = auto()
    ON_REQUEST = auto()
    BY_REFERRAL = auto()
    CLOSED = auto()


class Medium(Word):
    IN_PERSON = auto()
    ONLINE = auto()
    HYBRID = auto()
    PHONE = auto()


class MeetingFrequency(Word):
    """How often people can meet, read from the recurrence rules."""

    SEVERAL_A_WEEK = auto()
    WEEKLY = auto()
    EVERY_SECOND_WEEK = auto()
    MONTHLY = auto()
    LESS_OFTEN = auto()


class Cost(Word):
    FREE = auto()
    DONATION = auto()
    PAID = auto()


class Anonymity(Word):
    """What a group asks people to be known by."""

    ANONYMOUS = auto()
    PSEUDONYM = auto()
    FIRST_NAME = auto()
    FULL_NAME = auto()


class CapacityStatus(Word):
    """Room for newcomers, as FHIR SDOHCC HealthcareService capacity status names it."""

    HAS_CAPACITY = auto()
    WAITLIST = auto()
    FULL = auto()
    NEEDS_ASSESSMENT = auto()
    UNKNOWN = auto()


class OpenPlaceKind(Word):
    """A place of a group that is always open, so that a group need have no meeting."""

    FORUM = auto()
    CHAT = auto()
    SOCIAL_GROUP = auto()
    WEBSITE = auto()
    WARM_LINE = auto()


class VenueKind(Word):
    PHYSICAL = auto()
    ONLINE = auto()
    PHONE = auto()


class Disclosure(Word):
    """Who may learn exactly where a venue is."""

    PUBLIC = auto()
    AREA = auto()
    MEMBERS = auto()
    ON_ACCEPTANCE = auto()


class Openness(Word):
    """Whether a meeting admits observers, or only people who share the concern."""

    OPEN = auto()
    CLOSED = auto()


class Dimension(Word):
    """A dimension of the open vocabulary, whose terms are rows with labels per language."""

    TOPIC = auto()
    AUDIENCE = auto()
    FORMAT = auto()
    ACCESSIBILITY = auto()

"""The closed vocabularies of the domain as enums of the schema: the very same classes."""

from api.domain.occurrences import OccurrenceStatus
from api.domain.rules import Weekday
from api.domain.schedule_exceptions import ExceptionKind
from api.domain.vocabulary import (
    Anonymity,
    CapacityStatus,
    Cost,
    Disclosure,
    GroupStatus,
    Joining,
    Medium,
    MeetingFrequency,
    MeetingStatus,
    NetworkStatus,
    Openness,
    OpenPlaceKind,
    OrganisationKind,
    OrganisationStatus,
    Size,
    Style,
    Support,
    VenueKind,
)
from api.schema.enums import enum

enum(
    "What an organisation is to the platform.",
    NETWORK_OPERATOR="It operates networks of groups.",
    CLINIC="Its therapists refer people to groups.",
    PARTNER="It builds on what the platform knows.",
    PLATFORM="It runs the platform.",
)(OrganisationKind)
enum(
    "Whether somebody has shown that the organisation is theirs to speak for.",
    UNCLAIMED="Nobody has come forward yet; what stands here came from a feed.",
    APPLIED="Somebody has come forward, and nobody has checked it yet.",
    VERIFIED="Somebody speaks for it, and that was checked.",
    SUSPENDED="Nothing of it is shown.",
)(OrganisationStatus)
enum(
    "How far a network is published.",
    DRAFT="Only its own organisation sees it.",
    PUBLISHED="Everybody sees it.",
    ARCHIVED="It is over; only its own organisation sees it.",
)(NetworkStatus)
enum(
    "How far a group is published.",
    DRAFT="Only its own organisation sees it.",
    PUBLISHED="Everybody sees it.",
    PAUSED="It rests, and stays visible so that nobody travels in vain.",
    ARCHIVED="It is over; only its own organisation sees it.",
)(GroupStatus)
enum(
    "Whether a meeting takes place.",
    ACTIVE="It takes place.",
    PAUSED="It rests.",
    ARCHIVED="It is over.",
)(MeetingStatus)
enum(
    "The kind of support a group gives.",
    THERAPEUTIC="Working on what troubles people, by a method.",
    EMOTIONAL="Being heard and understood by people who know it.",
    INFORMATIONAL="Facts, experience and ways through the system.",
)(Support)
enum(
    "Whether people mostly talk or mostly do something together.",
    DIALOGUE="Mostly talk.",
    ACTIVITY="Mostly doing something together.",
    MIXED="Both.",
)(Style)
enum(
    "The attendance that a group states.",
    UP_TO_8="Up to 8 people.",
    FROM_9_TO_15="9 to 15 people.",
    FROM_16_TO_30="16 to 30 people.",
    OVER_30="More than 30 people.",
)(Size)
enum(
    "How one joins a group.",
    OPEN="Just come.",
    ON_REQUEST="Ask first.",
    BY_REFERRAL="A professional refers one.",
    CLOSED="It takes nobody new.",
)(Joining)
enum(
    "The medium of a meeting.",
    IN_PERSON="In one place.",
    ONLINE="Online.",
    HYBRID="In one place and online at once.",
    PHONE="By telephone.",
)(Medium)
enum(
    "How often people can meet, read from the recurrence rules.",
    SEVERAL_A_WEEK="More than once a week.",
    WEEKLY="About once a week.",
    EVERY_SECOND_WEEK="About twice a month.",
    MONTHLY="About once a month.",
    LESS_OFTEN="Less than once a month.",
)(MeetingFrequency)
enum(
    "What taking part costs.",
    FREE="Nothing.",
    DONATION="What one wants to give.",
    PAID="A price.",
)(Cost)
enum(
    "What a group asks people to be known by.",
    ANONYMOUS="Nothing.",
    PSEUDONYM="A name of one's own choice.",
    FIRST_NAME="The first name.",
    FULL_NAME="The full name.",
)(Anonymity)
enum(
    "Whether a group has room for newcomers.",
    HAS_CAPACITY="There is room.",
    WAITLIST="There is a list to wait on.",
    FULL="There is no room.",
    NEEDS_ASSESSMENT="It depends, and somebody has to look.",
    UNKNOWN="Nobody has said.",
)(CapacityStatus)
enum(
    "A place of a group that is always open.",
    FORUM="A forum.",
    CHAT="A chat.",
    SOCIAL_GROUP="A group in a social network.",
    WEBSITE="A website.",
    WARM_LINE="A telephone line on which peers answer.",
)(OpenPlaceKind)
enum(
    "What a venue is.",
    PHYSICAL="A place that one goes to.",
    ONLINE="An online room.",
    PHONE="A telephone line.",
)(VenueKind)
enum(
    "Who may learn exactly where a venue is.",
    PUBLIC="Everybody.",
    AREA="Everybody learns the area; the group tells the rest.",
    MEMBERS="Members of the group.",
    ON_ACCEPTANCE="Whoever the group has accepted.",
)(Disclosure)
enum(
    "Whether a meeting admits observers or only people who share the concern.",
    OPEN="It admits observers.",
    CLOSED="It is for people who share the concern.",
)(Openness)
enum(
    "Whether an occurrence takes place.",
    SCHEDULED="It takes place.",
    CANCELLED="It does not.",
)(OccurrenceStatus)
enum(
    "What an exception does to a schedule.",
    CANCELLED="One start falls out.",
    MOVED="One start is at another time.",
    ADDED="One start more.",
    CHANGED="One start is held by another medium, elsewhere, or with notes of its own.",
)(ExceptionKind)
enum(
    "A day of the week, as RFC 5545 writes it.",
    MO="Monday.",
    TU="Tuesday.",
    WE="Wednesday.",
    TH="Thursday.",
    FR="Friday.",
    SA="Saturday.",
    SU="Sunday.",
)(Weekday)

__all__ = [
    "Anonymity",
    "CapacityStatus",
    "Cost",
    "Disclosure",
    "ExceptionKind",
    "GroupStatus",
    "Joining",
    "Medium",
    "MeetingFrequency",
    "MeetingStatus",
    "NetworkStatus",
    "OccurrenceStatus",
    "OpenPlaceKind",
    "Openness",
    "OrganisationKind",
    "OrganisationStatus",
    "Size",
    "Style",
    "Support",
    "VenueKind",
    "Weekday",
]

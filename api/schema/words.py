"""The closed vocabularies of the domain as enums of the schema: the very same classes."""

import strawberry

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
    Word,
)

_DESCRIPTIONS: dict[type[Word], str] = {
    OrganisationKind: "What an organisation is to the platform.",
    OrganisationStatus: "Whether somebody has shown that the organisation is theirs to speak for.",
    NetworkStatus: "How far a network is published.",
    GroupStatus: "How far a group is published.",
    MeetingStatus: "Whether a meeting takes place.",
    Support: "The kind of support a group gives.",
    Style: "Whether people mostly talk or mostly do something together.",
    Size: "The attendance that a group states.",
    Joining: "How one joins a group.",
    Medium: "The medium of a meeting.",
    Cost: "What taking part costs.",
    Anonymity: "What a group asks people to be known by.",
    CapacityStatus: "Whether a group has room for newcomers.",
    OpenPlaceKind: "A place of a group that is always open.",
    VenueKind: "What a venue is.",
    Disclosure: "Who may learn exactly where a venue is.",
    Openness: "Whether a meeting admits observers or only people who share the concern.",
    OccurrenceStatus: "Whether an occurrence takes place.",
    ExceptionKind: "What an exception does to a schedule.",
    Weekday: "A day of the week, as RFC 5545 writes it.",
}

for _word, _description in _DESCRIPTIONS.items():
    strawberry.enum(_word, description=_description)

__all__ = [
    "Anonymity",
    "CapacityStatus",
    "Cost",
    "Disclosure",
    "ExceptionKind",
    "GroupStatus",
    "Joining",
    "Medium",
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

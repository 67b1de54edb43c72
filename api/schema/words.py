"""The closed vocabularies of the domain as enums of the schema."""

import strawberry

from api.domain import vocabulary
from api.domain.occurrences import OccurrenceStatus as DomainOccurrenceStatus
from api.domain.rules import Weekday as DomainWeekday
from api.domain.schedule_exceptions import ExceptionKind as DomainExceptionKind

OrganisationKind = strawberry.enum(
    vocabulary.OrganisationKind, description="What an organisation is to the platform."
)
OrganisationStatus = strawberry.enum(
    vocabulary.OrganisationStatus,
    description="Whether somebody has shown that the organisation is theirs to speak for.",
)
NetworkStatus = strawberry.enum(
    vocabulary.NetworkStatus, description="How far a network is published."
)
GroupStatus = strawberry.enum(vocabulary.GroupStatus, description="How far a group is published.")
MeetingStatus = strawberry.enum(
    vocabulary.MeetingStatus, description="Whether a meeting takes place."
)
Support = strawberry.enum(vocabulary.Support, description="The kind of support a group gives.")
Style = strawberry.enum(
    vocabulary.Style, description="Whether people mostly talk or mostly do something together."
)
Size = strawberry.enum(vocabulary.Size, description="The attendance that a group states.")
Joining = strawberry.enum(vocabulary.Joining, description="How one joins a group.")
Medium = strawberry.enum(vocabulary.Medium, description="The medium of a meeting.")
Cost = strawberry.enum(vocabulary.Cost, description="What taking part costs.")
Anonymity = strawberry.enum(
    vocabulary.Anonymity, description="What a group asks people to be known by."
)
CapacityStatus = strawberry.enum(
    vocabulary.CapacityStatus, description="Whether a group has room for newcomers."
)
OpenPlaceKind = strawberry.enum(
    vocabulary.OpenPlaceKind, description="A place of a group that is always open."
)
VenueKind = strawberry.enum(vocabulary.VenueKind, description="What a venue is.")
Disclosure = strawberry.enum(
    vocabulary.Disclosure, description="Who may learn exactly where a venue is."
)
Openness = strawberry.enum(
    vocabulary.Openness,
    description="Whether a meeting admits observers or only people who share the concern.",
)
OccurrenceStatus = strawberry.enum(
    DomainOccurrenceStatus, description="Whether an occurrence takes place."
)
ExceptionKind = strawberry.enum(
    DomainExceptionKind, description="What an exception does to a schedule."
)
Weekday = strawberry.enum(DomainWeekday, description="A day of the week, as RFC 5545 writes it.")

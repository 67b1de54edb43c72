"""What narrows by one closed vocabulary each."""

import strawberry

from api.schema.binding import optional
from api.schema.pages import Unknown
from api.schema.words import (
    Anonymity,
    CapacityStatus,
    Cost,
    GroupStatus,
    Joining,
    Medium,
    MeetingFrequency,
    MeetingStatus,
    OccurrenceStatus,
    Openness,
    OpenPlaceKind,
    Size,
    Style,
    Support,
)

ANY, ONE, ALL, NONE = "At least one of these.", "One of these.", "All of these.", "None of these."
STAYS = "Whether what has not been said stays, behind what matches; it does unless you say EXCLUDE."


@strawberry.input(description="Narrows by the kind of support.")
class SupportFilter:
    any_of: list[Support] | None = optional(ANY)
    all_of: list[Support] | None = optional(ALL)
    none_of: list[Support] | None = optional(NONE)
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="Narrows by style.")
class StyleFilter:
    any_of: list[Style] | None = optional(ONE)
    none_of: list[Style] | None = optional(NONE)
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="Narrows by how many usually come.")
class SizeFilter:
    any_of: list[Size] | None = optional(ONE)
    none_of: list[Size] | None = optional(NONE)
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="Narrows by how one joins.")
class JoiningFilter:
    any_of: list[Joining] | None = optional(ONE)
    none_of: list[Joining] | None = optional(NONE)
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="Narrows by what taking part costs.")
class CostFilter:
    any_of: list[Cost] | None = optional(ONE)
    none_of: list[Cost] | None = optional(NONE)
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="Narrows by what people are known by.")
class AnonymityFilter:
    any_of: list[Anonymity] | None = optional(ONE)
    none_of: list[Anonymity] | None = optional(NONE)
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="Narrows by how often people meet; by appointment is not said.")
class FrequencyFilter:
    any_of: list[MeetingFrequency] | None = optional(ONE)
    none_of: list[MeetingFrequency] | None = optional(NONE)
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="Narrows by room for newcomers, where `UNKNOWN` is not said.")
class CapacityFilter:
    any_of: list[CapacityStatus] | None = optional(ONE)
    none_of: list[CapacityStatus] | None = optional(NONE)
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="Narrows by whether observers are admitted.")
class OpennessFilter:
    any_of: list[Openness] | None = optional(ONE)
    none_of: list[Openness] | None = optional(NONE)
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="Narrows by medium.")
class MediumFilter:
    any_of: list[Medium] | None = optional(ONE)
    none_of: list[Medium] | None = optional(NONE)


@strawberry.input(description="Narrows by places that are always open.")
class OpenPlaceFilter:
    any_of: list[OpenPlaceKind] | None = optional(
        "Has at least one of these; all kinds for any place at all."
    )
    none_of: list[OpenPlaceKind] | None = optional(
        "Has none of these, as does a group without such a place."
    )


@strawberry.input(description="Narrows by how far a group is published.")
class GroupStatusFilter:
    any_of: list[GroupStatus] | None = optional(ONE)
    none_of: list[GroupStatus] | None = optional(NONE)


@strawberry.input(description="Narrows by whether a meeting takes place.")
class MeetingStatusFilter:
    any_of: list[MeetingStatus] | None = optional(ONE)
    none_of: list[MeetingStatus] | None = optional(NONE)


@strawberry.input(description="Narrows by whether an occurrence takes place.")
class OccurrenceStatusFilter:
    any_of: list[OccurrenceStatus] | None = optional(ONE)
    none_of: list[OccurrenceStatus] | None = optional(NONE)

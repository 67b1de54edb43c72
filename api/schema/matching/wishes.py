"""What somebody wishes for, and how much."""

import strawberry

from api.schema.binding import optional
from api.schema.matching.words import Wish
from api.schema.words import (
    CapacityStatus,
    Cost,
    Medium,
    MeetingFrequency,
    Size,
    Style,
    Support,
    Weekday,
)

ONE = "One of these is enough."


@strawberry.input(description="Something wished for.")
class Wished:
    wish: Wish = strawberry.field(description="How much.", default=Wish.PREFER)


@strawberry.input(description="A wish for some of several words.")
class TermsWish(Wished):
    any_of: list[str] = strawberry.field(description=ONE)


@strawberry.input(description="A wish for all of several features.")
class NeedsWish(Wished):
    all_of: list[str] = strawberry.field(description="All of these are needed.")


@strawberry.input(description="A wish for kinds of support.")
class SupportWish(Wished):
    any_of: list[Support] = strawberry.field(description=ONE)


@strawberry.input(description="A wish for a style.")
class StyleWish(Wished):
    any_of: list[Style] = strawberry.field(description=ONE)


@strawberry.input(description="A wish for a size.")
class SizeWish(Wished):
    any_of: list[Size] = strawberry.field(description=ONE)


@strawberry.input(description="A wish for how often to meet.")
class FrequencyWish(Wished):
    any_of: list[MeetingFrequency] = strawberry.field(description=ONE)


@strawberry.input(description="A wish for a medium.")
class MediumWish(Wished):
    any_of: list[Medium] = strawberry.field(
        description="One of these is enough; hybrid meetings are both in person and online."
    )


@strawberry.input(description="A wish for what taking part costs.")
class CostWish(Wished):
    any_of: list[Cost] = strawberry.field(description=ONE)


@strawberry.input(description="A wish for room.")
class CapacityWish(Wished):
    any_of: list[CapacityStatus] = strawberry.field(
        description="One of these is enough; UNKNOWN cannot be wished for."
    )


@strawberry.input(description="A wish for a group where somebody of this age may come.")
class AgeWish(Wished):
    is_: int = strawberry.field(name="is", description="The age in whole years, 0 to 130.")


@strawberry.input(description="A wish for newcomers to be welcome.")
class NewcomersWish(Wished):
    pass


@strawberry.input(description="A time of every week.")
class WeeklyWindow:
    weekdays: list[Weekday] | None = optional("On one of these days; any day if left out.")
    after: str | None = optional("From this time of day on, HH:MM; midnight if left out.")
    before: str | None = optional(
        "Before this time of day, HH:MM; before `after` means the next morning."
    )


@strawberry.input(description="A wish for meetings that begin when you have time.")
class AvailabilityWish(Wished):
    time_zone: str = strawberry.field(description="Your IANA time zone, such as Europe/Berlin.")
    windows: list[WeeklyWindow] = strawberry.field(description="When you have time, 1 to 50.")
    within_days: int | None = optional("How many days to look ahead, 28 if left out.")


@strawberry.input(
    description="A wish for a group that is not too far away, as far as places are public."
)
class TravelWish(Wished):
    latitude: float = strawberry.field(description="Degrees north, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east, -180 to 180.")
    within_km: float = strawberry.field(
        description="How far you would travel, in kilometres.", default=25.0
    )


@strawberry.input(description="What is never shown, whatever else it fits.")
class MatchExclusions:
    topics: list[str] | None = optional("Groups about one of these.")
    formats: list[str] | None = optional("Groups with one of these formats.")
    networks: list[strawberry.ID] | None = optional("Groups of these networks.")
    groups: list[strawberry.ID] | None = optional("These groups.")


@strawberry.input(
    description="What somebody wishes for. Name at least one wish; nothing of it is kept."
)
class MatchInput:
    concerns: TermsWish | None = optional("What it should be about, as topic slugs.")
    support: SupportWish | None = optional("The kind of support.")
    style: StyleWish | None = optional("Mostly talk, or doing something together.")
    size: SizeWish | None = optional("How many usually come.")
    languages: TermsWish | None = optional("Languages, BCP 47; `pt` and `pt-BR` fit each other.")
    accessibility: NeedsWish | None = optional("Features that are needed, as slugs.")
    audience: TermsWish | None = optional("Who you are, as slugs of audiences.")
    age: AgeWish | None = optional("Your age.")
    availability: AvailabilityWish | None = optional("When you have time.")
    frequency: FrequencyWish | None = optional("How often to meet.")
    medium: MediumWish | None = optional("In person, online, by telephone.")
    travel: TravelWish | None = optional("Where you are, and how far you would travel.")
    cost: CostWish | None = optional("What it may cost.")
    newcomers: NewcomersWish | None = optional("Whether newcomers are welcome.")
    capacity: CapacityWish | None = optional("Whether there is room.")
    exclusions: MatchExclusions | None = optional("What is never shown.")
    seed: str | None = optional(
        "Any word: it decides the order of groups with equal scores. The day (UTC) if left out."
    )

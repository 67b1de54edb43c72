"""What narrows by facts: yes or no, an age, what a meeting offers."""

import strawberry

from api.schema.binding import optional
from api.schema.filters.words import ALL, ANY, NONE, STAYS
from api.schema.pages import Unknown


@strawberry.input(description="A filter on what is so, is not so, or has not been said.")
class FlagFilter:
    is_: bool = strawberry.field(name="is", description="What it has to be.")
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="Narrows by who may come: somebody of this age may.")
class AgeFilter:
    is_: int = strawberry.field(name="is", description="Their age in whole years, 0 to 130.")
    unknown: Unknown | None = optional(STAYS)


@strawberry.input(description="A filter on what is offered; every member given must hold.")
class FeaturesFilter:
    any_of: list[str] | None = optional(ANY)
    all_of: list[str] | None = optional(ALL)
    none_of: list[str] | None = optional(NONE)
    unknown: Unknown | None = optional(STAYS)

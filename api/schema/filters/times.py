"""What narrows by the times at which people meet."""

import strawberry

from api.schema.binding import optional
from api.schema.words import Weekday


@strawberry.input(
    description="Takes place at least once in the coming days, at this time of the week for you."
)
class MeetsFilter:
    time_zone: str = strawberry.field(description="Your time zone, such as Europe/Berlin.")
    weekdays: list[Weekday] | None = optional("On one of these days; any day if left out.")
    after: str | None = optional("Begins at this time of day or later, HH:MM.")
    before: str | None = optional(
        "Begins before this time of day, HH:MM; before `after` means the next morning."
    )
    within_days: int | None = optional("How many days to look ahead, 28 if left out.")

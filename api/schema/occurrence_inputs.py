"""What is said to change one occurrence of a meeting."""

import strawberry

from api.schema.binding import optional
from api.schema.meeting_inputs import MEETING, VERSION
from api.schema.scalars import LocalDateTime
from api.schema.words import Medium

ORIGINAL = "The start that its rule gives: the `originalStart` of the occurrence."
REASON = "Why, in words for everybody; at most 500 characters."


@strawberry.input(description="Names one occurrence of a meeting.")
class OfOccurrence:
    id: strawberry.ID = strawberry.field(description=MEETING)
    expected_version: int = strawberry.field(description=VERSION)
    original_start: LocalDateTime = strawberry.field(description=ORIGINAL)


@strawberry.input(description="Cancels one occurrence.")
class CancelOccurrenceInput(OfOccurrence):
    reason: str | None = optional(REASON)


@strawberry.input(description="Lets a cancelled occurrence take place.")
class RestoreOccurrenceInput(OfOccurrence):
    pass


@strawberry.input(
    description="Moves one occurrence. Its original start and no other duration put it back."
)
class MoveOccurrenceInput(OfOccurrence):
    new_start: LocalDateTime = strawberry.field(
        description="When it starts instead, in the time zone of the meeting; to come, and at most "
        "366 days away."
    )
    duration_minutes: int | None = optional("How long it lasts, if not as long as the others.")
    reason: str | None = optional(REASON)


@strawberry.input(
    description="Holds one occurrence otherwise than the others. What is left out stays; null is "
    "as its meeting has it."
)
class ChangeOccurrenceInput(OfOccurrence):
    medium: Medium | None = optional("By another medium, such as online only.")
    venue_ids: list[strawberry.ID] | None = optional(
        "Elsewhere: 1 to 10 venues, at one of which at least one takes part by its medium."
    )
    notes: str | None = optional(
        "What else to know, in the place of the notes of the meeting; at most 4,000 characters."
    )
    reason: str | None = optional(REASON)


@strawberry.input(description="Adds one occurrence beside those of the rule.")
class AddOccurrenceInput:
    id: strawberry.ID = strawberry.field(description=MEETING)
    expected_version: int = strawberry.field(description=VERSION)
    local_start: LocalDateTime = strawberry.field(
        description="When it starts, in the time zone of the meeting; to come."
    )
    reason: str | None = optional(REASON)

"""Many meetings of an organisation at once: what is said, and what is said back."""

import strawberry
from strawberry import UNSET

from api.schema.access import PUBLIC
from api.schema.bulk import POLICY, ROWS, ErrorPolicy
from api.schema.errors import UserError
from api.schema.meeting_inputs import ChangeMeetingInput, CreateMeetingInput


@strawberry.input(description="One meeting that is created or changed.", one_of=True)
class MeetingRow:
    create: CreateMeetingInput | None = strawberry.field(
        description="A new meeting.", default=UNSET
    )
    change: ChangeMeetingInput | None = strawberry.field(
        description="A change of a meeting and all of its occurrences to come.", default=UNSET
    )


@strawberry.input(description="Creates and changes many meetings.")
class ApplyMeetingChangesInput:
    rows: list[MeetingRow] = strawberry.field(description=ROWS)
    error_policy: ErrorPolicy = strawberry.field(
        description=POLICY, default=ErrorPolicy.REJECT_EVERYTHING
    )


@strawberry.type(description="What became of one row.", directives=[PUBLIC])
class MeetingRowResult:
    id: strawberry.ID | None = strawberry.field(
        description="The meeting that was written; ask `nodes` for more of it."
    )
    version: int | None = strawberry.field(description="Its version now.")
    errors: list[UserError] = strawberry.field(description="Why nothing was written.")


@strawberry.type(description="What became of each row, or why of none.", directives=[PUBLIC])
class ApplyMeetingChangesPayload:
    results: list[MeetingRowResult] | None = strawberry.field(
        description="In the order of the rows; null if nothing was written."
    )
    errors: list[UserError] = strawberry.field(description="Why nothing was written.")

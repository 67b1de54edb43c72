"""What is said back to a change of a meeting."""

import strawberry

from api.schema.access import PUBLIC
from api.schema.errors import UserError
from api.schema.meetings import Meeting


@strawberry.type(description="The meeting, or why nothing was changed.", directives=[PUBLIC])
class _Payload:
    meeting: Meeting | None = strawberry.field(description="The meeting as it is now.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed.")


@strawberry.type(description="The new meeting, or why there is none.", directives=[PUBLIC])
class CreateMeetingPayload(_Payload):
    pass


@strawberry.type(description="The changed meeting, or why not.", directives=[PUBLIC])
class ChangeMeetingPayload(_Payload):
    pass


@strawberry.type(
    description="The new meeting, which `continues` the one that ends, or why there is none.",
    directives=[PUBLIC],
)
class ChangeMeetingFromPayload(_Payload):
    pass


@strawberry.type(description="The paused meeting, or why not.", directives=[PUBLIC])
class PauseMeetingPayload(_Payload):
    pass


@strawberry.type(description="The meeting that meets again, or why not.", directives=[PUBLIC])
class ResumeMeetingPayload(_Payload):
    pass


@strawberry.type(description="The meeting that is over, or why not.", directives=[PUBLIC])
class ArchiveMeetingPayload(_Payload):
    pass


@strawberry.type(description="The meeting with one start more, or why not.", directives=[PUBLIC])
class AddOccurrencePayload(_Payload):
    pass


@strawberry.type(
    description="The meeting with a cancelled occurrence, or why not.", directives=[PUBLIC]
)
class CancelOccurrencePayload(_Payload):
    pass


@strawberry.type(
    description="The meeting with an occurrence that takes place again, or why not.",
    directives=[PUBLIC],
)
class RestoreOccurrencePayload(_Payload):
    pass


@strawberry.type(
    description="The meeting with a moved occurrence, or why not.", directives=[PUBLIC]
)
class MoveOccurrencePayload(_Payload):
    pass


@strawberry.type(
    description="The meeting with a changed occurrence, or why not.", directives=[PUBLIC]
)
class ChangeOccurrencePayload(_Payload):
    pass

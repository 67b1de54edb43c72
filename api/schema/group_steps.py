"""What is said to let a group be published, rest, move, be verified or be over."""

from datetime import date

import strawberry

from api.schema.access import PUBLIC
from api.schema.binding import optional
from api.schema.errors import UserError
from api.schema.group_inputs import GROUP, VERSION
from api.schema.groups import Group
from api.schema.words import CapacityStatus

AS_IT_IS, WHY_NOT = "The group as it is now.", "Why nothing was changed."


@strawberry.input(description="A group as you looked at it.")
class GroupAsSeenInput:
    id: strawberry.ID = strawberry.field(description=GROUP)
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Lets everybody see a group.")
class PublishGroupInput(GroupAsSeenInput):
    pass


@strawberry.input(description="Lets a group rest. It stays findable, so nobody travels in vain.")
class PauseGroupInput(GroupAsSeenInput):
    until: date | None = optional("The day on which it is back; until you say so if left out.")


@strawberry.input(description="Ends the pause of a group.")
class ResumeGroupInput(GroupAsSeenInput):
    pass


@strawberry.input(description="Lets a group be over, for good.")
class ArchiveGroupInput(GroupAsSeenInput):
    successor_id: strawberry.ID | None = optional("A published group of yours that takes over.")


@strawberry.input(description="Puts a group into another network of yours.")
class MoveGroupInput(GroupAsSeenInput):
    network_id: strawberry.ID = strawberry.field(description="The network that it moves to.")


@strawberry.input(description="Says that everything about a group is still right.")
class VerifyGroupInput(GroupAsSeenInput):
    pass


@strawberry.input(description="Says whether a group has room for newcomers, as of now.")
class StateGroupCapacityInput(GroupAsSeenInput):
    status: CapacityStatus = strawberry.field(
        description="Whether there is room; UNKNOWN takes back what was said. It is believed for "
        "30 days."
    )


@strawberry.type(description="The new group, or why there is none.", directives=[PUBLIC])
class CreateGroupPayload:
    group: Group | None = strawberry.field(description="The group.")
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The changed group, or why not.", directives=[PUBLIC])
class ChangeGroupPayload:
    group: Group | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The published group, or why not.", directives=[PUBLIC])
class PublishGroupPayload:
    group: Group | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The resting group, or why not.", directives=[PUBLIC])
class PauseGroupPayload:
    group: Group | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The group that is back, or why not.", directives=[PUBLIC])
class ResumeGroupPayload:
    group: Group | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The archived group, or why not.", directives=[PUBLIC])
class ArchiveGroupPayload:
    group: Group | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The moved group, or why not.", directives=[PUBLIC])
class MoveGroupPayload:
    group: Group | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The verified group, or why not.", directives=[PUBLIC])
class VerifyGroupPayload:
    group: Group | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The group with its room, or why not.", directives=[PUBLIC])
class StateGroupCapacityPayload:
    group: Group | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)

"""Many groups of an organisation at once: what is said, and what is said back."""

import strawberry
from strawberry import UNSET

from api.schema.access import PUBLIC
from api.schema.bulk import POLICY, ROWS, ErrorPolicy
from api.schema.errors import UserError
from api.schema.group_inputs import ChangeGroupInput, CreateGroupInput


@strawberry.input(description="One group that is made or changed.", one_of=True)
class GroupRow:
    create: CreateGroupInput | None = strawberry.field(description="A new group.", default=UNSET)
    change: ChangeGroupInput | None = strawberry.field(
        description="A change of a group.", default=UNSET
    )


@strawberry.input(description="Makes and changes many groups.")
class ApplyGroupChangesInput:
    rows: list[GroupRow] = strawberry.field(description=ROWS)
    error_policy: ErrorPolicy = strawberry.field(
        description=POLICY, default=ErrorPolicy.REJECT_EVERYTHING
    )


@strawberry.type(description="What became of one row.", directives=[PUBLIC])
class GroupRowResult:
    id: strawberry.ID | None = strawberry.field(
        description="The group that was written; ask `nodes` for more of it."
    )
    version: int | None = strawberry.field(description="Its version now.")
    errors: list[UserError] = strawberry.field(description="Why nothing was written.")


@strawberry.type(description="What became of each row, or why of none.", directives=[PUBLIC])
class ApplyGroupChangesPayload:
    results: list[GroupRowResult] | None = strawberry.field(
        description="In the order of the rows; null if nothing was written."
    )
    errors: list[UserError] = strawberry.field(description="Why nothing was written.")

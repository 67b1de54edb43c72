"""Many groups of an organisation at once: what is said, and what is said back."""

from enum import auto

import strawberry
from strawberry import UNSET

from api.domain.vocabulary import Word
from api.schema.access import PUBLIC
from api.schema.enums import enum
from api.schema.errors import UserError
from api.schema.group_inputs import ChangeGroupInput, CreateGroupInput

MOST_ROWS = 500


@enum(
    "What becomes of the rows that are in order when others are not.",
    REJECT_EVERYTHING="Nothing is written, and everything that is wrong is told.",
    REJECT_FAILED_ROWS="They are written; each of the others says why it was not.",
)
class ErrorPolicy(Word):
    REJECT_EVERYTHING = auto()
    REJECT_FAILED_ROWS = auto()


@strawberry.input(description="One group that is made or changed.", one_of=True)
class GroupRow:
    create: CreateGroupInput | None = strawberry.field(description="A new group.", default=UNSET)
    change: ChangeGroupInput | None = strawberry.field(
        description="A change of a group.", default=UNSET
    )


@strawberry.input(description="Makes and changes many groups.")
class ApplyGroupChangesInput:
    rows: list[GroupRow] = strawberry.field(
        description=f"What is to be done, in this order: 1 to {MOST_ROWS} rows, within a request "
        "of at most 1 MiB."
    )
    error_policy: ErrorPolicy = strawberry.field(
        description="What becomes of the rows that are in order when others are not.",
        default=ErrorPolicy.REJECT_EVERYTHING,
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

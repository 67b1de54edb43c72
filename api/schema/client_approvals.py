"""Approvals of other organisations' OAuth clients, as whoever approved them sees them."""

from datetime import datetime
from enum import auto

import strawberry
from strawberry import UNSET

from api.domain.vocabulary import Word
from api.schema.binding import from_reader, optional, read
from api.schema.clients import OWN
from api.schema.enums import enum
from api.schema.node import Versioned
from api.schema.organisations import Organisation
from api.schema.pages import After, Before, Connection, Direction, First, Last
from api.schema.standing_words import ApprovalStatus


@strawberry.type(
    description="What your organisation lets another's OAuth client ask of it.", directives=[OWN]
)
class ClientApproval(Versioned):
    client_id: strawberry.ID = read("The client, by its `client_id`.")
    client_name: str = read("What it was called when it was approved.")
    client_organisation: Organisation | None = read(
        "Whose it is; null where that organisation is not shown now."
    )
    scopes: list[str] = read("What was approved.")
    status: ApprovalStatus = read("Whether it holds.")
    approved_by: str = read("What your organisation's audit knows by who approved.")
    changed_at: datetime = read("When it was last changed.")


@strawberry.input(description="Narrows by whether approvals hold.")
class ApprovalStatusFilter:
    any_of: list[ApprovalStatus] | None = optional("One of these.")
    none_of: list[ApprovalStatus] | None = optional("None of these.")


@strawberry.input(description="Narrows a list of approvals; every member given must hold.")
class ClientApprovalFilter:
    status: ApprovalStatusFilter | None = optional("By whether they hold.")


@enum("What approvals can be ordered by.", CHANGED_AT="By when they were last changed.")
class ClientApprovalOrderField(Word):
    CHANGED_AT = auto()


@strawberry.input(description="An order of approvals.")
class ClientApprovalOrder:
    field: ClientApprovalOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.type
class ClientApprovalQueries:
    @strawberry.field(
        description="What your organisation approved of others' OAuth clients.", directives=[OWN]
    )
    def client_approvals(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: ClientApprovalFilter | None = UNSET,
        order_by: ClientApprovalOrder | None = UNSET,
    ) -> Connection[ClientApproval]:
        return from_reader()

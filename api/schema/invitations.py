"""Invitations to an organisation's staff, as that organisation sees them."""

from datetime import datetime
from enum import auto

import strawberry
from strawberry import UNSET

from api.domain.vocabulary import Word
from api.schema.binding import from_reader, optional, read
from api.schema.enums import enum
from api.schema.node import Versioned
from api.schema.pages import After, Before, Connection, Direction, First, Last
from api.schema.staff import OWN, StaffRoleFilter
from api.schema.standing_words import InvitationStatus, StaffRole


@strawberry.type(
    description="A single-use link into your organisation; the link itself was told once.",
    directives=[OWN],
)
class Invitation(Versioned):
    role: StaffRole = read("The role that it gives.")
    status: InvitationStatus = read("What became of it.")
    invited_by: str = read("What the organisation's audit knows by who invited.")
    expires_at: datetime = read("From when on it opens nothing any more.")
    changed_at: datetime = read("When it was last changed.")


@strawberry.input(description="Narrows by what became of an invitation.")
class InvitationStatusFilter:
    any_of: list[InvitationStatus] | None = optional("One of these.")
    none_of: list[InvitationStatus] | None = optional("None of these.")


@strawberry.input(description="Narrows a list of invitations; every member given must hold.")
class InvitationFilter:
    role: StaffRoleFilter | None = optional("By the role that it gives.")
    status: InvitationStatusFilter | None = optional("By what became of it.")


@enum("What invitations can be ordered by.", EXPIRES_AT="By when they end.")
class InvitationOrderField(Word):
    EXPIRES_AT = auto()


@strawberry.input(description="An order of invitations.")
class InvitationOrder:
    field: InvitationOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.type
class InvitationQueries:
    @strawberry.field(
        description="Whom your organisation has invited to its staff.", directives=[OWN]
    )
    def invitations(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: InvitationFilter | None = UNSET,
        order_by: InvitationOrder | None = UNSET,
    ) -> Connection[Invitation]:
        return from_reader()

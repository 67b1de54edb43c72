"""Partnerships, as one of their two sides sees them."""

from datetime import datetime
from enum import auto

import strawberry
from strawberry import UNSET

from api.domain.scopes import Scope
from api.domain.vocabulary import Word
from api.schema.access import needs
from api.schema.binding import from_reader, optional, read
from api.schema.enums import enum
from api.schema.node import Versioned
from api.schema.organisations import Organisation
from api.schema.pages import After, Before, Connection, Direction, First, Last
from api.schema.standing_words import PartnerRight, PartnershipSide, PartnershipState

OWN = needs(Scope.PARTNERSHIPS_READ)


@strawberry.type(
    description="A partnership of your organisation with another. What it lets either do holds "
    "while it is active.",
    directives=[OWN],
)
class Partnership(Versioned):
    partner: Organisation | None = read("The other organisation; null where that is not shown now.")
    side: PartnershipSide = read("Which of the two you are.")
    state: PartnershipState = read("How far it is.")
    allows: list[PartnerRight] = read("What you let your partner do.")
    allowed: list[PartnerRight] = read("What your partner lets you do.")
    ended_at: datetime | None = read("When it ended.")
    changed_at: datetime = read("When it was last changed.")


@strawberry.input(description="Narrows by how far partnerships are.")
class PartnershipStateFilter:
    any_of: list[PartnershipState] | None = optional("One of these.")
    none_of: list[PartnershipState] | None = optional("None of these.")


@strawberry.input(description="Narrows a list of partnerships; every member given must hold.")
class PartnershipFilter:
    state: PartnershipStateFilter | None = optional("By how far they are.")
    partner: strawberry.ID | None = optional("By the id of the other organisation.")


@enum("What partnerships can be ordered by.", CHANGED_AT="By when they were last changed.")
class PartnershipOrderField(Word):
    CHANGED_AT = auto()


@strawberry.input(description="An order of partnerships.")
class PartnershipOrder:
    field: PartnershipOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.type
class PartnershipQueries:
    @strawberry.field(
        description="Your organisation's partnerships, proposed, active and ended.",
        directives=[OWN],
    )
    def partnerships(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: PartnershipFilter | None = UNSET,
        order_by: PartnershipOrder | None = UNSET,
    ) -> Connection[Partnership]:
        return from_reader()

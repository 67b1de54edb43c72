"""Staff, as their own organisation sees them."""

from datetime import datetime
from enum import auto

import strawberry
from strawberry import UNSET

from api.domain.scopes import Scope
from api.domain.vocabulary import Word
from api.schema.access import needs
from api.schema.binding import from_reader, optional, read
from api.schema.enums import enum
from api.schema.facilitators import Facilitator
from api.schema.node import Versioned
from api.schema.pages import After, Before, Connection, Direction, First, Last
from api.schema.standing_words import StaffRole, StaffStatus

OWN = needs(Scope.ORGANISATIONS_READ)


@strawberry.type(description="A person's role in your organisation.", directives=[OWN])
class Staff(Versioned):
    name: str | None = read(
        "What colleagues call them; null once it was erased. Each reading is entered in a ledger."
    )
    role: StaffRole = read("What they do in the organisation.")
    status: StaffStatus = read("Whether the role holds.")
    since: datetime = read("Since when they have been on the staff.")
    ended_at: datetime | None = read("When the role ended.")
    verified_at: datetime | None = read("When their clinic verified them as a practitioner.")
    verified_by: str | None = read("What the organisation's audit knows by whom.")
    changed_at: datetime = read("When it was last changed.")
    facilitates: list[Facilitator] = read("What groups they facilitate, at most 100 of them.")


@strawberry.input(description="Narrows by role.")
class StaffRoleFilter:
    any_of: list[StaffRole] | None = optional("One of these.")
    none_of: list[StaffRole] | None = optional("None of these.")


@strawberry.input(description="Narrows by whether the role holds.")
class StaffStatusFilter:
    any_of: list[StaffStatus] | None = optional("One of these.")
    none_of: list[StaffStatus] | None = optional("None of these.")


@strawberry.input(description="Narrows a list of staff; every member given must hold.")
class StaffFilter:
    role: StaffRoleFilter | None = optional("By role.")
    status: StaffStatusFilter | None = optional("By whether the role holds.")


@enum("What staff can be ordered by; names are sealed.", SINCE="By since when they are there.")
class StaffOrderField(Word):
    SINCE = auto()


@strawberry.input(description="An order of staff.")
class StaffOrder:
    field: StaffOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.type
class StaffQueries:
    @strawberry.field(
        description="Who works, or has worked, in your organisation.", directives=[OWN]
    )
    def staff(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: StaffFilter | None = UNSET,
        order_by: StaffOrder | None = UNSET,
    ) -> Connection[Staff]:
        return from_reader()

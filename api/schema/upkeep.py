"""Role addresses of whoever keeps groups true without an account."""

from datetime import datetime
from enum import auto

import strawberry
from strawberry import UNSET

from api.domain.scopes import Scope
from api.domain.vocabulary import Word
from api.schema.access import needs
from api.schema.binding import from_reader, read
from api.schema.enums import enum
from api.schema.groups import Group
from api.schema.networks import Network
from api.schema.node import Versioned
from api.schema.pages import After, Before, Connection, Direction, First, Last

KEEPS = needs(Scope.GROUPS_MANAGE)


@strawberry.type(
    description="The role address of whoever keeps a group, or all groups of a network, true. Once "
    "a month they are sent a link if nobody has verified any of them for 150 days.",
    directives=[KEEPS],
)
class UpkeepAddress(Versioned):
    group: Group | None = read("The group, where it is for one.")
    network: Network | None = read("The network, where it is for all of its groups.")
    address: str | None = read(
        "The address; null once it was erased. Each reading is entered in a ledger."
    )
    written_to: bool = read(
        "Whether messages are sent there; false once whoever reads them wanted no more, until the "
        "address is set anew."
    )
    changed_at: datetime = read("When it was last changed.")


@enum("What addresses can be ordered by.", CHANGED_AT="By when they were last changed.")
class UpkeepAddressOrderField(Word):
    CHANGED_AT = auto()


@strawberry.input(description="An order of addresses.")
class UpkeepAddressOrder:
    field: UpkeepAddressOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.type
class UpkeepQueries:
    @strawberry.field(
        description="The role addresses that your organisation's groups are kept true by.",
        directives=[KEEPS],
    )
    def upkeep_addresses(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        order_by: UpkeepAddressOrder | None = UNSET,
    ) -> Connection[UpkeepAddress]:
        return from_reader()

"""What was decided about an organisation, as that organisation sees it."""

from datetime import datetime
from enum import auto

import strawberry
from strawberry import UNSET

from api.domain.vocabulary import Word
from api.schema.binding import from_reader, read
from api.schema.enums import enum
from api.schema.node import Node
from api.schema.pages import After, Before, Connection, Direction, First, Last
from api.schema.staff import OWN
from api.schema.standing_words import VerificationDecision


@strawberry.type(description="One decision about your organisation.", directives=[OWN])
class Verification(Node):
    decision: VerificationDecision = read("What was asked for or decided.")
    evidence: str | None = read(
        "On what evidence; null once it was erased. Each reading is entered in a ledger."
    )
    by: str = read("What the organisation's audit knows by who decided.")
    at: datetime = read("When.")


@enum("What decisions can be ordered by.", AT="By when they were made.")
class VerificationOrderField(Word):
    AT = auto()


@strawberry.input(description="An order of decisions.")
class VerificationOrder:
    field: VerificationOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.type
class VerificationQueries:
    @strawberry.field(description="What was decided about your organisation.", directives=[OWN])
    def verifications(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        order_by: VerificationOrder | None = UNSET,
    ) -> Connection[Verification]:
        return from_reader()

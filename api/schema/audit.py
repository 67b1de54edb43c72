"""The audit of an organisation, as its auditors and admins see it."""

from datetime import datetime
from enum import auto
from typing import Annotated

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from api.domain.scopes import Scope
from api.domain.vocabulary import Word
from api.schema.access import needs
from api.schema.binding import from_reader, read
from api.schema.enums import enum
from api.schema.node import Node
from api.schema.pages import After, Before, Connection, Direction, First, Last

AUDIT = needs(Scope.AUDIT_READ)


@strawberry.type(
    description="One change that was made in your organisation, as it was made: nothing changes an "
    "entry afterwards.",
    directives=[AUDIT],
)
class AuditEntry(Node):
    at: datetime = read("When the change was begun.")
    subject: str = read(
        "Who, always on behalf of your organisation: the id of one of your staff, of an operator "
        "or a client, or the name of a job of the server's own."
    )
    client: str | None = read("By which OAuth client; null for the server's own work.")
    request_id: str | None = read(
        "Under which request, as its answer named it; null for the server's own work."
    )
    action: str = read("What was done, such as `created` or `changed`.")
    type: str = read("What it was done to, such as `GROUP`.")
    thing: strawberry.ID = read("The id of what it was done to.")
    fields: list[str] = read("Which fields were changed; empty for a new thing.")
    before: JSON | None = read(
        "What public fields were before, by their names; null for what is confidential."
    )
    after: JSON | None = read(
        "What public fields were afterwards, by their names; null for what is confidential."
    )


@enum("What the audit can be ordered by.", AT="By when a change was begun.")
class AuditEntryOrderField(Word):
    AT = auto()


@strawberry.input(description="An order of audit entries.")
class AuditEntryOrder:
    field: AuditEntryOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.type
class AuditQueries:
    @strawberry.field(
        description="What was changed in your organisation, the oldest first unless you say "
        "otherwise.",
        directives=[AUDIT],
    )
    def audit_entries(
        self,
        thing: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only what was done to this.")
        ] = UNSET,
        subject: Annotated[
            str | None, strawberry.argument(description="Only what was done by whom this names.")
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        order_by: AuditEntryOrder | None = UNSET,
    ) -> Connection[AuditEntry]:
        return from_reader()

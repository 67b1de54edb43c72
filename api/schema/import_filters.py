"""How lists of imports, of what they do and of what is wrong with them are narrowed."""

from enum import auto

import strawberry

from api.domain.vocabulary import Word
from api.schema.binding import optional
from api.schema.enums import enum
from api.schema.import_words import ImportedThing, ImportStatus, Outcome, Severity
from api.schema.pages import Direction


@strawberry.input(description="Narrows by what is done.")
class OutcomeFilter:
    any_of: list[Outcome] | None = optional("One of these.")
    none_of: list[Outcome] | None = optional("None of these.")


@strawberry.input(description="Narrows by what something is done to.")
class ImportedThingFilter:
    any_of: list[ImportedThing] | None = optional("One of these.")
    none_of: list[ImportedThing] | None = optional("None of these.")


@strawberry.input(description="Narrows what an import does; every member given must hold.")
class ImportChangeFilter:
    outcome: OutcomeFilter | None = optional("By what is done.")
    thing: ImportedThingFilter | None = optional("By what it is done to.")


@strawberry.input(description="Narrows by what was done about a problem.")
class SeverityFilter:
    any_of: list[Severity] | None = optional("One of these.")
    none_of: list[Severity] | None = optional("None of these.")


@strawberry.input(description="Narrows a list of problems.")
class ImportRowProblemFilter:
    severity: SeverityFilter | None = optional("By what was done about them.")


@strawberry.input(description="Narrows by how far imports are.")
class ImportStatusFilter:
    any_of: list[ImportStatus] | None = optional("One of these.")
    none_of: list[ImportStatus] | None = optional("None of these.")


@strawberry.input(description="Narrows a list of imports; every member given must hold.")
class ImportFilter:
    status: ImportStatusFilter | None = optional("By how far they are.")
    network: strawberry.ID | None = optional("By the id of the network that they go into.")


@enum("What imports can be ordered by.", RECEIVED_AT="By when they came.")
class ImportOrderField(Word):
    RECEIVED_AT = auto()


@strawberry.input(description="An order of imports.")
class ImportOrder:
    field: ImportOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )

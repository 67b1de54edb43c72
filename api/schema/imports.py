"""Imports: what was sent into a network, what it would do, and what it was refused for."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from api.domain.scopes import Scope
from api.schema.access import needs
from api.schema.action_words import ImportAction
from api.schema.binding import from_reader, read
from api.schema.import_filters import (
    ImportChangeFilter,
    ImportFilter,
    ImportOrder,
    ImportRowProblemFilter,
)
from api.schema.import_words import (
    ImportedThing,
    ImportFormat,
    ImportProblem,
    ImportStatus,
    Outcome,
    Severity,
)
from api.schema.networks import Network
from api.schema.node import Versioned
from api.schema.pages import After, Before, Connection, First, Last

MANAGE = needs(Scope.GROUPS_MANAGE)


@strawberry.type(
    description="How many things of a kind meet with each outcome.", directives=[MANAGE]
)
class ImportCount:
    thing: ImportedThing = read("Of what.")
    created: int = read("How many are made.")
    changed: int = read("How many are changed.")
    removed: int = read("How many are archived.")
    kept: int = read("How many stay although the source says something else.")
    unchanged: int = read("How many are here as the source has them.")


@strawberry.type(description="One field that differs.", directives=[MANAGE])
class ImportField:
    field: str = read("Its name.")
    here: str | None = read(
        "What stood here; JSON unless it is a text. Null for where a venue is that is not public."
    )
    said: str | None = read(
        "What the source says; JSON unless it is a text. Null for where a venue is that is not "
        "public."
    )
    kept: bool = read(
        "Whether it stays as it is here, since somebody changed it here; see `releaseKeptFields`."
    )


@strawberry.type(description="What an import does to one thing.", directives=[MANAGE])
class ImportChange:
    id: strawberry.ID | None = read("The thing; null for one that is made.")
    thing: ImportedThing = read("What it is.")
    external_id: str = read("What the source knows it by.")
    name: str | None = read("What it is called afterwards.")
    outcome: Outcome = read("What is done.")
    fields: list[ImportField] = read("What differs; empty for one that is made.")


@strawberry.type(description="Something that is wrong with a row.", directives=[MANAGE])
class ImportRowProblem:
    row: int = read(
        "Which row, as a spreadsheet program counts, its headings being row 1; the first of a JSON "
        "feed is 1."
    )
    external_ids: list[str] = read("The meetings that the row made, if any.")
    severity: Severity = read("What was done about it.")
    code: str = read("The reason, for programs.")
    field: str | None = read("The field at fault; null where it is the row.")
    message: str = read("The reason, for people.")


@strawberry.type(
    description="What was sent into a network, or brought by one of its feeds. It is kept for "
    "seven days.",
    directives=[MANAGE],
)
class Import(Versioned):
    network: Network = read("Where it goes.")
    source: str = read("The name of its source, within which things are known again and removed.")
    format: ImportFormat = read("How it is written.")
    status: ImportStatus = read("How far it is.")
    problem: ImportProblem | None = read("Why it failed or is shown again.")
    explanation: str | None = read("What is wrong with it as a whole.")
    sent_by: str = read("What your organisation's audit knows by who sent it.")
    received_at: datetime = read("When it came.")
    rows_read: int | None = read("How many rows were understood; null before it is read.")
    rows_refused: int | None = read("How many rows were left out; null before it is read.")
    too_many_removals: bool = read(
        "Whether it archives so much that `allowRemovals` is needed to apply it."
    )
    applied_by: str | None = read("What the audit knows by who wanted it written.")
    ended_at: datetime | None = read("When it was applied, dropped or failed.")
    changed_at: datetime = read("When it was last changed.")
    allowed_actions: list[ImportAction] = read("What you may do with it now.")
    counts: list[ImportCount] = read("What it comes to; empty before it is read.")

    @strawberry.field(
        description="What it does, or did, thing by thing, without what stays as it is.",
        directives=[MANAGE],
    )
    def changes(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: ImportChangeFilter | None = UNSET,
    ) -> Connection[ImportChange]:
        return from_reader()

    @strawberry.field(
        description="What is wrong with its rows, those that were left out first.",
        directives=[MANAGE],
    )
    def problems(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: ImportRowProblemFilter | None = UNSET,
    ) -> Connection[ImportRowProblem]:
        return from_reader()


@strawberry.type
class ImportQueries:
    @strawberry.field(
        description="Imports into your organisation's networks, of the last seven days.",
        directives=[MANAGE],
    )
    def imports(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: ImportFilter | None = UNSET,
        order_by: ImportOrder | None = UNSET,
    ) -> Connection[Import]:
        return from_reader()

    @strawberry.field(
        name="import",
        description="One import by its id, or null if there is none.",
        directives=[MANAGE],
    )
    def one_import(
        self, id: Annotated[strawberry.ID, strawberry.argument(description="The import.")]
    ) -> Import | None:
        return from_reader()

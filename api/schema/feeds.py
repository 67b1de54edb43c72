"""Feeds that are pulled: where a network keeps its directory, and what the last run came to."""

from datetime import datetime

import strawberry
from strawberry import UNSET

from api.domain.scopes import Scope
from api.schema.access import needs
from api.schema.binding import from_reader, optional, read
from api.schema.import_words import FeedProblem, ImportFormat
from api.schema.imports import Import
from api.schema.networks import Network
from api.schema.node import Versioned
from api.schema.pages import After, Before, Connection, First, Last

MANAGE = needs(Scope.NETWORKS_MANAGE)


@strawberry.type(
    description="An address that is pulled into a network once a day. Nobody reads the address "
    "again, since it may hold a key.",
    directives=[MANAGE],
)
class Feed(Versioned):
    network: Network = read("Where it goes.")
    source: str = read("The name of its source, within which things are known again and removed.")
    format: ImportFormat = read("How it is written.")
    host: str = read("The host of its address.")
    hour: int = read("From which hour of UTC on it is pulled, 0 to 23.")
    last_run_at: datetime | None = read("When it was last pulled.")
    last_problem: FeedProblem | None = read("Why the last run brought nothing; null if it did.")
    last_import: Import | None = read(
        "What it last brought: its status, counts and problems are the report. An import that "
        "archives too much waits for somebody, and the feed with it."
    )
    changed_at: datetime = read("When it was last changed, or pulled.")


@strawberry.input(description="Narrows a list of feeds.")
class FeedFilter:
    network: strawberry.ID | None = optional("By the id of the network that they go into.")


@strawberry.type
class FeedQueries:
    @strawberry.field(description="The feeds of your organisation's networks.", directives=[MANAGE])
    def feeds(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: FeedFilter | None = UNSET,
    ) -> Connection[Feed]:
        return from_reader()

"""Guidelines of networks and groups, as the world sees them."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.domain.guidelines import MOST_VERSIONS_BACK, LineChange
from api.domain.scopes import Scope
from api.schema.access import PUBLIC, needs
from api.schema.binding import from_reader, read
from api.schema.enums import enum
from api.schema.node import Node

enum(
    "What became of a line from one version of guidelines to another.",
    KEPT="It is in both.",
    ADDED="It is in the later one only.",
    REMOVED="It is in the earlier one only.",
)(LineChange)


@strawberry.type(description="A line of guidelines, and what became of it.", directives=[PUBLIC])
class GuidelinesLine:
    change: LineChange = read("Whether it was kept, added or removed.")
    text: str = read("The line.")


@strawberry.type(
    description="One version of the guidelines of a network, or of a group that has some of its "
    "own. It never changes.",
    directives=[PUBLIC],
)
class Guidelines(Node):
    number: int = read("Counts the versions, from 1.")
    language: str | None = read("The language of the text, BCP 47; null where nobody has said.")
    text: str | None = read("What it says; null where a group withdrew its own guidelines.")
    published_at: datetime = read("Since when it is there.")
    published_by: str = read(
        "What the organisation's audit knows by who added it.", needs(Scope.NETWORKS_MANAGE)
    )

    @strawberry.field(
        description="What it changed, line by line and in the order of the text. A removed line "
        "stands where it stood."
    )
    def difference(
        self,
        since: Annotated[
            int | None,
            strawberry.argument(
                description="From the version of this number; from the one before if left out. "
                f"At most {MOST_VERSIONS_BACK} versions back: what differs from any before is what "
                "differs from that."
            ),
        ] = None,
    ) -> list[GuidelinesLine]:
        return from_reader()


Versions = Annotated[int, strawberry.argument(description="At most this many, 1 to 100.")]

"""The feed of changes, as the world sees it."""

from datetime import datetime

import strawberry
from strawberry import UNSET

from api.domain.directory_changes import ChangeKind, DirectoryThing
from api.schema.access import PUBLIC
from api.schema.binding import from_reader, read
from api.schema.enums import enum
from api.schema.node import Node
from api.schema.pages import After, Before, Connection, First, Last

enum(
    "What the public directory consists of. Occurrences follow from their meetings.",
    ORGANISATION="An organisation.",
    NETWORK="A network.",
    GROUP="A group.",
    MEETING="A meeting.",
    VENUE="A venue that a public meeting takes place at.",
    CRISIS_RESOURCE="A crisis resource.",
)(DirectoryThing)
enum(
    "What became of a thing towards the public, last.",
    CREATED="It became public.",
    UPDATED="It changed. You may not have heard of it before: only its last change is told.",
    DELETED="It is public no more, or nobody may see it for now. Take it out.",
)(ChangeKind)


@strawberry.type(description="The last change of one thing of the directory.", directives=[PUBLIC])
class DirectoryChange:
    id: strawberry.ID = read("The id of the thing.")
    type: DirectoryThing = read("What it is.")
    kind: ChangeKind = read("What became of it.")
    at: datetime = read("When the change was begun; the order is that of the list, not this.")
    node: Node | None = read("The thing as it is now, exactly; null if it was deleted.")


@strawberry.type
class DirectoryChangeQueries:
    @strawberry.field(
        description="What changed in the public directory, in an order that never changes behind "
        "a cursor: each thing once, at its last change. From no cursor to the last page it tells "
        "the whole directory; keep the last `endCursor`, also over an empty page, and ask on from "
        "it. Nothing is told twice unless it changed again, and nothing is ever missed.",
        directives=[PUBLIC],
    )
    def changes(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[DirectoryChange]:
        return from_reader()

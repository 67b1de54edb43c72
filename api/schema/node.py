"""What has an id of its own."""

import strawberry

from api.schema.access import PUBLIC
from api.schema.binding import read


@strawberry.interface(description="Anything with an id of its own.", directives=[PUBLIC])
class Node:
    id: strawberry.ID = read("An id that never changes: a type code, an underscore, 32 hex digits.")


@strawberry.interface(
    description="Anything that is changed by one version after another.", directives=[PUBLIC]
)
class Versioned(Node):
    version: int = read("Counts the changes; send it back as `expectedVersion` to change this.")

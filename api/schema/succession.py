"""Which group goes on in the place of one that is over."""

import strawberry

from api.schema.access import PUBLIC
from api.schema.binding import from_reader
from api.schema.groups import Group, GroupBy


@strawberry.type
class SuccessionQueries:
    @strawberry.field(
        description="The group that took over from one which is over, for whoever knew that one; "
        "null if none did.",
        directives=[PUBLIC],
    )
    def successor_of(self, by: GroupBy) -> Group | None:
        return from_reader()

"""Facilitators, as their own organisation sees them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.domain.scopes import Scope
from api.schema.access import needs
from api.schema.binding import read
from api.schema.node import Versioned

if TYPE_CHECKING:
    from api.schema.groups import Group
    from api.schema.staff import Staff

COLLEAGUES = needs(Scope.ORGANISATIONS_READ)


@strawberry.type(
    description="One of the staff, as whoever facilitates one group.", directives=[COLLEAGUES]
)
class Facilitator(Versioned):
    group: Annotated["Group", strawberry.lazy("api.schema.groups")] | None = read("The group.")
    staff: Annotated["Staff", strawberry.lazy("api.schema.staff")] | None = read("Who it is.")
    since: datetime = read("Since when.")
    ended_at: datetime | None = read("Until when, where they do so no more.")
    changed_at: datetime = read("When it was last changed.")

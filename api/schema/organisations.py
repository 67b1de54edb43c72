"""Organisations, as the world sees them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from api.schema.access import PUBLIC
from api.schema.binding import from_reader, read
from api.schema.node import Versioned
from api.schema.pages import After, Before, Connection, First, Last, NameOrder
from api.schema.words import OrganisationKind, OrganisationStatus

if TYPE_CHECKING:
    from api.schema.networks import Network


@strawberry.type(
    description="A network operator, a clinic, a partner, or the platform itself.",
    directives=[PUBLIC],
)
class Organisation(Versioned):
    slug: str = read("A name for addresses, unique among organisations.")
    name: str = read("What the organisation is called.")
    kind: OrganisationKind = read("What it is to the platform.")
    status: OrganisationStatus = read("Whether somebody has shown that it is theirs.")
    country: str | None = read("Its country, ISO 3166-1 alpha-2.")
    languages: list[str] = read("The languages it works in, BCP 47.")
    website: str | None = read("Its web address.")
    demo: bool = read("Whether it exists only to show the product.")
    changed_at: datetime = read("When it was last changed.")

    @strawberry.field(description="Its networks.")
    def networks(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        order_by: NameOrder | None = UNSET,
    ) -> Connection[Annotated["Network", strawberry.lazy("api.schema.networks")]]:
        return from_reader()

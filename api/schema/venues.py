"""Venues, as the world and their own organisation see them."""

from datetime import datetime

import strawberry

from api.domain.scopes import Scope
from api.schema.access import PUBLIC, needs
from api.schema.binding import read
from api.schema.network_words import VenueAction
from api.schema.node import Versioned
from api.schema.words import Disclosure, VenueKind


@strawberry.type(description="A point in decimal degrees, WGS 84.", directives=[PUBLIC])
class Point:
    latitude: float = read("Degrees north.")
    longitude: float = read("Degrees east.")


@strawberry.type(
    description="Where a meeting takes place: what is public of it, and for its organisation all.",
    directives=[PUBLIC],
)
class Venue(Versioned):
    kind: VenueKind = read("A place, an online room or a telephone line.")
    disclosure: Disclosure = read("Who may learn exactly where it is.")
    name: str | None = read("What it is called.")
    street: str | None = read("Street and number, where public.")
    area: str | None = read("The part of town.")
    locality: str | None = read("The town.")
    region: str | None = read("The state or province.")
    postal_code: str | None = read("The postal code, where public.")
    country: str | None = read("The country, ISO 3166-1 alpha-2.")
    point: Point | None = read("Where it is; the middle of an area where `approximate`.")
    approximate: bool = read("Whether the point stands for an area.")
    url: str | None = read("The address of an online room, where public.")
    phone: str | None = read("The number to dial, where public.")
    joining_notes: str | None = read("How to find or join it.")
    accessibility: list[str] = read("Slugs of what makes it accessible.")
    transport: str | None = read("How to get there.")
    changed_at: datetime = read("When it was last changed.")
    allowed_actions: list[VenueAction] = read(
        "What you may do to it now: exactly what your next change would be accepted for."
    )
    exact_address: str | None = read(
        "The exact address of a venue that is not public; each reading is entered in a ledger.",
        needs(Scope.MEETINGS_READ),
    )
    exact_link: str | None = read(
        "The address of an online room that is not public; each reading is entered in a ledger.",
        needs(Scope.MEETINGS_READ),
    )
    exact_dial_in: str | None = read(
        "The dial-in of a line that is not public; each reading is entered in a ledger.",
        needs(Scope.MEETINGS_READ),
    )

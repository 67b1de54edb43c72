"""What is said to change a venue, and what is said back."""

import strawberry

from api.domain.stating import ADDRESS_LENGTH as LINK_LENGTH
from api.domain.stating import NAME_LENGTH
from api.domain.venue_rules import (
    ADDRESS_LENGTH,
    MOST_FEATURES,
    NOTES_LENGTH,
    POSTAL_CODE_LENGTH,
)
from api.schema.access import PUBLIC
from api.schema.binding import optional
from api.schema.errors import UserError
from api.schema.venues import Venue
from api.schema.words import Disclosure, VenueKind

VENUE, VERSION = "The venue.", "The version that you looked at."
AS_IT_IS, WHY_NOT = "The venue as it is now.", "Why nothing was changed."
_NAME = f"1 to {NAME_LENGTH} characters"
_LINK = f"an http, https or tel address of at most {LINK_LENGTH:,} characters"
_KIND = "A place, an online room or a telephone line."
_DISCLOSURE = "Who may learn exactly where it is."


@strawberry.input(description="A point in decimal degrees, WGS 84.")
class PointInput:
    latitude: float = strawberry.field(description="Degrees north, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east, -180 to 180.")


@strawberry.input(
    description="What is stated of a venue; null: not stated. Everybody reads it, but for what is "
    "called exact: that is sealed, for a venue that is not public."
)
class VenueFacts:
    name: str | None = optional(f"What it is called, {_NAME}. Of a hidden venue, nothing telling.")
    street: str | None = optional(f"Street and number of a public venue, {_NAME}.")
    area: str | None = optional(f"The part of town, {_NAME}.")
    locality: str | None = optional(f"The town, {_NAME}.")
    region: str | None = optional(f"The state or province, {_NAME}.")
    postal_code: str | None = optional(
        f"The postal code of a public venue, 1 to {POSTAL_CODE_LENGTH} characters."
    )
    country: str | None = optional("The country, ISO 3166-1 alpha-2.")
    point: PointInput | None = optional(
        "Where it is; left out, it stays. Of a venue that is not public only the middle of an area "
        "of about five kilometres is kept. Nobody looks it up from the address."
    )
    approximate: bool | None = optional(
        "Whether to keep only such a middle of a public venue, too. Never null."
    )
    url: str | None = optional(f"The address of a public online room, {_LINK}.")
    phone: str | None = optional("The number to dial of a public line.")
    exact_address: str | None = optional(
        f"The address of a venue that is not public, 1 to {ADDRESS_LENGTH:,} characters. It is "
        "sealed."
    )
    exact_link: str | None = optional(
        f"The address of an online room that is not public, {_LINK}. It is sealed."
    )
    exact_dial_in: str | None = optional(
        f"The dial-in of a line that is not public, 1 to {ADDRESS_LENGTH:,} characters. It is "
        "sealed."
    )
    joining_notes: str | None = optional(
        f"How to find or join it, for everybody, 1 to {NOTES_LENGTH:,} characters."
    )
    accessibility: list[str] | None = optional(
        f"The slugs of at most {MOST_FEATURES} features that make it accessible."
    )
    transport: str | None = optional(f"How to get there, 1 to {NOTES_LENGTH:,} characters.")


@strawberry.input(description="Creates a venue.")
class CreateVenueInput(VenueFacts):
    kind: VenueKind = strawberry.field(description=_KIND)
    disclosure: Disclosure = strawberry.field(description=_DISCLOSURE)


@strawberry.input(
    description="Changes a venue: what is left out stays, null clears, a list is taken as a whole."
)
class ChangeVenueInput(VenueFacts):
    id: strawberry.ID = strawberry.field(description=VENUE)
    expected_version: int = strawberry.field(description=VERSION)
    kind: VenueKind | None = optional(f"{_KIND} Never null.")
    disclosure: Disclosure | None = optional(
        f"{_DISCLOSURE} Never null. Of a venue that is hidden, street, postal code, url and phone "
        "are sealed and the point is coarsened, unless you say others. Of a venue that is made "
        "public nothing sealed is published by itself: say it openly, or say null of it."
    )


@strawberry.input(description="Removes a venue that nothing uses.")
class RemoveVenueInput:
    id: strawberry.ID = strawberry.field(description=VENUE)
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.type(description="The new venue, or why there is none.", directives=[PUBLIC])
class CreateVenuePayload:
    venue: Venue | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The changed venue, or why it is as it was.", directives=[PUBLIC])
class ChangeVenuePayload:
    venue: Venue | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="Which venue was removed, or why none was.", directives=[PUBLIC])
class RemoveVenuePayload:
    removed_id: strawberry.ID | None = strawberry.field(description="What there is no more.")
    errors: list[UserError] = strawberry.field(description=WHY_NOT)

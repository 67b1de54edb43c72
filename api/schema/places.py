"""Places, as the world sees them: towns and areas in use."""

from enum import Enum
from typing import Annotated

import strawberry

from api.schema.access import PUBLIC
from api.schema.binding import read
from api.schema.venues import Point

Beginning = Annotated[
    str,
    strawberry.argument(
        description="The beginning of the name, at most 100 characters, in any script, with or "
        "without accents."
    ),
]


@strawberry.enum(description="What a place is.")
class PlaceKind(Enum):
    LOCALITY = strawberry.enum_value("LOCALITY", description="A town.")
    AREA = strawberry.enum_value("AREA", description="A part of a town.")


@strawberry.type(description="A town, or a part of one, where groups meet.", directives=[PUBLIC])
class Place:
    name: str = read("What it is called, in the spelling that most venues use.")
    kind: PlaceKind = read("What it is.")
    locality: str | None = read("The town that it is a part of.")
    region: str | None = read("The state or province.")
    country: str | None = read("The country, ISO 3166-1 alpha-2.")
    centre: Point = read(
        "The middle of its venues, as far as they are public: of one that is not, the middle of "
        "its area."
    )
    groups: int = read("How many published groups have a venue there.")

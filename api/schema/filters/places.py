"""What narrows by where people meet."""

import strawberry
from strawberry import UNSET


@strawberry.input(description="Has a venue within a distance of a place, as far as that is public.")
class NearFilter:
    latitude: float = strawberry.field(description="Degrees north, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east, -180 to 180.")
    within_km: float | None = strawberry.field(
        description="The distance in kilometres; 25 if left out, any for `nearest`.", default=UNSET
    )
    nearest: int | None = strawberry.field(
        description="Only so many, 1 to 100: the nearest that pass all other filters.",
        default=UNSET,
    )
    or_online: bool | None = strawberry.field(
        description="Also what is reachable from anywhere, behind all places, by its next start.",
        default=UNSET,
    )

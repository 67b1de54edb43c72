"""Results around a place as a plain drawing: no tiles, nobody else is asked for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Final

from api.domain.places import ANTIMERIDIAN, KILOMETRES_PER_DEGREE
from api.http.pages.asking import Json
from api.http.pages.search import Spot

# Pixels from the middle of the drawing to its edge.
HALF: Final = 200
_MARGIN: Final = 1.15
_NEAREST_KM: Final = 1.0
# Half the diagonal of the grid square that an approximate point is the middle of.
_AREA_KM: Final = 4.0
_RINGS: Final = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
_LEAST_AREA: Final = 10.0
_PHYSICAL: Final = "PHYSICAL"


@dataclass(frozen=True, slots=True)
class Dot:
    """A place in the drawing, in pixels from its middle, and the numbers of the results there."""

    x: float
    y: float
    radius: float
    approximate: bool
    numbers: str


@dataclass(frozen=True, slots=True)
class Scatter:
    """The drawing: places, and circles of so many kilometres and pixels around the middle."""

    dots: tuple[Dot, ...]
    rings: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    number: int
    east: float
    north: float
    approximate: bool


def scatter(spot: Spot | None, edges: Sequence[Json]) -> Scatter | None:
    """Return a drawing of results with points around a place, or None where there are none."""
    if spot is None:
        return None
    seen = list(_seen(spot, edges))
    if not seen:
        return None
    reach = max(_NEAREST_KM, *(hypot(each.east, each.north) for each in seen)) * _MARGIN
    scale = HALF / reach
    found: dict[tuple[float, float, bool], list[int]] = {}
    for each in seen:
        at = (round(each.east * scale, 1), round(-each.north * scale, 1), each.approximate)
        found.setdefault(at, []).append(each.number)
    dots = tuple(_dot(at, numbers, scale) for at, numbers in found.items())
    rings = [kilometres for kilometres in _RINGS if reach / 6 < kilometres < reach][-2:]
    return Scatter(
        # Areas lie below, so that no place is hidden by one.
        tuple(sorted(dots, key=lambda dot: not dot.approximate)),
        tuple((f"{kilometres:g} km", round(kilometres * scale, 1)) for kilometres in rings),
    )


def _dot(at: tuple[float, float, bool], numbers: list[int], scale: float) -> Dot:
    x, y, approximate = at
    radius = max(_LEAST_AREA, round(_AREA_KM * scale, 1)) if approximate else 5.0
    return Dot(x, y, radius, approximate, ", ".join(map(str, dict.fromkeys(numbers))))


def _seen(spot: Spot, edges: Sequence[Json]) -> Iterator[_Seen]:
    for number, edge in enumerate(edges, start=1):
        if edge["distanceMetres"] is None:
            continue
        for meeting in edge["node"]["meetings"]["nodes"]:
            for venue in meeting["venues"]:
                if venue["kind"] == _PHYSICAL and venue["point"]:
                    yield _place(spot, number, venue)


def _place(spot: Spot, number: int, venue: Json) -> _Seen:
    point = venue["point"]
    turn = 2 * ANTIMERIDIAN
    degrees = (point["longitude"] - spot.longitude + ANTIMERIDIAN) % turn - ANTIMERIDIAN
    return _Seen(
        number,
        degrees * KILOMETRES_PER_DEGREE * cos(radians(spot.latitude)),
        (point["latitude"] - spot.latitude) * KILOMETRES_PER_DEGREE,
        venue["approximate"],
    )

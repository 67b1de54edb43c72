"""Places on the globe: points, distance, and the integer cells that make them searchable."""

from dataclasses import dataclass
from math import asin, ceil, cos, floor, isfinite, radians, sin, sqrt

from api.domain.errors import InvalidInput

EARTH_RADIUS_METRES = 6_371_008.8
KILOMETRES_PER_DEGREE = 111.195
# Cells of about 2, 18 and 178 kilometres from north to south.
CELL_DEGREES = (0.02, 0.16, 1.6)
COARSE_DEGREES = 0.05
POLE = 90
ANTIMERIDIAN = 180


@dataclass(frozen=True, slots=True)
class Point:
    """A point in decimal degrees (WGS 84). Raises InvalidInput outside the globe."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (isfinite(self.latitude) and -POLE <= self.latitude <= POLE):
            raise InvalidInput("A latitude lies between -90 and 90.", path=("latitude",))
        if not (isfinite(self.longitude) and -ANTIMERIDIAN <= self.longitude <= ANTIMERIDIAN):
            raise InvalidInput("A longitude lies between -180 and 180.", path=("longitude",))

    def coarse(self) -> "Point":
        """Return the centre of the grid square of about five kilometres around the point.

        Snapping to a fixed grid, rather than adding noise, gives every question the same
        answer, so that asking often does not average the place out.
        """
        return Point(
            min(float(POLE), _centre(self.latitude)),
            min(float(ANTIMERIDIAN), _centre(self.longitude)),
        )

    def cells(self) -> tuple[int, int, int]:
        """Return the cell of the point at each of the three resolutions."""
        fine, middle, wide = (_cell(self.latitude, self.longitude, size) for size in CELL_DEGREES)
        return fine, middle, wide


@dataclass(frozen=True, slots=True)
class Cover:
    """The cells of one resolution (0, 1 or 2) that cover a circle."""

    resolution: int
    cells: tuple[int, ...]


def distance_metres(here: Point, there: Point) -> float:
    """Return the great-circle distance (haversine)."""
    lat1, lat2 = radians(here.latitude), radians(there.latitude)
    half_lat = (lat2 - lat1) / 2
    half_lon = radians(there.longitude - here.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(min(1.0, sqrt(chord)))


def cover(centre: Point, kilometres: float, *, most: int = 400) -> Cover | None:
    """Return the fewest-sized cells that cover the circle, or None where it spans too much.

    None means that cells would not narrow the search: near a pole, or a radius of
    thousands of kilometres.
    """
    for resolution, size in enumerate(CELL_DEGREES):
        cells = _covering(centre, kilometres, size, most)
        if cells is not None:
            return Cover(resolution, cells)
    return None


def _covering(centre: Point, kilometres: float, size: float, most: int) -> tuple[int, ...] | None:
    reach = kilometres / KILOMETRES_PER_DEGREE
    south, north = centre.latitude - reach, centre.latitude + reach
    shrink = cos(radians(min(89.9, max(abs(south), abs(north)))))
    wide = reach / shrink
    if south < -POLE or north > POLE or wide >= ANTIMERIDIAN:
        return None
    rows = range(_index(south, POLE, size), _index(north, POLE, size) + 1)
    first = _index(centre.longitude - wide, ANTIMERIDIAN, size)
    columns = range(first, _index(centre.longitude + wide, ANTIMERIDIAN, size) + 1)
    if len(rows) * len(columns) > most:
        return None
    around = _columns(size)
    return tuple(sorted({row * around + column % around for row in rows for column in columns}))


def _cell(latitude: float, longitude: float, size: float) -> int:
    around = _columns(size)
    return _index(latitude, POLE, size) * around + _index(longitude, ANTIMERIDIAN, size) % around


def _columns(size: float) -> int:
    return ceil(360 / size)


def _index(degrees: float, offset: float, size: float) -> int:
    return floor((degrees + offset) / size)


def _centre(degrees: float) -> float:
    return round((floor(degrees / COARSE_DEGREES) + 0.5) * COARSE_DEGREES, 4)

"""Nearness: filtering by distance to a venue and measuring it, as far as places are public."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import ColumnElement, FromClause, Integer, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.errors import InvalidInput
from api.domain.places import EARTH_RADIUS_METRES, Cover, Point, cover
from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.reading.views import Filter, Narrowing
from api.persistence.tables.catalogue import venues
from api.persistence.tables.meetings import meeting_venues, meetings

WIDEST_KM = 20_100
NEAR_CELLS = ("cell_fine", "cell_middle", "cell_wide")


def near(thing: str, *, key: str = "id") -> Filter:
    """Filter by distance to the nearest venue of a row, and measure it in whole metres."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        links, held, place = meeting_venues.alias(), meetings.alias(), venues.alias()
        metres = func.min(_metres(place, given, ask))
        within = ask.bind(given["withinKm"], _metres_within, Integer())
        found = (
            select(links.c[thing].label("thing"), metres.label("metres"))
            .join_from(links, held, held.c.id == links.c.meeting_id)
            .join(place, place.c.id == links.c.venue_id)
            .where(held.c.published, place.c.latitude.is_not(None), *_cells(place, given, ask))
            .group_by(links.c[thing])
            .having(metres <= within)
            .subquery()
        )
        out.near = (found, found.c.thing == row.c[key])
        out.distance = found.c.metres

    return apply


def _cells(place: FromClause, given: Given, ask: Ask) -> list[ColumnElement[bool]]:
    chosen = ask.choose(given, lambda near: (found := _cover(near)) and found.resolution)
    if chosen is None:
        return []
    bound = ask.bind(given, lambda near: list(_cells_of(near)), ARRAY(Integer()))
    return [place.c[NEAR_CELLS[chosen]] == func.any(bound)]


def _cells_of(near: dict[str, float]) -> tuple[int, ...]:
    found: Cover | None = _cover(near)
    return () if found is None else found.cells


def _cover(near: dict[str, float]) -> Cover | None:
    return cover(_point(near), _metres_within(near["withinKm"]) / 1000)


def _point(near: dict[str, float]) -> Point:
    return Point(near["latitude"], near["longitude"])


def _metres_within(kilometres: float) -> int:
    if not 0 < kilometres <= WIDEST_KM:
        raise InvalidInput(f"A distance is more than 0 and at most {WIDEST_KM} kilometres.")
    return round(kilometres * 1000)


def _metres(place: FromClause, given: Given, ask: Ask) -> ColumnElement[int]:
    """Return the great-circle distance to a venue (haversine), in whole metres."""
    latitude = ask.bind(given, lambda near: _point(near).latitude, place.c.latitude.type)
    longitude = ask.bind(given, lambda near: _point(near).longitude, place.c.longitude.type)
    half = literal_column("2")
    chord = func.power(func.sin(func.radians(place.c.latitude - latitude) / half), half) + (
        func.cos(func.radians(latitude))
        * func.cos(func.radians(place.c.latitude))
        * func.power(func.sin(func.radians(place.c.longitude - longitude) / half), half)
    )
    across = literal_column(str(2 * EARTH_RADIUS_METRES)) * func.asin(
        func.least(literal_column("1"), func.sqrt(chord))
    )
    return cast(func.round(across), Integer)

"""Distance in SQL, by the formula and the sphere of ``api/domain/places.py``."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# SQLAlchemy cannot know the types of columns of any view.

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, cast, func, literal_column

from api.domain.places import EARTH_RADIUS_METRES


def metres_to(place: FromClause, latitude: Any, longitude: Any) -> ColumnElement[int]:
    """Return the great-circle distance to a venue (haversine), in whole metres."""
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

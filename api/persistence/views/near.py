"""Nearness: filtering by distance to a venue and measuring it, as far as places are public."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    case,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.errors import InvalidInput
from api.domain.places import Cover, Point, cover
from api.persistence.reading.ask import ArgumentRefused, Ask
from api.persistence.reading.envelope import FAR
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Filter, Narrowing, Near
from api.persistence.tables.catalogue import venues
from api.persistence.tables.meetings import meeting_venues, meetings
from api.persistence.views.distance import metres_to
from api.persistence.views.placed import AT_ONCE, Placed

WIDEST_KM = 20_100
USUAL_KM = 25.0
MOST_NEAREST = 100
NEAR_CELLS = ("cell_fine", "cell_middle", "cell_wide")
RING_KM = (2.0, 12.0, 60.0, 350.0)
"""The rings in which the nearest are looked for, each only if the smaller ones hold too few."""


def near(placed: Placed) -> Filter:
    """Filter by distance to the nearest venue of a row, and measure it in whole metres."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        if given["nearest"].present:
            found = _nearest(placed, row, given, ask, out)
        else:
            found = _within(placed, given, ask, _kilometres).subquery()
        on = found.c.thing == row.c[placed.key]
        either = given["orOnline"].value is True
        out.near = Near(found, on, kept=either)
        out.distance = found.c.metres
        if either:
            elsewhere = found.c.thing.is_(None)
            out.where.append(or_(found.c.thing.is_not(None), placed.online(row)))
            out.distance = func.coalesce(found.c.metres, FAR)
            out.then = case((elsewhere, placed.starts(row, ask)), else_=AT_ONCE)

    return apply


def _within(
    placed: Placed, given: Given, ask: Ask, reach: Callable[[Mapping[str, Any]], float]
) -> Select[Any, int]:
    """Return the things with a venue within the distance, and how far the nearest one is."""
    links, held, place = meeting_venues.alias(), meetings.alias(), venues.alias()
    point = (
        ask.bind(given, lambda near: _point(near).latitude, place.c.latitude.type),
        ask.bind(given, lambda near: _point(near).longitude, place.c.longitude.type),
    )
    metres = func.min(metres_to(place, *point))
    most = ask.bind(given, lambda near: round(reach(near) * 1000), Integer())
    return (
        select(links.c[placed.thing].label("thing"), metres.label("metres"))
        .join_from(links, held, held.c.id == links.c.meeting_id)
        .join(place, place.c.id == links.c.venue_id)
        .where(held.c.published, place.c.latitude.is_not(None), *_cells(place, given, ask, reach))
        .group_by(links.c[placed.thing])
        .having(metres <= most)
    )


def _nearest(placed: Placed, row: FromClause, given: Given, ask: Ask, out: Narrowing) -> FromClause:
    """Return the nearest things that pass the other filters too, ring by ring.

    A ring is looked at only if the smaller ones hold too few: PostgreSQL tests that once and
    leaves the ring alone. The last ring is as wide as the filter allows.
    """
    number = literal_column(str(ask.choose(given["nearest"], _number)))
    if out.again is None:
        refusal = InvalidInput("Ask for the nearest in a list at the root, with all its filters.")
        raise ArgumentRefused(refusal, ask.path, (*given.path, "nearest"))
    rings: list[Any] = []
    for ring in (*RING_KM, WIDEST_KM):
        inside = _within(placed, given, ask, _at_most(ring)).subquery()
        other = row.element.alias()  # pyright: ignore[reportAttributeAccessIssue] - rows of a view are aliases
        chosen = (
            _first(inside, number)
            .join(other, other.c[placed.key] == inside.c.thing)
            .where(*out.again(other), *(_too_few(each, number) for each in rings))
        )
        rings.append(chosen.cte().prefix_with("MATERIALIZED", dialect="postgresql"))
    every = union_all(*(select(ring.c.thing, ring.c.metres) for ring in rings)).subquery()
    return _first(every, number).subquery()


def _first(found: FromClause, number: ColumnElement[int]) -> Select[Any, int]:
    """Return so many things with the least distance, those equally far by their ids."""
    nearest = select(found.c.thing, func.min(found.c.metres).label("metres"))
    in_order = literal_column("2"), literal_column("1")
    return nearest.select_from(found).group_by(found.c.thing).order_by(*in_order).limit(number)


def _too_few(ring: Any, number: ColumnElement[int]) -> ColumnElement[bool]:
    return select(func.count()).select_from(ring).scalar_subquery() < number


def _number(wanted: int) -> int:
    if not 1 <= wanted <= MOST_NEAREST:
        raise InvalidInput(f"Ask for the nearest 1 to {MOST_NEAREST}.")
    return wanted


def _cells(
    place: FromClause, given: Given, ask: Ask, reach: Callable[[Mapping[str, Any]], float]
) -> list[ColumnElement[bool]]:
    def covering(near: Mapping[str, Any]) -> Cover | None:
        return cover(_point(near), reach(near))

    chosen = ask.choose(given, lambda near: (found := covering(near)) and found.resolution)
    if chosen is None:
        return []
    bound = ask.bind(
        given, lambda near: list(found.cells if (found := covering(near)) else ()), ARRAY(Integer())
    )
    return [place.c[NEAR_CELLS[chosen]] == func.any(bound)]


def _at_most(ring: float) -> Callable[[Mapping[str, Any]], float]:
    return lambda near: min(ring, _kilometres(near))


def _kilometres(near: Mapping[str, Any]) -> float:
    """Return how far to look: as asked, else as usual, or anywhere for the nearest."""
    asked = near.get("withinKm")
    if asked is None:
        return WIDEST_KM if near.get("nearest") is not None else USUAL_KM
    if not 0 < asked <= WIDEST_KM:
        raise InvalidInput(
            f"A distance is more than 0 and at most {WIDEST_KM} kilometres.", path=("withinKm",)
        )
    return float(asked)


def _point(near: Mapping[str, Any]) -> Point:
    return Point(near["latitude"], near["longitude"])

"""Whether a group can be reached: when it meets beside when one has time, and how far away."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    FromClause,
    Integer,
    Numeric,
    Select,
    Text,
    case,
    cast,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.availability import Availability, Window
from api.domain.errors import InvalidInput, Refusal
from api.domain.matching import Wish
from api.domain.places import Point
from api.persistence.reading.ask import Ask, ReadBind, Request
from api.persistence.reading.given import Given
from api.persistence.tables.catalogue import venues
from api.persistence.tables.meetings import meeting_venues, meetings, occurrences
from api.persistence.views import placed
from api.persistence.views.distance import metres_to
from api.persistence.views.matching.checks import Check, Found
from api.persistence.views.near import WIDEST_KM
from api.persistence.views.time import INSTANT, upcoming, zone_of
from api.persistence.views.windows import DAY, days_ahead, iso_weekdays, minute_of_day

MOST_WINDOWS = 50
DAYS_OF_A_WEEK = 7
MOST_TIMES = 2_000
"""How often all windows may come in the days ahead, since each time is worked out by itself."""
_MINUTE = literal_column('\'YYYY-MM-DD"T"HH24:MI"Z"\'')
_SCHEDULED = literal_column("'SCHEDULED'")


def availability(_given: Given, _ask: Ask, _wish: Wish) -> Check:
    """Hold the coming starts of a group against weekly windows; where none is known, nothing is."""

    def evidence(_group: FromClause, found: Found) -> ColumnElement[str]:
        start = func.coalesce(found.fits_at, found.starts_at)
        return func.to_char(func.timezone(literal_column("'UTC'"), start), _MINUTE, type_=Text)

    return Check(
        stated=lambda _group, found: found.starts_at.is_not(None),
        met=lambda _group, found: found.fits_at.is_not(None),
        evidence=evidence,
    )


def starts(ask: Ask) -> Select[Any, Any, Any]:
    """Return the groups that meet in the coming days: when first, and when first in a window."""
    held, given = occurrences.alias(), ask.given("input")["availability"]
    until = ask.binds.add(_until(given, ask), INSTANT)
    scheduled = held.c.status == _SCHEDULED
    first = func.min(held.c.starts_at)
    return (
        select(
            held.c.group_id.label("thing"),
            first.label("starts_at"),
            first.filter(scheduled, _inside(held, given, ask)).label("fits_at"),
        )
        .where(held.c.published, held.c.starts_at >= ask.now, held.c.starts_at < until)
        .group_by(held.c.group_id)
    )


def fitting(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for occurrences that one could go to: in the windows, or outside those to avoid.

    Only public ones, so that an organisation is told of its own groups what all are told.
    """
    given = ask.given("input")["availability"]
    if not given.present:
        return row.c.published & upcoming(row, ask)
    inside = _inside(row, given, ask)
    if str(given["wish"].value) == Wish.AVOID:
        return row.c.published & upcoming(row, ask) & not_(inside)
    return row.c.published & inside & (row.c.status == _SCHEDULED)


def _inside(row: FromClause, given: Given, ask: Ask) -> ColumnElement[bool]:
    """Hold for a start in one of the stretches: behind an odd number of their ends."""
    ends = ask.binds.add(_ends(given, ask), ARRAY(INSTANT), key=("stretches", ask.path))
    behind = func.width_bucket(row.c.starts_at, ends, type_=Integer)
    return behind % literal_column("2") == literal_column("1")


def _ends(given: Given, ask: Ask) -> ReadBind:
    """Read where stretches open and close, in turn; PostgreSQL refuses an empty list."""
    reading = ask.reading(given, _availability)

    def read(request: Request) -> list[datetime]:
        now = ask.instant(request)
        return [end for stretch in reading(request).stretches(now) for end in stretch] or [now] * 2

    return read


def _until(given: Given, ask: Ask) -> ReadBind:
    reading = ask.reading(given, _availability)
    return lambda request: reading(request).until(ask.instant(request))


def _availability(value: Mapping[str, Any]) -> Availability:
    windows = value["windows"]
    if not 1 <= len(windows) <= MOST_WINDOWS:
        raise InvalidInput(f"Name 1 to {MOST_WINDOWS} windows.", path=("windows",))
    zone, days = zone_of(value["timeZone"], "timeZone"), days_ahead(value.get("withinDays"))
    read = tuple(_window(each, at) for at, each in enumerate(windows))
    if sum(len(each.weekdays) for each in read) * days > MOST_TIMES * DAYS_OF_A_WEEK:
        raise InvalidInput(
            "These windows come too often: name fewer, or look ahead fewer days.", path=("windows",)
        )
    return Availability(zone, read, days)


def _window(value: Mapping[str, Any], at: int) -> Window:
    try:
        start, end = minute_of_day(value, "after", 0), minute_of_day(value, "before", DAY)
        return Window(frozenset(iso_weekdays(value)), start, (end - start) % DAY or DAY)
    except Refusal as refusal:
        refusal.path = ("windows", str(at), *refusal.path)
        raise


def travel(given: Given, ask: Ask, _wish: Wish) -> Check:
    """Hold the nearest venue against a distance; what is reachable from anywhere is met."""
    most = ask.bind(given, _metres, Integer())

    def near(found: Found) -> ColumnElement[bool]:
        return found.metres <= most

    def evidence(group: FromClause, found: Found) -> ColumnElement[str]:
        kilometres = cast(found.metres, Numeric()) / literal_column("1000")
        far = func.concat(func.round(kilometres, literal_column("1")), literal_column("' km'"))
        remote = func.array_to_string(group.c.media, literal_column("', '"))
        return case((near(found), far), (placed.any_online(group), remote), else_=far)

    return Check(
        stated=lambda group, found: or_(found.metres.is_not(None), placed.any_online(group)),
        met=lambda group, found: or_(near(found), placed.any_online(group)),
        evidence=evidence,
    )


def distances(ask: Ask) -> Select[Any, int]:
    """Return how far the nearest venue of each group is, as far as places are public."""
    links, held, place = meeting_venues.alias(), meetings.alias(), venues.alias()
    given = ask.given("input")["travel"]
    latitude = ask.bind(given, lambda value: _point(value).latitude, Double())
    longitude = ask.bind(given, lambda value: _point(value).longitude, Double())
    return (
        select(
            links.c.group_id.label("thing"),
            func.min(metres_to(place, latitude, longitude)).label("metres"),
        )
        .join_from(links, held, held.c.id == links.c.meeting_id)
        .join(place, place.c.id == links.c.venue_id)
        .where(held.c.published, place.c.latitude.is_not(None))
        .group_by(links.c.group_id)
    )


def _point(value: Mapping[str, Any]) -> Point:
    return Point(value["latitude"], value["longitude"])


def _metres(value: Mapping[str, Any]) -> int:
    kilometres = value["withinKm"]
    if not 0 < kilometres <= WIDEST_KM:
        raise InvalidInput(
            f"A distance is more than 0 and at most {WIDEST_KM} kilometres.", path=("withinKm",)
        )
    return round(kilometres * 1000)

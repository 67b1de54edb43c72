"""Places: towns and areas that groups meet in, found by how their names begin."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    FromClause,
    Numeric,
    Select,
    Text,
    cast,
    collate,
    func,
    literal_column,
    select,
    union_all,
)

from api.domain.errors import InvalidInput
from api.domain.text import sort_key
from api.persistence.reading import json
from api.persistence.reading.ask import Ask
from api.persistence.reading.compile import Compiler
from api.persistence.reading.views import Part, Rows, View, Worked
from api.persistence.tables.catalogue import venues
from api.persistence.tables.meetings import meeting_venues, meetings
from api.persistence.views.binding import worked_out

LONGEST = 100
BEYOND_ALL = "\U0010ffff"
"""Sorts behind whatever may follow a prefix under the collation "C"."""
_NOTHING = literal_column("NULL::text", Text())
_DECIMALS = literal_column("4")
_ONE = literal_column("1")


def _prefix(text: str) -> str:
    """Return what the key of a place begins with, or refuse what no name begins with."""
    if "\0" in text or len(text) > LONGEST:
        raise InvalidInput(f"A beginning of a name has at most {LONGEST} characters.")
    folded = sort_key(text)
    if not any(char.isalnum() for char in folded):
        raise InvalidInput("Give at least one letter or digit that the name begins with.")
    return folded


def _matching(ask: Ask, kind: str) -> Select[Any]:
    """Return each venue of a published meeting, with each of its groups, whose name fits.

    Only what the catalogue holds is read, where a venue that is not public has a coarse
    point.
    """
    place, links, held = venues.alias(), meeting_venues.alias(), meetings.alias()
    given, names = ask.given("startsWith"), _names(place, kind)
    key, *_ = names
    number = func.row_number().over(partition_by=place.c.id).label("number")
    # Names are grouped, which the rules of a language make many times slower.
    around = [collate(place.c[each], "C").label(each) for each in ("region", "country")]
    return (
        select(json.word(kind).label("kind"), *names, *around)
        .add_columns(place.c.latitude, place.c.longitude, links.c.group_id, number)
        .join_from(links, held, held.c.id == links.c.meeting_id)
        .join(place, place.c.id == links.c.venue_id)
        .where(
            held.c.published,
            place.c.latitude.is_not(None),
            key >= ask.bind(given, _prefix, Text()),
            key < ask.bind(given, lambda text: _prefix(text) + BEYOND_ALL, Text()),
        )
    )


def _names(place: FromClause, kind: str) -> list[Any]:
    """Return key and name of a place, then those of the town that it is a part of."""
    town = [place.c.locality_key, place.c.locality]
    if kind == "LOCALITY":
        names = [*town, _NOTHING, _NOTHING]
    else:
        names = [place.c.area_key, place.c.area, *town]
    labels = ("key", "name", "town", "locality")
    return [column.label(label) for column, label in zip(names, labels, strict=True)]


def _mean(found: FromClause) -> tuple[ColumnElement[float], ColumnElement[float]]:
    """Return latitude and longitude of the mean of the venues, each counted once.

    The mean is taken of vectors from the centre of the globe, since that of degrees is on the
    other side of it for venues on both sides of the antimeridian.
    """
    north, east = func.radians(found.c.latitude), func.radians(found.c.longitude)
    vectors = (
        func.cos(north) * func.cos(east),
        func.cos(north) * func.sin(east),
        func.sin(north),
    )
    x, y, z = (func.avg(each).filter(found.c.number == _ONE) for each in vectors)
    return _degrees(func.atan2(z, func.sqrt(x * x + y * y))), _degrees(func.atan2(y, x))


def _degrees(angle: ColumnElement[float]) -> ColumnElement[float]:
    rounded = func.round(cast(func.degrees(angle), Numeric), _DECIMALS)
    return cast(rounded, Double)


def _spelling(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return the most usual spelling of names that are folded alike."""
    return func.mode().within_group(collate(column, "C"))


def _rows(compiler: Compiler, _parent: FromClause | None, ask: Ask) -> Worked:
    matching = (_matching(ask, kind) for kind in ("LOCALITY", "AREA"))
    found = union_all(*matching).subquery(f"f{next(compiler.numbers)}")
    latitude, longitude = _mean(found)
    rows = (
        select(
            found.c.kind,
            _spelling(found.c.name).label("name"),
            _spelling(found.c.locality).label("locality"),
            found.c.region,
            found.c.country,
            latitude.label("latitude"),
            longitude.label("longitude"),
            func.count(found.c.group_id.distinct()).label("groups"),
        )
        .group_by(found.c.kind, found.c.key, found.c.town, found.c.region, found.c.country)
        .subquery(f"w{next(compiler.numbers)}")
    )
    names = (collate(rows.c[each], "C") for each in ("name", "locality", "region", "country"))
    return Worked(rows, [rows.c.groups.desc(), *names, rows.c.kind])


PLACE = View(
    name="Place",
    table=None,
    fields={
        "name": worked_out("name"),
        "kind": worked_out("kind"),
        "locality": worked_out("locality", nullable=True),
        "region": worked_out("region", nullable=True),
        "country": worked_out("country", nullable=True),
        "centre": Part("Point"),
        "groups": worked_out("groups"),
    },
)

VIEWS = (PLACE,)
ROOT = {"places": Rows("Place", _rows)}

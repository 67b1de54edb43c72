"""Weekly windows: whether something takes place at a time of the week, in the asker's zone."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    SmallInteger,
    Text,
    column,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.errors import InvalidInput, UnknownTimeZone
from api.persistence.reading.ask import ArgumentRefused, Ask, Request
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Filter, Narrowing
from api.persistence.tables.meetings import occurrences
from api.persistence.views.time import INSTANT, zone_of
from api.persistence.views.windows import (
    DAY,
    WEEK,
    days_ahead,
    is_common,
    iso_weekdays,
    stretches,
    window,
)


def meets(thing: str) -> Filter:
    """Filter by a weekly window in the asker's zone: held at least once in the coming days."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        held = occurrences.alias()
        inside = [
            held.c.starts_at >= ask.now,
            held.c.starts_at < ask.binds.add(_horizon(given, ask), INSTANT),
            held.c.status == literal_column("'SCHEDULED'"),
            held.c.published,
            *_inside(held, given, ask),
        ]
        if ask.choose(given, is_common):
            found = select(held.c.id).where(held.c[thing] == row.c.id, *inside).correlate(row)
            # Without an offset PostgreSQL would join all occurrences before it reads any row.
            out.where.append(exists(found.offset(literal_column("0"))))
        else:
            found = _found(held.c[thing], held, inside, _stretches(given, ask))
            out.where.append(row.c.id == func.any(func.array(found.scalar_subquery())))

    return apply


def _found(
    thing: ColumnElement[Any], held: FromClause, inside: list[ColumnElement[bool]], stretch: Any
) -> Select[Any]:
    """Return what takes place within stretches of the week, each looked up by its minutes.

    The offset has PostgreSQL read them one after the other. It cannot know how many there are
    once a plan serves every request, and would rather read all occurrences.
    """
    within = held.c.utc_minute_of_week.between(stretch.c.low, stretch.c.high)
    each = (
        select(thing.label("thing"))
        .where(within, *inside)
        .offset(literal_column("0"))
        .correlate(stretch)
        .lateral()
    )
    return select(each.c.thing).select_from(stretch.join(each, literal_column("true")))


def _stretches(given: Given, ask: Ask) -> FromClause:
    """Return the stretches of a week in UTC that the window can lie in, as rows."""
    of_type = ARRAY(SmallInteger())
    return (
        func.unnest(*(_bind_of(ask, given, _edge(at), of_type) for at in (0, 1)))
        .table_valued(column("low", SmallInteger()), column("high", SmallInteger()))
        .render_derived()
    )


def _edge(at: int) -> Callable[[Mapping[str, Any], datetime], list[int]]:
    return lambda value, now: [pair[at] for pair in stretches(value, now)]


def _inside(held: FromClause, given: Given, ask: Ask) -> list[ColumnElement[bool]]:
    """Return what holds for a start within the window: first cheaply in UTC, then exactly."""
    # A remainder in SQL takes the sign of what is divided: a week more keeps it positive.
    since_utc = held.c.utc_minute_of_week - _bind(ask, given, "utc") + literal_column(str(WEEK))
    minutes = since_utc % literal_column(str(DAY))
    zone = ask.bind(given["timeZone"], lambda name: zone_of(name).key, Text())
    zeros = [literal_column("0")] * 5
    # Shifting by the window's start makes a window past midnight one of its first day.
    shift = func.make_interval(*zeros, _bind(ask, given, "start"))
    local = func.timezone(zone, held.c.starts_at) - shift
    since = func.extract("hour", local) * literal_column("60") + func.extract("minute", local)
    days = ask.bind(given, iso_weekdays, ARRAY(SmallInteger()))
    return [
        minutes <= _bind(ask, given, "width"),
        func.extract("isodow", local) == func.any(days),
        since < _bind(ask, given, "span"),
    ]


def _bind(ask: Ask, given: Given, name: str) -> Any:
    return _bind_of(ask, given, lambda value, now: window(value, now)[name], Integer())


def _bind_of(
    ask: Ask, given: Given, make: Callable[[Mapping[str, Any], datetime], Any], of_type: Any
) -> Any:
    reading = ask.reading(given, lambda value: value)

    def read(request: Request) -> Any:
        value = reading(request)
        try:
            return make(value, ask.instant(request))
        except (InvalidInput, UnknownTimeZone) as refusal:
            raise ArgumentRefused(refusal, ask.path, (*given.path, *refusal.path)) from None

    return ask.binds.add(read, of_type)


def _horizon(given: Given, ask: Ask) -> Any:
    reading = ask.reading(given, lambda value: days_ahead(value.get("withinDays")))

    def read(request: Request) -> datetime:
        return ask.instant(request) + timedelta(days=reading(request))

    return read

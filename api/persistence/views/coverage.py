"""Coverage: how many meetings are on in each of the 168 hours of a week, where the asker is."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    SmallInteger,
    Text,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.errors import BeyondHorizon, InvalidInput
from api.domain.occurrences import HORIZON_DAYS, RETENTION_DAYS
from api.domain.rules import Weekday
from api.domain.schedule_exceptions import MAX_DURATION_MINUTES
from api.domain.zones import to_utc
from api.persistence.reading.ask import ArgumentRefused, Ask, ReadBind, Request
from api.persistence.reading.compile import Compiler
from api.persistence.reading.subset import subset
from api.persistence.reading.views import Figure, Part, Rows, View, Worked
from api.persistence.tables.meetings import occurrences
from api.persistence.views.binding import worked_out
from api.persistence.views.time import INSTANT, zone_of

HOURS = 168
LONGEST = literal_column(f"interval '{MAX_DURATION_MINUTES} minutes'")
_HOUR = timedelta(hours=1)
_WEEKDAYS = [day.value for day in Weekday]


def _outer(ask: Ask) -> Ask:
    if ask.outer is None:
        raise TypeError("Coverage stands at the root, around its hours.")
    return ask.outer


def _local_starts(ask: Ask) -> ReadBind:
    """Read the local starts of the hours, naive, in the asker's zone."""
    first = ask.given("from")
    zone = ask.reading(ask.given("timeZone"), zone_of)

    def read(request: Request) -> list[datetime]:
        now = ask.instant(request)
        day: date = first.read(request.variables) or now.astimezone(zone(request)).date()
        earliest, latest = now - timedelta(days=RETENTION_DAYS), now + timedelta(days=HORIZON_DAYS)
        if day < earliest.date():
            known = InvalidInput(f"Occurrences are kept since {earliest:%Y-%m-%d}.")
            raise ArgumentRefused(known, ask.path, first.path)
        if day > latest.date() - timedelta(days=7):
            beyond = BeyondHorizon(latest.date())
            raise ArgumentRefused(beyond, ask.path, first.path)
        midnight = datetime.combine(day, time())
        return [midnight + hour * _HOUR for hour in range(HOURS)]

    return read


def _bind(ask: Ask, name: str, of_type: Any, make: Callable[[datetime, Any], Any]) -> Any:
    starts = _local_starts(ask)
    zone = ask.reading(ask.given("timeZone"), zone_of)

    def read(request: Request) -> list[Any]:
        place = zone(request)
        return [make(local, place) for local in starts(request)]

    return ask.binds.add(read, ARRAY(of_type), key=("coverage", ask.path, name))


def hours(compiler: Compiler, ask: Ask) -> CTE:
    """Return the hours with their counts, worked out once for all fields of a coverage."""
    asked = _outer(ask)
    if asked.path not in compiler.shared:
        made = _counted(compiler, asked).cte(f"h{next(compiler.numbers)}")
        compiler.shared[asked.path] = made
    return compiler.shared[asked.path]


def _counted(compiler: Compiler, ask: Ask) -> Any:
    counts = _counts(compiler, ask)
    labels = _bind(ask, "weekday", Text(), lambda local, _zone: _WEEKDAYS[local.weekday()])
    numbers = _bind(ask, "hour", SmallInteger(), lambda local, _zone: local.hour)
    hour = func.unnest(labels, numbers, _starts(ask)).table_valued(
        column("weekday", Text()),
        column("hour", SmallInteger()),
        column("starts_at", INSTANT),
        with_ordinality="number",
    )
    named = hour.render_derived(name=f"u{next(compiler.numbers)}")
    return select(
        named.c.number,
        named.c.weekday,
        named.c.hour,
        named.c.starts_at,
        func.coalesce(counts.c.found, literal_column("0")).label("occurrences"),
    ).select_from(named.outerjoin(counts, counts.c.number == named.c.number))


def _starts(ask: Ask) -> Any:
    return _bind(ask, "starts", INSTANT, to_utc)


def _counts(compiler: Compiler, ask: Ask) -> Any:
    """Count the occurrences of each hour in one pass over those of the week."""
    held = occurrences.alias()
    starts = _starts(ask)
    since, until = (ask.binds.add(_edge(ask, hour), INSTANT) for hour in (0, HOURS))
    whole = literal_column(str(HOURS))
    first = func.greatest(func.width_bucket(held.c.starts_at, starts), literal_column("1"))
    last_moment = held.c.ends_at - literal_column("interval '1 microsecond'")
    last = func.least(func.width_bucket(last_moment, starts), whole)
    number = func.generate_series(first, last).table_valued("number").render_derived()
    chosen = (
        select(number.c.number.label("number"), func.count().label("found"))
        .select_from(held.join(number, literal_column("true")))
        .where(
            held.c.published,
            held.c.status == literal_column("'SCHEDULED'"),
            held.c.ends_at > since,
            # Nothing lasts longer, so that an index on starts need not be read from its beginning.
            held.c.starts_at > since - LONGEST,
            held.c.starts_at < until,
        )
        .group_by(number.c.number)
    )
    if ask.given("filter").present:
        groups = subset(compiler, "Group", ask, lambda row: [row.c.id])
        chosen = chosen.where(held.c.group_id.in_(groups))
    return chosen.subquery(f"k{next(compiler.numbers)}")


def _edge(ask: Ask, hour: int) -> ReadBind:
    starts = _local_starts(ask)
    zone = ask.reading(ask.given("timeZone"), zone_of)
    return lambda request: to_utc(starts(request)[0] + hour * _HOUR, zone(request))


def _rows(compiler: Compiler, _parent: FromClause | None, ask: Ask) -> Worked:
    made = hours(compiler, ask).alias(f"w{next(compiler.numbers)}")
    return Worked(made, [made.c.number])


def _empty(compiler: Compiler, ask: Ask) -> ColumnElement[int]:
    made = hours(compiler, ask).alias(f"w{next(compiler.numbers)}")
    nobody = made.c.occurrences == literal_column("0")
    return select(func.count()).select_from(made).where(nobody).scalar_subquery()


def _open_places(compiler: Compiler, ask: Ask) -> ColumnElement[int]:
    """Count the public groups with a place that is always open, apart from any hour."""
    open_ones = subset(
        compiler, "Group", _outer(ask), lambda row: [row.c.open_place_kinds, row.c.published]
    ).subquery(f"o{next(compiler.numbers)}")
    some = func.cardinality(open_ones.c.open_place_kinds) > literal_column("0")
    counted = select(func.count()).select_from(open_ones)
    return counted.where(open_ones.c.published, some).scalar_subquery()


COVERAGE = View(
    name="Coverage",
    table=None,
    fields={
        "hours": Rows("CoverageHour", _rows),
        "emptyHours": Figure(_empty),
        "openPlaces": Figure(_open_places),
    },
)

HOUR = View(
    name="CoverageHour",
    table=None,
    fields={
        "weekday": worked_out("weekday"),
        "hour": worked_out("hour"),
        "startsAt": worked_out("starts_at"),
        "occurrences": worked_out("occurrences"),
    },
)

VIEWS = (COVERAGE, HOUR)
ROOT = {"coverage": Part("Coverage")}

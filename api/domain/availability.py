"""When somebody has time in a week, and which stretches of the coming days that makes.

A window is what the clocks of a zone show. On the night when they go back, its times come twice,
and on the night when they go forward some never come, so windows become instants piece by piece,
each with one offset from UTC.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

type Stretch = tuple[datetime, datetime]
"""From an instant up to, but not including, another."""

_STEP = timedelta(hours=6)
"""Between two changes of any clock lie many times that."""
_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A time that comes every week: it begins on these ISO weekdays, 1 for Monday.

    ``start`` is in minutes after midnight, ``minutes`` how long it lasts, at most a day: past
    midnight it belongs to the day on which it began.
    """

    weekdays: frozenset[int]
    start: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Availability:
    """The weekly windows of somebody in one zone, over so many of the coming days."""

    zone: ZoneInfo
    windows: tuple[Window, ...]
    days: int

    def until(self, now: datetime) -> datetime:
        return now + timedelta(days=self.days)

    def stretches(self, now: datetime) -> list[Stretch]:
        """Return when there is time, in order, apart from one another, in UTC."""
        since, until = now.astimezone(UTC), self.until(now).astimezone(UTC)
        found: list[Stretch] = []
        for first, last, offset in _steady(self.zone, since.replace(microsecond=0), until):
            for opens, closes in self._by_the_clock(first + offset, last + offset):
                begin, end = max(opens - offset, first, since), min(closes - offset, last)
                if begin < end:
                    found.append((begin, end))
        return list(_joined(sorted(found)))

    def _by_the_clock(self, first: datetime, last: datetime) -> Iterator[Stretch]:
        """Yield the windows between two readings of the clock, and some around them."""
        for number in range(-1, (last.date() - first.date()).days + 1):
            midnight = datetime.combine(first.date() + number * _DAY, time(), UTC)
            for window in self.windows:
                if midnight.isoweekday() in window.weekdays:
                    opens = midnight + timedelta(minutes=window.start)
                    yield opens, opens + timedelta(minutes=window.minutes)


def _steady(
    zone: ZoneInfo, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Yield the parts of a stretch in which the zone keeps one offset from UTC."""
    begin, offset = since, _offset(zone, since)
    moment = since
    while moment < until:
        later = min(moment + _STEP, until)
        if _offset(zone, later) != offset:
            change = _change(zone, moment, later)
            yield begin, change, offset
            begin, offset = change, _offset(zone, change)
        moment = later
    yield begin, until, offset


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the second at which the clocks change between two instants."""
    old = _offset(zone, before)
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // (2 * _SECOND))
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    current: Stretch | None = None
    for begin, end in stretches:
        if current is not None and begin <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current is not None:
            yield current
        current = begin, end
    if current is not None:
        yield current

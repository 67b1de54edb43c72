"""Time zones by their IANA names, and local times as instants."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones, reset_tzpath

from api.domain.errors import InvalidInput, UnknownTimeZone

# Time zones come from the tzdata package alone, so that every machine computes the same.
reset_tzpath(())

# These two files lie beside the database: one follows the machine, the other is a placeholder.
_NOT_PLACES = frozenset({"localtime", "Factory"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def time_zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name such as ``Europe/London``, links like ``GB`` included.

    Raises UnknownTimeZone for every other text, also for a path or another spelling.
    """
    if name not in _names():
        raise UnknownTimeZone(
            "This is not a name of the IANA time-zone database, such as Europe/London.",
            path=("time_zone",),
        )
    return _zone(name)


def to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, of a naive local time (RFC 5545, section 3.3.5).

    A time that the clocks skip is read with the offset before the gap: 02:30 on the night
    that New York springs forward is 03:30 EDT. A time that happens twice is the first one.
    """
    # With fold=0 Python takes the earlier offset in both cases, which is what the RFC asks for.
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def utc_minute_of_week(instant: datetime) -> int:
    """Return the minutes since Monday 00:00 UTC, 0 to 10079, of an aware instant."""
    utc = instant.astimezone(UTC)
    return utc.weekday() * 1440 + utc.hour * 60 + utc.minute


def check_local_time(moment: datetime, *, path: tuple[str, ...]) -> None:
    """Raise InvalidInput unless a time is naive, in whole minutes, from 1900 to 2199."""
    if moment.tzinfo is not None:
        raise InvalidInput("A local time has no offset: the zone is stated apart.", path=path)
    if moment.second or moment.microsecond:
        raise InvalidInput("A local time is in whole minutes.", path=path)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise InvalidInput(f"A year lies between {_FIRST_YEAR} and {_LAST_YEAR}.", path=path)


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_PLACES


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)

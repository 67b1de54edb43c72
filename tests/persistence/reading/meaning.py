"""What filters and orders mean, said of single rows in plain Python."""

from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import asin, cos, radians, sin, sqrt
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from tests.persistence.reading.catalogue import Catalogue, Row, Value

type Given = Mapping[str, Value]

EARTH = 6_371_008.8
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MIDNIGHT = 24 * 60
STAYS_UNSTATED = frozenset(
    {
        *("support", "style", "size", "joining", "cost", "anonymity", "frequency", "capacity"),
        *("newcomersWelcome", "age", "formats", "accessibility", "openness"),
    }
)
"""Filters that keep what is not stated unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Moment:
    now: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a row passes a filter, and whether it does so only because it states nothing."""

    passes: bool
    unstated: bool = False


def position_of(cursor: str) -> UUID:
    """Return the id of the row that a cursor stands on."""
    return UUID(orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[-1])


def stays(name: str, given: Given) -> bool:
    """Say whether a row stays that has not stated a dimension."""
    unknown = given.get("unknown")
    return unknown == "INCLUDE" if unknown else name in STAYS_UNSTATED


def by_words(name: str, stated: Iterable[str], given: Given, *, always: bool = False) -> Verdict:
    """Judge a dimension by anyOf, allOf and noneOf; one that nothing is asked of passes.

    ``always`` says that a row without words has stated that it has none.
    """
    words = set(stated)
    asked = {key: set(given[key]) for key in ("anyOf", "allOf", "noneOf") if given.get(key)}
    if not asked and given.get("unknown") is None:
        return Verdict(passes=True)
    if not words and not always:
        kept = stays(name, given)
        return Verdict(kept, unstated=kept)
    return Verdict(
        ("anyOf" not in asked or bool(words & asked["anyOf"]))
        and ("allOf" not in asked or words >= asked["allOf"])
        and ("noneOf" not in asked or not words & asked["noneOf"])
    )


def meets(catalogue: Catalogue, moment: Moment, column: str, row: Row, given: Given) -> bool:
    """Say whether something takes place in a weekly window of the asker's zone."""
    zone = ZoneInfo(given["timeZone"])
    end = moment.now + timedelta(days=given.get("withinDays") or 28)
    return any(
        _in_window(each["starts_at"].astimezone(zone), given)
        for each in catalogue.of("occurrences", column, row["id"])
        if each["published"]
        and each["status"] == "SCHEDULED"
        and moment.now <= each["starts_at"] < end
    )


def _in_window(local: datetime, given: Given) -> bool:
    days = given.get("weekdays") or DAYS
    after, before = _minute(given.get("after"), 0), _minute(given.get("before"), MIDNIGHT)
    minute = local.hour * 60 + local.minute
    today = DAYS[local.weekday()] in days
    if after < before:
        return today and after <= minute < before
    yesterday = DAYS[local.weekday() - 1] in days
    return (today and minute >= after) or (yesterday and minute < before)


def _minute(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    found = time.fromisoformat(text)
    return found.hour * 60 + found.minute


def metres(catalogue: Catalogue, column: str, thing: UUID, given: Given) -> int | None:
    """Return the distance to the nearest venue of the published meetings of a thing."""
    found: list[int] = []
    for link in catalogue.of("meeting_venues", column, thing):
        venue = catalogue.by_id["venues", link["venue_id"]]
        meeting = catalogue.by_id["meetings", link["meeting_id"]]
        if meeting["published"] and venue["latitude"] is not None:
            found.append(round(_between(venue, given)))
    return min(found, default=None)


def _between(venue: Row, near: Given) -> float:
    here, there = radians(venue["latitude"]), radians(near["latitude"])
    across = radians(venue["longitude"] - near["longitude"])
    chord = sin((here - there) / 2) ** 2 + cos(here) * cos(there) * sin(across / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(chord)))


def takes_place(moment: Moment, row: Row, when: Given, zone: str) -> bool:
    """Say whether an occurrence lies in a window, is on now, starts soon, today or this week."""
    if when.get("between"):
        after, before = (
            datetime.fromisoformat(when["between"][name]) for name in ("after", "before")
        )
        return after <= row["starts_at"] < before
    start, here = row["starts_at"], ZoneInfo(zone)
    then, today = start.astimezone(here).date(), moment.now.astimezone(here).date()
    if when.get("today"):
        return then == today
    if when.get("thisWeek"):
        return then.isocalendar()[:2] == today.isocalendar()[:2]
    if when.get("startingWithin"):
        end = moment.now + timedelta(minutes=when["startingWithin"])
        return row["status"] == "SCHEDULED" and moment.now <= start < end
    return row["status"] == "SCHEDULED" and row["starts_at"] <= moment.now < row["ends_at"]

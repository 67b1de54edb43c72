"""Times and recurrence rules in words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import available_timezones

from api.domain.errors import Refusal
from api.domain.rules import Frequency, Rule, Weekday, WeekdayNum
from api.domain.zones import time_zone
from api.http.pages.asking import Json
from api.http.pages.words import WEEKDAYS, enumerated

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ORDINALS: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_COUNTED: Final = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}
_OTHER: Final = "Other"


@dataclass(frozen=True, slots=True)
class When:
    """A time as a reader sees it; ``zone`` is the IANA name of the clocks that it is told by."""

    text: str
    zone: str
    starts: datetime
    ends: datetime

    @property
    def place(self) -> str:
        """The town that a zone is called after, such as New York."""
        return self.zone.rpartition("/")[2].replace("_", " ")

    @property
    def instants(self) -> tuple[str, str]:
        """Start and end for programs (RFC 3339, in UTC)."""
        return _instant(self.starts), _instant(self.ends)


def when(occurrence: Json, zone: str = "") -> When:
    """Tell an occurrence by the clocks of a zone, or by those where it takes place."""
    named = zone or occurrence["meeting"]["timeZone"] or "UTC"
    starts = datetime.fromisoformat(occurrence["startsAt"])
    ends = datetime.fromisoformat(occurrence["endsAt"])
    clocks = time_zone(named)
    first, last = starts.astimezone(clocks), ends.astimezone(clocks)
    # Spaces that do not break keep the two ends of a time on one line.
    hours = f"{first:%H:%M}\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}{last:%H:%M}"
    text = f"{weekday_and_day(first.date())}, {hours}"
    return When(text, named, starts, ends)


def day(value: str) -> str:
    """Return a date or an instant as a day, such as 22 November 2026."""
    found = date.fromisoformat(value[:10])
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def weekday_and_day(found: date) -> str:
    """Return a day without its year, such as Monday 23 November."""
    return f"{WEEKDAYS[Weekday.of(found)]} {found.day} {_MONTHS[found.month - 1]}"


def zones() -> dict[str, tuple[str, ...]]:
    """Return the IANA names of all time zones by part of the world, the rest as "Other"."""
    found: dict[str, list[str]] = {}
    for name in sorted(available_timezones() - {"localtime", "Factory"}):
        part, slash, _ = name.partition("/")
        found.setdefault(part if slash and part != "Etc" else _OTHER, []).append(name)
    rest = tuple(found.pop(_OTHER, ()))
    return {**{part: tuple(names) for part, names in found.items()}, _OTHER: rest}


ZONES: Final = zones()


def schedule(meeting: Json) -> str:
    """Return when a meeting takes place, such as "Every Monday at 19:00, for 90 minutes"."""
    if meeting["localStart"] is None:
        return "By appointment"
    start = datetime.fromisoformat(meeting["localStart"])
    rule = _rule(meeting["rule"])
    parts = [f"{_repeated(meeting['rule'], rule, start)} at {start:%H:%M}"]
    if meeting["durationMinutes"]:
        parts.append(f"for {meeting['durationMinutes']} minutes")
    if meeting["season"]:
        first, _, last = meeting["season"].partition("/")
        parts.append(f"from {_month_day(first)} to {_month_day(last)}")
    if rule is not None and rule.until is not None:
        parts.append(f"until {day(rule.until.isoformat())}")
    return ", ".join(parts)


def _rule(text: str | None) -> Rule | None:
    try:
        return Rule.parse(text) if text else None
    except Refusal:
        return None


def _repeated(text: str | None, rule: Rule | None, start: datetime) -> str:
    if rule is not None:
        return _pattern(rule, start)
    often = "Repeatedly from" if text else "Once, on"
    return f"{often} {weekday_and_day(start.date())} {start.year}"


def _pattern(rule: Rule, start: datetime) -> str:
    days = rule.by_day or (WeekdayNum(Weekday.of(start.date())),)
    named = enumerated([_named(each) for each in days], "and")
    if rule.frequency is Frequency.DAILY and not rule.by_day:
        return _every(rule.interval, "day").capitalize()
    if rule.frequency is not Frequency.MONTHLY:
        weeks = rule.interval if rule.frequency is Frequency.WEEKLY else 1
        return f"Every {named}" if weeks == 1 else f"{named}, {_every(weeks, 'week')}"
    if rule.by_day:
        return f"The {named} {_of_months(rule.interval)}"
    dates = rule.by_month_day or (start.day,)
    numbered = enumerated([_dated(number) for number in dates], "and")
    return f"{numbered.capitalize()} {_of_months(rule.interval)}"


def _named(each: WeekdayNum) -> str:
    name = WEEKDAYS[each.weekday]
    if each.ordinal is None:
        return name
    if each.ordinal < -1:
        return f"{_ORDINALS[-each.ordinal]} to last {name}"
    return f"{_ORDINALS[each.ordinal]} {name}"


def _dated(number: int) -> str:
    return f"day {number}" if number > 0 else f"day {-number} from the end"


def _of_months(interval: int) -> str:
    return "of the month" if interval == 1 else f"of {_every(interval, 'month')}"


def _every(interval: int, unit: str) -> str:
    if interval == 1:
        return f"every {unit}"
    counted = _COUNTED.get(interval)
    return f"every {counted} {unit}" if counted else f"every {interval} {unit}s"


def _month_day(text: str) -> str:
    month, _, number = text.partition("-")
    return f"{int(number)} {_MONTHS[int(month) - 1]}"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

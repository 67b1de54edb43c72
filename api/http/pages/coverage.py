"""The week at a glance: in which of its 168 hours somebody meets, and in which nobody does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched, groupby
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.domain.rules import Weekday
from api.domain.zones import time_zone
from api.http.pages.asking import Asker, Json, Refused
from api.http.pages.rendering import PERSONAL, SHARED, page
from api.http.pages.serving import submitted
from api.http.pages.times import ZONES, weekday_and_day
from api.http.pages.words import WEEKDAYS

UTC: Final = "UTC"
HOURS_OF_A_DAY: Final = 24
SHADES: Final = 4
NO_TOPIC: Final = ("topic", "There is no such topic here, so nothing is counted.")
# What can be joined from wherever somebody is.
_FROM_ANYWHERE: Final = {"anyOf": ["ONLINE", "HYBRID", "PHONE"]}
_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a day: how many meetings are on in it, and how dark that is, 0 for none."""

    number: int
    meetings: int
    shade: int

    @property
    def span(self) -> str:
        return f"{self.number:02}:00 to {self.number + 1:02}:00"

    @property
    def short(self) -> str:
        """Return the count in at most four characters, as there is room for in the picture."""
        if self.meetings < _THOUSAND:
            return str(self.meetings)
        return f"{self.meetings // _THOUSAND}k"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week that begins today, from midnight on."""

    date: date
    hours: tuple[Hour, ...]

    @property
    def name(self) -> str:
        return weekday_and_day(self.date)

    @property
    def short(self) -> str:
        return f"{WEEKDAYS[Weekday.of(self.date)][:3]} {self.date.day}"

    @property
    def nobody(self) -> str:
        """Return when nobody meets, such as "02:00 to 05:00, 23:00 to 24:00"; else nothing."""
        if not any(hour.meetings for hour in self.hours):
            return "the whole day"
        stretches: list[str] = []
        for met, hours in groupby(self.hours, key=lambda hour: hour.meetings > 0):
            numbers = [hour.number for hour in hours]
            if not met:
                stretches.append(f"{numbers[0]:02}:00 to {numbers[-1] + 1:02}:00")
        return ", ".join(stretches)


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """Shows the hours by the clocks of a zone, of all groups or of those about a topic."""

    asker: Asker

    async def __call__(self, request: Request) -> Response:
        form = await submitted(request)
        zone, topic, anywhere = form.one("zone"), form.one("topic"), form.one("anywhere")
        context = {"zone": zone, "topic": topic, "anywhere": anywhere, "zones": ZONES}
        cache = PERSONAL if zone else SHARED
        wanted: Json = {"topics": {"anyOf": [topic]}} if topic else {}
        wanted |= {"media": _FROM_ANYWHERE} if anywhere else {}
        try:
            answer = await self.asker.ask("coverage", timeZone=zone or UTC, filter=wanted or None)
        except Refused as refused:
            problems = [("zone", problem.message) for problem in refused.problems]
            context |= {"problems": problems, "days": []}
            return page("coverage.html", context, status=400, cache=PERSONAL)
        topics: list[Json] = answer["topics"]["nodes"]
        known = not topic or topic in {each["slug"] for each in topics}
        found = {
            "coverage": answer["coverage"],
            "days": week(answer["coverage"]["hours"], zone or UTC),
            "topics": topics,
            "problems": [] if known else [NO_TOPIC],
        }
        return page("coverage.html", {**context, **found}, cache=cache)


def week(hours: Sequence[Json], zone: str) -> list[Day]:
    """Return seven days of the 168 hours of a coverage, shaded by the fullest of them."""
    most: int = max(hour["occurrences"] for hour in hours)
    return [_day(of_day, zone, most) for of_day in batched(hours, HOURS_OF_A_DAY)]


def _day(of_day: Sequence[Json], zone: str, most: int) -> Day:
    counts: list[int] = [hour["occurrences"] for hour in of_day]
    # Noon is on its day even where the clocks change at midnight.
    noon = datetime.fromisoformat(of_day[HOURS_OF_A_DAY // 2]["startsAt"])
    return Day(
        noon.astimezone(time_zone(zone)).date(),
        tuple(Hour(number, count, _shade(count, most)) for number, count in enumerate(counts)),
    )


def _shade(count: int, most: int) -> int:
    """Return how dark an hour is: from 0, nobody, to SHADES, as many as in the fullest hour."""
    return -(-count * SHADES // most) if count else 0

"""The page "find a group": what, when, where, in any combination."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.domain.errors import UnknownTimeZone
from api.domain.rules import Weekday
from api.domain.text import fold
from api.domain.zones import time_zone
from api.http.pages import names
from api.http.pages.asking import Asker, Json, Problem, Refused
from api.http.pages.choices import CHOICES
from api.http.pages.facets import dimensions
from api.http.pages.rendering import ASKS_BACK, PERSONAL, SHARED, page
from api.http.pages.scatter import scatter
from api.http.pages.search import DISTANCES, PARTS, SOON, Search, Spot, read
from api.http.pages.serving import submitted
from api.http.pages.times import ZONES
from api.http.pages.words import WEEKDAYS

PAGE_SIZE: Final = 20
SHOWN_TIMES: Final = 3
NO_ZONE: Final = (
    "zone",
    "Please choose your time zone, so that your evening is meant and not somebody else's.",
)
NO_PLACE: Final = ("where", "No group is listed in a place that begins like this.")
BAD_CURSOR: Final = ("", "That part of the list is not there any more. This is its beginning.")
_FIELDS: Final = {
    "text": "text",
    "meets": "zone",
    "near": "where",
    "startsWith": "where",
    **{choice.member: f"choice-{choice.name}" for choice in CHOICES},
}

type Problems = list[tuple[str, str]]


@dataclass(slots=True)
class Outcome:
    """What came of a search: its answer, or what is missing before there can be one."""

    search: Search
    problems: Problems
    places: Sequence[Json] = ()
    found: Json | None = None


@dataclass(frozen=True, slots=True)
class FindPage:
    """Searches by POST, where the address says nothing; by GET for what may be passed on."""

    asker: Asker

    async def __call__(self, request: Request) -> Response:
        by_post = request.method == "POST"
        search = read(await submitted(request), from_address=not by_post)
        outcome = await self._outcome(search)
        search, found = outcome.search, outcome.found
        context = {
            "search": search,
            "problems": outcome.problems,
            "places": [spot(place) for place in outcome.places],
            "found": found,
            "topics": found["topics"]["nodes"] if found else [],
            "dimensions": dimensions(search, found),
            "map": scatter(search.spot, found["groups"]["edges"]) if found else None,
            "zones": ZONES,
            "weekdays": WEEKDAYS,
            "parts_of_day": PARTS,
            "soon": SOON,
            "distances": DISTANCES,
            "times": times_of(search, found),
        }
        cache = PERSONAL if by_post or search.kept else SHARED
        return page("find.html", context, cache=cache, policy=ASKS_BACK)

    async def _outcome(self, search: Search) -> Outcome:
        outcome = Outcome(search, [])
        if search.zone or search.asks_for_times:
            outcome.problems += _problems_of_zone(search.zone)
        if search.where and search.spot is None:
            await self._locate(outcome)
        if not outcome.problems and not outcome.places:
            await self._find(outcome)
        return outcome

    async def _locate(self, outcome: Outcome) -> None:
        """Settle where a place is; several of one name are for the reader to choose from."""
        try:
            data = await self.asker.ask("places", startsWith=outcome.search.where)
        except Refused as refused:
            outcome.problems.extend(told(problem) for problem in refused.problems)
            return
        places: list[Json] = data["places"]
        called = [each for each in places if _same(each["name"], outcome.search.where)]
        if len(called) == 1:
            places = called
        if not places:
            outcome.problems.append(NO_PLACE)
        elif len(places) == 1:
            outcome.search = outcome.search.at(spot(places[0]))
        else:
            outcome.places = places

    async def _find(self, outcome: Outcome) -> None:
        search = outcome.search
        try:
            outcome.found = await self._ask(search)
        except Refused as refused:
            if search.after:
                outcome.search = replace(search, after="")
                await self._find(outcome)
                outcome.problems.extend([BAD_CURSOR] if outcome.found else [])
            else:
                outcome.problems.extend(told(problem) for problem in refused.problems)

    async def _ask(self, search: Search) -> Json:
        return await self.asker.ask(
            "find", filter=search.filter(), first=PAGE_SIZE, after=search.after or None
        )


def _problems_of_zone(zone: str) -> Problems:
    """Return why times cannot be told by the clocks of a zone, if they cannot."""
    if not zone:
        return [NO_ZONE]
    try:
        time_zone(zone)
    except UnknownTimeZone as refusal:
        return [("zone", refusal.message)]
    return []


def spot(place: Json) -> Spot:
    """Return the middle of a place, called so that people can tell it from its namesakes."""
    centre, country = place["centre"], place["country"]
    parts = (place["name"], place["locality"], place["region"], names.country(country or ""))
    label = ", ".join(dict.fromkeys(part for part in parts if part))
    return Spot(centre["latitude"], centre["longitude"], label)


def _same(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def told(problem: Problem) -> tuple[str, str]:
    """Return the field of the form that a problem is about, and its words."""
    field = next((_FIELDS[part] for part in problem.argument if part in _FIELDS), "")
    return field, problem.message


def times_of(search: Search, found: Json | None) -> dict[str, list[Json]]:
    """Return the next times of each group, by its slug: first of all those that fit."""
    edges: list[Json] = found["groups"]["edges"] if found else []
    chosen: dict[str, list[Json]] = {}
    for edge in edges:
        coming: list[Json] = edge["node"]["nextOccurrences"]
        fitting = [each for each in coming if not search.asks_for_times or _fits(search, each)]
        chosen[edge["node"]["slug"]] = (fitting or coming)[:SHOWN_TIMES]
    return chosen


def _fits(search: Search, occurrence: Json) -> bool:
    after, before, _ = PARTS.get(search.part, ("00:00", "00:00", ""))
    first, last = (_since_midnight(text) for text in (after, before))
    starts = datetime.fromisoformat(occurrence["startsAt"]).astimezone(time_zone(search.zone))
    # What begins after midnight belongs to the night of the day before.
    shifted = starts.replace(tzinfo=None) - first
    long = (last - first) % timedelta(days=1) or timedelta(days=1)
    on_day = not search.weekdays or Weekday.of(shifted.date()) in search.weekdays
    return on_day and _since_midnight(shifted.strftime("%H:%M")) < long


def _since_midnight(text: str) -> timedelta:
    moment = time.fromisoformat(text)
    return timedelta(hours=moment.hour, minutes=moment.minute)

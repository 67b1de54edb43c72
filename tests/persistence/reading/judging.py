"""Matching a second time, in plain Python: one group and one wish after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import md5
from typing import Any

from api.domain.matching import WEIGHTS, Criterion
from api.domain.places import Point, distance_metres
from tests.persistence.reading.catalogue import Catalogue, Row
from tests.persistence.reading.meaning import Moment, meets
from tests.world import NOW

type Json = dict[str, Any]
type Judgement = tuple[bool, bool]
"""Whether something is stated, and whether it is as wished."""

REMOTE = {"HYBRID", "ONLINE", "PHONE"}
WORDS = {"style": "style", "size": "size", "frequency": "frequency", "cost": "cost"}
LISTS = {"concerns": "topics", "support": "support", "audience": "audiences"}


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges groups of a catalogue."""

    catalogue: Catalogue

    def verdict(self, name: str, wish: Json, row: Row) -> str:
        stated, met = self._judge(name)(wish, row)
        return ("MET" if met else "NOT_MET") if stated else "UNKNOWN"

    def verdicts(self, given: Json, row: Row) -> dict[str, str]:
        return {
            criterion.value: self.verdict(criterion.lower(), given[criterion.lower()], row)
            for criterion in Criterion
            if criterion.lower() in given
        }

    def barred(self, given: Json, row: Row) -> bool:
        out = given.get("exclusions", {})
        return (
            not set(row["topics"]).isdisjoint(out.get("topics", []))
            or not set(row["formats"]).isdisjoint(out.get("formats", []))
            or f"net_{row['network_id'].hex}" in out.get("networks", [])
            or f"grp_{row['id'].hex}" in out.get("groups", [])
        )

    def excluded(self, given: Json, row: Row) -> bool:
        missed = (
            verdict == "NOT_MET" and given[name.lower()].get("wish") == "MUST"
            for name, verdict in self.verdicts(given, row).items()
        )
        return self.barred(given, row) or any(missed)

    def score(self, given: Json, row: Row) -> int:
        reached = possible = 0
        for name, verdict in self.verdicts(given, row).items():
            wish = given[name.lower()].get("wish", "PREFER")
            points = WEIGHTS[Criterion(name)].points * (2 if wish == "MUST" else 1)
            worth = {"MET": 2, "NOT_MET": 0, "UNKNOWN": 1}[verdict]
            reached += points * (2 - worth if wish == "AVOID" else worth)
            possible += points * 2
        return 1000 * reached // possible

    def matches(self, given: Json) -> list[tuple[str, int]]:
        """Return the slug and score of every match, in their order."""
        seed = given.get("seed", NOW.date().isoformat())
        found = [
            (-self.score(given, row), md5(f"{seed}{row['id']}".encode()).hexdigest(), row["slug"])  # noqa: S324 - it turns ties
            for row in self.catalogue.tables["groups"]
            if row["published"] and not self.excluded(given, row)
        ]
        return [(slug, -score) for score, _, slug in sorted(found)]

    def starts(self, given: Json, row: Row) -> list[str]:
        """Return what takes place next and fits, as its starts."""
        wish = given.get("availability")
        late = NOW - timedelta(minutes=10)
        found = sorted(
            each["starts_at"]
            for each in self.catalogue.of("occurrences", "group_id", row["id"])
            if each["published"]
            and each["status"] == "SCHEDULED"
            and each["starts_at"] >= late
            and (wish is None or self._fits(wish, each))
        )
        return [start.isoformat() for start in found]

    def _judge(self, name: str) -> Callable[[Json, Row], Judgement]:
        own = {
            "languages": _languages,
            "accessibility": _accessibility,
            "age": _age,
            "availability": self._availability,
            "medium": _medium,
            "travel": self._travel,
            "newcomers": _newcomers,
            "capacity": _capacity,
        }
        if name in own:
            return own[name]
        if name in WORDS:
            return lambda wish, row: (
                row[WORDS[name]] is not None,
                row[WORDS[name]] in wish["anyOf"],
            )
        return lambda wish, row: _overlap(row[LISTS[name]], wish["anyOf"])

    def _fits(self, wish: Json, occurrence: Row) -> bool:
        alone = Catalogue({"occurrences": [occurrence]}, {})
        group = {"id": occurrence["group_id"]}
        inside = any(
            meets(alone, Moment(NOW), "group_id", group, {**wish, **window})
            for window in wish["windows"]
        )
        return inside is not (wish.get("wish") == "AVOID")

    def _availability(self, wish: Json, row: Row) -> Judgement:
        until = NOW + timedelta(days=wish.get("withinDays", 28))
        known = any(
            each["published"] and NOW <= each["starts_at"] < until
            for each in self.catalogue.of("occurrences", "group_id", row["id"])
        )
        met = any(
            meets(self.catalogue, Moment(NOW), "group_id", row, {**wish, **window})
            for window in wish["windows"]
        )
        return known, met

    def _travel(self, wish: Json, row: Row) -> Judgement:
        here, far = Point(wish["latitude"], wish["longitude"]), list[float]()
        for link in self.catalogue.of("meeting_venues", "group_id", row["id"]):
            venue = self.catalogue.by_id["venues", link["venue_id"]]
            held = self.catalogue.by_id["meetings", link["meeting_id"]]
            if held["published"] and venue["latitude"] is not None:
                far.append(distance_metres(here, Point(venue["latitude"], venue["longitude"])))
        remote = not REMOTE.isdisjoint(row["media"])
        near = any(metres <= wish["withinKm"] * 1000 for metres in far)
        return bool(far) or remote, near or remote


def _overlap(stated: list[str], wanted: list[str]) -> Judgement:
    return bool(stated), not set(stated).isdisjoint(wanted)


def _accessibility(wish: Json, row: Row) -> Judgement:
    return bool(row["access"]), set(wish["allOf"]) <= set(row["access"])


def _languages(wish: Json, row: Row) -> Judgement:
    pairs = ((asked, spoken) for asked in wish["anyOf"] for spoken in row["languages"])
    met = any(f"{a}-".startswith(f"{b}-") or f"{b}-".startswith(f"{a}-") for a, b in pairs)
    return bool(row["languages"]), met


def _medium(wish: Json, row: Row) -> Judgement:
    wanted = set(wish["anyOf"])
    if wish.get("wish") != "AVOID" and wanted & {"IN_PERSON", "ONLINE"}:
        wanted.add("HYBRID")
    return _overlap(row["media"], [*wanted])


def _age(wish: Json, row: Row) -> Judgement:
    low, high = row["minimum_age"], row["maximum_age"]
    fits = (low is None or low <= wish["is"]) and (high is None or wish["is"] <= high)
    return (low, high) != (None, None), fits


def _newcomers(_wish: Json, row: Row) -> Judgement:
    return row["newcomers_welcome"] is not None, row["newcomers_welcome"] is True


def _capacity(wish: Json, row: Row) -> Judgement:
    return row["capacity_status"] != "UNKNOWN", row["capacity_status"] in wish["anyOf"]

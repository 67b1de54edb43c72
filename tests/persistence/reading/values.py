"""Random values of the arguments that lists and look-ups take, mostly sensible for the world."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from tests.persistence.reading.catalogue import CODES, DIMENSIONS, TABLES, Catalogue, Value
from tests.persistence.reading.members import MEMBERS, WITH_ALL, WITHOUT_UNKNOWN, WORDS
from tests.persistence.reading.wording import QUESTIONS
from tests.world_rows import NOW, PLACES

type Json = dict[str, Any]

TIMES = ("00:00", "05:45", "09:00", "12:30", "18:00", "22:00", "23:59")
TIME_ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/St_Johns",
    "Pacific/Marquesas",
    "UTC",
    "Australia/Lord_Howe",
)
ORDERS = {
    "NameOrder": ("NAME",),
    "GroupOrder": ("NAME", "CHANGED_AT"),
    "MeetingOrder": ("NAME",),
    "OccurrenceOrder": ("STARTS_AT",),
}
LOCATED = frozenset({"GroupOrder", "MeetingOrder", "OccurrenceOrder"})


@dataclass(frozen=True, slots=True)
class Values:
    """Makes values for one document after the other, of things that are there and that are not."""

    random: Random
    catalogue: Catalogue

    def id(self, *codes: str) -> str:
        code = self.random.choice(codes or tuple(CODES))
        if self.random.random() < 0.1:
            return f"{code}_{self.random.getrandbits(128):032x}"
        rows = self.catalogue.tables[TABLES[CODES[code]]]
        if code == "top":
            rows = [row for row in rows if row["dimension"] == DIMENSIONS["Topic"]]
        return f"{code}_{self.random.choice(rows)['id'].hex}"

    def by(self, type_name: str) -> Json:
        code = next(code for code, name in CODES.items() if name == type_name)
        if self.random.random() < 0.5:
            return {"id": self.id(code)}
        rows = self.catalogue.tables[TABLES[type_name]]
        slugs = [row["slug"] for row in rows]
        return {"slug": self.random.choice((self.random.choice(slugs), "no-such-thing"))}

    def filter(self, type_name: str) -> Json:
        members = MEMBERS[type_name]
        chosen = self.random.sample(members, self.random.choice((0, 1, 1, 1, 2, 2, 3)))
        if "near" in members and self.random.random() < 0.3:
            chosen = [*chosen, "near"]
        return {name: self._member(type_name, name) for name in chosen}

    def order(self, type_name: str, chosen: Json | None) -> Json:
        fields = ORDERS[type_name]
        if type_name in LOCATED and chosen and chosen.get("near"):
            fields = (*fields, "DISTANCE", "DISTANCE")
        if chosen and chosen.get("text"):
            fields = (*fields, "RELEVANCE", "RELEVANCE")
        found = {"field": self.random.choice(fields)}
        return self._some({**found, "direction": self.random.choice(("ASC", "DESC"))}, "direction")

    def word(self, name: str) -> str | None:
        """Return a zone or a language."""
        zones = ("Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia")
        return self.random.choice(zones if name == "timeZone" else ("de", "fr", "xx", None))

    def when(self) -> Json:
        start = NOW + timedelta(hours=self.random.randrange(-300, 300))
        end = start + timedelta(hours=self.random.randrange(1, 900))
        between = {"after": start.isoformat(), "before": end.isoformat().replace("+00:00", "Z")}
        soon = {"startingWithin": self.random.choice((1, 60, 61, 600, 10_080))}
        whole = {"now": True}, {"today": True}, {"thisWeek": True}
        return self.random.choice((*whole, soon, {"between": between}))

    def _member(self, type_name: str, name: str) -> Value:
        makers: dict[str, Callable[[], Value]] = {
            "network": lambda: self.id("net"),
            "organisation": lambda: self.id("org"),
            "group": lambda: self.id("grp"),
            "meeting": lambda: self.id("mtg"),
            "meets": self._meets,
            "near": self._near,
            "text": lambda: self.random.choice(QUESTIONS),
            "inGroups": lambda: self.filter("GroupFilter"),
            "newcomersWelcome": lambda: self._flag(self.random.choice((True, False))),
            "age": lambda: self._flag(self.random.choice((0, 15, 16, 17, 18, 25, 40, 60, 121))),
            "onNow": lambda: self.random.choice((True, True, False)),
            "acceptsReferrals": lambda: self.random.choice((True, False)),
            "verifiedSince": self._day,
        }
        return makers[name]() if name in makers else self._words(type_name, name)

    def _flag(self, value: Value) -> Json:
        found = {"is": value, "unknown": self.random.choice(("INCLUDE", "EXCLUDE"))}
        return self._some(found, "unknown")

    def _day(self) -> str:
        return (NOW - timedelta(days=self.random.choice((0, 3, 4, 43, 44, 90)))).date().isoformat()

    def _words(self, type_name: str, name: str) -> Json:
        words = WORDS.get(f"{type_name}.{name}") or WORDS[name]

        def some() -> list[str]:
            return self.random.sample(words, self.random.randrange(1, min(4, len(words))))

        found: Json = {"anyOf": some(), "noneOf": some()[:2]}
        if name in WITH_ALL:
            found["allOf"] = some()[:2]
        if name not in WITHOUT_UNKNOWN:
            found["unknown"] = self.random.choice(("INCLUDE", "EXCLUDE"))
        return self._some(found, *found)

    def _meets(self) -> Json:
        found = {
            "timeZone": self.random.choice(TIME_ZONES),
            "weekdays": self.random.sample(("MO", "WE", "SA", "SU"), self.random.randrange(1, 4)),
            "after": self.random.choice(TIMES),
            "before": self.random.choice(TIMES),
            "withinDays": self.random.choice((1, 3, 7, 40)),
        }
        return self._some(found, "weekdays", "after", "before", "withinDays")

    def _near(self) -> Json:
        latitude, longitude = self.random.choice(PLACES)
        found = {
            "latitude": max(-90.0, latitude + self.random.uniform(-0.3, 0.3)),
            "longitude": max(-180.0, min(180.0, longitude + self.random.uniform(-0.3, 0.3))),
            "withinKm": self.random.choice((2.5, 40.0, 700.0, 6000.0, 20000.0)),
            "orOnline": self.random.choice((True, True, False)),
        }
        return self._some(found, "withinKm", "orOnline")

    def _some(self, found: Json, *optional: str) -> Json:
        """Leave out about half of what may be left out, and say null of a little of the rest."""
        kept = {
            name: value
            for name, value in found.items()
            if name not in optional or self.random.random() < 0.5
        }
        nulls = [
            name for name in kept if name in optional and name not in {"withinKm", "direction"}
        ]
        for name in nulls:
            if self.random.random() < 0.05:
                kept[name] = None
        return kept

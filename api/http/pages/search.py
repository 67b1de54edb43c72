"""One search, as a form says it and as the schema asks it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Final
from urllib.parse import urlencode

from api.http.pages.choices import CHOICES
from api.http.pages.forms import Form
from api.http.pages.words import WEEKDAYS

DISTANCES: Final = (2, 5, 10, 25, 50, 100, 250)
USUAL_DISTANCE: Final = 25
SOON: Final = {1: "In the next 24 hours", 7: "In the next week", 28: "In the next four weeks"}
USUAL_SOON: Final = 28
PARTS: Final = {
    "morning": ("05:00", "12:00", "Mornings, 5:00 to 12:00"),
    "afternoon": ("12:00", "17:00", "Afternoons, 12:00 to 17:00"),
    "evening": ("17:00", "22:00", "Evenings, 17:00 to 22:00"),
    "night": ("22:00", "05:00", "Nights, 22:00 to 5:00"),
}
_FLAGS: Final = ("online", "newcomers", "stated")


@dataclass(frozen=True, slots=True)
class Spot:
    """A point that a reader chose, in decimal degrees, and what they call it."""

    latitude: float
    longitude: float
    name: str

    def __str__(self) -> str:
        return f"{self.latitude:.4f},{self.longitude:.4f},{self.name}"


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader looks for; ``kept`` are the slugs on the list that they put together."""

    chosen: Mapping[str, tuple[str, ...]]
    text: str = ""
    weekdays: tuple[str, ...] = ()
    part: str = ""
    soon: int = USUAL_SOON
    zone: str = ""
    where: str = ""
    spot: Spot | None = None
    within: int = USUAL_DISTANCE
    flags: frozenset[str] = frozenset()
    after: str = ""
    kept: tuple[str, ...] = ()

    @property
    def asks_for_times(self) -> bool:
        return bool(self.weekdays or self.part or self.soon != USUAL_SOON)

    @property
    def asks(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.shareable or self.personal)

    @property
    def personal(self) -> bool:
        """Whether anything in it says something of the reader beyond what they look for."""
        of_reader = (choice.name for choice in CHOICES if choice.personal)
        flags = self.flags & {"newcomers", "online"}
        return bool(self.text or self.asks_for_times or self.zone or self.where or flags) or any(
            self.chosen[name] for name in of_reader
        )

    @property
    def shareable(self) -> str:
        """The query string of what says nothing of the reader."""
        pairs = [
            (choice.name, value)
            for choice in CHOICES
            if not choice.personal
            for value in self.chosen[choice.name]
        ]
        if pairs and "stated" in self.flags:
            pairs.append(("stated", "1"))
        return urlencode(pairs)

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield the fields of a form that asks the same, but for where its page begins."""
        for name, values in self.chosen.items():
            yield from ((name, value) for value in values)
        yield from (("day", each) for each in self.weekdays)
        yield from ((flag, "1") for flag in _FLAGS if flag in self.flags)
        yield from (("g", slug) for slug in self.kept)
        given = {"text": self.text, "part": self.part, "zone": self.zone, "where": self.where}
        yield from ((name, value) for name, value in given.items() if value)
        yield from (("soon", str(self.soon)), ("within", str(self.within)))
        if self.spot is not None:
            yield "spot", str(self.spot)

    def filter(self) -> dict[str, object]:
        """Return the search as ``GroupFilter``."""
        asked: dict[str, object] = {}
        for choice in CHOICES:
            values = self.chosen[choice.name]
            if values:
                unknown = choice.unknown and "stated" in self.flags
                stated = {"unknown": "EXCLUDE"} if unknown else {}
                asked[choice.member] = {choice.combines: list(values), **stated}
        if self.text:
            asked["text"] = self.text
        if "newcomers" in self.flags:
            asked["newcomersWelcome"] = {"is": True}
        if self.asks_for_times:
            asked["meets"] = self._meets()
        if self.spot is not None:
            asked["near"] = self._near(self.spot)
        return asked

    def _meets(self) -> dict[str, object]:
        asked: dict[str, object] = {"timeZone": self.zone, "withinDays": self.soon}
        if self.weekdays:
            asked["weekdays"] = list(self.weekdays)
        if self.part:
            asked["after"], asked["before"], _ = PARTS[self.part]
        return asked

    def _near(self, spot: Spot) -> dict[str, object]:
        asked: dict[str, object] = {
            "latitude": spot.latitude,
            "longitude": spot.longitude,
            "withinKm": float(self.within),
        }
        return {**asked, "orOnline": True} if "online" in self.flags else asked

    def at(self, spot: Spot) -> "Search":
        return replace(self, spot=spot, where=spot.name)


def read(form: Form, *, from_address: bool) -> Search:
    """Read a search; what cannot be chosen is left out.

    From an address only what says nothing of the reader is read, and never more.
    """
    chosen = {
        choice.name: ()
        if from_address and choice.personal
        else tuple(value for value in form.all(choice.name) if choice.admits(value))
        for choice in CHOICES
    }
    flags = frozenset(flag for flag in _FLAGS if form.one(flag))
    search = Search(chosen, flags=flags, after=form.one("after"), kept=form.all("g"))
    if from_address:
        return replace(search, flags=flags & {"stated"})
    return _of_reader(search, form)


def _of_reader(search: Search, form: Form) -> Search:
    """Add what a reader says of themselves: words, place and times."""
    where, spot = form.one("where"), _spot(form.one("spot"))
    picked = _spot(form.one("pick"))
    if picked is not None:
        where, spot = picked.name, picked
    return replace(
        search,
        text=form.one("text"),
        weekdays=tuple(each for each in form.all("day") if each in WEEKDAYS),
        part=form.one("part") if form.one("part") in PARTS else "",
        soon=form.whole("soon", SOON, USUAL_SOON),
        zone=form.one("zone"),
        where=where,
        # Another name beside the same point means that a reader typed over it.
        spot=spot if spot is not None and spot.name == where else None,
        within=form.whole("within", DISTANCES, USUAL_DISTANCE),
    )


def _spot(text: str) -> Spot | None:
    latitude, _, rest = text.partition(",")
    longitude, _, name = rest.partition(",")
    try:
        found = Spot(float(latitude), float(longitude), name)
    except ValueError:
        return None
    return found if isfinite(found.latitude) and isfinite(found.longitude) else None

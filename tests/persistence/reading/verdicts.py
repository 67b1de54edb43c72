"""What each member of a filter means, said of single rows in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tests.persistence.reading.meaning import (
    Given,
    Moment,
    Verdict,
    by_words,
    meets,
    metres,
    stays,
)
from tests.persistence.reading.wording import relevance

if TYPE_CHECKING:
    from tests.persistence.reading.catalogue import Catalogue, Row, Value

OWNERS = {"Group": "group_id", "Meeting": "meeting_id", "Occurrence": "meeting_id"}
"""By which column venues and occurrences are tied to a type of thing."""

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "Group": {
        "accessibility": "access",
        "country": "countries",
        "region": "regions",
        "openPlaces": "open_place_kinds",
        "capacity": "capacity_status",
    },
    "Meeting": {"media": "medium"},
}
"""The columns that have another name than the member which asks about them."""

SAID_BY_MEETING = frozenset(
    {
        *("languages", "audiences", "country", "region", "formats", "accessibility"),
        *("media", "openness", "frequency"),
    }
)
ELSEWHERE = frozenset({"ONLINE", "HYBRID", "PHONE"})
NEVER_UNSTATED = frozenset({"status", "openPlaces"})


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges rows of one type by the members of a filter."""

    catalogue: Catalogue
    moment: Moment
    type: str

    def verdict(self, row: Row, name: str, given: Value) -> Verdict:
        """Say what one member of a filter makes of a row."""
        if self.type == "Occurrence" and name == "media":
            meeting = self.catalogue.by_id["meetings", row["meeting_id"]]
            return by_words(name, [row["medium"] or meeting["medium"]], given, always=True)
        if self.type == "Occurrence" and name in SAID_BY_MEETING:
            return self._through("Meeting", row, {name: given})
        if self.type == "Occurrence" and name == "topics":
            return self._through("Group", row, {name: given})
        return JUDGES.get(name, Judge.by_words)(self, row, name, given)

    def belongs(self, row: Row, name: str, given: str) -> Verdict:
        return Verdict(row[f"{name}_id"] == UUID(given[4:]))

    def text(self, row: Row, _name: str, given: str) -> Verdict:
        return Verdict(relevance(self.catalogue, row, given) is not None)

    def near(self, row: Row, _name: str, given: Given) -> Verdict:
        anywhere = bool(given.get("orOnline")) and self._online(row)
        return Verdict(anywhere or self.distance(row, given) is not None)

    def meets(self, row: Row, _name: str, given: Given) -> Verdict:
        return Verdict(meets(self.catalogue, self.moment, OWNERS[self.type], row, given))

    def in_groups(self, row: Row, _name: str, given: Given) -> Verdict:
        return self._through("Group", row, given)

    def accepts_referrals(self, row: Row, _name: str, given: object) -> Verdict:
        return Verdict(row["accepts_referrals"] is given)

    def verified_since(self, row: Row, _name: str, given: str) -> Verdict:
        since = datetime.fromisoformat(given).replace(tzinfo=UTC)
        return Verdict(row["verified_at"] is not None and row["verified_at"] >= since)

    def on_now(self, row: Row, _name: str, given: Value) -> Verdict:
        now, group = self.moment.now, row["id"]
        meets = any(
            each["published"]
            and each["status"] == "SCHEDULED"
            and each["starts_at"] <= now < each["ends_at"]
            for each in self.catalogue.of("occurrences", "group_id", group)
        )
        is_open = row["status"] == "PUBLISHED" and any(
            each["hours"] is None and each["kind"] != "WEBSITE"
            for each in self.catalogue.of("open_places", "group_id", group)
        )
        return Verdict((meets or is_open) is given)

    def newcomers_welcome(self, row: Row, name: str, given: Given) -> Verdict:
        said = row["newcomers_welcome"]
        return _stated(name, given, unstated=said is None, fits=said is given["is"])

    def age(self, row: Row, name: str, given: Given) -> Verdict:
        low, high = row["minimum_age"], row["maximum_age"]
        fits = (low or 0) <= given["is"] <= (1000 if high is None else high)
        return _stated(name, given, unstated=low is None and high is None, fits=fits)

    def capacity(self, row: Row, name: str, given: Given) -> Verdict:
        said = row["capacity_status"]
        if said in (given.get("noneOf") or ()):
            return Verdict(passes=False)
        return by_words(name, {said} - {"UNKNOWN"}, given)

    def country(self, row: Row, name: str, given: Given) -> Verdict:
        upper = {
            key: each if key == "unknown" or each is None else [word.upper() for word in each]
            for key, each in given.items()
        }
        return self.by_words(row, name, upper)

    def by_words(self, row: Row, name: str, given: Given) -> Verdict:
        return by_words(name, self._words(row, name), given, always=name in NEVER_UNSTATED)

    def distance(self, row: Row, near: Given) -> int | None:
        """Return how far a row is, or None where that is farther than asked for."""
        thing = row["meeting_id"] if self.type == "Occurrence" else row["id"]
        found = metres(self.catalogue, OWNERS[self.type], thing, near)
        within = round((near.get("withinKm") or 25) * 1000)
        return found if found is not None and found <= within else None

    def next_start(self, row: Row) -> datetime:
        """Return when something is on next, or the end of days."""
        if self.type == "Occurrence":
            return row["starts_at"]
        coming = [
            each["starts_at"]
            for each in self.catalogue.of("occurrences", OWNERS[self.type], row["id"])
            if each["published"]
            and each["status"] == "SCHEDULED"
            and each["starts_at"] >= self.moment.now - timedelta(minutes=10)
        ]
        return min(coming, default=datetime(2900, 1, 1, tzinfo=UTC))

    def _online(self, row: Row) -> bool:
        if self.type == "Group":
            return not ELSEWHERE.isdisjoint(row["media"])
        if self.type == "Occurrence":
            row = self.catalogue.by_id["meetings", row["meeting_id"]]
        return row["medium"] in ELSEWHERE

    def _through(self, type_name: str, row: Row, members: Given) -> Verdict:
        """Judge what a row belongs to; the order stays that of the rows themselves."""
        table, key = f"{type_name.lower()}s", f"{type_name.lower()}_id"
        around = self.catalogue.by_id[table, row[key]]
        judge = Judge(self.catalogue, self.moment, type_name)
        verdicts = [
            judge.verdict(around, name, given)
            for name, given in members.items()
            if given is not None
        ]
        return Verdict(all(verdict.passes for verdict in verdicts))

    def _words(self, row: Row, name: str) -> list[str]:
        if self.type == "Meeting" and name in {"country", "region"}:
            return [venue[name] for venue in self._venues(row) if venue[name]]
        value = row[COLUMNS.get(self.type, {}).get(name, name)]
        words: list[str] = [value] if isinstance(value, str) else value or []
        if self.type == "Meeting" and name == "accessibility":
            return [*words, *(f for venue in self._venues(row) for f in venue["accessibility"])]
        return words

    def _venues(self, meeting: Row) -> list[Row]:
        links = self.catalogue.of("meeting_venues", "meeting_id", meeting["id"])
        return [self.catalogue.by_id["venues", link["venue_id"]] for link in links]


def _stated(name: str, given: Given, *, unstated: bool, fits: bool) -> Verdict:
    if not unstated:
        return Verdict(fits)
    kept = stays(name, given)
    return Verdict(kept, unstated=kept)


type Judging = Callable[[Judge, Row, str, Value], Verdict]

JUDGES: Mapping[str, Judging] = {
    "network": Judge.belongs,
    "organisation": Judge.belongs,
    "group": Judge.belongs,
    "meeting": Judge.belongs,
    "text": Judge.text,
    "near": Judge.near,
    "meets": Judge.meets,
    "inGroups": Judge.in_groups,
    "acceptsReferrals": Judge.accepts_referrals,
    "verifiedSince": Judge.verified_since,
    "newcomersWelcome": Judge.newcomers_welcome,
    "onNow": Judge.on_now,
    "age": Judge.age,
    "capacity": Judge.capacity,
    "country": Judge.country,
}
"""Members that are not simply words of a column of their name."""

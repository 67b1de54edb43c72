"""Connections in plain Python: filtered, sorted, cut into pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.persistence.reading.meaning import Moment, Verdict, by_words, meets, metres, takes_place

if TYPE_CHECKING:
    from tests.persistence.reading.naive import Catalogue, Thing

type Row = dict[str, Any]
type Given = Mapping[str, Any]

COLUMNS = {"NAME": "sort_key", "CHANGED_AT": "changed_at", "STARTS_AT": "starts_at"}
OWNERS = {"Group": "group_id", "Meeting": "meeting_id", "Occurrence": "meeting_id"}
"""By which column venues and occurrences are tied to a type of thing."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a list with what it is sorted by."""

    thing: Thing
    unstated: int
    distance: int | None

    def edge(self, name: str) -> Any:
        found = {"node": self.thing, "cursor": str(self.thing.row["id"])}
        return {**found, "distanceMetres": self.distance}[name]


@dataclass(frozen=True, slots=True)
class Connection:
    """A page as GraphQL has it; a cursor is the id of the row that it stands on."""

    edges: Sequence[Item]
    pageInfo: dict[str, Any]
    totalCount: int
    totalCountPrecision: str = "EXACT"

    @property
    def nodes(self) -> list[Thing]:
        return [item.thing for item in self.edges]


@dataclass(frozen=True, slots=True)
class _Question:
    """What one list is asked: its filters and its order."""

    catalogue: Catalogue
    moment: Moment
    type: str
    arguments: Given

    @property
    def filter(self) -> dict[str, Any]:
        asked = self.arguments.get("filter") or {}
        return {name: given for name, given in asked.items() if given is not None}

    @property
    def order(self) -> tuple[str, bool]:
        given = self.arguments.get("orderBy")
        if given:
            return given["field"], given["direction"] == "DESC"
        if "near" in self.filter:
            return "DISTANCE", False
        return ("STARTS_AT" if self.type == "Occurrence" else "NAME"), False

    def item(self, thing: Thing) -> Item | None:
        """Return the row as an item of the list, or None if it does not belong there."""
        verdicts = [self._verdict(thing.row, name, given) for name, given in self.filter.items()]
        when = self.arguments.get("when")
        if not all(verdict.passes for verdict in verdicts) or (
            when and not takes_place(self.moment, thing.row, when, self.arguments["timeZone"])
        ):
            return None
        near = self.filter.get("near")
        return Item(
            thing,
            sum(verdict.unstated for verdict in verdicts),
            None if near is None else self._distance(thing.row, near),
        )

    def _distance(self, row: Row, near: Given) -> int | None:
        thing = row["meeting_id"] if self.type == "Occurrence" else row["id"]
        return metres(self.catalogue, OWNERS[self.type], thing, near)

    def _verdict(self, row: Row, name: str, given: Any) -> Verdict:
        if name in {"network", "organisation", "group", "meeting"}:
            return Verdict(row[f"{name}_id"] == UUID(given[4:]))
        if name == "near":
            distance = self._distance(row, given)
            return Verdict(distance is not None and distance <= round(given["withinKm"] * 1000))
        if name == "meets":
            return Verdict(meets(self.catalogue, self.moment, OWNERS[self.type], row, given))
        if self.type == "Occurrence":
            # Occurrences are in the order of time, whatever their group has not stated.
            return Verdict(by_words(name, self._words_around(row, name), given).passes)
        return by_words(name, self._words(row, name), given)

    def _words(self, row: Row, name: str) -> list[str]:
        if name == "media" and self.type == "Meeting":
            name = "medium"
        value = row[name]
        return value if isinstance(value, list) else [] if value is None else [value]

    def _words_around(self, row: Row, name: str) -> list[str]:
        if name == "media":
            return [self.catalogue.by_id["meetings", row["meeting_id"]]["medium"]]
        return self.catalogue.by_id["groups", row["group_id"]][name]

    def key(self, item: Item) -> tuple[int, Any, UUID]:
        """Return what an item is sorted by, upwards or, as a whole, downwards."""
        word, down = self.order
        value = item.distance if word == "DISTANCE" else item.thing.row[COLUMNS[word]]
        return (-item.unstated if down else item.unstated), value, item.thing.row["id"]


def connect(
    catalogue: Catalogue,
    moment: Moment,
    things: Sequence[Thing],
    arguments: Given,
    located: Callable[[str], Thing],
) -> Connection:
    """Return the page of a list that the arguments ask for."""
    kind = things[0].type if things else "Group"
    question = _Question(catalogue, moment, kind, arguments)
    down = question.order[1]
    items = [item for item in map(question.item, things) if item is not None]
    items.sort(key=question.key, reverse=down)
    page = items
    cursors = {name: arguments[name] for name in ("after", "before") if arguments.get(name)}
    for name, cursor in cursors.items():
        standing = question.item(located(cursor))
        if standing is None:
            raise LookupError("A cursor stands on what is not in the list.")
        edge = question.key(standing)
        above = (name == "after") is not down
        page = [i for i in page if (question.key(i) > edge if above else question.key(i) < edge)]
    backward = arguments.get("last") is not None or (
        arguments.get("first") is None and "before" in cursors and "after" not in cursors
    )
    size = arguments.get("last" if backward else "first") or 20
    cut = page[-size:] if backward else page[:size]
    more = len(page) > len(cut)
    return Connection(
        cut,
        {
            "hasNextPage": "before" in cursors if backward else more,
            "hasPreviousPage": more if backward else "after" in cursors,
            "startCursor": str(cut[0].thing.row["id"]) if cut else None,
            "endCursor": str(cut[-1].thing.row["id"]) if cut else None,
        },
        len(items),
    )

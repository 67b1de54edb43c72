"""Connections in plain Python: filtered, sorted, cut into pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from tests.persistence.reading.meaning import Moment, takes_place
from tests.persistence.reading.verdicts import Judge
from tests.persistence.reading.wording import relevance

if TYPE_CHECKING:
    from tests.persistence.reading.catalogue import Catalogue, Thing, Value

type Given = Mapping[str, Value]

DEFAULT_PAGE = 20

COLUMNS = {"NAME": "sort_key", "CHANGED_AT": "changed_at", "STARTS_AT": "starts_at"}


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a list with what it is sorted by. Its cursor is the id of the row."""

    thing: Thing
    unstated: int
    distance: int | None
    relevance: int | None

    @property
    def cursor(self) -> str:
        return str(self.thing.row["id"])

    def member(self, name: str) -> object:
        members = {"node": self.thing, "cursor": self.cursor, "distanceMetres": self.distance}
        return members[name]


@dataclass(frozen=True, slots=True)
class PageInfo:
    items: Sequence[Item]
    next: bool
    previous: bool

    def member(self, name: str) -> object:
        members = {
            "hasNextPage": self.next,
            "hasPreviousPage": self.previous,
            "startCursor": self.items[0].cursor if self.items else None,
            "endCursor": self.items[-1].cursor if self.items else None,
        }
        return members[name]


@dataclass(frozen=True, slots=True)
class Connection:
    """A page of a list, and how many items the whole list has."""

    info: PageInfo
    total: int

    def member(self, name: str) -> object:
        members = {
            "edges": self.info.items,
            "nodes": [item.thing for item in self.info.items],
            "pageInfo": self.info,
            "totalCount": self.total,
            "totalCountPrecision": "EXACT",
        }
        return members[name]


@dataclass(frozen=True, slots=True)
class _Question:
    """What one list is asked: its filters and its order."""

    catalogue: Catalogue
    moment: Moment
    type: str
    arguments: Given

    @property
    def filter(self) -> dict[str, Value]:
        asked: Given = self.arguments.get("filter") or {}
        return {name: given for name, given in asked.items() if given is not None}

    @property
    def order(self) -> tuple[str, bool]:
        given = self.arguments.get("orderBy")
        if given:
            return given["field"], given["direction"] == "DESC"
        if "near" in self.filter:
            return "DISTANCE", False
        if "text" in self.filter:
            return "RELEVANCE", False
        return ("STARTS_AT" if self.type == "Occurrence" else "NAME"), False

    def item(self, thing: Thing) -> Item | None:
        """Return the row as an item of the list, or None if it does not belong there."""
        judge = Judge(self.catalogue, self.moment, self.type)
        verdicts = [judge.verdict(thing.row, name, given) for name, given in self.filter.items()]
        when = self.arguments.get("when")
        if not all(verdict.passes for verdict in verdicts) or (
            when and not takes_place(self.moment, thing.row, when, self.arguments["timeZone"])
        ):
            return None
        near = self.filter.get("near")
        return Item(
            thing,
            sum(verdict.unstated for verdict in verdicts),
            None if near is None else judge.distance(thing.row, near),
            relevance(self.catalogue, thing.row, self.filter["text"])
            if "text" in self.filter
            else None,
        )

    def _distance_and_start(self, item: Item) -> tuple[int, datetime]:
        if item.distance is not None:
            return item.distance, datetime(1900, 1, 1, tzinfo=UTC)
        judge = Judge(self.catalogue, self.moment, self.type)
        return 2**31, judge.next_start(item.thing.row)

    def beyond(self, items: Sequence[Item], thing: Thing, *, above: bool) -> list[Item]:
        """Return the items that come after a thing in the order of the list, or before it."""
        standing = self.item(thing)
        if standing is None:
            raise LookupError("A cursor stands on what is not in the list.")
        edge, upward = self.key(standing), above is not self.order[1]
        return [i for i in items if (self.key(i) > edge if upward else self.key(i) < edge)]

    def key(self, item: Item) -> tuple[int, Value, UUID]:
        """Return what an item is sorted by, upwards or, as a whole, downwards."""
        word, down = self.order
        value: Value
        match word:
            case "DISTANCE":
                value = self._distance_and_start(item)
            case "RELEVANCE":
                value = item.relevance, item.thing.row["sort_key"]
            case _:
                value = item.thing.row[COLUMNS[word]]
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
    items = [item for item in map(question.item, things) if item is not None]
    items.sort(key=question.key, reverse=question.order[1])
    cursors = {name: arguments[name] for name in ("after", "before") if arguments.get(name)}
    within = items
    for name, cursor in cursors.items():
        within = question.beyond(within, located(cursor), above=name == "after")
    backward = arguments.get("last") is not None or (
        arguments.get("first") is None and "before" in cursors and "after" not in cursors
    )
    size = arguments.get("last" if backward else "first") or DEFAULT_PAGE
    page = within[-size:] if backward else within[:size]
    more = len(within) > len(page)
    info = PageInfo(
        page,
        next="before" in cursors if backward else more,
        previous=more if backward else "after" in cursors,
    )
    return Connection(info, len(items))

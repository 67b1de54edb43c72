"""The page that every contestant answers, and one form to compare their answers in.

Twenty groups by name, each with its network and its next three occurrences: about 550 fields.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

GROUPS = 20
OCCURRENCES = 3

type Json = Mapping[str, Any]


class Group(NamedTuple):
    """One group of a page, however its server spells it."""

    values: tuple[object, ...]
    occurrences: tuple[tuple[object, ...], ...]


type Normal = tuple[Group, ...]

PEERS = """
query Page($first: Int!) {
  groups(first: $first, orderBy: {field: NAME, direction: ASC}) {
    nodes {
      id slug name summary language support style size joining cost languages
      network { id name }
      nextOccurrences(first: 3) { id startsAt endsAt localStart }
    }
  }
}
"""

STOCK = """
query Page($first: Int!) {
  groups(first: $first) {
    id slug name summary language support style size joining cost languages
    network { id name }
    nextOccurrences(first: 3) { id startsAt endsAt localStart }
  }
}
"""

POSTGRAPHILE = """
query Page($first: Int!) {
  allGroups(first: $first, orderBy: [SORT_KEY_ASC, PRIMARY_KEY_ASC], condition: {published: true}) {
    nodes {
      rowId slug name summary language support style size joining cost languages
      networkByNetworkId { rowId name }
      nextOccurrences(first: 3) { nodes { rowId startsAt endsAt localStart } }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one server is asked for the page, and where its answer keeps what."""

    document: str
    groups: Callable[[Json], Sequence[Json]]
    id: str = "id"
    network: str = "network"
    occurrences: Callable[[Json], Sequence[Json]] = lambda group: group["nextOccurrences"]

    @property
    def body(self) -> Json:
        return {"query": self.document.strip(), "variables": {"first": GROUPS}}

    def normal(self, answer: Json) -> Normal:
        """Return the answer's values alone; raises ValueError if it holds errors."""
        if answer.get("errors"):
            raise ValueError(str(answer["errors"])[:2_000])
        return tuple(self._group(group) for group in self.groups(answer["data"]))

    def _group(self, group: Json) -> Group:
        network = group[self.network]
        values = (
            _uuid(group[self.id]),
            *(group[name] for name in ("slug", "name", "summary", "language", "style", "size")),
            *(group[name] for name in ("joining", "cost")),
            *(tuple(group[name]) for name in ("support", "languages")),
            _uuid(network[self.id]),
            network["name"],
        )
        return Group(values, tuple(self._occurrence(each) for each in self.occurrences(group)))

    def _occurrence(self, occurrence: Json) -> tuple[object, ...]:
        times = (datetime.fromisoformat(occurrence[name]) for name in ("startsAt", "endsAt"))
        local = datetime.fromisoformat(occurrence["localStart"])
        return (_uuid(occurrence[self.id]), *(time.timestamp() for time in times), local)


def _uuid(text: str) -> UUID:
    """Read an id with or without the code that Peers puts in front."""
    return UUID(text.rpartition("_")[2])


PEERS_PAGE = Dialect(PEERS, lambda data: data["groups"]["nodes"])
STOCK_PAGE = Dialect(STOCK, lambda data: data["groups"])
POSTGRAPHILE_PAGE = Dialect(
    POSTGRAPHILE,
    lambda data: data["allGroups"]["nodes"],
    id="rowId",
    network="networkByNetworkId",
    occurrences=lambda group: group["nextOccurrences"]["nodes"],
)


def fields(value: object) -> int:
    """Count the fields of a JSON answer, those that hold objects included."""
    if isinstance(value, Mapping):
        members: Mapping[str, object] = value  # pyright: ignore[reportUnknownVariableType] - JSON
        return sum(1 + fields(member) for member in members.values())
    if isinstance(value, list):
        items: list[object] = value  # pyright: ignore[reportUnknownVariableType] - JSON
        return sum(fields(item) for item in items)
    return 0


def check(pages: Mapping[str, Normal]) -> None:
    """Refuse to compare contestants that do not answer the same; raises ValueError."""
    (first, expected), *others = pages.items()
    if [len(group.occurrences) for group in expected] != [OCCURRENCES] * GROUPS:
        raise ValueError(f"{first} does not answer a full page.")
    for name, found in others:
        if found == expected:
            continue
        pairs = zip(expected, found, strict=False)
        differing = next(
            (pair for pair in pairs if pair[0] != pair[1]), (len(expected), len(found))
        )
        raise ValueError(f"{name} answers other data than {first}: {differing}")

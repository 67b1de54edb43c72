"""What may be done to a network, and what guidelines changed, said a second time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tests.persistence.reading.catalogue import Row, Thing, Value

if TYPE_CHECKING:
    from tests.persistence.reading.naive import Naive

type Arguments = Mapping[str, Value]
type Resolve = Callable[[Naive, Thing, Arguments], Value]


def of_network(naive: Naive, thing: Thing, _arguments: Arguments) -> list[str]:
    row, viewer = thing.row, naive.viewer
    if row["organisation_id"] != viewer.organisation_id or "networks:manage" not in viewer.scopes:
        return []
    owner = naive.catalogue.by_id["organisations", row["organisation_id"]]
    told = {
        each["language"] for each in naive.catalogue.of("network_notices", "network_id", row["id"])
    }
    ready = bool(row["languages"]) and set(row["languages"]) <= told
    may_publish = owner["status"] == "VERIFIED" and owner["kind"] in {
        "NETWORK_OPERATOR",
        "PLATFORM",
    }
    found = ["EDIT", "SET_GUIDELINES"] if row["status"] != "ARCHIVED" else []
    if row["status"] != "PUBLISHED" and ready and may_publish:
        found.append("PUBLISH")
    return [*found, "ARCHIVE"] if row["status"] != "ARCHIVED" else found


def _versions(naive: Naive, column: str, thing: Thing) -> list[Row]:
    rows = [
        row
        for row in naive.catalogue.of("guidelines", column, thing.row["id"])
        if column == "group_id" or row["group_id"] is None
    ]
    return sorted(rows, key=lambda row: -row["number"])


def versions(column: str) -> Resolve:
    def resolve(naive: Naive, thing: Thing, arguments: Arguments) -> list[Thing]:
        found = naive.things("Guidelines", _versions(naive, column, thing))
        return found[: arguments["first"]]

    return resolve


def of_group(naive: Naive, thing: Thing, _arguments: Arguments) -> str | None:
    found = _versions(naive, "group_id", thing)
    return found[0]["text"] if found else None


def sees_guidelines(naive: Naive, row: Row) -> bool:
    if row["group_id"] is not None:
        return naive.by_id("Group", row["group_id"]) is not None
    return naive.by_id("Network", row["network_id"]) is not None


def difference(_naive: Naive, thing: Thing, arguments: Arguments) -> list[Thing]:
    row = thing.row
    since = arguments.get("since") or row["number"] - 1
    earlier = max(min(since, row["number"]), row["number"] - 50)
    found: list[Thing] = []
    for text, born, gone in zip(row["lines"], row["lines_since"], row["lines_until"], strict=True):
        before = born <= earlier and (gone == 0 or gone > earlier)
        if before or gone == 0:
            change = "REMOVED" if gone else "KEPT" if before else "ADDED"
            found.append(Thing("GuidelinesLine", {"text": text, "change": change}))
    return found


def of_venue(naive: Naive, thing: Thing, _arguments: Arguments) -> list[str]:
    row, viewer = thing.row, naive.viewer
    if row["organisation_id"] != viewer.organisation_id or "groups:manage" not in viewer.scopes:
        return []
    links = ("meeting_venues", "exception_venues")
    used = any(naive.catalogue.of(each, "venue_id", row["id"]) for each in links)
    return ["EDIT"] if used else ["EDIT", "REMOVE"]


_WEEK_BY_WEEK = frozenset({"PAUSE", "RESUME", "VERIFY", "STATE_CAPACITY"})


def of_living_group(naive: Naive, thing: Thing, _arguments: Arguments) -> list[str]:
    row, viewer = thing.row, naive.viewer
    if row["organisation_id"] != viewer.organisation_id or row["status"] == "ARCHIVED":
        return []
    owner = naive.catalogue.by_id["organisations", row["organisation_id"]]
    publishes = owner["status"] == "VERIFIED" and owner["kind"] in {"NETWORK_OPERATOR", "PLATFORM"}
    by_status = {
        "DRAFT": ["PUBLISH"] if publishes else [],
        "PUBLISHED": ["PAUSE"],
        "PAUSED": ["PAUSE", "RESUME"],
    }
    always = [
        *("MOVE", "VERIFY", "STATE_CAPACITY"),
        *("SET_GUIDELINES", "ASSIGN_FACILITATOR", "ARCHIVE"),
    ]
    possible = ["EDIT", *by_status[row["status"]], *always]
    if "meetings:write" not in viewer.scopes:
        possible = [each for each in possible if each not in _WEEK_BY_WEEK]
    if "groups:manage" not in viewer.scopes:
        possible = [each for each in possible if each in _WEEK_BY_WEEK]
    return possible


def of_meeting(naive: Naive, thing: Thing, _arguments: Arguments) -> list[str]:
    row, viewer = thing.row, naive.viewer
    own = row["organisation_id"] == viewer.organisation_id
    if not own or "meetings:write" not in viewer.scopes or row["status"] == "ARCHIVED":
        return []
    found = ["EDIT"] + ["EDIT_FROM"] * (row["rule"] is not None)
    if row["local_start"] is not None:
        edits = ("ADD", "CANCEL", "RESTORE", "MOVE", "EDIT")
        found += [f"{each}_OCCURRENCE" for each in edits]
    resuming = ["RESUME"] if row["status"] == "PAUSED" else []
    return [*found, "PAUSE", *resuming, "ARCHIVE"]


def contact(naive: Naive, thing: Thing, _arguments: Arguments) -> Thing | None:
    """The contact of a group or else of its network, of those that the viewer may learn of."""
    network = naive.catalogue.by_id["networks", thing.row.get("network_id", thing.row["id"])]
    for row in (thing.row, network):
        own = row["organisation_id"] == naive.viewer.organisation_id
        if row["contact_role"] and (row["contact_disclosure"] == "PUBLIC" or own):
            stated = {name: row[f"contact_{name}"] for name in _CONTACT}
            return Thing("Contact", {**stated, "of_network": row is network, "id": row["id"]})
    return None


def hidden_address(naive: Naive, thing: Thing, _arguments: Arguments) -> str | None:
    return naive.catalogue.secrets.get(thing.row["id"], {}).get("hiddenAddress")


_CONTACT = ("role", "kind", "disclosure", "address")


def of_crisis_resource(naive: Naive, thing: Thing, _arguments: Arguments) -> list[str]:
    row, viewer = thing.row, naive.viewer
    own = row["organisation_id"] == viewer.organisation_id
    return ["EDIT", "VERIFY", "REMOVE"] if own and "networks:manage" in viewer.scopes else []


OPERATED: dict[tuple[str, str], Resolve] = {
    ("Network", "allowedActions"): of_network,
    ("Network", "guidelineVersions"): versions("network_id"),
    ("Group", "allowedActions"): of_living_group,
    ("Group", "guidelines"): of_group,
    ("Group", "contact"): contact,
    ("Network", "contact"): contact,
    ("Contact", "hiddenAddress"): hidden_address,
    ("Group", "guidelineVersions"): versions("group_id"),
    ("Guidelines", "difference"): difference,
    ("Venue", "allowedActions"): of_venue,
    ("Meeting", "allowedActions"): of_meeting,
    ("CrisisResource", "allowedActions"): of_crisis_resource,
}

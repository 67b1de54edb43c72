"""What each field means that is not simply a column of its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.persistence.reading.catalogue import CODES, DIMENSIONS, TABLES, Thing, Value, plain
from tests.persistence.reading.operating import OPERATED

if TYPE_CHECKING:
    from tests.persistence.reading.lists import Connection
    from tests.persistence.reading.naive import Naive

type Arguments = Mapping[str, Value]

LATE = timedelta(minutes=10)
FRESH_DAYS = 180

type Resolve = Callable[[Naive, Thing, Arguments], Value]


def one(type_name: str, column: str) -> Resolve:
    return lambda naive, thing, _: naive.by_id(type_name, thing.row[column])


def many(type_name: str, table: str, column: str, *order: str) -> Resolve:
    def resolve(naive: Naive, thing: Thing, _arguments: Arguments) -> list[Thing]:
        rows = naive.catalogue.of(table, column, thing.row["id"])
        return naive.things(type_name, sorted(rows, key=lambda row: [row[name] for name in order]))

    return resolve


def terms(type_name: str, column: str) -> Resolve:
    def resolve(naive: Naive, thing: Thing, _arguments: Arguments) -> list[Thing]:
        rows = [row for row in naive.catalogue.tables["terms"] if row["slug"] in thing.row[column]]
        return naive.things(type_name, sorted(rows, key=lambda row: (row["sort_key"], row["id"])))

    return resolve


def paged(type_name: str, column: str) -> Resolve:
    def resolve(naive: Naive, thing: Thing, arguments: Arguments) -> Connection:
        rows = naive.catalogue.of(TABLES[type_name], column, thing.row["id"])
        return naive.page(type_name, rows, arguments)

    return resolve


def listed(type_name: str) -> Resolve:
    return lambda naive, _, arguments: naive.page(
        type_name, naive.catalogue.tables[TABLES[type_name]], arguments
    )


def lookup(type_name: str) -> Resolve:
    def resolve(naive: Naive, _root: Thing, arguments: Arguments) -> Thing | None:
        by = arguments["by"]
        if "id" in by:
            return naive.by_code(by["id"])
        rows = naive.catalogue.tables[TABLES[type_name]]
        found = naive.things(type_name, [row for row in rows if row["slug"] == by["slug"]])
        return found[0] if found else None

    return resolve


def upcoming(column: str) -> Resolve:
    def resolve(naive: Naive, thing: Thing, arguments: Arguments) -> list[Thing]:
        rows = [
            row
            for row in naive.catalogue.of("occurrences", column, thing.row["id"])
            if row["status"] == "SCHEDULED" and row["starts_at"] >= naive.moment.now - LATE
        ]
        rows.sort(key=lambda row: (row["starts_at"], row["id"]))
        return naive.things("Occurrence", rows)[: arguments["first"]]

    return resolve


def label(naive: Naive, thing: Thing, arguments: Arguments) -> str:
    texts = {
        row["language"]: row["text"]
        for row in naive.catalogue.of("term_labels", "term_id", thing.row["id"])
    }
    asked = arguments.get("language") or "en"
    return texts.get(asked) or texts.get("en") or thing.row["slug"]


def venues(naive: Naive, ids: Iterable[Value]) -> list[Thing]:
    rows = [naive.catalogue.by_id["venues", venue_id] for venue_id in ids]
    return naive.things("Venue", sorted(rows, key=lambda row: (row["sort_key"], row["id"])))


def usual_venues(naive: Naive, thing: Thing, _arguments: Arguments) -> list[Thing]:
    links = naive.catalogue.of("meeting_venues", "meeting_id", thing.row["id"])
    return venues(naive, [link["venue_id"] for link in links])


def exceptional_venues(naive: Naive, thing: Thing, _arguments: Arguments) -> list[Thing]:
    row = thing.row
    links = naive.catalogue.of("exception_venues", "meeting_id", row["meeting_id"])
    own = [each for each in links if each["original_start"] == row["original_start"]]
    return venues(naive, [link["venue_id"] for link in own if row["kind"] == "CHANGED"])


def occurrence_venues(naive: Naive, thing: Thing, _arguments: Arguments) -> list[Thing]:
    kinds = KINDS.get(thing.row["medium"], ("PHYSICAL", "ONLINE", "PHONE"))
    links = naive.catalogue.of("meeting_venues", "meeting_id", thing.row["meeting_id"])
    ids = thing.row["venue_ids"] or [link["venue_id"] for link in links]
    return [each for each in venues(naive, ids) if each.row["kind"] in kinds]


def own_or_usual(name: str) -> Resolve:
    def resolve(naive: Naive, thing: Thing, _arguments: Arguments) -> str | None:
        meeting = naive.catalogue.by_id["meetings", thing.row["meeting_id"]]
        return thing.row[name] or meeting[name]

    return resolve


def concern_topic(naive: Naive, thing: Thing, _arguments: Arguments) -> Thing | None:
    rows = [row for row in naive.catalogue.tables["terms"] if row["slug"] == thing.row["topic"]]
    found = naive.things("Topic", rows)
    return found[0] if found else None


def topic_groups(naive: Naive, thing: Thing, arguments: Arguments) -> Connection:
    groups = naive.catalogue.tables["groups"]
    rows = [row for row in groups if thing.row["slug"] in row["topics"]]
    return naive.page("Group", rows, arguments)


def point(_naive: Naive, thing: Thing, _arguments: Arguments) -> Thing | None:
    return None if thing.row["latitude"] is None else Thing("Point", thing.row)


def secret(name: str) -> Resolve:
    def resolve(naive: Naive, thing: Thing, _arguments: Arguments) -> str | None:
        if thing.row["organisation_id"] != naive.viewer.organisation_id:
            return None
        return naive.catalogue.secrets.get(thing.row["id"], {}).get(name)

    return resolve


def stale(naive: Naive, thing: Thing, _arguments: Arguments) -> bool:
    verified = thing.row["verified_on"]
    return verified is None or (naive.moment.now.date() - verified).days > FRESH_DAYS


def column(name: str) -> Resolve:
    return lambda _naive, thing, _arguments: plain(thing.row[name])


def identifier(code: str) -> Resolve:
    return lambda _naive, thing, _arguments: f"{code}_{thing.row['id'].hex}"


KINDS = {"IN_PERSON": ("PHYSICAL",), "ONLINE": ("ONLINE", "PHONE"), "PHONE": ("PHONE",)}
"""Where an occurrence with a medium of its own is held, of what it or its meeting has."""
FIELDS: dict[tuple[str, str], Resolve] = {
    **OPERATED,
    **{(type_name, "id"): identifier(code) for code, type_name in CODES.items()},
    **{(type_name, "label"): label for type_name in DIMENSIONS},
    **{
        ("Query", TABLES[name] if name != "Topic" else "topics"): listed(name)
        for name in ("Organisation", "Network", "Group", "Meeting", "Occurrence", "Topic")
    },
    ("Query", "network"): lookup("Network"),
    ("Query", "group"): lookup("Group"),
    ("Query", "meeting"): lookup("Meeting"),
    ("Query", "node"): lambda naive, _, arguments: naive.by_code(arguments["id"]),
    ("Query", "nodes"): lambda naive, _, arguments: [naive.by_code(i) for i in arguments["ids"]],
    ("Organisation", "networks"): paged("Network", "organisation_id"),
    ("Network", "organisation"): one("Organisation", "organisation_id"),
    ("Network", "topics"): terms("Topic", "topics"),
    ("Network", "concerns"): many("Concern", "network_concerns", "network_id", "position"),
    ("Network", "notices"): many("Notice", "network_notices", "network_id", "language"),
    ("Network", "groups"): paged("Group", "network_id"),
    ("Concern", "topic"): concern_topic,
    ("Group", "organisation"): one("Organisation", "organisation_id"),
    ("Group", "network"): one("Network", "network_id"),
    ("Group", "successor"): one("Group", "successor_id"),
    ("Group", "topics"): terms("Topic", "topics"),
    ("Group", "audiences"): terms("Audience", "audiences"),
    ("Group", "formats"): terms("Format", "formats"),
    ("Group", "accessibility"): terms("AccessFeature", "accessibility"),
    ("Group", "capacity"): lambda _naive, thing, _: Thing("Capacity", thing.row),
    ("Group", "translations"): many(
        "GroupTranslation", "group_translations", "group_id", "language"
    ),
    ("Group", "openPlaces"): many("OpenPlace", "open_places", "group_id", "position"),
    ("Group", "meetings"): paged("Meeting", "group_id"),
    ("Group", "nextOccurrences"): upcoming("group_id"),
    ("Capacity", "status"): column("capacity_status"),
    ("Capacity", "asOf"): column("capacity_as_of"),
    ("Capacity", "by"): column("capacity_by"),
    ("Meeting", "audiences"): terms("Audience", "audiences"),
    ("Meeting", "formats"): terms("Format", "formats"),
    ("Meeting", "accessibility"): terms("AccessFeature", "accessibility"),
    ("Meeting", "group"): one("Group", "group_id"),
    ("Meeting", "network"): one("Network", "network_id"),
    ("Meeting", "continues"): one("Meeting", "continues_id"),
    ("Meeting", "venues"): usual_venues,
    ("Meeting", "exceptions"): many(
        "ScheduleException", "meeting_exceptions", "meeting_id", "original_start", "kind"
    ),
    ("Meeting", "nextOccurrences"): upcoming("meeting_id"),
    ("Occurrence", "meeting"): one("Meeting", "meeting_id"),
    ("Occurrence", "group"): one("Group", "group_id"),
    ("Occurrence", "venues"): occurrence_venues,
    ("Occurrence", "medium"): own_or_usual("medium"),
    ("Occurrence", "notes"): own_or_usual("notes"),
    ("ScheduleException", "venues"): exceptional_venues,
    ("Venue", "point"): point,
    ("Venue", "exactAddress"): secret("address"),
    ("Venue", "exactLink"): secret("link"),
    ("Venue", "exactDialIn"): secret("dial_in"),
    ("Topic", "groups"): topic_groups,
    ("CrisisResource", "stale"): stale,
}

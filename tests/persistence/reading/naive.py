"""The naive executor: the same answers as the reader's, worked out slowly in Python.

It knows the schema's text and the plain rows, and nothing of views, plans or SQL. What a field,
an edge, a list, a filter or an order means is said here a second time, independently.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute_sync,
)

from api.domain.access import Viewer
from tests.persistence.reading.lists import Connection, Item, connect
from tests.persistence.reading.meaning import Moment, position_of

type Row = dict[str, Any]
type Arguments = Mapping[str, Any]

TABLES = {
    "Organisation": "organisations",
    "Network": "networks",
    "Group": "groups",
    "Meeting": "meetings",
    "Occurrence": "occurrences",
    "Venue": "venues",
    "Topic": "terms",
}
CODES = {
    "org": "Organisation",
    "net": "Network",
    "grp": "Group",
    "mtg": "Meeting",
    "occ": "Occurrence",
    "ven": "Venue",
    "top": "Topic",
}
DIMENSIONS = {
    "Topic": "TOPIC",
    "Audience": "AUDIENCE",
    "Format": "FORMAT",
    "AccessFeature": "ACCESSIBILITY",
}
LISTED = ("organisations", "networks", "groups", "meetings", "occurrences")
PARTS = (
    *TABLES.values(),
    "term_labels",
    "network_concerns",
    "network_notices",
    "group_translations",
    "open_places",
    "meeting_venues",
    "meeting_exceptions",
)
LATE = timedelta(minutes=10)
HUMP = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(slots=True)
class Catalogue:
    """All rows of the catalogue, by table, by id, and by what they belong to."""

    tables: dict[str, list[Row]]
    secrets: dict[UUID, dict[str, str]]
    by_id: dict[tuple[str, UUID], Row] = field(default_factory=dict[tuple[str, UUID], Row])
    below: dict[tuple[str, str, Any], list[Row]] = field(
        default_factory=dict[tuple[str, str, Any], list[Row]]
    )

    def __post_init__(self) -> None:
        for table, rows in self.tables.items():
            for row in rows:
                self.by_id[table, row["id"]] = row
                for name in row:
                    if name.endswith("_id"):
                        self.below.setdefault((table, name, row[name]), []).append(row)

    def of(self, table: str, column: str, parent: UUID) -> list[Row]:
        return self.below.get((table, column, parent), [])


async def read_catalogue(url: str, secrets: dict[UUID, dict[str, str]]) -> Catalogue:
    """Read every table whole."""
    connection = await asyncpg.connect(url)
    try:
        return Catalogue(
            {
                name: [dict(row) for row in await connection.fetch(f"select * from catalogue.{name}")]
                for name in PARTS
            },
            secrets,
        )
    finally:
        await connection.close()


@dataclass(frozen=True, slots=True)
class Thing:
    """A row as a GraphQL type has it."""

    type: str
    row: Row


@dataclass(slots=True)
class Naive:
    """Answers documents for one viewer at one instant; ``seen`` are the fields it came across."""

    schema: GraphQLSchema
    catalogue: Catalogue
    viewer: Viewer
    moment: Moment
    seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def answer(self, document: DocumentNode, variables: dict[str, Any]) -> ExecutionResult:
        return execute_sync(
            self.schema,
            document,
            variable_values=variables,
            field_resolver=self.resolve,
            type_resolver=lambda thing, *_: thing.type,
        )

    def resolve(self, source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        where = info.parent_type.name, info.field_name
        self.seen.add(where)
        if isinstance(source, Connection):
            return getattr(source, info.field_name)
        if isinstance(source, Item):
            return source.edge(where[1])
        if isinstance(source, dict):
            return source[where[1]]
        known = FIELDS.get(where)
        if known is not None:
            return known(self, source, arguments)
        return plain(source.row[HUMP.sub("_", where[1]).lower()])

    def sees(self, type_name: str, row: Row) -> bool:
        """Say whether the viewer may see a row: published, or its own organisation's."""
        own = self.viewer.organisation_id
        if type_name in DIMENSIONS:
            return row["dimension"] == DIMENSIONS[type_name]
        if type_name == "Venue":
            return row["organisation_id"] == own or any(
                self.catalogue.by_id["meetings", link["meeting_id"]]["published"]
                for link in self.catalogue.of("meeting_venues", "venue_id", row["id"])
            )
        if TABLES.get(type_name) in LISTED:
            owner = row["id"] if type_name == "Organisation" else row["organisation_id"]
            return row["published"] or owner == own
        return True

    def things(self, type_name: str, rows: Iterable[Row]) -> list[Thing]:
        return [Thing(type_name, row) for row in rows if self.sees(type_name, row)]

    def by_id(self, type_name: str, row_id: UUID | None) -> Thing | None:
        if row_id is None:
            return None
        row = self.catalogue.by_id.get((TABLES[type_name], row_id))
        return Thing(type_name, row) if row is not None and self.sees(type_name, row) else None

    def by_code(self, text: str) -> Thing | None:
        return self.by_id(CODES[text[:3]], UUID(text[4:]))

    def page(self, type_name: str, rows: Iterable[Row], arguments: Arguments) -> Connection:
        things = self.things(type_name, rows)

        def located(cursor: str) -> Thing:
            row = self.catalogue.by_id[TABLES[type_name], position_of(cursor)]
            return Thing(type_name, row)

        return connect(self.catalogue, self.moment, things, arguments, located)



def plain(value: Any) -> Any:
    """Return a column's value as PostgreSQL writes it into JSON."""
    if isinstance(value, datetime):
        text = value.isoformat()
        if value.microsecond:
            fraction = f"{value.microsecond:06d}"
            text = text.replace(f".{fraction}", f".{fraction.rstrip('0')}")
        return text
    return value.isoformat() if isinstance(value, date) else value


type Resolve = Callable[[Naive, Thing, Arguments], Any]


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


def venues(naive: Naive, thing: Thing, _arguments: Arguments) -> list[Thing]:
    links = naive.catalogue.of("meeting_venues", "meeting_id", thing.row["id"])
    rows = [naive.catalogue.by_id["venues", link["venue_id"]] for link in links]
    return naive.things("Venue", sorted(rows, key=lambda row: (row["sort_key"], row["id"])))


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


def column(name: str) -> Resolve:
    return lambda _naive, thing, _arguments: plain(thing.row[name])


def identifier(code: str) -> Resolve:
    return lambda _naive, thing, _arguments: f"{code}_{thing.row['id'].hex}"


FIELDS: dict[tuple[str, str], Resolve] = {
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
    ("Meeting", "venues"): venues,
    ("Meeting", "exceptions"): many(
        "ScheduleException", "meeting_exceptions", "meeting_id", "original_start", "kind"
    ),
    ("Meeting", "nextOccurrences"): upcoming("meeting_id"),
    ("Occurrence", "meeting"): one("Meeting", "meeting_id"),
    ("Occurrence", "group"): one("Group", "group_id"),
    ("Venue", "point"): point,
    ("Venue", "exactAddress"): secret("address"),
    ("Venue", "exactLink"): secret("link"),
    ("Venue", "exactDialIn"): secret("dial_in"),
    ("Topic", "groups"): topic_groups,
}

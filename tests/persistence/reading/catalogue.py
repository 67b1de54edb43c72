"""The rows of the catalogue in plain Python, and which GraphQL type each table is."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

type Row = dict[str, Any]
type Value = Any
"""A column's value, an argument, a part of an answer: what is not known before it is looked at."""

TABLES = {
    "Organisation": "organisations",
    "Network": "networks",
    "Group": "groups",
    "Meeting": "meetings",
    "Occurrence": "occurrences",
    "Venue": "venues",
    "Topic": "terms",
    "CrisisResource": "crisis_resources",
    "Guidelines": "guidelines",
}
CODES = {
    "org": "Organisation",
    "net": "Network",
    "grp": "Group",
    "mtg": "Meeting",
    "occ": "Occurrence",
    "ven": "Venue",
    "top": "Topic",
    "cri": "CrisisResource",
    "gdl": "Guidelines",
}
DIMENSIONS = {
    "Topic": "TOPIC",
    "Audience": "AUDIENCE",
    "Format": "FORMAT",
    "AccessFeature": "ACCESSIBILITY",
}
LISTED = ("organisations", "networks", "groups", "meetings", "occurrences", "crisis_resources")
PARTS = (
    *TABLES.values(),
    "term_labels",
    "network_concerns",
    "network_notices",
    "group_translations",
    "open_places",
    "meeting_venues",
    "meeting_exceptions",
    "exception_venues",
)


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
            {name: [dict(row) for row in await connection.fetch(_whole(name))] for name in PARTS},
            secrets,
        )
    finally:
        await connection.close()


def _whole(table: str) -> str:
    return f"select * from catalogue.{table}"  # noqa: S608 - one of our own tables


@dataclass(frozen=True, slots=True)
class Thing:
    """A row as a GraphQL type has it."""

    type: str
    row: Row


def plain(value: Value) -> Value:
    """Return a column's value as PostgreSQL writes it into JSON."""
    if isinstance(value, datetime):
        text = value.isoformat()
        if value.microsecond:
            fraction = f"{value.microsecond:06d}"
            text = text.replace(f".{fraction}", f".{fraction.rstrip('0')}")
        return text
    return value.isoformat() if isinstance(value, date) else value

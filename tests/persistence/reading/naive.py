"""The naive executor: the same answers as the reader's, worked out slowly in Python.

It knows the schema's text and the plain rows, and nothing of views, plans or SQL. What a field,
an edge, a list, a filter or an order means is said here a second time, independently.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute_sync,
)

from api.domain.access import Viewer
from tests.persistence.reading.catalogue import (
    CODES,
    DIMENSIONS,
    LISTED,
    TABLES,
    Catalogue,
    Row,
    Thing,
    Value,
    plain,
)
from tests.persistence.reading.edges import FIELDS
from tests.persistence.reading.lists import Connection, Item, PageInfo, connect
from tests.persistence.reading.meaning import Moment, position_of
from tests.persistence.reading.operating import sees_guidelines

type Source = Thing | Connection | Item | PageInfo | None
type Arguments = Mapping[str, Value]

ROOT = Thing("Query", {})
HUMP = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(slots=True)
class Naive:
    """Answers documents for one viewer at one instant; ``seen`` are the fields it came across."""

    schema: GraphQLSchema
    catalogue: Catalogue
    viewer: Viewer
    moment: Moment
    seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def answer(self, document: DocumentNode, variables: dict[str, Value]) -> ExecutionResult:
        return execute_sync(
            self.schema,
            document,
            variable_values=variables,
            field_resolver=self.resolve,
            type_resolver=_type_of,
        )

    def resolve(self, source: Source, info: GraphQLResolveInfo[None], **arguments: Value) -> Value:
        where = info.parent_type.name, info.field_name
        self.seen.add(where)
        match source:
            case Connection() | Item() | PageInfo():
                return source.member(info.field_name)
            case Thing() if where not in FIELDS:
                return plain(source.row[HUMP.sub("_", info.field_name).lower()])
            case _:
                return FIELDS[where](self, source or ROOT, arguments)

    def sees(self, type_name: str, row: Row) -> bool:
        """Say whether the viewer may see a row: published, or its own organisation's."""
        own = self.viewer.organisation_id
        if type_name in DIMENSIONS:
            return row["dimension"] == DIMENSIONS[type_name]
        if type_name == "Venue":
            return row["organisation_id"] == own or any(
                self.catalogue.by_id["meetings", link["meeting_id"]]["published"]
                for links in ("meeting_venues", "exception_venues")
                for link in self.catalogue.of(links, "venue_id", row["id"])
            )
        if type_name == "Guidelines":
            return sees_guidelines(self, row)
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


def _type_of(thing: Thing, *_: object) -> str:
    return thing.type

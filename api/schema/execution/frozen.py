"""What a mutation gave, as ids and codes to be kept, and back again for a reply to a retry.

Only the root value is kept, never the answer: a retry reads the things in it anew, with the rights
that its caller has by then. What was told once is not told again: it is kept as null.
"""

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, cast
from uuid import UUID

from graphql import GraphQLSchema

from api.schema.binding import TOLD_ONCE
from api.schema.entities import Entity


def frozen(value: object) -> Any:
    """Return a payload as JSON; raises TypeError for what no payload may hold."""
    if isinstance(value, Entity):
        return {"entity": value.type_name, "id": value.id.hex}
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [frozen(each) for each in cast("list[object]", value)]
    if is_dataclass(value) and not isinstance(value, type):
        kept = {
            each.name: None if each.metadata.get(TOLD_ONCE) else frozen(getattr(value, each.name))
            for each in fields(value)
        }
        return {"type": type(value).__strawberry_definition__.name, "fields": kept}  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType] - every type of a payload is Strawberry's
    raise TypeError(f"A payload holds a {type(value).__name__}, which cannot be kept.")


def thawed(schema: GraphQLSchema, kept: Any) -> Any:
    """Return the payload that ``frozen`` made this of."""
    if isinstance(kept, list):
        return [thawed(schema, each) for each in kept]  # pyright: ignore[reportUnknownVariableType] - whatever it holds
    if not isinstance(kept, dict):
        return kept
    found: dict[str, Any] = kept  # pyright: ignore[reportUnknownVariableType] - it came from ``frozen``
    if "entity" in found:
        return Entity(found["entity"], UUID(hex=found["id"]))
    definition: Any = schema.type_map[found["type"]].extensions["strawberry-definition"]
    values = {name: thawed(schema, each) for name, each in found["fields"].items()}
    return definition.origin(**values)

"""References to things in a mutation's payload, which the reader turns into their fields."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing by its GraphQL type and id, standing where a payload promises that type."""

    type_name: str
    id: UUID


def entity(type_name: str, row_id: UUID) -> Any:  # noqa: ANN401 - it stands for any type of the schema
    """Return what a payload field of that type is given."""
    return Entity(type_name, row_id)

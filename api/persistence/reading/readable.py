"""Operations as the reader knows them, and the plans that were made for them so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.persistence.reading.plan import Plan

if TYPE_CHECKING:
    from graphql import OperationDefinitionNode
    from graphql.execution.collect_fields import FieldDetails, FragmentDetails
    from graphql.execution.values import VariableValues

    from api.persistence.reading.ask import ReadBind

MOST_CHARACTERS = 32_000_000
"""How long the statements of all kept plans may be together; a plan is about four times that."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a valid document, as the reader knows it.

    ``shape`` tells apart the variables that need two plans. ``objects`` are what payloads of a
    mutation asked for so far.
    """

    node: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    shape: Callable[[VariableValues], object]
    objects: dict[object, Readable] = field(default_factory=dict)


@dataclass(slots=True)
class Readable:
    """Root fields of one operation for one shape of its variables, with the plans made so far.

    With a ``view`` it is one object of a payload instead, by the name ``object``. ``choosers`` are
    known once the first plan is: what its text was chosen by.
    """

    operation: Operation
    fields: Mapping[str, list[FieldDetails]]
    view: str | None = None
    choosers: tuple[ReadBind, ...] | None = None
    plans: dict[tuple[object, ...], Plan] = field(default_factory=dict[tuple[object, ...], Plan])


@dataclass(slots=True)
class Kept:
    """What keeps plans in this process, and how long their statements are together.

    Shapes and choices multiply, so that counting them for each document would bound nothing.
    """

    most: int = MOST_CHARACTERS
    characters: int = 0
    readables: list[Readable] = field(default_factory=list[Readable])

    def make_room(self, readable: Readable, plan: Plan) -> None:
        """Count a plan that is about to be kept, and forget all others where they are too many."""
        if self.characters + len(plan.sql) > self.most:
            for each in self.readables:
                each.plans.clear()
                each.choosers = None
            self.readables.clear()
            self.characters = 0
        self.readables.append(readable)
        self.characters += len(plan.sql)

"""Values in a document: written as literals or as variables, at any level of them."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from json import dumps
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
)

from tests.persistence.reading.catalogue import Value
from tests.persistence.reading.values import Json, Values

type Emit = Callable[[GraphQLInputType, Value, bool], str]

OPTIONAL = frozenset({"String!", "Int!"})
"""Types of arguments with a default, for which a variable without a value may stand."""


@dataclass(slots=True)
class Literals:
    """Writes the values of one document, and keeps the variables that it declares for them.

    ``others`` are further values that some of the variables may have.
    """

    values: Values
    variables: Json = field(default_factory=dict[str, Any])
    declared: dict[str, str] = field(default_factory=dict[str, str])
    others: Json = field(default_factory=dict[str, Any])
    numbers: count[int] = field(default_factory=count)

    @property
    def random(self) -> Random:
        return self.values.random

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def head(self) -> str:
        """Return the declarations of all variables."""
        listed = ", ".join(f"${name}: {declared}" for name, declared in self.declared.items())
        return f"({listed})" if listed else ""

    def emit(self, of_type: GraphQLInputType, value: Value, one_of: bool = False) -> str:  # noqa: FBT001, FBT002 - it is passed on as a function
        """Write a value, or a variable in its place or within it."""
        if self.chance(0.2):
            return self._variable(of_type, value, one_of=one_of)
        return _written(of_type, value, self.emit)

    def nothing(self, of_type: GraphQLInputType) -> str | None:
        """Say nothing by a variable without a value, or by null where null is allowed."""
        nullable = not isinstance(of_type, GraphQLNonNull)
        if not nullable and str(of_type) not in OPTIONAL:
            return None
        if nullable and self.chance(0.3):
            return "null"
        name = self.empty(str(of_type).removesuffix("!"))
        if nullable and self.chance(0.5):
            self.variables[name] = None
        return f"${name}"

    def empty(self, of_type: str) -> str:
        """Declare a variable that has no value yet; return its name."""
        name = f"v{next(self.numbers)}"
        self.declared[name] = of_type
        return name

    def _variable(self, of_type: GraphQLInputType, value: Value, *, one_of: bool) -> str:
        required = one_of or (value is not None and self.chance(0.3))
        name = self.empty(str(of_type).removesuffix("!") + "!" if required else str(of_type))
        if value is not None:
            self._note_another(name, value)
        how = self.random.choice(("given", "given", "default", "overridden"))
        if how != "given":
            self.declared[name] += f" = {_literal(of_type, value)}"
        if how != "default":
            self.variables[name] = value
        return f"${name}"

    def _note_another(self, name: str, value: Value) -> None:
        """Note a second value of a variable that means something else in the same places."""
        match self.declared[name].removesuffix("!"):
            case "Int":
                self.others[name] = self.random.randrange(1, 9)
            case "Float":
                self.others[name] = value / 2
            case "ID":
                self.others[name] = self.values.id(value[:3])
            case "[ID!]":
                self.others[name] = [self.values.id() for _ in range(3)]
            case "Direction":
                self.others[name] = "DESC" if value == "ASC" else "ASC"
            case "Unknown":
                self.others[name] = "EXCLUDE" if value == "INCLUDE" else "INCLUDE"
            case _:
                pass


def _literal(of_type: GraphQLInputType, value: Value, _one_of: object = None) -> str:
    return _written(of_type, value, _literal)


def _written(of_type: GraphQLInputType, value: Value, emit: Emit) -> str:
    inner: Value = of_type.of_type if isinstance(of_type, GraphQLNonNull) else of_type
    if value is None:
        return "null"
    if isinstance(inner, GraphQLList):
        item: Value = inner.of_type
        return f"[{', '.join(emit(item, each, False) for each in value)}]"  # noqa: FBT003 - as above
    if isinstance(inner, GraphQLInputObjectType):
        single = inner.name.endswith("By") or inner.name == "When"
        members = (f"{n}: {emit(inner.fields[n].type, each, single)}" for n, each in value.items())
        return f"{{{', '.join(members)}}}"
    return value if isinstance(inner, GraphQLEnumType) else dumps(value)

"""Arguments as given: what they are now, and how to read them again from other variables."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# graphql-core leaves the parameters of its generic types open.

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInputType,
    GraphQLNonNull,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
)
from graphql.execution.values import VariableValues
from graphql.utilities import coerce_input_literal

from api.domain.errors import InvalidInput

type Read = Callable[[VariableValues], Any]


@dataclass(frozen=True, slots=True)
class Given:
    """One argument, or a part of one: its value in this request, and its reader for the next.

    A plan is compiled for one request and serves every request of the same shape, so
    whatever a statement binds is read again through ``read``. ``path`` leads to it from
    the field's arguments, for errors.
    """

    value: Any
    read: Read
    path: tuple[str, ...]

    @property
    def present(self) -> bool:
        """Whether there is a value: neither absent nor null."""
        return self.value is not None and self.value is not Undefined

    def __getitem__(self, name: str) -> "Given":
        """Return a part of an input object; an absent part is a Given without a value."""
        outer = self.read

        def read(variables: VariableValues) -> Any:
            whole = outer(variables)
            return whole.get(name) if isinstance(whole, Mapping) else None

        part = self.value.get(name) if isinstance(self.value, Mapping) else None
        return Given(part, read, (*self.path, name))


def arguments(field: GraphQLField, node: FieldNode, variables: VariableValues) -> dict[str, Given]:
    """Return every argument that the field declares, absent ones with their default.

    Raises InvalidInput for a variable that is null where null is no value, which validation
    lets pass for an argument with a default (GraphQL, section 6.4.1).
    """
    nodes = {argument.name.value: argument.value for argument in node.arguments or ()}
    found: dict[str, Given] = {}
    for name, argument in field.args.items():
        default = argument.default_value
        fallback = None if default is Undefined else default
        read = _reader(nodes.get(name), argument.type, fallback)
        value = _now(read, variables, name)
        if value is None and isinstance(argument.type, GraphQLNonNull):
            raise InvalidInput("This cannot be null: leave it out instead.", path=(name,))
        found[name] = Given(value, read, (name,))
    return found


def _now(read: Read, variables: VariableValues, name: str) -> Any:
    try:
        return read(variables)
    except InvalidInput as refusal:
        raise InvalidInput(refusal.message, path=(name,)) from None


def _reader(node: ValueNode | None, of_type: GraphQLInputType, fallback: object) -> Read:
    if node is None:
        return lambda _variables: fallback
    if isinstance(node, VariableNode):
        name = node.name.value
        return lambda variables: variables.coerced.get(name, fallback)
    if _holds_variable(node):
        return lambda variables: _coerced(node, of_type, variables)
    constant = _coerced(node, of_type, None)
    return lambda _variables: constant


def _coerced(node: ValueNode, of_type: GraphQLInputType, variables: VariableValues | None) -> Any:
    """Return the value of a literal, which only a variable in it can still make invalid."""
    try:
        value = coerce_input_literal(node, of_type, variables)
    except GraphQLError:
        value = Undefined
    if value is Undefined:
        raise InvalidInput("This does not fit its type.")
    return value


def _holds_variable(node: ValueNode) -> bool:
    match node:
        case VariableNode():
            return True
        case ListValueNode():
            return any(_holds_variable(item) for item in node.values)
        case ObjectValueNode():
            return any(_holds_variable(field.value) for field in node.fields)
        case _:
            return False

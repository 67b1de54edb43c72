"""Counts the objects of a definition, with the sizes that its arguments ask for."""

from collections.abc import Mapping, Sized
from typing import Final, NamedTuple

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    is_composite_type,
)

from api.schema.limits.bounds import SATURATED, Limits

type Variables = Mapping[str, object]

PAGE_ARGUMENTS: Final = ("first", "last")
LIST_ARGUMENT: Final = "ids"
_SHARED: Final = frozenset({"edges", "nodes"})
_INT_CHARACTERS: Final = 11
_ABSENT: Final = object()


class Size(NamedTuple):
    """Objects of a selection set: some for certain, and some for each row of the page around."""

    fixed: int
    per_row: int


class _Place(NamedTuple):
    """A selection set, how often its objects occur, and the page of the connection it is on.

    A fragment does not know that page, hence None and the second weight.
    """

    selection_set: SelectionSetNode
    on: GraphQLCompositeType
    fixed: int
    per_row: int
    page: int | None


class Counter:
    """Counts the definitions of one document for one set of variables."""

    def __init__(self, schema: GraphQLSchema, variables: Variables, limits: Limits) -> None:
        self._schema = schema
        self._variables = variables
        self._limits = limits
        self.fragments: dict[str, Size] = {}

    def size(
        self, selection_set: SelectionSetNode, on: GraphQLCompositeType, page: int | None
    ) -> Size:
        fixed = per_row = 0
        stack = [_Place(selection_set, on, 1, 0, page)]
        while stack:
            place = stack.pop()
            for selection in place.selection_set.selections:
                if isinstance(selection, FieldNode):
                    below = self._field(selection, place)
                    if below is None:
                        continue
                    stack.append(below)
                    found = Size(below.fixed, below.per_row)
                elif isinstance(selection, InlineFragmentNode):
                    stack.append(self._inline(selection, place))
                    continue
                else:
                    found = self._spread(selection, place)
                fixed = min(fixed + found.fixed, SATURATED)
                per_row = min(per_row + found.per_row, SATURATED)
        return Size(fixed, per_row)

    def _inline(self, fragment: InlineFragmentNode, place: _Place) -> _Place:
        named = fragment.type_condition and self._schema.get_type(
            fragment.type_condition.name.value
        )
        on = named if is_composite_type(named) else place.on
        return place._replace(selection_set=fragment.selection_set, on=on)

    def _spread(self, spread: SelectionNode, place: _Place) -> Size:
        name = spread.name.value if isinstance(spread, FragmentSpreadNode) else ""
        size = self.fragments.get(name, Size(0, 0))
        if place.page is None:
            return Size(place.fixed * size.fixed, place.fixed * size.per_row)
        each = size.fixed + size.per_row * place.page
        return Size(place.fixed * each, place.per_row * each)

    def _field(self, field: FieldNode, place: _Place) -> _Place | None:
        name = field.name.value
        known = self._schema.get_field(place.on, name)
        if known is None or name.startswith("__") or field.selection_set is None:
            return None
        on = self._schema.get_type(_written(known).strip("[]!"))
        if not is_composite_type(on):
            return None
        fixed, per_row = place.fixed, place.per_row
        if place.on.name.endswith("Connection") and name in _SHARED:
            rows = place.page
            fixed, per_row = (0, fixed) if rows is None else (fixed * rows, per_row * rows)
        else:
            times = self._times(field, known, place.on.name)
            fixed, per_row = fixed * times, per_row * times
        is_connection = on.name.endswith("Connection")
        page = self._page(field, known) if is_connection else self._limits.default_page
        fixed, per_row = min(fixed, SATURATED), min(per_row, SATURATED)
        return _Place(field.selection_set, on, fixed, per_row, page)

    def _times(self, field: FieldNode, known: GraphQLField, on: str) -> int:
        lists = _written(known).count("[")
        if lists == 0:
            return 1
        ids = _argument(field, LIST_ARGUMENT)
        if ids is not None:
            outer = items_in(self._value(ids))
        elif any(name in known.args for name in PAGE_ARGUMENTS):
            outer = self._page(field, known)
        else:
            named = f"{on}.{field.name.value}"
            outer = self._limits.long_lists.get(named, self._limits.list_size)
        return outer * self._limits.list_size ** (lists - 1)

    def _page(self, field: FieldNode, known: GraphQLField) -> int:
        sizes: list[int] = []
        for name in PAGE_ARGUMENTS:
            node = _argument(field, name)
            value = _ABSENT if node is None else self._value(node)
            if value is _ABSENT and name in known.args:
                value = _default_of(known.args[name])
            if isinstance(value, int):
                sizes.append(min(max(value, 0), SATURATED))
        return max(sizes, default=self._limits.default_page)

    def _value(self, node: ValueNode) -> object:
        if isinstance(node, VariableNode):
            return self._variables.get(node.name.value, _ABSENT)
        return literal_size(node)


def _argument(field: FieldNode, name: str) -> ValueNode | None:
    return next((each.value for each in field.arguments or () if each.name.value == name), None)


def literal_size(node: ValueNode) -> object:
    if isinstance(node, IntValueNode):
        # Ten characters hold every Int; converting more could raise.
        return int(node.value) if len(node.value) <= _INT_CHARACTERS else SATURATED
    if isinstance(node, ListValueNode):
        return list(node.values)
    return None


def _default_of(argument: GraphQLArgument) -> object:
    if argument.default is None:
        return argument.default_value
    literal = argument.default.literal
    return argument.default.value if literal is None else literal_size(literal)


def items_in(value: object) -> int:
    """Return the length of a list, one for anything else, which GraphQL takes as a list of one."""
    return len(value) if isinstance(value, Sized) and not isinstance(value, str) else 1


def _written(field: GraphQLField) -> str:
    return str(field.type)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]  # graphql-core leaves its wrappers open

"""How many objects an answer can hold, bounded from above before anything runs."""

from collections.abc import Iterator
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    VariableNode,
    is_composite_type,
)

from api.schema.limits.bounds import Limits
from api.schema.limits.counting import (
    LIST_ARGUMENT,
    PAGE_ARGUMENTS,
    Counter,
    Variables,
    items_in,
    literal_size,
)
from api.schema.limits.fragments import fragments_in_order
from api.schema.messages import ErrorCode, RequestRefused

_SIZE_ARGUMENTS: Final = frozenset({*PAGE_ARGUMENTS, LIST_ARGUMENT})
_REMEMBERED: Final = 128


def node_budget(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    schema: GraphQLSchema,
    variables: Variables,
    limits: Limits,
) -> int:
    """Return an upper bound of the objects that the answer to ``operation`` can hold.

    The document is valid and ``variables`` are coerced. A list has as many items as ``first``,
    ``last`` or ``ids`` say, otherwise ``limits.list_size``; ``edges`` and ``nodes`` each have
    the page size of their connection. Scalars and introspection count nothing, selections on
    several types of an interface or union all count. Saturates at one thousand million.
    Raises RequestRefused MAX_COST_EXCEEDED with ``requested`` and ``maximum``.
    """
    root = schema.get_root_type(operation.operation)
    if root is None:
        return 0
    counter = Counter(schema, _with_defaults(operation, variables), limits)
    for fragment in fragments_in_order(document):
        on = schema.get_type(fragment.type_condition.name.value)
        if is_composite_type(on):
            counter.fragments[fragment.name.value] = counter.size(fragment.selection_set, on, None)
    requested = counter.size(operation.selection_set, root, limits.default_page).fixed
    if requested > limits.nodes:
        raise RequestRefused(
            ErrorCode.MAX_COST_EXCEEDED,
            f"The answer could hold {requested} objects; at most {limits.nodes} are allowed."
            " Ask for smaller pages.",
            details={"requested": requested, "maximum": limits.nodes},
        )
    return requested


class NodeBudget:
    """The node budget of one operation, counted once per set of page sizes.

    A plan that is kept can keep its budget too: ``check`` then costs a look-up.
    """

    def __init__(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        schema: GraphQLSchema,
        limits: Limits,
    ) -> None:
        self._counted = (document, operation, schema)
        self._limits = limits
        self._names = _size_variables(document)
        self._known: dict[tuple[int | None, ...], int] = {}

    def check(self, variables: Variables) -> int:
        """Return the bound for coerced ``variables``; raises as ``node_budget`` does."""
        sizes = tuple(_key(name, variables) for name in self._names)
        known = self._known.get(sizes)
        if known is None:
            known = node_budget(*self._counted, variables, self._limits)
            if len(self._known) < _REMEMBERED:
                self._known[sizes] = known
        return known


def _with_defaults(operation: OperationDefinitionNode, variables: Variables) -> Variables:
    defaults = {
        definition.variable.name.value: literal_size(definition.default_value)
        for definition in operation.variable_definitions or ()
        if definition.default_value is not None
    }
    return {**defaults, **variables}


def _size_variables(document: DocumentNode) -> tuple[str, ...]:
    names: dict[str, None] = {}
    stack = [
        definition.selection_set
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    while stack:
        for selection in stack.pop().selections:
            if isinstance(selection, FieldNode):
                names.update(dict.fromkeys(_size_variables_of(selection)))
            if isinstance(selection, FieldNode | InlineFragmentNode) and selection.selection_set:
                stack.append(selection.selection_set)
    return tuple(names)


def _size_variables_of(field: FieldNode) -> Iterator[str]:
    for argument in field.arguments or ():
        if argument.name.value in _SIZE_ARGUMENTS and isinstance(argument.value, VariableNode):
            yield argument.value.name.value


def _key(name: str, variables: Variables) -> int | None:
    # Not given, null and a size are three things; a negative size counts as none.
    if name not in variables:
        return -1
    value = variables[name]
    if value is None or isinstance(value, int):
        return value and max(value, 0)
    return items_in(value)

"""The order in which fragments can be measured once each."""

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)


def fragments_in_order(document: DocumentNode) -> list[FragmentDefinitionNode]:
    """Return each fragment after those that it spreads.

    What is measured in this order is measured once, whatever the fan-out, and without
    recursion, whatever the length of a chain. A spread that closes a cycle or names no fragment
    is passed over: validation reports both.
    """
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    ordered: list[FragmentDefinitionNode] = []
    entered: set[str] = set()
    for root in fragments.values():
        if root.name.value in entered:
            continue
        entered.add(root.name.value)
        path = [(root, _spreads(root.selection_set))]
        while path:
            fragment, spreads = path[-1]
            name = next((name for name in spreads if name in fragments and name not in entered), "")
            if name:
                entered.add(name)
                path.append((fragments[name], _spreads(fragments[name].selection_set)))
            else:
                path.pop()
                ordered.append(fragment)
    return ordered


def _spreads(selection_set: SelectionSetNode) -> Iterator[str]:
    stack = [selection_set]
    while stack:
        for selection in stack.pop().selections:
            if isinstance(selection, FragmentSpreadNode):
                yield selection.name.value
            elif isinstance(selection, FieldNode | InlineFragmentNode) and selection.selection_set:
                stack.append(selection.selection_set)

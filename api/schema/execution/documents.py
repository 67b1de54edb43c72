"""Documents: parsed, limited and validated once, then kept with their operations."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from graphql import FragmentDefinitionNode, OperationDefinitionNode
from graphql.execution.collect_fields import FragmentDetails

from api.schema.limits import (
    Limits,
    NodeBudget,
    check_document,
    parse_document,
    validate_document,
)
from api.schema.messages import ErrorCode, RequestRefused
from api.schema.scopes import required_scopes

if TYPE_CHECKING:
    from graphql import DocumentNode, FieldNode, GraphQLError, GraphQLSchema

    from api.domain.scopes import Scope
    from api.persistence.reading.reader import Operation, Readable, Reader

KEPT_DOCUMENTS = 1_000
KEPT_SHAPES = 64


@dataclass(frozen=True, slots=True)
class Split:
    """The root fields of a query, by who answers them.

    ``names`` are all response names in the order of the answer, ``readable`` what the reader
    answers (None if nothing), ``introspected`` whether graphql-core answers any, ``resolved``
    the fields that have a resolver of their own.
    """

    names: tuple[str, ...]
    readable: Readable | None
    introspected: bool
    resolved: tuple[FieldNode, ...] = ()


@dataclass(slots=True)
class Prepared:
    """One operation, ready to run: what it needs, what it may cost, how it splits."""

    document: DocumentNode
    operation: Operation
    scopes: frozenset[Scope]
    budget: NodeBudget
    splits: OrderedDict[object, Split] = field(default_factory=OrderedDict[object, Split])

    def split(self, key: object) -> Split | None:
        return self.splits.get(key)

    def keep(self, key: object, split: Split) -> None:
        self.splits[key] = split
        if len(self.splits) > KEPT_SHAPES:
            self.splits.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be run, or the errors because of which it may not."""

    operations: dict[str | None, Prepared]
    errors: tuple[GraphQLError, ...] = ()

    def choose(self, name: str | None) -> Prepared:
        """Return the operation of a name, or the only one; RequestRefused otherwise."""
        if name is not None:
            found = self.operations.get(name)
        else:
            found = next(iter(self.operations.values())) if len(self.operations) == 1 else None
        if found is None:
            raise RequestRefused(
                ErrorCode.OPERATION_RESOLUTION_FAILURE,
                "Say by operationName which of the document's operations to run.",
            )
        return found


@dataclass(slots=True)
class Documents:
    """The documents seen most recently, by the hash of their text."""

    schema: GraphQLSchema
    reader: Reader
    limits: Limits
    hide_suggestions: bool
    kept: OrderedDict[bytes, Document] = field(default_factory=OrderedDict[bytes, Document])

    def get(self, text: str) -> Document:
        """Return the document of a text; RequestRefused where a limit is passed.

        Limits come before validation, since validating is not linear in hostile documents.
        """
        key = blake2b(text.encode(), digest_size=16).digest()
        known = self.kept.get(key)
        if known is not None:
            self.kept.move_to_end(key)
            return known
        made = self._prepare(text)
        self.kept[key] = made
        if len(self.kept) > KEPT_DOCUMENTS:
            self.kept.popitem(last=False)
        return made

    def _prepare(self, text: str) -> Document:
        node = parse_document(text, self.limits)
        check_document(node, self.limits)
        errors = validate_document(
            self.schema, node, self.limits, hide_suggestions=self.hide_suggestions
        )
        if errors:
            return Document({}, tuple(errors))
        fragments = {
            definition.name.value: FragmentDetails(definition)
            for definition in node.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        return Document(
            {
                definition.name.value if definition.name else None: self._operation(
                    node, definition, fragments
                )
                for definition in node.definitions
                if isinstance(definition, OperationDefinitionNode)
            }
        )

    def _operation(
        self,
        node: DocumentNode,
        definition: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
    ) -> Prepared:
        return Prepared(
            document=node,
            operation=self.reader.operation(definition, fragments),
            scopes=required_scopes(self.schema, node, definition),
            budget=NodeBudget(node, definition, self.schema, self.limits),
        )

"""The executor: one request in, the bytes of one answer out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import orjson
from graphql import GraphQLError, OperationType
from graphql.execution.collect_fields import collect_fields
from graphql.execution.values import VariableValues, get_variable_values

from api.persistence.reading.ask import ArgumentRefused, Request
from api.persistence.reading.explain import Explained, explain
from api.persistence.reading.reader import Readable
from api.persistence.rights import RightsGone, RightsNarrowed
from api.schema.execution.admission import admit, argument_refused, revoked
from api.schema.execution.documents import Split
from api.schema.execution.introspection import asks_for_schema, introspect
from api.schema.execution.mutations import mutate
from api.schema.execution.resolving import resolve
from api.schema.messages import ErrorCode, RequestRefused, public_errors

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from graphql import GraphQLSchema

    from api.domain.access import Viewer
    from api.persistence.reading.reader import Reader
    from api.persistence.store import Store
    from api.schema.execution.documents import Documents, Prepared
    from api.schema.limits import Limits

_INTROSPECTION = frozenset({"__schema", "__type", "__typename"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One GraphQL request, decoded: what is asked, by whom, when, under which request id."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None
    viewer: Viewer
    now: datetime
    request_id: str
    queries_only: bool = False
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """The JSON of an answer, and whether there is ``data`` in it (its status depends on that)."""

    body: bytes
    answered: bool
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Executor:
    """Runs operations of one schema."""

    schema: GraphQLSchema
    documents: Documents
    reader: Reader
    store: Store
    limits: Limits
    introspection: bool = True

    async def run(self, asked: Asked) -> Response:
        """Answer a request. Raises RequestRefused for what is refused as a whole."""
        admitted = self._admitted(asked)
        if isinstance(admitted, Response):
            return admitted
        prepared, request = admitted
        try:
            return await self._answered(prepared, request, asked)
        except RightsGone:
            raise revoked() from None
        except RightsNarrowed as narrowed:
            # The token says more than it is worth now: it is answered for what it is worth.
            viewer = asked.viewer.narrowed(narrowed.rights)
            admit(prepared, viewer, asked.now, queries_only=asked.queries_only)
            return await self._answered(prepared, replace(request, viewer=viewer), asked)

    async def _answered(self, prepared: Prepared, request: Request, asked: Asked) -> Response:
        if prepared.operation.node.operation is OperationType.MUTATION:
            key = asked.idempotency_key
            done = await mutate(self, prepared, request, asked.variables or {}, key)
            return Response(done.body, answered=True, status=done.status, headers=done.headers)
        return await self._query(prepared, request, asked.variables or {})

    async def explain(self, asked: Asked) -> Explained | Response:
        """Return the statement and the plan of a query, or the answer that refuses it."""
        admitted = self._admitted(asked)
        if isinstance(admitted, Response):
            return admitted
        prepared, request = admitted
        readable = self._split(prepared, request).readable
        if readable is None:
            raise RequestRefused(
                ErrorCode.BAD_REQUEST, "This asks nothing of the database that could be explained."
            )
        return await explain(self.reader, readable, request)

    def _admitted(self, asked: Asked) -> tuple[Prepared, Request] | Response:
        """Return the operation with its variables, or the answer that says what is wrong."""
        document = self.documents.get(asked.query)
        if document.errors:
            return self._refused(document.errors, asked)
        prepared = document.choose(asked.operation_name)
        admit(prepared, asked.viewer, asked.now, queries_only=asked.queries_only)
        coerced = get_variable_values(
            self.schema,
            prepared.operation.node.variable_definitions or (),
            asked.variables or {},
            self.limits.errors,
            hide_suggestions=True,
        )
        if isinstance(coerced, list):
            return self._refused(coerced, asked)
        prepared.budget.check(coerced.coerced)
        return prepared, Request(coerced, asked.viewer, asked.now, asked.request_id)

    async def _query(
        self, prepared: Prepared, request: Request, variables: dict[str, Any]
    ) -> Response:
        split = self._split(prepared, request)
        try:
            answers = (
                {} if split.readable is None else await self.reader.read(split.readable, request)
            )
        except ArgumentRefused as refused:
            return Response(argument_refused(refused, request.id), answered=True)
        if split.introspected:
            answers = {**answers, **self._introspect(prepared, request)}
        if split.resolved:
            resolved = await resolve(self, prepared, split.resolved, request, variables)
            if isinstance(resolved, bytes):
                return Response(resolved, answered=True)
            answers = {**answers, **resolved}
        members = b",".join(b'"%b":%b' % (name.encode(), answers[name]) for name in split.names)
        return Response(b'{"data":{%b}}' % members, answered=True)

    def _split(self, prepared: Prepared, request: Request) -> Split:
        shape = prepared.operation.shape(request.variables)
        key = (request.viewer.standing, shape)
        known = prepared.split(key)
        if known is None:
            known = self._make_split(prepared, request.variables)
            prepared.keep(key, known)
        return known

    def _make_split(self, prepared: Prepared, variables: VariableValues) -> Split:
        root = self.schema.query_type
        if root is None:
            raise TypeError("The schema has no query type.")
        operation = prepared.operation
        fields = collect_fields(
            self.schema, operation.fragments, variables, root, operation.node
        ).grouped_field_set
        called = {name: details[0].node.name.value for name, details in fields.items()}
        readable = {
            name: fields[name]
            for name, field in called.items()
            if field in self.reader.views["Query"].fields
        }
        resolved = tuple(
            detail.node
            for name, details in fields.items()
            if name not in readable and called[name] not in _INTROSPECTION
            for detail in details
        )
        return Split(
            names=tuple(fields),
            readable=Readable(operation, readable) if readable else None,
            introspected=any(field in _INTROSPECTION for field in called.values()),
            resolved=resolved,
        )

    def _introspect(self, prepared: Prepared, request: Request) -> dict[str, bytes]:
        operation, given = prepared.operation, request.variables
        if not self.introspection and asks_for_schema(self.schema, operation, given):
            raise RequestRefused(
                ErrorCode.GRAPHQL_VALIDATION_FAILED, "Introspection is switched off here."
            )
        return introspect(self.schema, prepared.operation, request.variables)

    def _refused(
        self, errors: tuple[GraphQLError, ...] | list[GraphQLError], asked: Asked
    ) -> Response:
        listed = public_errors(errors, self.limits, asked.request_id)
        return Response(orjson.dumps({"errors": listed}), answered=False)

"""The reader: finds or makes the plan of an operation and runs it, in one data statement."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import orjson

from api.domain.errors import Forbidden
from api.persistence.database import POOL_WAIT_SECONDS
from api.persistence.ledger import enter_disclosures
from api.persistence.reading.answer import Answer, encoded
from api.persistence.reading.ask import Request
from api.persistence.reading.plan import Plan, Source, compile_object, compile_plan, shaper
from api.persistence.reading.readable import Kept, Operation, Readable
from api.persistence.reading.secrets import open_leaves
from api.persistence.reading.statistics import Statistics
from api.persistence.rights import ENTER, asked, check, rights_from

if TYPE_CHECKING:
    import asyncpg
    from graphql import GraphQLSchema, OperationDefinitionNode
    from graphql.execution.collect_fields import FieldDetails, FragmentDetails

    from api.persistence.keys import Keyring
    from api.persistence.reading.views import View

MOST_PLANS = 64
"""How many plans one shape of an operation keeps, one for each set of choices."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Answers selections from the views, on a plain asyncpg pool or on a given connection.

    What nobody needs a token for is read from ``pool``, which may be that of a replica; a
    right is looked up on ``primary`` alone, since a replica may not know yet what was revoked.
    """

    schema: GraphQLSchema
    views: dict[str, View]
    pool: asyncpg.Pool[asyncpg.Record]
    primary: asyncpg.Pool[asyncpg.Record]
    keyring: Keyring
    cursor_key: bytes
    statistics: Statistics = field(default_factory=Statistics)
    kept: Kept = field(default_factory=Kept)

    def operation(
        self, node: OperationDefinitionNode, fragments: dict[str, FragmentDetails]
    ) -> Operation:
        """Return an operation ready to be read."""
        return Operation(node, fragments, shaper(self.schema, node))

    async def read(self, readable: Readable, request: Request) -> Answer:
        """Return the JSON of each root field by response name.

        Raises ArgumentRefused before any statement when an argument cannot be used. A token's
        rights are looked up in the same statement, or before a confidential one: raises
        RightsGone or RightsNarrowed, and nothing was told, where they are not what it says.
        """
        plan = self.plan(readable, request)
        arguments = plan.arguments(request)
        if plan.confidential:
            return await self._confidential(plan, request)
        token = request.viewer.token
        if token is None:
            async with self.pool.acquire(timeout=POOL_WAIT_SECONDS) as connection:
                return encoded(plan, await connection.fetchrow(plan.sql, *arguments))
        async with self.primary.acquire(timeout=POOL_WAIT_SECONDS) as connection:
            row = await connection.fetchrow(plan.guarded, *arguments, *asked(token))
        check(rights_from(None if row is None else row["rights"]), request.viewer)
        return encoded(plan, row)

    def plan(self, readable: Readable, request: Request) -> Plan:
        """Return the plan of the fields for this request, compiled where there is none yet."""
        if readable.choosers is not None:
            choices = tuple(choose(request) for choose in readable.choosers)
            known = readable.plans.get(choices)
            if known is not None:
                return known
        source, fields = self._source(readable.operation), readable.fields
        if readable.view is None:
            plan, choosers = compile_plan(source, self.views["Query"], fields, request)
        else:
            view, details = self.views[readable.view], fields["object"]
            plan, choosers = compile_object(source, view, details, request)
        self.kept.make_room(readable, plan)
        readable.choosers = choosers
        if len(readable.plans) >= MOST_PLANS:
            readable.plans.clear()
        readable.plans[tuple(choose(request) for choose in choosers)] = plan
        return plan

    async def read_object(
        self,
        connection: asyncpg.Connection[asyncpg.Record],
        operation: Operation,
        view: View,
        details: list[FieldDetails],
        request: Request,
    ) -> bytes:
        """Return the JSON of one row as a mutation's own connection sees it, or ``null``.

        The row is that of ``request.row_id``.
        """
        plan = self.plan(_object(operation, view, details, request), request)
        row = await connection.fetchrow(plan.sql, *plan.arguments(request))
        if row is None:
            return b"null"
        if not plan.secrets:
            return encoded(plan, row)["object"]
        return (await self._opened(connection, plan, row, request))["object"]

    def _source(self, operation: Operation) -> Source:
        return Source(
            self.schema,
            self.views,
            operation.fragments,
            operation.node,
            self.cursor_key,
            self.statistics,
        )

    async def _confidential(self, plan: Plan, request: Request) -> Answer:
        """Read within the viewer's context; what cannot be entered in the ledger is not told."""
        token = request.viewer.token
        if token is None:
            raise Forbidden("Only an organisation may ask this.")
        async with self.primary.acquire(timeout=POOL_WAIT_SECONDS) as held, held.transaction():
            connection = cast("asyncpg.Connection[asyncpg.Record]", held)
            rights = rights_from(await connection.fetchval(ENTER, *asked(token)))
            check(rights, request.viewer)
            if rights.organisation_id is None:
                raise Forbidden("Only an organisation may ask this.")
            known = replace(request, viewer=request.viewer.narrowed(rights))
            row = await connection.fetchrow(plan.sql, *plan.arguments(known))
            return await self._opened(connection, plan, row, known)

    async def _opened(
        self,
        connection: asyncpg.Connection[asyncpg.Record],
        plan: Plan,
        row: asyncpg.Record | None,
        request: Request,
    ) -> Answer:
        organisation = request.viewer.organisation_id
        if row is None or organisation is None:
            raise LookupError("A confidential statement gave no row, or had no organisation.")
        answer = {name: orjson.loads(row[name] or "null") for name in plan.names}
        told = open_leaves(answer, plan.secrets, self.keyring, organisation)
        if told:
            await enter_disclosures(connection, request.viewer, told, request.id)
        return {name: orjson.dumps(value) for name, value in answer.items()}


def _object(
    operation: Operation, view: View, details: list[FieldDetails], request: Request
) -> Readable:
    """Return the object of a payload with the plans that were made for it so far."""
    # The nodes belong to the operation, and live as long as what is kept beside it.
    asked = tuple(id(each.node) for each in details)
    key = view.name, asked, request.viewer.standing, operation.shape(request.variables)
    known = operation.objects.get(key)
    if known is None:
        if len(operation.objects) >= MOST_PLANS:
            operation.objects.clear()
        known = operation.objects[key] = Readable(operation, {"object": details}, view.name)
    return known

"""The statement that the reader compiles for the page, for pgbench to run without us."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg
import orjson
from graphql import OperationDefinitionNode, parse
from graphql.execution.collect_fields import collect_fields
from graphql.execution.values import get_variable_values

from api.domain.access import ANYBODY
from api.persistence.keys import KEY_LENGTH, Keyring
from api.persistence.reading.ask import Request
from api.persistence.reading.reader import Readable, Reader
from api.persistence.views import VIEWS
from api.schema.build import graphql_schema
from benchmarks.page import Json

NO_KEY = bytes(KEY_LENGTH)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with numbered binds, their values, and the root fields that its columns answer."""

    sql: str
    values: Sequence[object]
    names: tuple[str, ...]

    @property
    def script(self) -> str:
        """The statement as pgbench reads it: on one line, its binds as variables."""
        return re.sub(r"\$(\d+)", r":p\1", " ".join(self.sql.split())) + ";\n"

    @property
    def variables(self) -> list[str]:
        """The values of the binds, as options of pgbench."""
        return [f"--define=p{at}={_text(value)}" for at, value in enumerate(self.values, start=1)]


def compiled(pool: "asyncpg.Pool[asyncpg.Record]", body: Json) -> Statement:
    """Return what the reader would run for a request body that holds one operation."""
    schema = graphql_schema()
    root = schema.query_type
    node = parse(body["query"]).definitions[0]
    if root is None or not isinstance(node, OperationDefinitionNode):
        raise TypeError("The page is not a query.")
    variables = get_variable_values(schema, node.variable_definitions or (), body["variables"])
    if isinstance(variables, list):
        raise TypeError("The page's variables are not those that it declares.")
    reader = Reader(schema, VIEWS, pool, pool, Keyring(NO_KEY), NO_KEY)
    fields = collect_fields(schema, {}, variables, root, node).grouped_field_set
    request = Request(variables, ANYBODY, datetime.now(UTC), "benchmark")
    plan = reader.plan(Readable(reader.operation(node, {}), fields), request)
    return Statement(plan.sql, plan.arguments(request), plan.names)


async def answer(connection: "asyncpg.Connection[asyncpg.Record]", statement: Statement) -> Json:
    """Run the statement once and return what a client of the API would read."""
    row = await connection.fetchrow(statement.sql, *statement.values)
    if row is None:
        raise LookupError("The statement gave no row.")
    return {"data": {name: orjson.loads(row[name]) for name in statement.names}}


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str | int):
        return str(value)
    raise TypeError(f"The page binds a {type(value).__name__}, which pgbench is not told of.")

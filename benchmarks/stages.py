"""Where the microseconds of one request go, stage by stage, within one process and no HTTP.

``python -m benchmarks.stages``: each stage is repeated by itself and its median printed; the
last line is the whole of them as the executor runs it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Annotated

import orjson
import typer
from graphql.execution.values import VariableValues, get_variable_values
from rich.console import Console
from rich.table import Table

from api.domain.access import ANYBODY
from api.http.guard import decode_request
from api.persistence.database import connect
from api.persistence.keys import Keyring
from api.persistence.reading.ask import Request
from api.persistence.reading.reader import Reader
from api.persistence.store import Store
from api.persistence.views import VIEWS
from api.schema.build import graphql_schema
from api.schema.execution import Asked, Documents, Executor
from api.schema.limits import Limits
from benchmarks.data import COUNTS, Size
from benchmarks.ground import ground
from benchmarks.page import PEERS_PAGE
from benchmarks.statement import NO_KEY

BODY = orjson.dumps(PEERS_PAGE.body)


def stages(
    size: Annotated[Size, typer.Option(help="How much data.")] = Size.XS,
    repeat: Annotated[int, typer.Option(min=10, help="How often each stage.")] = 2_000,
) -> None:
    """Print what each stage of one request takes."""
    err = Console(stderr=True)
    with err.status("Starting PostgreSQL") as status, ground(COUNTS[size], status.update) as here:
        status.update("Measuring")
        found = asyncio.run(_measured(here.app_url, repeat))
    table = Table("Stage", title="One request, medians")
    table.add_column("µs", justify="right")
    for name, microseconds in found.items():
        table.add_row(name, f"{microseconds:,.1f}")
    Console().print(table)


async def _measured(app_url: str, repeat: int) -> dict[str, float]:
    database = await connect(app_url, size=2)
    try:
        schema, keyring, limits = graphql_schema(), Keyring(NO_KEY), Limits()
        reader = Reader(schema, VIEWS, database.pool, database.primary, keyring, NO_KEY)
        documents = Documents(schema, reader, limits, hide_suggestions=False)
        executor = Executor(schema, documents, reader, Store(database.engine, keyring), limits)
        return await _stages(executor, repeat)
    finally:
        await database.close()


async def _stages(executor: Executor, repeat: int) -> dict[str, float]:
    reader, now = executor.reader, datetime.now(UTC)
    decoded = decode_request(BODY)
    asked = Asked(decoded.query, None, decoded.variables, ANYBODY, now, "stages")
    # The first request makes the document, its split and its plan, which the others share.
    await executor.run(asked)
    prepared = executor.documents.get(asked.query).choose(None)
    readable = next(iter(prepared.splits.values())).readable
    definitions = prepared.operation.node.variable_definitions or ()
    if readable is None:
        raise TypeError("The page is not read by the reader.")

    def coerced() -> VariableValues:
        values = get_variable_values(executor.schema, definitions, asked.variables or {})
        if isinstance(values, list):
            raise TypeError("The page's variables are not those that it declares.")
        return values

    variables = coerced()
    request = Request(variables, ANYBODY, now, "stages")
    plan = reader.plan(readable, request)
    arguments = plan.arguments(request)
    async with reader.pool.acquire() as connection:
        fetch = await _awaited(repeat, lambda: connection.fetchrow(plan.sql, *arguments))
    return {
        "decode the body": _timed(repeat, lambda: decode_request(BODY)),
        "find the document": _timed(repeat, lambda: executor.documents.get(asked.query)),
        "coerce the variables": _timed(repeat, coerced),
        "check the node budget": _timed(repeat, lambda: prepared.budget.check(variables.coerced)),
        "tell the shape": _timed(repeat, lambda: prepared.operation.shape(variables)),
        "find the plan": _timed(repeat, lambda: reader.plan(readable, request)),
        "read the binds": _timed(repeat, lambda: plan.arguments(request)),
        "run the statement": fetch,
        "all of it": await _awaited(repeat, lambda: executor.run(asked)),
    }


def _timed(repeat: int, stage: Callable[[], object]) -> float:
    taken: list[float] = []
    for _ in range(repeat):
        start = perf_counter()
        stage()
        taken.append(perf_counter() - start)
    return median(taken) * 1e6


async def _awaited(repeat: int, stage: Callable[[], Awaitable[object]]) -> float:
    taken: list[float] = []
    for _ in range(repeat):
        start = perf_counter()
        await stage()
        taken.append(perf_counter() - start)
    return median(taken) * 1e6


if __name__ == "__main__":
    typer.run(stages)

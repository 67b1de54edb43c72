"""How the time of each question grows with the data: ``python -m benchmarks.growth``.

One process asks one question at a time through the executor, without HTTP, and counts the
statements that PostgreSQL is sent. Each size has a database of its own, one after the other.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median, quantiles
from time import perf_counter
from typing import Annotated, Any

import asyncpg
import orjson
import typer
from rich.console import Console
from rich.table import Table

from api.domain.access import ANYBODY
from api.persistence.database import Database, connect
from api.persistence.keys import Keyring
from api.persistence.reading.reader import Reader
from api.persistence.store import Store
from api.persistence.views import VIEWS
from api.schema.build import graphql_schema
from api.schema.execution import Asked, Documents, Executor
from api.schema.limits import Limits
from benchmarks.data import COUNTS, Size
from benchmarks.ground import ground
from benchmarks.questions import QUESTIONS, Question
from benchmarks.statement import NO_KEY

POOL = 2
BAR = 1.5
"""A page, what is on now, and selective filters may take this many times as long at L."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of the median and of the slowest in twenty, and statements for one asking."""

    p50: float
    p95: float
    statements: int


def growth(
    sizes: Annotated[
        list[Size] | None, typer.Option("--size", help="Smallest first; S, L.")
    ] = None,
    repeat: Annotated[int, typer.Option(min=20, help="How often each is asked.")] = 100,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure every question at each size, and how much longer it takes at the largest."""
    asked = sizes or [Size.S, Size.L]
    err = Console(stderr=True)
    found: dict[Size, dict[str, Measured | None]] = {}
    for size in asked:
        with (
            err.status("Starting PostgreSQL") as status,
            ground(COUNTS[size], status.update) as here,
        ):
            status.update(f"Asking at size {size}")
            found[size] = asyncio.run(_measured(here.app_url, repeat))
    if json:
        typer.echo(orjson.dumps(found))
    else:
        Console(width=110).print(_table(found))


async def _measured(app_url: str, repeat: int) -> dict[str, Measured | None]:
    database = await connect(app_url, size=POOL)
    try:
        schema, keyring, limits = graphql_schema(), Keyring(NO_KEY), Limits()
        reader = Reader(schema, VIEWS, database.pool, database.primary, keyring, NO_KEY)
        await reader.statistics.refresh(database.pool)
        documents = Documents(schema, reader, limits, hide_suggestions=False)
        executor = Executor(schema, documents, reader, Store(database.engine, keyring), limits)
        return {each.name: await _tried(executor, database, each, repeat) for each in QUESTIONS}
    finally:
        await database.close()


async def _tried(
    executor: Executor, database: Database, question: Question, repeat: int
) -> Measured | None:
    """Measure a question; None where PostgreSQL ended it for taking too long."""
    try:
        return await _timed(executor, database, question, repeat)
    except asyncpg.QueryCanceledError:
        return None


async def _timed(
    executor: Executor, database: Database, question: Question, repeat: int
) -> Measured:
    for _ in range(8):
        # The plans are made on both connections, and the pages read, before it counts.
        await asyncio.gather(*(_ask(executor, question) for _ in range(POOL)))
    statements = await _statements(executor, database, question)
    taken: list[float] = []
    for _ in range(repeat):
        start = perf_counter()
        await _ask(executor, question)
        taken.append((perf_counter() - start) * 1_000)
    return Measured(median(taken), quantiles(taken, n=20)[-1], statements)


async def _statements(executor: Executor, database: Database, question: Question) -> int:
    """Return how many statements one asking sends, over all connections of the pool."""
    sent: list[str] = []
    held = [await database.pool.acquire() for _ in range(POOL)]

    def note(record: asyncpg.connection.LoggedQuery) -> None:
        sent.append(record.query)

    for connection in held:
        connection.add_query_logger(note)
        await database.pool.release(connection)
    await _ask(executor, question)
    # asyncpg tells its loggers in the next turn of the loop.
    await asyncio.sleep(0)
    held = [await database.pool.acquire() for _ in range(POOL)]
    for connection in held:
        connection.remove_query_logger(note)
        await database.pool.release(connection)
    return len(sent)


async def _ask(executor: Executor, question: Question) -> dict[str, Any]:
    asked = Asked(
        question.query, None, dict(question.variables), ANYBODY, datetime.now(UTC), "growth"
    )
    answer = orjson.loads((await executor.run(asked)).body)
    if "errors" in answer:
        raise ValueError(f"{question.name}: {answer['errors']}")
    return answer


def _table(found: dict[Size, dict[str, Measured | None]]) -> Table:
    first, last = next(iter(found)), next(reversed(found))
    table = Table("Question", title="Milliseconds for one asking, p50 / p95")
    for size in found:
        table.add_column(f"{size} ({COUNTS[size].groups:,} groups)", justify="right")
    table.add_column(f"{last} / {first}", justify="right")
    table.add_column("Statements", justify="right")
    for question in QUESTIONS:
        each = [found[size][question.name] for size in found]
        times = ["over 3 s" if one is None else f"{one.p50:.2f} / {one.p95:.2f}" for one in each]
        statements = "" if each[0] is None else str(each[0].statements)
        table.add_row(question.name, *times, _grown(question, each), statements)
    return table


def _grown(question: Question, each: list[Measured | None]) -> str:
    """Return how many times as long the largest size takes, and what was allowed."""
    first, last = each[0], each[-1]
    if first is None or last is None:
        return ""
    grown = last.p50 / first.p50
    bar = "" if not question.flat else " ✓" if grown <= BAR else f" (bar {BAR})"
    return f"{grown:.2f}{bar}"


if __name__ == "__main__":
    typer.run(growth)

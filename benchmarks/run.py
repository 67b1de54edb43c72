"""Peers beside its rivals, in turn, on one database: ``python -m benchmarks.run``."""

import asyncio
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import orjson
import typer
from rich.console import Console

from api.persistence.faults import Fault
from benchmarks.contest import Contest, verified
from benchmarks.data import COUNTS, Size
from benchmarks.ground import ground
from benchmarks.load import WRK_MISSING, Load, LoadFailed, wrk_is_missing
from benchmarks.report import Outcome, as_json, print_table
from benchmarks.servers import NotRunning, Started, servers, started

WIDTH = 120
TERMINATED = 128 + signal.SIGTERM

err = Console(stderr=True)


def run(
    size: Annotated[Size, typer.Option(help="How much data; the bars are for S.")] = Size.S,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is measured.")] = 5,
    seconds: Annotated[int, typer.Option(min=1, help="How long each time.")] = 5,
    warm_up: Annotated[int, typer.Option(min=1, help="Seconds before each time.")] = 2,
    connections: Annotated[int, typer.Option(min=1, help="How many at once.")] = 16,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure Peers, stock Strawberry, PostGraphile and pgbench on the same page and data."""
    # Left to itself this signal would leave the servers running without us.
    signal.signal(signal.SIGTERM, _terminated)
    try:
        outcomes = _measure(size, rounds, Load(connections, seconds, warm_up))
    except Fault as fault:
        _end(f"{fault.what} {fault.remedy}")
    except (NotRunning, LoadFailed, ValueError) as fault:
        _end(str(fault))
    else:
        if json:
            given = {"size": size, "seconds": seconds, "connections": connections}
            typer.echo(orjson.dumps({**given, **as_json(outcomes)}))
        else:
            # A table in a file or a pipe need not fit a terminal.
            print_table(outcomes, Console(width=None if sys.stdout.isatty() else WIDTH))


def _measure(size: Size, rounds: int, load: Load) -> dict[str, Outcome]:
    if wrk_is_missing():
        raise LoadFailed(WRK_MISSING)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="peers-load-")))
        status = stack.enter_context(err.status("Starting PostgreSQL"))
        here = stack.enter_context(ground(COUNTS[size], status.update))
        running: list[Started] = []
        for server in servers(here):
            if server.missing:
                err.print(f"{server.name} is left out. {server.missing}", highlight=False)
                continue
            status.update(f"Starting {server.name}")
            running.append(stack.enter_context(started(server, folder)))
        status.update("Comparing the answers")
        statement = asyncio.run(verified(here, running))
        contest = Contest(here, running, statement, load, folder)
        for number in range(1, rounds + 1):
            contest.round(lambda name, at=number: status.update(f"Round {at} of {rounds}: {name}"))
        return contest.outcomes()


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(TERMINATED)


def _end(message: str) -> None:
    err.print(f"benchmark: {message}", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(run)

"""What a token costs on the directory page: ``python -m benchmarks.tokens``.

The same page of one server, with a token and without, in turn. With one, the signature is
looked up among those verified, and its rights are looked up within the statement.
"""

import asyncio
import statistics
import tempfile
from pathlib import Path
from typing import Annotated

import asyncpg
import orjson
import typer
from rich.console import Console
from rich.table import Table

from api.auth.config import AuthConfig
from api.persistence.database import connect
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys
from benchmarks.data import COUNTS, Size
from benchmarks.ground import Ground, ground
from benchmarks.load import WRK_MISSING, Load, LoadFailed, wrk_is_missing
from benchmarks.servers import Started, peers, started
from tests.identity import Minter

BAR = 1.35
err = Console(stderr=True)


def run(
    size: Annotated[Size, typer.Option(help="How much data; the bar is for S.")] = Size.S,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is measured.")] = 5,
    seconds: Annotated[int, typer.Option(min=1, help="How long each time.")] = 5,
    warm_up: Annotated[int, typer.Option(min=1, help="Seconds before each time.")] = 2,
    connections: Annotated[int, typer.Option(min=1, help="How many at once.")] = 16,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure the directory page with a token and without one."""
    if wrk_is_missing():
        err.print(WRK_MISSING)
        raise typer.Exit(1)
    with err.status("Preparing") as status, ground(COUNTS[size], status.update) as place:
        rates = _measured(place, rounds, Load(connections, seconds, warm_up))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    ratio = middle["without"] / middle["with"]
    if json:
        typer.echo(orjson.dumps({"size": size, "requests_per_second": rates, "ratio": ratio}))
        return
    table = Table("", "requests/s (median)", "spread", box=None)
    for name, found in rates.items():
        table.add_row(
            f"{name} a token", f"{middle[name]:,.0f}", f"{min(found):,.0f} to {max(found):,.0f}"
        )
    Console().print(table)
    Console().print(f"Without a token / with one: {ratio:.2f} (bar {BAR})")


def _measured(place: Ground, rounds: int, load: Load) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {"without": [], "with": []}
    with tempfile.TemporaryDirectory() as folder:
        server = peers(place)
        with started(server, Path(folder)) as running:
            token = asyncio.run(_token(place, f"http://localhost:{server.port}"))
            for number in range(rounds):
                # Turned round each time, so that neither always follows the other.
                order = ("without", "with") if number % 2 else ("with", "without")
                for name in order:
                    given = token if name == "with" else ""
                    rates[name].append(_rate(load, running, Path(folder), given))
    return rates


def _rate(load: Load, running: Started, folder: Path, token: str) -> float:
    try:
        return load.of_server(running, folder, token).rate
    except LoadFailed as fault:
        err.print(str(fault))
        raise typer.Exit(1) from None


async def _token(place: Ground, issuer: str) -> str:
    """Return the token of a backend that belongs to one of the organisations."""
    database = await connect(place.app_url, size=2)
    admin = await asyncpg.connect(place.admin_url)
    try:
        identity = IdentityStore(database.engine, IdentityKeys(place.kek))
        minter = Minter(admin, identity, AuthConfig(issuer, f"{issuer}/graphql"))
        owner = await admin.fetchval("select id from catalogue.organisations limit 1")
        return (await minter.backend(owner, "groups:read")).token
    finally:
        await admin.close()
        await database.close()


if __name__ == "__main__":
    typer.run(run)

"""What a change costs: ``python -m benchmarks.changes``.

A meeting is created and then edited, each by a mutation with an idempotency key, an audit entry, an
outbox row and one in the feed of changes. Beside it pgbench runs the same writes as bare
transactions, without HTTP, token, rules or occurrences to work out. In turn, on the same database,
with as many connections, each that of another organisation.
"""

import asyncio
import os
import re
import statistics
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Self
from uuid import UUID

import asyncpg
import orjson
import typer
from rich.console import Console
from rich.table import Table

from api.auth.config import AuthConfig
from api.domain.scopes import Scope
from api.persistence.database import connect
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys
from benchmarks.data import COUNTS, Size
from benchmarks.ground import Ground, ground
from benchmarks.load import WRK_MISSING, LoadFailed, sent, wrk_is_missing
from benchmarks.processors import seconds_of
from benchmarks.servers import Started, peers, started
from tests.identity import Minter

BAR = 0.25
WARM_UP = 10
MOST_EDITORS = 64
HERE = Path(__file__).parent
CREATE = """mutation($input: CreateMeetingInput!) {
  createMeeting(input: $input) { meeting { id } errors { code } } }"""
EDIT = """mutation($input: ChangeMeetingInput!) {
  changeMeeting(input: $input) { meeting { version } errors { code } } }"""
MEETING = {
    "groupId": "grp_00000000000040008001%s",
    "name": "A meeting",
    "medium": "ONLINE",
    "localStart": "2026-01-05T19:00",
    "durationMinutes": 60,
    "timeZone": "Europe/Berlin",
    "rule": "FREQ=WEEKLY;BYDAY=MO",
}
CHANGES = {"id": "%s", "expectedVersion": 1, "notes": "New."}
err = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Sample:
    """Changes in a second, and milliseconds of processor time for each: all of it, and within
    PostgreSQL. Whoever makes the load is not counted."""

    rate: float
    spent: float | None
    within: float | None


@dataclass(frozen=True, slots=True)
class Load:
    """How many editors at once, and for how long."""

    connections: int
    seconds: int

    def warming(self) -> Self:
        return replace(self, seconds=WARM_UP)

    def of_server(self, place: Ground, server: Started, editors: Path) -> Sample:
        """Measure the mutations that a server answers; LoadFailed if it refuses one."""
        many = self.connections
        command = ["wrk", f"-t{many}", f"-c{many}", f"-d{self.seconds}s", "--timeout=30s"]
        command += [f"-s{HERE / 'changes.lua'}", server.server.url]
        database = place.postmaster
        began, before = seconds_of([server.pid, database]), seconds_of([database])
        output = sent(command, {"EDITORS": str(editors)})
        found = orjson.loads(output.rpartition("OUTCOME ")[2])
        if found["refused"]:
            raise LoadFailed(f"{found['refused']} mutations were not accepted.")
        many = found["requests"]
        spent = _since(began, [server.pid, database], many)
        within = _since(before, [database], many)
        return Sample(many / found["microseconds"] * 1e6, spent, within)

    def of_database(self, place: Ground) -> Sample:
        """Measure the bare transactions."""
        command = [str(place.pgbench), "--no-vacuum", "--protocol=prepared", "--jobs=1"]
        command += [f"--client={self.connections}", f"--time={self.seconds}"]
        before = seconds_of([place.postmaster])
        output = sent([*command, f"--file={HERE / 'changes.sql'}"], place.libpq)
        rate = re.search(r"^tps = ([\d.]+)", output, re.MULTILINE)
        done = re.search(r"transactions actually processed: (\d+)", output)
        if rate is None or done is None or "number of failed transactions: 0 " not in output:
            raise LoadFailed(output)
        # Each run of the script is two transactions.
        spent = _since(before, [place.postmaster], 2 * int(done[1]))
        return Sample(2 * float(rate[1]), spent, spent)


def _since(before: float | None, pids: list[int], many: int) -> float | None:
    """Return the milliseconds of processor time that each of so many changes took."""
    now = seconds_of(pids)
    return None if before is None or now is None else (now - before) * 1e3 / many


def run(
    size: Annotated[Size, typer.Option(help="How much data there is beside.")] = Size.XS,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is measured.")] = 5,
    seconds: Annotated[int, typer.Option(min=1, help="How long each time.")] = 5,
    connections: Annotated[
        int, typer.Option(min=1, max=MOST_EDITORS, help="How many at once.")
    ] = 8,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes of the server; as many as processors.")
    ] = os.cpu_count() or 1,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure mutations of meetings beside the bare transactions."""
    if wrk_is_missing():
        err.print(WRK_MISSING)
        raise typer.Exit(1)
    load = Load(connections, seconds)
    try:
        with err.status("Preparing") as status, ground(COUNTS[size], status.update) as place:
            found = _measured(place, rounds, load, workers)
    except LoadFailed as fault:
        err.print(f"benchmark: {fault}", markup=False, highlight=False)
        raise typer.Exit(1) from None
    _print(found, json=json)


def _print(found: dict[str, list[Sample]], *, json: bool) -> None:
    middle = {name: statistics.median(each.rate for each in of) for name, of in found.items()}
    ratio = middle["Peers"] / middle["pgbench"]
    if json:
        rates = {name: [asdict(each) for each in of] for name, of in found.items()}
        typer.echo(orjson.dumps({"changes": rates, "ratio": ratio}))
        return
    table = Table("", "changes/s (median)", "spread", "processor ms", "of PostgreSQL", box=None)
    for name, of in found.items():
        rates = sorted(each.rate for each in of)
        spent, within = _median(each.spent for each in of), _median(each.within for each in of)
        spread = f"{rates[0]:,.0f} to {rates[-1]:,.0f}"
        table.add_row(name, f"{middle[name]:,.0f}", spread, spent, within)
    Console().print(table)
    Console().print(f"Peers / the bare transactions: {ratio:.2f} (bar {BAR})")


def _median(values: Iterable[float | None]) -> str:
    known = [each for each in values if each is not None]
    return f"{statistics.median(known):.2f}" if known else ""


def _measured(place: Ground, rounds: int, load: Load, workers: int) -> dict[str, list[Sample]]:
    found: dict[str, list[Sample]] = {"Peers": [], "pgbench": []}
    with (
        tempfile.TemporaryDirectory() as folder,
        started(peers(place, workers), Path(folder)) as it,
    ):
        editors = Path(folder) / "editors.lua"
        issuer = f"http://localhost:{it.server.port}"
        editors.write_text(asyncio.run(_editors(place, issuer, load.connections)))
        # PostgreSQL keeps a plan from the sixth time on, and each connection has its own.
        load.warming().of_server(place, it, editors)
        load.warming().of_database(place)
        for _ in range(rounds):
            asyncio.run(_tidy(place))
            found["Peers"].append(load.of_server(place, it, editors))
            asyncio.run(_tidy(place))
            found["pgbench"].append(load.of_database(place))
    return found


async def _tidy(place: Ground) -> None:
    """Have PostgreSQL put away what was written, so that nobody pays for what others left."""
    admin = await asyncpg.connect(place.admin_url)
    try:
        await admin.execute("vacuum (analyze)")
        await admin.execute("checkpoint")
    finally:
        await admin.close()


async def _editors(place: Ground, issuer: str, many: int) -> str:
    """Make the organisations; return what each editor sends, as Lua reads it."""
    database = await connect(place.app_url, size=2)
    admin = await asyncpg.connect(place.admin_url)
    try:
        await admin.execute((HERE / "editors.sql").read_text())
        identity = IdentityStore(database.engine, IdentityKeys(place.kek))
        minter = Minter(admin, identity, AuthConfig(issuer, f"{issuer}/graphql"))
        organisations = [UUID(f"00000000-0000-4000-8000-{n:012}") for n in range(many)]
        scope = Scope.MEETINGS_WRITE.value
        tokens = [(await minter.backend(each, scope)).token for each in organisations]
    finally:
        await admin.close()
        await database.close()
    listed = ", ".join(f"[[{token}]]" for token in tokens)
    create, edit = _body(CREATE, MEETING), _body(EDIT, CHANGES)
    return f"return {{create = [==[{create}]==], edit = [==[{edit}]==], tokens = {{{listed}}}}}"


def _body(query: str, values: Mapping[str, object]) -> str:
    return orjson.dumps({"query": query, "variables": {"input": values}}).decode()


if __name__ == "__main__":
    typer.run(run)

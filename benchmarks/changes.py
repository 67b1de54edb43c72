"""What a change costs: ``python -m benchmarks.changes``.

A meeting is created and then edited, each by a mutation with an idempotency key, an audit entry and
an outbox row. Beside it pgbench runs the same writes as bare transactions, without HTTP, token,
rules or occurrences to work out. In turn, on the same database.
"""

import asyncio
import re
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import orjson
import typer
from rich.console import Console
from rich.table import Table

from api.auth.config import AuthConfig
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.persistence.database import connect
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys
from benchmarks.data import COUNTS, Size
from benchmarks.ground import Ground, ground
from benchmarks.servers import peers, started
from tests.identity import Minter

BAR = 0.25
SCRIPT = Path(__file__).parent / "changes.sql"
CREATE = """mutation($input: CreateMeetingInput!) {
  createMeeting(input: $input) { meeting { id } errors { code } } }"""
EDIT = """mutation($input: ChangeMeetingInput!) {
  changeMeeting(input: $input) { meeting { version } errors { code } } }"""
err = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who creates meetings in a few groups of one organisation, and edits each once."""

    organisation: UUID
    groups: tuple[UUID, ...]
    token: str

    async def pairs(self, http: httpx.AsyncClient, until: float, turn: int) -> int:
        """Return how many pairs of mutations were answered before an instant."""
        done = 0
        while time.monotonic() < until:
            group = self.groups[(turn + done) % len(self.groups)]
            made = await self._send(http, CREATE, "createMeeting", _meeting(group))
            await self._send(
                http,
                EDIT,
                "changeMeeting",
                {"id": made["meeting"]["id"], "expectedVersion": 1, "notes": "New."},
            )
            done += 1
        return done

    async def _send(
        self, http: httpx.AsyncClient, query: str, name: str, values: dict[str, object]
    ) -> dict[str, dict[str, str]]:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": uuid4().hex}
        body = {"query": query, "variables": {"input": values}}
        answer = await http.post("/graphql", json=body, headers=headers)
        data: dict[str, Any] = answer.json().get("data") or {}
        payload = data.get(name)
        if not payload or payload["errors"]:
            raise typer.BadParameter(f"A mutation was not accepted: {answer.status_code}")
        return payload


def run(
    size: Annotated[Size, typer.Option(help="How much data there is beside.")] = Size.XS,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is measured.")] = 5,
    seconds: Annotated[int, typer.Option(min=1, help="How long each time.")] = 5,
    connections: Annotated[int, typer.Option(min=1, help="How many at once.")] = 4,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure mutations of meetings beside the bare transactions."""
    with err.status("Preparing") as status, ground(COUNTS[size], status.update) as place:
        rates = _measured(place, rounds, seconds, connections)
    middle = {name: statistics.median(found) for name, found in rates.items()}
    ratio = middle["Peers"] / middle["pgbench"]
    if json:
        typer.echo(orjson.dumps({"changes_per_second": rates, "ratio": ratio}))
        return
    table = Table("", "changes/s (median)", "spread", box=None)
    for name, found in rates.items():
        table.add_row(name, f"{middle[name]:,.0f}", f"{min(found):,.0f} to {max(found):,.0f}")
    Console().print(table)
    Console().print(f"Peers / the bare transactions: {ratio:.2f} (bar {BAR})")


def _measured(place: Ground, rounds: int, seconds: int, connections: int) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {"Peers": [], "pgbench": []}
    with tempfile.TemporaryDirectory() as folder, started(peers(place), Path(folder)) as running:
        base = f"http://localhost:{running.server.port}"
        editor = asyncio.run(_editor(place, base))
        asyncio.run(_by_api(editor, base, 1, connections))
        for _ in range(rounds):
            rates["Peers"].append(asyncio.run(_by_api(editor, base, seconds, connections)))
            rates["pgbench"].append(_bare(place, editor, seconds, connections))
    return rates


async def _by_api(editor: Editor, base: str, seconds: int, connections: int) -> float:
    began = time.monotonic()
    async with httpx.AsyncClient(base_url=base, timeout=30) as http:
        pairs = await asyncio.gather(
            *(editor.pairs(http, began + seconds, turn) for turn in range(connections))
        )
    return 2 * sum(pairs) / (time.monotonic() - began)


def _bare(place: Ground, editor: Editor, seconds: int, connections: int) -> float:
    command = [str(place.pgbench), "--no-vacuum", "--protocol=prepared", f"--file={SCRIPT}"]
    command += [f"--client={connections}", f"--time={seconds}"]
    command += [f"--define=org={editor.organisation}"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=place.libpq)
    rate = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if rate is None or "number of failed transactions: 0 " not in done.stdout:
        raise typer.BadParameter(done.stderr or done.stdout)
    # Each run of the script is two transactions.
    return 2 * float(rate[1])


async def _editor(place: Ground, issuer: str) -> Editor:
    database = await connect(place.app_url, size=2)
    admin = await asyncpg.connect(place.admin_url)
    try:
        identity = IdentityStore(database.engine, IdentityKeys(place.kek))
        minter = Minter(admin, identity, AuthConfig(issuer, f"{issuer}/graphql"))
        owner = await admin.fetchval("select organisation_id from catalogue.groups limit 1")
        groups = await admin.fetch(
            "select id from catalogue.groups where organisation_id = $1 order by id limit 6", owner
        )
        backend = await minter.backend(owner, Scope.MEETINGS_WRITE.value)
        return Editor(owner, tuple(row["id"] for row in groups), backend.token)
    finally:
        await admin.close()
        await database.close()


def _meeting(group: UUID) -> dict[str, object]:
    return {
        "groupId": encode(Code.GROUP, group),
        "name": "A meeting",
        "medium": "ONLINE",
        "localStart": "2026-01-05T19:00",
        "durationMinutes": 60,
        "timeZone": "Europe/Berlin",
        "rule": "FREQ=WEEKLY;BYDAY=MO",
    }


if __name__ == "__main__":
    typer.run(run)

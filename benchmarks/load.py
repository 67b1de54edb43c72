"""Making load and reading what came of it: wrk for what speaks HTTP, pgbench for the database."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from benchmarks.ground import Ground
from benchmarks.servers import Started
from benchmarks.statement import Statement

SCRIPT = Path(__file__).parent / "load.lua"
WRK_MISSING = "Install wrk: apt-get install wrk, or brew install wrk"


class LoadFailed(Exception):
    """A load generator that failed, or requests that were not answered."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement: requests per second, and latencies in milliseconds where known."""

    rate: float
    p50: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class Load:
    """How hard and how long: connections at once, seconds of measuring and of warming up."""

    connections: int
    seconds: int
    warm_up: int

    def of_server(self, started: Started, folder: Path, token: str = "") -> Sample:
        """Measure a server by wrk, in one thread with all connections kept alive.

        With a ``token`` each request carries it.
        """
        body = folder / f"{started.server.name}.json"
        body.write_bytes(orjson.dumps(started.server.dialect.body))
        given = {"BODY": str(body), "TOKEN": token}
        for seconds in (self.warm_up, self.seconds):
            command = ["wrk", "-t1", f"-c{self.connections}", f"-d{seconds}s", "--timeout=30s"]
            output = sent([*command, f"-s{SCRIPT}", started.server.url], given)
        found = orjson.loads(output.rpartition("OUTCOME ")[2])
        if found["faults"]:
            raise LoadFailed(f"{started.server.name}: {found['faults']} requests failed.")
        rate = found["requests"] / found["microseconds"] * 1e6
        return Sample(rate, found["p50"] / 1e3, found["p99"] / 1e3)

    def of_statement(self, ground: Ground, statement: Statement, folder: Path) -> Sample:
        """Measure the database alone: prepared statement, no HTTP, no JSON read by anybody."""
        script = folder / "page.sql"
        script.write_text(statement.script)
        command = [str(ground.pgbench), "--no-vacuum", "--protocol=prepared", "--jobs=1"]
        command += [f"--client={self.connections}", f"--file={script}", *statement.variables]
        for seconds in (self.warm_up, self.seconds):
            output = sent([*command, f"--time={seconds}"], ground.libpq)
        rate = re.search(r"^tps = ([\d.]+)", output, re.MULTILINE)
        if rate is None or "number of failed transactions: 0 " not in output:
            raise LoadFailed(output)
        return Sample(float(rate[1]), None, None)


def wrk_is_missing() -> bool:
    return shutil.which("wrk") is None


def sent(command: list[str], environment: Mapping[str, str]) -> str:
    """Run a load generator and return what it prints; LoadFailed if it fails."""
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, **environment}
    )
    if done.returncode != 0:
        raise LoadFailed(done.stderr or done.stdout)
    return done.stdout

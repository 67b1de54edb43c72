"""The three contestants that speak HTTP: how each is started, asked and stopped."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx
import orjson

from benchmarks.ground import Ground
from benchmarks.page import PEERS_PAGE, POSTGRAPHILE_PAGE, STOCK_PAGE, Dialect, Json

HERE = Path(__file__).parent
START_SECONDS = 240.0
STOP_SECONDS = 15.0
# The pool that the API has by default, so that nobody has more connections than it.
POOL_SIZE = "10"
ANSWERED = 200


class NotRunning(Exception):
    """A contestant that did not start or does not answer, with the end of its log."""


@dataclass(frozen=True, slots=True)
class Server:
    """A contestant: its command, where it answers the page, and what it still needs.

    ``missing`` is what to do before it can run; ``environment`` comes on top of ours.
    """

    name: str
    command: Sequence[str]
    port: int
    path: str
    dialect: Dialect
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    folder: Path = HERE.parent
    missing: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def ask(self) -> httpx.Response:
        return httpx.post(
            self.url,
            json=self.dialect.body,
            headers={"Accept": "application/json"},
            timeout=START_SECONDS,
        )


@dataclass(frozen=True, slots=True)
class Started:
    """A contestant that runs, and one answer of it."""

    server: Server
    pid: int
    answer: Json
    answer_bytes: int


def servers(ground: Ground) -> list[Server]:
    return [peers(ground), _stock(ground), _postgraphile(ground)]


def peers(ground: Ground, workers: int = 1) -> Server:
    port = _free_port()
    command = [str(Path(sys.executable).with_name("peers")), "serve", "--empty"]
    command += [f"--port={port}", f"--workers={workers}", f"--data-dir={ground.data_dir}"]
    return Server("peers", command, port, "/graphql", PEERS_PAGE)


def _stock(ground: Ground) -> Server:
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.stock:app", f"--port={port}"]
    command += ["--http=httptools", "--loop=auto", "--no-access-log", "--log-level=warning"]
    environment = {"DATABASE_URL": ground.app_url, "POOL_SIZE": POOL_SIZE}
    return Server("stock", command, port, "/", STOCK_PAGE, environment)


def _postgraphile(ground: Ground) -> Server:
    port, folder = _free_port(), HERE / "postgraphile"
    missing = None
    if shutil.which("node") is None:
        missing = "Install Node 20 or later."
    elif not (folder / "node_modules" / "postgraphile").is_dir():
        missing = "Run: npm ci --prefix benchmarks/postgraphile"
    environment = {
        "DATABASE_URL": ground.app_url,
        "POOL_SIZE": POOL_SIZE,
        "PORT": str(port),
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }
    command = ["node", "--import", "./promise.mjs", "server.mjs"]
    return Server(
        "postgraphile", command, port, "/graphql", POSTGRAPHILE_PAGE, environment, folder, missing
    )


@contextmanager
def started(server: Server, folder: Path) -> Generator[Started]:
    """Run a contestant, once it answers, for the length of a block. Raises NotRunning."""
    log = folder / f"{server.name}.log"
    inherited = {name: value for name, value in os.environ.items() if name not in _OURS}
    with log.open("wb") as output:
        process = _popen(server, inherited, output)
        try:
            response = _first_answer(server, process, log)
            yield Started(
                server, process.pid, orjson.loads(response.content), len(response.content)
            )
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                # Its workers as well: they would go on without it.
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


# What somebody has set for a Peers of their own must not reach the one that is measured.
_OURS = frozenset(
    {"DATABASE_URL", "DATABASE_READ_URL", "DATABASE_MIGRATION_URL"}
    | {name for name in os.environ if name.startswith("PEERS_")}
)


def _popen(
    server: Server, inherited: Mapping[str, str], output: IO[bytes]
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        server.command,
        cwd=server.folder,
        env={**inherited, **server.environment},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _first_answer(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> httpx.Response:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            response = server.ask()
        except httpx.TransportError:
            time.sleep(0.1)
            continue
        if response.status_code == ANSWERED:
            return response
        raise NotRunning(f"{server.name} answers {response.status_code}: {response.text[:1_000]}")
    raise NotRunning(f"{server.name} does not run:\n{log.read_text(errors='replace')[-2_000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

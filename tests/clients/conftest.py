"""One server for every test of a worker, and programs that call it from outside."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import browser
from tests.clients.site import WHO, App, Site, running
from tests.conftest import Cluster, new_database

__all__ = ["browser"]

HERE = Path(__file__).parent
SECONDS = 60

type Told = dict[str, Any]
type Visit = Callable[[str], Awaitable[str]]


async def nobody(_address: str) -> str:
    """Visit nothing, for a program that has no person."""
    raise AssertionError


@dataclass(frozen=True, slots=True)
class Program:
    """A client in JavaScript, beside the tests; ``visit`` is done by a person for it."""

    node: str
    site: Site

    async def __call__(
        self, name: str, app: App | None = None, visit: Visit = nobody, **given: object
    ) -> Told:
        about = {"issuer": self.site.origin, "api": self.site.api, "query": WHO, **given}
        if app is not None:
            about |= {"client_id": app.client_id, "client_secret": app.secret}
        process = await asyncio.create_subprocess_exec(
            *(self.node, str(HERE / f"{name}.mjs")),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=2**20,
        )
        try:
            async with asyncio.timeout(SECONDS):
                told = await _talk(process, about, visit)
                wrong = await process.stderr.read() if process.stderr else b""
                assert (await process.wait(), wrong.decode()) == (0, "")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert told is not None
        return told


async def _talk(process: asyncio.subprocess.Process, about: Told, visit: Visit) -> Told | None:
    """Give a program its work and visit what it asks for; None if it says nothing at its end."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{json.dumps(about)}\n".encode())
    while line := await process.stdout.readline():
        said = json.loads(line)
        if "told" in said:
            return said["told"]
        back = await visit(said["visit"])
        process.stdin.write(f"{back}\n".encode())
    return None


@pytest.fixture(scope="session")
async def site(cluster: Cluster, template: str) -> AsyncIterator[Site]:
    async with new_database(cluster, template) as database, running(database) as site:
        yield site


@pytest.fixture(scope="session")
def program(site: Site) -> Program:
    """Skipped without Node or the libraries; under PEERS_CI that is a failure."""
    node = shutil.which("node")
    libraries = [HERE / "node_modules" / name for name in ("oauth4webapi", "openid-client")]
    if node and all(each.exists() for each in libraries):
        return Program(node, site)
    message = "Node or its libraries are missing: npm ci --prefix tests/clients"
    if os.environ.get("PEERS_CI"):
        pytest.fail(message)
    pytest.skip(message)

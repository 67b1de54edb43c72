"""Commands as they are typed, in this process, over a database of the test's own."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson
import pytest
import structlog

from api.cli.main import cli
from api.cli.options import one_clear_line
from api.persistence.database import connect
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys, Keyring
from api.persistence.store import Store
from tests.conftest import Database
from tests.http.conftest import Admin

KEK = b"k" * 32
BASE = "https://peers.test"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it printed."""

    status: object
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command says
        assert self.status == 0, self.err
        return orjson.loads(self.out)

    def refused(self, *named: str) -> None:
        """It ended with one clear line that names the remedy."""
        assert self.status == 1, self.out
        assert len(self.err.strip().splitlines()) == 1, self.err
        assert "Traceback" not in self.err
        assert [each for each in named if each not in self.err] == [], self.err


type Peers = Callable[..., Awaitable[Ended]]


@pytest.fixture
def logs() -> Iterator[None]:
    """A command says where the log goes; what other tests said is put back."""
    kept = structlog.get_config()
    yield
    structlog.configure(**kept)


def in_this_process(capsys: pytest.CaptureFixture[str]) -> Peers:
    """Return what runs a command in a thread, since a command runs a loop of its own."""

    async def peers(*arguments: str) -> Ended:
        capsys.readouterr()
        status = await asyncio.to_thread(typed, *arguments)
        printed = capsys.readouterr()
        return Ended(status, printed.out, printed.err)

    return peers


def typed(*arguments: str) -> object:
    """Run a command as ``main`` does, and return its status."""
    try:
        with one_clear_line():
            cli(list(arguments))
    except SystemExit as ended:
        return ended.code or 0
    raise AssertionError("A command ends by exiting.")


@pytest.fixture
def peers(
    database: Database,
    logs: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Peers:
    """Runs a command as somebody who runs a service would."""
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    monkeypatch.setenv("PEERS_KEK", base64.b64encode(KEK).decode())
    monkeypatch.setenv("PEERS_PUBLIC_URL", BASE)

    return in_this_process(capsys)


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    connections = await connect(database.app_url, size=2)
    yield Store(connections.engine, Keyring(KEK))
    await connections.close()


@pytest.fixture
async def identity(store: Store) -> IdentityStore:
    return IdentityStore(store.engine, IdentityKeys(KEK))


@pytest.fixture
async def admin(database: Database) -> AsyncIterator[Admin]:
    """A look behind row-level security."""
    connection = await asyncpg.connect(database.admin_url)
    yield connection
    await connection.close()

"""A real PostgreSQL for the tests: one server for each worker, one database for each test."""

import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from api.feeds.importing import lanes
from api.persistence import roles
from api.persistence.embedded import Cluster, Options, running
from api.persistence.migrate import migrate
from api.persistence.roles import Role, ensure_roles

TEMPLATE = "peers_template"
ROOM = 4 * 1024**3
DEBIAN_BINARIES = "/usr/lib/postgresql/{}/bin"

SWEEPS = {
    "test_bad_input_of_mutations.py",
    "test_broken_feeds.py",
    "test_differential.py",
    "test_events_of_mutations.py",
    "test_forgetful_reading.py",
    "test_forgetful_writing.py",
    "test_lost_replies.py",
    "test_matrix_of_roles.py",
    "test_occurrence_properties.py",
    "test_schemathesis.py",
    "test_storm.py",
}
"""What goes again and again where other tests go: coverage slows it down and learns nothing."""

numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in SWEEPS:
            item.add_marker("no_cover")
    # They are the longest, so that none is left for the end, when others have nothing to do.
    items.sort(key=lambda item: item.path.name not in SWEEPS)


@dataclass(frozen=True, slots=True)
class Database:
    """An empty database with all migrations run; the URLs are ``postgresql://`` for asyncpg.

    ``admin_url`` is the superuser's: for looking behind row-level security, never for the
    code under test.
    """

    name: str
    owner_url: str
    app_url: str
    admin_url: str


def short_folder() -> Path:
    """Make a new folder with a short path, in memory where there is room for it.

    Not pytest's own, which no other user can enter when root runs the tests.
    """
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a random name in it, closed to others.
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    # A fixed parent, since a socket's path must stay short and macOS has a long TMPDIR.
    parent = memory if roomy else Path("/tmp")  # noqa: S108 - the same.
    return Path(tempfile.mkdtemp(prefix="peers-test-", dir=parent))


def postgres_binaries() -> Path | None:
    """Another PostgreSQL than the embedded one, named by PEERS_TEST_POSTGRES=15."""
    version = os.environ.get("PEERS_TEST_POSTGRES")
    if version is None:
        return None
    folder = Path(DEBIAN_BINARIES.format(version))
    if folder.exists():
        return folder
    message = f"PostgreSQL {version} is not installed in {folder}"
    if os.environ.get("PEERS_CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session", autouse=True)
def _looking_often() -> Iterator[None]:
    """Have every server look for imports to work on so often that no test waits for that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lanes, "IMPORTS", replace(lanes.IMPORTS, every_seconds=0.1))
        yield


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder of the test's own, with passage for other users, as ``/srv`` has it."""
    folder = short_folder()
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def session_folder() -> Iterator[Path]:
    folder = short_folder()
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def cluster(session_folder: Path) -> Iterator[Cluster]:
    """One server for the whole session (each xdist worker has its own session)."""
    options = Options(binaries=postgres_binaries(), durable=False)
    with running(session_folder / "cluster", options=options) as cluster:
        yield cluster


@pytest.fixture(scope="session")
async def template(cluster: Cluster) -> str:
    """The name of a database with all migrations run, which nobody is connected to."""
    secrets = cluster.secrets
    passwords = {Role.OWNER: secrets.owner_password, Role.APP: secrets.app_password}
    with pytest.MonkeyPatch.context() as patch:
        # Whoever connects works so many rounds to prove a password, and tests connect all the time.
        patch.setattr(roles, "SCRAM_ITERATIONS", 1)
        await ensure_roles(cluster.admin_url, passwords, TEMPLATE)
        await keep_password(cluster, roles.scram_verifier(secrets.superuser_password))
    await migrate(cluster.url(Role.OWNER, TEMPLATE))
    return TEMPLATE


async def keep_password(cluster: Cluster, verifier: str) -> None:
    admin = await asyncpg.connect(cluster.admin_url)
    await admin.execute(f"ALTER ROLE CURRENT_USER PASSWORD '{verifier}'")
    await admin.close()


@pytest.fixture
async def database(cluster: Cluster, template: str) -> AsyncIterator[Database]:
    """A database of the test's own, a copy of the template; dropped afterwards."""
    async with new_database(cluster, template) as database:
        yield database


@asynccontextmanager
async def new_database(cluster: Cluster, template: str) -> AsyncGenerator[Database]:
    """Make a copy of the template, and drop it afterwards."""
    name = f"peers_test_{next(numbers)}"
    admin = await asyncpg.connect(cluster.admin_url)
    try:
        # FILE_COPY needs no write-ahead log of each page, which fits databases this small.
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        await grant_connections(admin, name)
        yield Database(
            name,
            owner_url=cluster.url(Role.OWNER, name),
            app_url=cluster.url(Role.APP, name),
            admin_url=cluster.admin_url.replace("/postgres?", f"/{name}?"),
        )
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


async def grant_connections(admin: "asyncpg.Connection[asyncpg.Record]", name: str) -> None:
    """A copy does not take the rights on the database itself with it."""
    await admin.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    await admin.execute(f"GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {name} TO {Role.OWNER}")
    await admin.execute(f"GRANT CONNECT ON DATABASE {name} TO {Role.APP}")

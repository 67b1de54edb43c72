"""The ground on which all contestants stand: one embedded PostgreSQL with generated data."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from api.persistence.embedded import running
from api.persistence.embedded.account import server_account
from api.persistence.embedded.binaries import binaries_for
from api.persistence.embedded.running import DATABASE
from api.persistence.migrate import migrate
from api.persistence.roles import Role
from benchmarks.data import Counts, generate

COMPUTED_COLUMN = Path(__file__).parent / "postgraphile" / "next_occurrences.sql"


@dataclass(frozen=True, slots=True)
class Ground:
    """A running database: its data folder, how to sign in to it, its key, its own pgbench."""

    data_dir: Path
    app_url: str
    admin_url: str
    kek: bytes
    pgbench: Path

    @property
    def postmaster(self) -> int:
        """The process that all others of the database descend from."""
        return int(next(self.data_dir.rglob("postmaster.pid")).read_text().split()[0])

    @property
    def libpq(self) -> dict[str, str]:
        """The way in as libpq's environment, since a list of processes shows arguments."""
        url = make_url(self.app_url)
        return {
            "PGHOST": str(url.query["host"]),
            "PGUSER": url.username or "",
            "PGPASSWORD": str(url.password),
            "PGDATABASE": url.database or "",
        }


@contextmanager
def ground(counts: Counts, progress: Callable[[str], None]) -> Generator[Ground]:
    """Have a fresh database with the data of one size, which is deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="peers-benchmark-"))
    # The server runs as another user when root runs this, and has to pass through.
    folder.chmod(0o711)
    try:
        with running(folder / "data", progress=progress) as cluster:
            progress("Migrating")
            asyncio.run(migrate(cluster.url(Role.OWNER)))
            progress(f"Generating {counts.groups:,} groups, {counts.occurrences:,} occurrences")
            asyncio.run(_fill(cluster.url(Role.OWNER), counts))
            pgbench = binaries_for(server_account()).folder / "pgbench"
            # The superuser signs in to a database of its own.
            admin_url = cluster.admin_url.replace("/postgres?", f"/{DATABASE}?")
            kek = cluster.secrets.key_encryption_key
            yield Ground(folder / "data", cluster.url(Role.APP), admin_url, kek, pgbench)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _fill(owner_url: str, counts: Counts) -> None:
    await generate(owner_url, counts)
    owner = await asyncpg.connect(owner_url)
    try:
        await owner.execute(COMPUTED_COLUMN.read_text())
    finally:
        await owner.close()

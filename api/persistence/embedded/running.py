"""Having the embedded server for the length of a ``with`` block."""

import asyncio
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import asyncpg

from api.persistence.embedded.account import server_account
from api.persistence.embedded.binaries import binaries_for
from api.persistence.embedded.cluster import SUPERUSER, ensure_cluster
from api.persistence.embedded.errors import ServerAlreadyRunning, StartFailed, disk_full
from api.persistence.embedded.keeper import Keeper
from api.persistence.embedded.layout import Layout, prepare
from api.persistence.embedded.lock import FileLock
from api.persistence.embedded.postmaster import START_LIMIT, Postmaster, Progress
from api.persistence.roles import Role, ensure_roles
from api.persistence.secrets import Secrets, read_secrets

DATABASE = "peers"


@dataclass(frozen=True, slots=True)
class Options:
    """How to run the server.

    ``binaries`` is a folder with other PostgreSQL programs than the package's;
    ``durable=False`` may lose data in a crash, for tests; ``start_limit`` in seconds.
    """

    binaries: Path | None = None
    durable: bool = True
    start_limit: float = START_LIMIT


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server: where it is, how to sign in, and whether this command supervises it."""

    layout: Layout
    socket_folder: Path
    secrets: Secrets
    _keeper: Keeper = field(repr=False)

    @property
    def is_owner(self) -> bool:
        """Whether this command supervises the server now; it may take over from another."""
        return self._keeper.is_owner

    @property
    def admin_url(self) -> str:
        """For the superuser, connected to no database of ours."""
        return _url(SUPERUSER, self.secrets.superuser_password, SUPERUSER, self.socket_folder)

    def url(self, role: Role, database: str = DATABASE) -> str:
        """``postgresql://`` for a role that signs in, `Role.OWNER` or `Role.APP`."""
        password = _passwords(self.secrets)[role]
        return _url(role, password, database, self.socket_folder)


@contextmanager
def running(
    data_dir: Path,
    *,
    exclusive: bool = False,
    options: Options = Options(),
    progress: Progress = lambda _: None,
) -> Generator[Cluster]:
    """Have the server of a data folder, started here unless another command runs it already.

    It is stopped by the last command that leaves. ``exclusive`` is for the one command
    that serves: a second raises `ServerAlreadyRunning`, while others still share the
    database. Blocks while it starts and stops. Raises a `Fault`.
    """
    account = server_account()
    layout = prepare(data_dir, account)
    with FileLock(layout.run / "serve.lock") as serving:
        if exclusive and not serving.take():
            raise ServerAlreadyRunning(
                f"Another process already serves the data in {layout.root}.",
                "Use that one, stop it first, or name another folder with --data-dir.",
            )
        binaries = binaries_for(account, options.binaries)
        postmaster = Postmaster(
            layout, binaries, account, durable=options.durable, start_limit=options.start_limit
        )
        keeper = Keeper(
            postmaster,
            create=lambda: _create(postmaster, progress),
            finish=lambda folder: _finish(layout, folder),
        )
        folder = keeper.enter(progress)
        try:
            yield Cluster(layout, folder, read_secrets(layout.secrets), keeper)
        finally:
            keeper.leave()


def _create(postmaster: Postmaster, progress: Progress) -> None:
    layout = postmaster.layout
    if not layout.cluster.exists():
        progress(f"Creating the database in {layout.root}")
    ensure_cluster(layout, postmaster.binaries, postmaster.account, durable=postmaster.durable)


def _finish(layout: Layout, folder: Path) -> None:
    secrets = read_secrets(layout.secrets)
    admin = _url(SUPERUSER, secrets.superuser_password, SUPERUSER, folder)
    # In a thread of its own, since the caller's may have an event loop running.
    with ThreadPoolExecutor(max_workers=1) as thread:
        roles = thread.submit(asyncio.run, ensure_roles(admin, _passwords(secrets), DATABASE))
        try:
            roles.result()
        except asyncpg.DiskFullError as error:
            raise disk_full(layout.root) from error
        except (asyncpg.PostgresError, OSError) as error:
            # Its message may repeat a statement, and that a password's verifier.
            raise StartFailed(
                f"The database runs, but its roles could not be made ({type(error).__name__}).",
                f"Read {layout.log}; the folder of secrets must be the one made with these data.",
            ) from None


def _passwords(secrets: Secrets) -> dict[Role, str]:
    return {Role.OWNER: secrets.owner_password, Role.APP: secrets.app_password}


def _url(user: str, password: str, database: str, folder: Path) -> str:
    return f"postgresql://{user}:{password}@/{quote(database, safe='')}?host={quote(str(folder))}"

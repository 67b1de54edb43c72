"""The composition root: settings become connections, keys, an executor and a web application."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.auth.config import AuthConfig
from api.auth.keys import ensure_keys
from api.auth.verification import Verifier
from api.http.bearer import Bearer
from api.http.routes import Site, application
from api.persistence.database import Database, connect, is_alive
from api.persistence.embedded import Cluster, default_data_dir, running
from api.persistence.identity.store import IdentityStore
from api.persistence.jobs import run_forever
from api.persistence.keys import IdentityKeys, Keyring, derived
from api.persistence.reading.reader import Reader
from api.persistence.reading.statistics import keep_fresh
from api.persistence.roles import Role
from api.persistence.store import Store
from api.persistence.views import VIEWS
from api.schema.build import build, graphql_schema
from api.schema.execution import Documents, Executor
from api.schema.limits import Limits
from api.schema.logs import configure_logs
from api.settings import Mode, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from starlette.applications import Starlette


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the database, and the keys; never logged, never shown."""

    app_url: str
    owner_url: str | None
    read_url: str | None
    kek: bytes
    cursor_key: bytes


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything that a running process holds open."""

    database: Database
    store: Store
    executor: Executor
    identity: IdentityStore
    verifier: Verifier


def data_dir(settings: Settings) -> Path:
    return settings.data_dir or default_data_dir(Path.cwd())


def accessed(
    settings: Settings,
    stack: ExitStack,
    *,
    exclusive: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Access:
    """Return how to reach the database, starting the embedded one where there is no other.

    The stack keeps the embedded server for as long as it stands open. Raises Fault, whose
    remedy is for the person at the keyboard.
    """
    if settings.database_url is None:
        server = running(data_dir(settings), exclusive=exclusive, progress=progress)
        return _embedded(settings, stack.enter_context(server))
    return _own(settings, settings.database_url.get_secret_value())


def _embedded(settings: Settings, cluster: Cluster) -> Access:
    secrets = cluster.secrets
    return Access(
        app_url=cluster.url(Role.APP),
        owner_url=cluster.url(Role.OWNER),
        read_url=None,
        kek=settings.kek.get_secret_value() if settings.kek else secrets.key_encryption_key,
        cursor_key=secrets.cursor_key,
    )


def _own(settings: Settings, app_url: str) -> Access:
    owner, read = settings.database_migration_url, settings.database_read_url
    kek = settings.kek.get_secret_value() if settings.kek else b""
    return Access(
        app_url=app_url,
        owner_url=owner.get_secret_value() if owner else None,
        read_url=read.get_secret_value() if read else None,
        kek=kek,
        # All replicas share it without being told a second secret.
        cursor_key=settings.cursor_key.get_secret_value()
        if settings.cursor_key
        else derived(kek, "cursor key"),
    )


@asynccontextmanager
async def opened(access: Access, settings: Settings) -> AsyncGenerator[Runtime]:
    """Hold connections and an executor open."""
    database = await connect(access.app_url, read_url=access.read_url)
    try:
        schema, keyring, limits = graphql_schema(), Keyring(access.kek), Limits()
        reader = Reader(schema, VIEWS, database.pool, keyring, access.cursor_key)
        await reader.statistics.refresh(database.pool)
        store = Store(database.engine, keyring)
        shown = settings.allows_introspection
        documents = Documents(schema, reader, limits, hide_suggestions=not shown)
        executor = Executor(schema, documents, reader, store, limits, introspection=shown)
        identity = IdentityStore(database.engine, IdentityKeys(access.kek))
        verifier = Verifier(identity, auth_config(settings))
        yield Runtime(database, store, executor, identity, verifier)
    finally:
        await database.close()


def auth_config(settings: Settings) -> AuthConfig:
    """Return what tokens are issued as and for; never from a request."""
    return AuthConfig(settings.base_url, f"{settings.base_url}/graphql")


@dataclass(slots=True)
class Process:
    """One serving process: what it holds open between its start and its end."""

    settings: Settings
    runtime: Runtime | None = None

    @property
    def running(self) -> Runtime:
        if self.runtime is None:
            raise RuntimeError("A request came before the start or after the end.")
        return self.runtime

    def executor(self) -> Executor:
        return self.running.executor

    def verifier(self) -> Verifier:
        return self.running.verifier

    async def is_ready(self) -> bool:
        return self.runtime is not None and await is_alive(self.runtime.database)

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncGenerator[None]:
        """Hold database and jobs for as long as the server runs."""
        with ExitStack() as stack:
            access = accessed(self.settings, stack)
            async with opened(access, self.settings) as self.runtime:
                await ensure_keys(self.runtime.identity)
                stop = asyncio.Event()
                database, reader = self.runtime.database, self.runtime.executor.reader
                async with asyncio.TaskGroup() as beside:
                    beside.create_task(run_forever(database, self.runtime.store, stop))
                    beside.create_task(keep_fresh(reader.statistics, database.pool, stop))
                    try:
                        yield
                    finally:
                        stop.set()
        self.runtime = None


def create_app(settings: Settings) -> Starlette:
    """Return the web application; the database is opened when the server starts it."""
    process = Process(settings)
    return application(
        Site(
            executor=process.executor,
            is_ready=process.is_ready,
            identify=Bearer(process.verifier),
            base_url=settings.base_url,
            schema_text=build().as_str(),
            shows_explorer=settings.shows_explorer,
            lifespan=process.lifespan,
        )
    )


def from_environment() -> Starlette:
    """Return the application of a server's worker, which finds its settings in its environment."""
    settings = Settings()
    configure_logs(quiet=settings.mode is Mode.DEMO)
    return create_app(settings)

"""The web application of one serving process, from its start to its end."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.app.reaching import accessed
from api.app.running import Runtime, opened
from api.auth.keys import ensure_keys
from api.auth.upkeep import upkeep
from api.feeds.importing.lanes import lanes, run_lanes
from api.feeds.importing.pulling import Puller
from api.http.bearer import Bearer
from api.http.routes import Site, application
from api.persistence.database import is_alive
from api.persistence.jobs import run_forever
from api.persistence.reading.statistics import keep_fresh
from api.persistence.upkeep.keeping import Keeping
from api.schema.build import sdl
from api.schema.logs import configure_logs
from api.settings import Mode, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.applications import Starlette

    from api.auth.services import AuthServices
    from api.auth.verification import Verifier
    from api.schema.execution import Executor


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
        return self.running.auth.verifier

    def auth(self) -> AuthServices:
        return self.running.auth

    def keeping(self) -> Keeping:
        return Keeping(self.running.store, self.running.auth.identity)

    async def is_ready(self) -> bool:
        return self.runtime is not None and await is_alive(self.runtime.database)

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncGenerator[None]:
        """Hold database and jobs for as long as the server runs."""
        with ExitStack() as stack:
            access = accessed(self.settings, stack)
            async with opened(access, self.settings) as self.runtime:
                await ensure_keys(self.runtime.auth.identity)
                stop = asyncio.Event()
                database, reader = self.runtime.database, self.runtime.executor.reader
                store = self.runtime.store
                others = (*upkeep(self.runtime.auth.identity), *self.runtime.jobs)
                async with asyncio.TaskGroup() as beside:
                    beside.create_task(run_forever(database, store, stop, others))
                    beside.create_task(run_lanes(database, store, lanes(Puller()), stop))
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
            auth=process.auth,
            keeping=process.keeping,
            base_url=settings.base_url,
            schema_text=sdl(),
            shows_explorer=settings.shows_explorer,
            lifespan=process.lifespan,
        )
    )


def from_environment() -> Starlette:
    """Return the application of a server's worker, which finds its settings in its environment."""
    settings = Settings()
    configure_logs(quiet=settings.mode is Mode.DEMO)
    return create_app(settings)

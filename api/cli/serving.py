"""``peers serve``: the database, its data, the server, and what to try first."""

import asyncio
import os
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from api.app import Access, accessed, data_dir, opened
from api.cli.demo import load_demo_world
from api.cli.demo_people import add_demo_people, show_sign_ins
from api.cli.options import DatabaseUrl, DataDir, err, out, settings_of
from api.persistence.faults import Fault
from api.persistence.jobs import roll_once
from api.persistence.migrate import migrate, pending
from api.settings import Mode, Settings, problems

BACKLOG = 2_048
# A worker answers once its modules are read, which takes a busy machine longer than the five
# seconds after which it would be killed and begun again, for ever.
WORKER_STARTS_WITHIN = 60


def serve(
    host: Annotated[
        str | None, typer.Option(envvar="PEERS_HOST", help="Where to listen; 127.0.0.1.")
    ] = None,
    port: Annotated[int | None, typer.Option(envvar="PEERS_PORT", help="The port; 8000.")] = None,
    workers: Annotated[
        int | None, typer.Option(envvar="PEERS_WORKERS", help="How many processes; 1.")
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Load no demo world.")] = False,
    folder: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Serve the directory. Without a database of your own it brings one, with a demo world.

    Stop it with Ctrl-C. What it stored stays; delete the data folder to start over.
    """
    settings = settings_of(folder, database_url, host=host, port=port, workers=workers)
    _check(settings)
    _hold_port(settings)
    with ExitStack() as stack:
        access = accessed(settings, stack, exclusive=True, progress=err.print)
        asyncio.run(_prepare(access, settings, empty=empty))
        # Wrapped lines could not be copied into a shell.
        out.print(_welcome(settings), soft_wrap=True, highlight=False)
        if settings.mode is Mode.DEMO:
            show_sign_ins(out, _secrets(settings), settings.base_url)
        out.print("\nStop it with Ctrl-C.")
        _run(settings)


def _check(settings: Settings) -> None:
    found = problems(settings)
    if found:
        lines = "\n".join(f"  {problem.what} {problem.remedy}" for problem in found)
        raise Fault(f"The service cannot start:\n{lines}\n", "`peers check` looks at all of it.")


def _hold_port(settings: Settings) -> None:
    """Find out that a port is taken before anything else is started."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            raise Fault(
                f"Port {settings.port} on {settings.host} is taken.",
                "Name another with --port, or stop what listens there.",
            ) from None


async def _prepare(access: Access, settings: Settings, *, empty: bool) -> None:
    """Migrate and fill the embedded database; only look at anybody else's."""
    if settings.database_url is None and access.owner_url is not None:
        with err.status("Migrating"):
            await migrate(access.owner_url)
    elif access.owner_url is not None and await pending(access.owner_url):
        raise Fault("The database lacks migrations of this release.", "Run `peers migrate` first.")
    async with opened(access, settings) as runtime:
        if shows_demo(settings, empty=empty):
            await load_demo_world(runtime.database, runtime.store)
            await add_demo_people(runtime, _secrets(settings))
        with err.status("Computing occurrences"):
            await roll_once(runtime.database, runtime.store)


def shows_demo(settings: Settings, *, empty: bool) -> bool:
    """Return whether an empty database begins with the demo world: never one of somebody's own."""
    return settings.mode is Mode.DEMO and not empty


def _welcome(settings: Settings) -> str:
    base = settings.base_url
    query = "{ groups(first: 3) { nodes { name nextOccurrences { startsAt } } } }"
    explorer = f", {base}/graphql to explore" if settings.shows_explorer else ""
    lines = [
        f"Peers answers at [bold]{base}/graphql[/bold]",
        f"In a browser: {base} to find a group{explorer}",
        "",
        "Ask it something:",
        f"  curl -s {base}/graphql -H 'content-type: application/json' \\",
        f'    -d \'{{"query":"{query}"}}\'',
    ]
    if settings.database_url is None:
        where = data_dir(settings)
        lines += ["", f"Data: {where}", f"To start over: stop this, then delete {where}"]
    return "\n".join(["", *lines])


def _secrets(settings: Settings) -> Path:
    return data_dir(settings) / "secrets"


def _run(settings: Settings) -> None:
    # Workers are processes of their own and find the settings where these put them.
    os.environ |= {"PEERS_HOST": settings.host, "PEERS_PORT": str(settings.port)}
    if settings.database_url is None:
        os.environ["PEERS_DATA_DIR"] = str(Path(data_dir(settings)).resolve())
    else:
        os.environ["DATABASE_URL"] = settings.database_url.get_secret_value()
    uvicorn.run(
        "api.app:from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http="httptools",
        loop="auto",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        backlog=BACKLOG,
        timeout_worker_healthcheck=WORKER_STARTS_WITHIN,
    )

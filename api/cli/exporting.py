"""`peers export`: what a network has, as a file that can be imported again."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from api.app import Runtime
from api.cli.opening import with_runtime
from api.cli.options import DatabaseUrl, DataDir, settings_of
from api.domain.access import Actor
from api.domain.errors import InvalidInput, NotFound
from api.feeds.spreadsheet.exporting import content_of
from api.feeds.spreadsheet.writing import as_csv, written_sheet
from api.persistence.imports import find_destination, importing

SUBJECT = "job:export"
# Without it a spreadsheet takes UTF-8 for whatever the computer's own encoding is.
_MARK = "\ufeff"

export_app = typer.Typer(name="export", help="Write a network to a file.", no_args_is_help=True)


@export_app.callback()
def _one_format_of_several() -> None:
    """Keep the name of the format as a command, since there will be more of them."""


@export_app.command("csv")
def export_csv(
    network: Annotated[str | None, typer.Option(help="Slug of the network.")] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Only the template: the line of headings.")
    ] = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Write a spreadsheet. Importing it as it is changes nothing; docs/spreadsheet.md explains."""
    if empty:
        typer.echo(_MARK + as_csv([]), nl=False)
        return
    if network is None:
        raise InvalidInput("Name a --network, or ask for the --empty template.", path=("network",))

    async def act(runtime: Runtime) -> str:
        found = await find_destination(runtime.store, network, None)
        if found.network_id is None or found.network_owner_id is None:
            raise NotFound("There is no such network.", path=("network",))
        async with importing(runtime.store, Actor(found.network_owner_id, SUBJECT)) as work:
            return written_sheet(await content_of(work, found.network_id, datetime.now(UTC)))

    typer.echo(_MARK + with_runtime(settings_of(data_dir, database_url), act), nl=False)

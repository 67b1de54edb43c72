"""``peers``: what can be typed, and the commands that need only a line or two."""

import asyncio
import json
import signal
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.syntax import Syntax
from rich.table import Table

from api.app import accessed, opened
from api.cli.exporting import export_app
from api.cli.importing import import_app
from api.cli.keys import keys_app
from api.cli.login import login, logout, token
from api.cli.options import AsJson, DatabaseUrl, DataDir, err, one_clear_line, out, settings_of
from api.cli.organisations import organisations_app
from api.cli.people import people_app
from api.cli.serving import serve
from api.domain.access import ANYBODY
from api.persistence.faults import Fault
from api.persistence.health import NEWEST, OLDEST, Finding, findings
from api.persistence.migrate import migrate as migrate_database
from api.persistence.reading.explain import Explained
from api.persistence.roles import role_statements
from api.schema.build import sdl
from api.schema.execution import Asked, Response
from api.settings import Settings, problems

TERMINATED = 128 + signal.SIGTERM

cli = typer.Typer(
    name="peers",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="Peers: a directory of peer-support networks, groups and meetings, over GraphQL.\n\n"
    "Begin with `peers serve`: it brings its own PostgreSQL.",
)
cli.command()(serve)
for command in (login, token, logout):
    cli.command()(command)
cli.add_typer(import_app, name="import", help="Bring a feed of meetings into the directory.")
cli.add_typer(export_app)
cli.add_typer(organisations_app)
cli.add_typer(people_app)
cli.add_typer(keys_app)


def main() -> None:
    """Run the command line; every fault outside the program ends it with one clear line."""
    # A stopped command leaves as an interrupted one does, taking its database down with it.
    signal.signal(signal.SIGTERM, _leave)
    with one_clear_line():
        cli()


def _leave(_signal: int, _frame: object) -> None:
    sys.exit(TERMINATED)


@cli.command()
def migrate(data_dir: DataDir = None, database_url: DatabaseUrl = None) -> None:
    """Bring the database to the present schema. Safe to repeat, and on a live database."""
    settings = settings_of(data_dir, database_url)
    with ExitStack() as stack:
        access = accessed(settings, stack, progress=err.print)
        if access.owner_url is None:
            raise Fault(
                "Migrations run as the owner of the schemas.",
                "Set DATABASE_MIGRATION_URL with the role peers_owner.",
            )
        with err.status("Migrating"):
            asyncio.run(migrate_database(access.owner_url))
    out.print("The database has the present schema.")


@cli.command()
def schema() -> None:
    """Print the GraphQL schema in the schema definition language."""
    typer.echo(sdl())


@cli.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A GraphQL document.", exists=True, dir_okay=False)],
    variables: Annotated[str, typer.Option(help="The variables, as JSON.")] = "{}",
    operation: Annotated[str | None, typer.Option(help="Which operation, by name.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Show the one SQL statement of an operation, and how PostgreSQL would run it."""
    try:
        given = json.loads(variables)
    except ValueError:
        raise Fault("The variables are not JSON.", 'Write them as {"name": "value"}.') from None
    asked = Asked(file.read_text(), operation, given, ANYBODY, datetime.now(UTC), "explain")
    with ExitStack() as stack:
        settings = settings_of(data_dir, database_url)
        explained = asyncio.run(_explained(settings, stack, asked))
    if isinstance(explained, Response):
        raise Fault("The operation was refused:", explained.body.decode())
    if as_json:
        typer.echo(json.dumps({"sql": explained.sql, "plan": explained.plan.splitlines()}))
        return
    out.print(Syntax(explained.sql, "sql", word_wrap=True))
    out.print(f"\n{explained.binds} binds, one statement. PostgreSQL's plan:\n")
    out.print(explained.plan, highlight=False, markup=False)


async def _explained(settings: Settings, stack: ExitStack, asked: Asked) -> Explained | Response:
    access = accessed(settings, stack, progress=err.print)
    async with opened(access, settings) as runtime:
        return await runtime.executor.explain(asked)


@cli.command()
def check(
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL that makes the roles.")] = False,
    server: Annotated[
        int, typer.Option(min=OLDEST, max=NEWEST, help="The version of PostgreSQL, for --sql.")
    ] = NEWEST,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Look at configuration and database, and say what is wrong, each with its remedy."""
    if sql:
        for statement in role_statements(server, "peers"):
            typer.echo(f"{statement};")
        return
    settings = settings_of(data_dir, database_url)
    found = [Finding(each.what, each.remedy) for each in problems(settings)]
    with ExitStack() as stack:
        access = accessed(settings, stack, progress=err.print)
        found += asyncio.run(findings(access.app_url, access.owner_url))
    if as_json:
        listed = [{"what": each.what, "good": each.good, "remedy": each.remedy} for each in found]
        typer.echo(json.dumps(listed))
    else:
        _print_findings(found)
    if not all(each.good for each in found):
        raise typer.Exit(1)


def _print_findings(found: list[Finding]) -> None:
    table = Table("", "What", "Remedy", box=None)
    for each in found:
        table.add_row("[green]ok[/green]" if each.good else "[red]no[/red]", each.what, each.remedy)
    out.print(table)

"""`peers keys`: the keys that tokens are signed with."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from api.app import Runtime
from api.auth.keys import ensure_keys, revoke_key
from api.auth.keys import rotate as rotate_keys
from api.cli.opening import with_runtime
from api.cli.options import AsJson, DatabaseUrl, DataDir, out, settings_of
from api.persistence.identity.signing_keys import StoredKey, published

keys_app = typer.Typer(
    name="keys",
    no_args_is_help=True,
    help="The keys that tokens are signed with.\n\n"
    "Of each algorithm one key is ACTIVE and signs, one is NEXT and known to everybody before it "
    "begins, and RETIRED ones verify what they signed until it is too old. A running service "
    "replaces keys by itself after 90 days.",
)


@keys_app.command("list")
def list_keys(
    as_json: AsJson = False, data_dir: DataDir = None, database_url: DatabaseUrl = None
) -> None:
    """Show every key that verifies tokens, or is about to."""
    settings = settings_of(data_dir, database_url)
    _show(with_runtime(settings, _published), as_json=as_json)


@keys_app.command()
def rotate(
    as_json: AsJson = False, data_dir: DataDir = None, database_url: DatabaseUrl = None
) -> None:
    """Let the next keys sign from now on. Nobody is signed out.

    Refused for the first ten minutes of the next keys, in which not everybody knows them.
    """

    async def act(runtime: Runtime) -> list[StoredKey]:
        await ensure_keys(runtime.auth.identity)
        await rotate_keys(runtime.auth.identity, datetime.now(UTC))
        return await _published(runtime)

    _show(with_runtime(settings_of(data_dir, database_url), act), as_json=as_json)


# The name of a key may begin with a hyphen, and is no option then.
@keys_app.command(context_settings={"ignore_unknown_options": True})
def revoke(
    key: Annotated[
        str, typer.Argument(metavar="KID", help="The key, as `peers keys list` has it.")
    ],
    as_json: AsJson = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Make a key worthless at once, because somebody else may have it.

    Every token that it signed is refused from the next request on; refresh tokens stay good,
    so most people notice nothing. An active key is replaced by the next.
    """

    async def act(runtime: Runtime) -> list[StoredKey]:
        await revoke_key(runtime.auth.identity, key, datetime.now(UTC))
        return await _published(runtime)

    _show(with_runtime(settings_of(data_dir, database_url), act), as_json=as_json)


async def _published(runtime: Runtime) -> list[StoredKey]:
    return await runtime.auth.identity.run(published)


def _show(keys: list[StoredKey], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_told(key) for key in keys], indent=2))
        return
    table = Table("Key", "Algorithm", "State", "Signs from", "Verifies until", box=None)
    # One that is cut short could not be copied.
    table.columns[0].overflow = "fold"
    for key in keys:
        until = _day(key.retires_at) if key.retires_at else ""
        table.add_row(key.id, key.algorithm, key.state, _day(key.activates_at), until)
    out.print(table)
    if not keys:
        out.print("There are no keys yet: the first `peers serve` makes them.")


def _told(key: StoredKey) -> dict[str, str | None]:
    return {
        "kid": key.id,
        "algorithm": key.algorithm,
        "state": key.state.value,
        "activatesAt": key.activates_at.isoformat(),
        "retiresAt": key.retires_at.isoformat() if key.retires_at else None,
    }


def _day(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

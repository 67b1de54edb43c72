"""`peers people`: who runs the platform, and who may not sign in any more."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import typer

from api.app import Runtime
from api.auth.signing_in.disabling import disable_person, enable_person
from api.auth.signing_in.handles import read_handle
from api.cli.opening import with_runtime
from api.cli.options import DatabaseUrl, DataDir, out, settings_of
from api.persistence.faults import Fault
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.operators import set_operator
from api.settings import Settings

people_app = typer.Typer(
    name="people",
    no_args_is_help=True,
    help="Who runs the platform, and who may not sign in any more.\n\n"
    "An operator decides about organisations. The first one is made here, at the keyboard of the "
    "machine that has the keys; nobody can be made one over the network.",
)

Handle = Annotated[
    str, typer.Argument(metavar="HANDLE", help="The e-mail address or sign-in name of a person.")
]


@people_app.command("make-operator")
def make_operator(
    handle: Handle, data_dir: DataDir = None, database_url: DatabaseUrl = None
) -> None:
    """Make a person who has an account an operator of the platform."""
    settings = settings_of(data_dir, database_url)
    _set(settings, handle, operator=True)
    out.print(
        "They are an operator now. What an operator does needs a passkey: one is added at "
        f"{settings.base_url}/account",
        soft_wrap=True,
        highlight=False,
    )


@people_app.command("remove-operator")
def remove_operator(
    handle: Handle, data_dir: DataDir = None, database_url: DatabaseUrl = None
) -> None:
    """Take it back; their tokens lose it with the next request."""
    _set(settings_of(data_dir, database_url), handle, operator=False)
    out.print("They are no operator any more.")


@people_app.command()
def disable(handle: Handle, data_dir: DataDir = None, database_url: DatabaseUrl = None) -> None:
    """Let a person sign in no more, and end their sessions and all that they allowed apps."""
    _change(
        settings_of(data_dir, database_url),
        handle,
        lambda connection, index: disable_person(connection, index, datetime.now(UTC)),
    )
    out.print("They are signed out everywhere, and cannot sign in.")


@people_app.command()
def enable(handle: Handle, data_dir: DataDir = None, database_url: DatabaseUrl = None) -> None:
    """Let a person sign in again; what ended when they were disabled stays ended."""
    _change(settings_of(data_dir, database_url), handle, enable_person)
    out.print("They can sign in again.")


def _set(settings: Settings, handle: str, *, operator: bool) -> None:
    _change(
        settings,
        handle,
        lambda connection, index: set_operator(connection, index, operator=operator),
    )


def _change(
    settings: Settings, handle: str, change: Callable[[IdentityConnection, bytes], bool]
) -> None:
    """Change something of the person of a handle; Fault where there is nobody."""
    known = read_handle(handle)

    async def act(runtime: Runtime) -> bool:
        index = runtime.auth.identity.keys.blind(known.text)
        return await runtime.auth.identity.run(lambda connection: change(connection, index))

    if not with_runtime(settings, act):
        raise Fault(
            "Nobody has this e-mail address or sign-in name.",
            f"They make an account first, at {settings.base_url}/sign-up",
        )

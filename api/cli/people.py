"""`peers people`: who runs the platform."""

from typing import Annotated

import typer

from api.app import Runtime
from api.auth.signing_in.handles import read_handle
from api.cli.opening import with_runtime
from api.cli.options import DatabaseUrl, DataDir, out, settings_of
from api.persistence.faults import Fault
from api.persistence.identity.operators import set_operator
from api.settings import Settings

people_app = typer.Typer(
    name="people",
    no_args_is_help=True,
    help="Who runs the platform.\n\n"
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


def _set(settings: Settings, handle: str, *, operator: bool) -> None:
    known = read_handle(handle)

    async def act(runtime: Runtime) -> bool:
        index = runtime.auth.identity.keys.blind(known.text)
        return await runtime.auth.identity.run(
            lambda connection: set_operator(connection, index, operator=operator)
        )

    if not with_runtime(settings, act):
        raise Fault(
            "Nobody has this e-mail address or sign-in name.",
            f"They make an account first, at {settings.base_url}/sign-up",
        )

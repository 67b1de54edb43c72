"""Why an embedded server cannot be had, each with its remedy.

Fault
└── EmbeddedFault
    ├── NoBinaries             no PostgreSQL for this platform was installed
    ├── NoServerAccount        root has no ordinary user to run the server as
    ├── FolderUnusable         the data folder cannot be written, entered or trusted
    ├── AnotherMajorVersion    the data were written by another PostgreSQL
    ├── DiskFull               no space is left for the data
    ├── InitialisationFailed   initdb gave up
    ├── StartFailed            the server ended, or was not ready in time
    └── ServerAlreadyRunning   somebody else serves these data
"""

import errno
from pathlib import Path

from api.persistence.faults import Fault

NO_SPACE = "No space left on device"


class EmbeddedFault(Fault):
    pass


class NoBinaries(EmbeddedFault):
    pass


class NoServerAccount(EmbeddedFault):
    pass


class FolderUnusable(EmbeddedFault):
    pass


class AnotherMajorVersion(EmbeddedFault):
    pass


class DiskFull(EmbeddedFault):
    pass


class InitialisationFailed(EmbeddedFault):
    pass


class StartFailed(EmbeddedFault):
    pass


class ServerAlreadyRunning(EmbeddedFault):
    pass


def disk_full(root: Path) -> DiskFull:
    return DiskFull(
        f"No space is left for the data folder {root}.",
        "Make room (200 MB to begin with) or name another folder with --data-dir; nothing that "
        "was confirmed is lost.",
    )


def unwritable(root: Path, error: OSError) -> DiskFull | FolderUnusable:
    """Say why a file of ours could not be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(root)
    return FolderUnusable(
        f"The data folder {root} cannot be made or written.",
        "Name another with --data-dir or PEERS_DATA_DIR, or run the command as its owner.",
    )

"""The folders of an embedded installation, and whom each belongs to."""

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from api.persistence.embedded.account import Account
from api.persistence.embedded.binaries import SYSTEM_FOLDER, make_shared
from api.persistence.embedded.errors import FolderUnusable, unwritable

PORT = 5432
# The kernel keeps the path of a socket in 108 bytes (104 on macOS), one of them a zero.
SOCKET_PATH_BYTES = 103
SOCKET_NAME = f".s.PGSQL.{PORT}"


def default_data_dir(project: Path) -> Path:
    """``.peers`` in the project, or a system folder where root's server user can work."""
    if os.geteuid() != 0:
        return project / ".peers"
    digest = hashlib.sha256(os.fsencode(project.resolve())).hexdigest()
    return SYSTEM_FOLDER / digest[:16]


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths below one data folder.

    ``run`` holds locks and the state of the server. The server's user owns ``postgres``
    and ``socket``; everything else belongs to the user of the commands.
    """

    root: Path

    @property
    def cluster(self) -> Path:
        return self.root / "postgres"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def log(self) -> Path:
        return self.root / "postgres.log"


def prepare(data_dir: Path, account: Account) -> Layout:
    """Make the folders that are missing; never change one that is not ours.

    Raises `FolderUnusable`.
    """
    layout = Layout(data_dir.resolve())
    try:
        if layout.root.parent == SYSTEM_FOLDER:
            make_shared(SYSTEM_FOLDER)
        layout.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Listed once, since another command may be making its folders right now.
        present = {path.name for path in layout.root.iterdir()}
        if present and layout.run.name not in present:
            raise FolderUnusable(
                f"The folder {layout.root} holds files that are not of Peers.",
                "Name an empty folder, or one that does not exist yet.",
            )
        layout.run.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(layout.root, error) from error
    _admit(layout, account)
    return layout


def _admit(layout: Layout, account: Account) -> None:
    """Let the server's user pass through the data folder, without listing it."""
    owner = layout.root.stat().st_uid
    if owner != os.geteuid():
        raise FolderUnusable(
            f"The data folder {layout.root} belongs to another user.",
            "Run the command as that user, or name another folder with --data-dir.",
        )
    if account.uid is None or account.gid is None:
        return
    os.chown(layout.root, -1, account.gid)
    layout.root.chmod(0o710)
    if not account.can_enter(layout.root):
        raise FolderUnusable(
            f"The database runs as an ordinary user, who cannot reach {layout.root}.",
            "Leave --data-dir and PEERS_DATA_DIR away, or name a folder below /var/lib.",
        )


def socket_folder(layout: Layout, account: Account) -> Path:
    """Make a folder with a short path for the socket, which only the server's user may enter."""
    folder = layout.root / "socket"
    length = len(os.fsencode(folder / SOCKET_NAME))
    # A comma would separate two folders, and quoting differs between versions.
    plain = re.fullmatch(r"[\w./-]+", str(folder), re.ASCII)
    if length <= SOCKET_PATH_BYTES and plain:
        folder.mkdir(mode=0o700, exist_ok=True)
    else:
        # The name is random, so that nobody can have made it before us.
        folder = Path(tempfile.mkdtemp(prefix="peers-", dir="/tmp"))
    account.own(folder)
    return folder


def remove_socket_folder(layout: Layout, folder: Path) -> None:
    if folder.parent != layout.root:
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)

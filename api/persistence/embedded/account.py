"""Whom the server processes run as: PostgreSQL refuses root, rightly."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from api.persistence.embedded.errors import NoServerAccount

NAME = "peers"
REMEDY = (
    "Run the command as an ordinary user, or create a system user with: "
    f"useradd --system --user-group --no-create-home --shell /usr/sbin/nologin {NAME}"
)


class ProcessOptions(TypedDict):
    """The part of `subprocess.Popen` that a server process needs to be on its own."""

    user: int | None
    group: int | None
    extra_groups: tuple[int, ...] | None
    umask: int
    cwd: str
    env: dict[str, str]


@dataclass(frozen=True, slots=True)
class Account:
    """The user of the server processes; both numbers are None for the user who runs the command."""

    uid: int | None = None
    gid: int | None = None

    def process(self) -> ProcessOptions:
        # PG* variables of the caller must not steer the server, and its working folder may be
        # one that the account cannot enter.
        return ProcessOptions(
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else (),
            umask=0o077,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        )

    def own(self, path: Path) -> None:
        """Give one path, which is ours, to the account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        command = ["/bin/sh", "-c", 'cd -- "$0"', str(folder)]
        try:
            done = subprocess.run(  # noqa: S603 - the folder is an argument, not part of the script.
                command, check=False, capture_output=True, **self.process()
            )
        except PermissionError as error:
            raise NoServerAccount(
                f"This process may not start programs as the user {NAME}.", REMEDY
            ) from error
        return done.returncode == 0


def server_account() -> Account:
    """Name the caller, or the system user ``peers`` when the caller is root.

    Raises `NoServerAccount` when that user is absent and cannot be created.
    """
    if os.geteuid() != 0:
        return Account()
    entry = _entry() or _created()
    if entry.pw_uid == 0:
        raise NoServerAccount(f"The user {NAME} is another name of root.", REMEDY)
    return Account(entry.pw_uid, entry.pw_gid)


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _created() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAME]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - all words are ours.
    except (OSError, subprocess.CalledProcessError) as error:
        # Another command may have created it in between.
        entry = _entry()
        if entry is None:
            what = f"The database cannot run as root, and the user {NAME} could not be created."
            raise NoServerAccount(what, REMEDY) from error
        return entry
    return pwd.getpwnam(NAME)

"""The generated secrets of an embedded installation: one folder, one file for each."""

import base64
import os
import secrets
import shutil
import stat
from dataclasses import dataclass, field
from pathlib import Path

from api.persistence.faults import Fault

KEY_BYTES = 32

KEY_ENCRYPTION_KEY = "key-encryption-key"
CURSOR_KEY = "cursor-key"
SUPERUSER_PASSWORD = "postgres-password"  # noqa: S105 - the name of a file, not a password.
OWNER_PASSWORD = "peers-owner-password"  # noqa: S105 - the name of a file, not a password.
APP_PASSWORD = "peers-app-password"  # noqa: S105 - the name of a file, not a password.
KEYS = (KEY_ENCRYPTION_KEY, CURSOR_KEY)
PASSWORDS = (SUPERUSER_PASSWORD, OWNER_PASSWORD, APP_PASSWORD)


class SecretsMissing(Fault):
    """There is data, but a secret that belongs to it is gone or unreadable."""


class SecretsExposed(Fault):
    """Somebody else than the owner may read the secrets."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is generated at the first start; keys are 32 random bytes, passwords are URL-safe."""

    key_encryption_key: bytes = field(repr=False)
    cursor_key: bytes = field(repr=False)
    superuser_password: str = field(repr=False)
    owner_password: str = field(repr=False)
    app_password: str = field(repr=False)


def create_secrets(folder: Path) -> Secrets:
    """Write a new set, all of it or nothing, and return it.

    Files lie in a sibling folder first, so that a crash never leaves half a set.
    """
    draft = folder.with_name(folder.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    for name in KEYS:
        _write(draft / name, base64.b64encode(secrets.token_bytes(KEY_BYTES)))
    for name in PASSWORDS:
        _write(draft / name, secrets.token_urlsafe(KEY_BYTES).encode())
    draft.rename(folder)
    sync_folder(folder.parent)
    return read_secrets(folder)


def read_secrets(folder: Path) -> Secrets:
    """Read what `create_secrets` wrote.

    Raises `SecretsExposed` when another user could read one, `SecretsMissing` when one is gone.
    """
    _refuse_loose_modes(folder)
    return Secrets(
        key_encryption_key=_read_key(folder / KEY_ENCRYPTION_KEY),
        cursor_key=_read_key(folder / CURSOR_KEY),
        superuser_password=_read(folder / SUPERUSER_PASSWORD),
        owner_password=_read(folder / OWNER_PASSWORD),
        app_password=_read(folder / APP_PASSWORD),
    )


def sync_folder(folder: Path) -> None:
    """Make a rename inside the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> str:
    try:
        content = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _missing(path) from error
    if not content:
        raise _missing(path)
    return content


def _read_key(path: Path) -> bytes:
    try:
        key = base64.b64decode(_read(path), validate=True)
    except ValueError as error:
        raise _missing(path) from error
    if len(key) != KEY_BYTES:
        raise _missing(path)
    return key


def _missing(path: Path) -> SecretsMissing:
    return SecretsMissing(
        f"The secret {path} is missing or damaged, and the data cannot be read without it.",
        "Restore the folder of secrets from the backup, or start over with another data folder.",
    )


def _refuse_loose_modes(folder: Path) -> None:
    if not folder.is_dir():
        raise _missing(folder)
    for path in (folder, *sorted(folder.iterdir())):
        status = path.lstat()
        if status.st_uid != os.geteuid():
            raise SecretsExposed(
                f"{path} belongs to another user.",
                "Run the command as the user who made the data, or give the folder to this user.",
            )
        if stat.S_IMODE(status.st_mode) & 0o077:
            raise SecretsExposed(
                f"{path} can be read by other users of this machine.",
                f"Run: chmod 700 '{folder}' && chmod 600 '{folder}'/*",
            )

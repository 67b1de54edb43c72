"""Making a new cluster, or recognising the one that is there."""

import shutil
import subprocess
from pathlib import Path

from api.persistence.embedded.account import Account
from api.persistence.embedded.binaries import Binaries
from api.persistence.embedded.errors import (
    NO_SPACE,
    AnotherMajorVersion,
    DiskFull,
    FolderUnusable,
    InitialisationFailed,
    disk_full,
    unwritable,
)
from api.persistence.embedded.layout import Layout
from api.persistence.secrets import Secrets, create_secrets, read_secrets, sync_folder

SUPERUSER = "postgres"
BUILTIN_LOCALES_SINCE = 17


def ensure_cluster(
    layout: Layout, binaries: Binaries, account: Account, *, durable: bool
) -> Secrets:
    """Return the secrets of the cluster, which is created when there is none.

    Raises `AnotherMajorVersion`, `DiskFull`, `FolderUnusable`, `InitialisationFailed`,
    or what `read_secrets` raises: secrets are never made anew beside existing data.
    """
    if layout.cluster.exists():
        _refuse_other_version(layout.cluster, binaries)
        return read_secrets(layout.secrets)
    try:
        secrets = (
            read_secrets(layout.secrets)
            if layout.secrets.exists()
            else create_secrets(layout.secrets)
        )
        _create(layout, binaries, account, secrets, durable=durable)
    except OSError as error:
        raise unwritable(layout.root, error) from error
    return secrets


def _refuse_other_version(cluster: Path, binaries: Binaries) -> None:
    try:
        written_by = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    except OSError as error:
        raise FolderUnusable(
            f"{cluster} holds no PostgreSQL data that this user can read.",
            "Restore it from the backup, or start over with another data folder.",
        ) from error
    if written_by != str(binaries.major):
        raise AnotherMajorVersion(
            f"The data were written by PostgreSQL {written_by}, this is {binaries.major}.",
            f"Dump them with the release of Peers that brought {written_by} and load the dump "
            "into a new data folder.",
        )


def _create(
    layout: Layout, binaries: Binaries, account: Account, secrets: Secrets, *, durable: bool
) -> None:
    # A crash in here leaves a draft, which the next start throws away.
    draft = layout.cluster.with_name("postgres.new")
    password_file = layout.root / "postgres.password"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.own(draft)
    try:
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(secrets.superuser_password, encoding="ascii")
        account.own(password_file)
        command = [str(binaries.folder / "initdb"), f"--pgdata={draft}"]
        command += _options(binaries, password_file)
        command += [] if durable else ["--no-sync"]
        done = subprocess.run(  # noqa: S603 - our own options, without a shell.
            command, check=False, capture_output=True, text=True, **account.process()
        )
    finally:
        password_file.unlink(missing_ok=True)
    if done.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise _failure(layout, done.stderr)
    draft.rename(layout.cluster)
    sync_folder(layout.root)


def _options(binaries: Binaries, password_file: Path) -> list[str]:
    if binaries.major >= BUILTIN_LOCALES_SINCE:
        # The same order and the same case rules on every platform, whatever its libc.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    else:
        locale = ["--locale=C.UTF-8"]
    return [
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth-local=scram-sha-256",
        "--auth-host=reject",
        "--encoding=UTF8",
        "--data-checksums",
        "--no-instructions",
        *locale,
    ]


def _failure(layout: Layout, output: str) -> DiskFull | InitialisationFailed:
    if NO_SPACE in output:
        return disk_full(layout.root)
    reasons = [line for line in output.splitlines() if "error:" in line or "FATAL:" in line]
    return InitialisationFailed(
        f"The database could not be created in {layout.root}: "
        + ("; ".join(reasons) or "initdb gave no reason"),
        "Put that right and start again, or set DATABASE_URL to a PostgreSQL of your own.",
    )

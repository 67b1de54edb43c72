"""How the database is reached: somebody's own, or the embedded one while it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.persistence.embedded import Cluster, default_data_dir, running
from api.persistence.keys import derived
from api.persistence.roles import Role
from api.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the database, and the keys; never logged, never shown.

    ``prepares`` says whether what was prepared on a connection is there the next time.
    """

    app_url: str
    owner_url: str | None
    read_url: str | None
    kek: bytes
    cursor_key: bytes
    prepares: bool = True


def data_dir(settings: Settings) -> Path:
    return settings.data_dir or default_data_dir(Path.cwd())


def accessed(
    settings: Settings,
    stack: ExitStack,
    *,
    exclusive: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Access:
    """Return how to reach the database, starting the embedded one where there is no other.

    The stack keeps the embedded server for as long as it stands open. Raises Fault, whose
    remedy is for the person at the keyboard.
    """
    if settings.database_url is None:
        server = running(data_dir(settings), exclusive=exclusive, progress=progress)
        return _embedded(settings, stack.enter_context(server))
    return _own(settings, settings.database_url.get_secret_value())


def _embedded(settings: Settings, cluster: Cluster) -> Access:
    secrets = cluster.secrets
    return Access(
        app_url=cluster.url(Role.APP),
        owner_url=cluster.url(Role.OWNER),
        read_url=None,
        kek=settings.kek.get_secret_value() if settings.kek else secrets.key_encryption_key,
        cursor_key=secrets.cursor_key,
    )


def _own(settings: Settings, app_url: str) -> Access:
    owner, read = settings.database_migration_url, settings.database_read_url
    kek = settings.kek.get_secret_value() if settings.kek else b""
    return Access(
        app_url=app_url,
        owner_url=owner.get_secret_value() if owner else None,
        read_url=read.get_secret_value() if read else None,
        kek=kek,
        # All replicas share it without being told a second secret.
        cursor_key=settings.cursor_key.get_secret_value()
        if settings.cursor_key
        else derived(kek, "cursor key"),
        prepares=not settings.pgbouncer,
    )

"""A real PgBouncer in transaction mode, with fewer connections than whoever comes to it."""

import asyncio
import os
import pwd
import shutil
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import pytest

from tests.conftest import short_folder

BINARY = "/usr/sbin/pgbouncer"
CONNECTIONS = 4
"""To PostgreSQL, so that requests take turns on each of them."""


@asynccontextmanager
async def bouncing(app_url: str) -> AsyncGenerator[str]:
    """Run PgBouncer before the server of a URL, and give the URL that leads through it."""
    binary, folder, url, port = _binary(), short_folder(), urlsplit(app_url), _free_port()
    owner = _configure(folder, url, port)
    # It refuses to run as root, and PostgreSQL's socket is open to its own user alone.
    as_owner = ["-u", owner] if os.getuid() == 0 else []
    process = await asyncio.create_subprocess_exec(
        binary, "-q", *as_owner, str(folder / "pgbouncer.ini"),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _listening(port)
        yield f"postgresql://{url.username}:{url.password}@127.0.0.1:{port}{url.path}"
    finally:
        process.terminate()
        await process.wait()
        shutil.rmtree(folder)


def _binary() -> str:
    binary = shutil.which("pgbouncer") or BINARY
    if not Path(binary).exists():
        message = "PgBouncer is not installed: apt-get install pgbouncer"
        if os.environ.get("PEERS_CI"):
            pytest.fail(message)
        pytest.skip(message)
    return binary


def _configure(folder: Path, url: SplitResult, port: int) -> str:
    """Write what PgBouncer reads, and return the user that it has to run as."""
    (sockets,) = parse_qs(url.query)["host"]
    (folder / "users.txt").write_text(f'"{url.username}" "{unquote(url.password or "")}"\n')
    (folder / "pgbouncer.ini").write_text(_configuration(folder, sockets, port))
    owner = pwd.getpwuid(Path(sockets).stat().st_uid)
    for each in (folder, *folder.iterdir()):
        os.chown(each, owner.pw_uid, owner.pw_gid)
    return owner.pw_name


def _configuration(folder: Path, sockets: str, port: int) -> str:
    return f"""[databases]
* = host={sockets}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = plain
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {CONNECTIONS}
max_client_conn = 200
logfile = {folder}/log
"""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


async def _listening(port: int) -> None:
    for _ in range(500):
        try:
            _, writing = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writing.close()
            return
    pytest.fail("PgBouncer does not listen.")

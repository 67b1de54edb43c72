"""One PostgreSQL server process: start it, find it again, stop it."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from api.persistence.embedded.account import Account
from api.persistence.embedded.binaries import Binaries
from api.persistence.embedded.errors import NO_SPACE, DiskFull, StartFailed, disk_full
from api.persistence.embedded.layout import SOCKET_NAME, Layout
from api.persistence.embedded.lock import FileLock
from api.persistence.embedded.parameters import parameters

type Progress = Callable[[str], None]

START_LIMIT = 900.0
LEFTOVER_LIMIT = 60.0
FAST_STOP_LIMIT = 60.0
POLL = 0.02
PROGRESS_EVERY = 5.0
LOG_BYTES = 10_000_000


def is_listening(folder: Path) -> bool:
    """Whether a server answers at the socket in the folder, ready or still recovering."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.connect(str(folder / SOCKET_NAME))
        except OSError:
            return False
    return True


@dataclass(frozen=True, slots=True)
class PidFile:
    """What a server writes about itself into its data folder."""

    pid: int
    socket_folder: Path
    ready: bool

    @staticmethod
    def read(cluster: Path) -> "PidFile | None":
        try:
            lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            status = lines[7].strip() if len(lines) > 7 else ""  # noqa: PLR2004 - its eighth line.
            return PidFile(int(lines[0]), Path(lines[4]), status == "ready")
        except (OSError, ValueError, IndexError):
            return None


@dataclass(slots=True)
class Postmaster:
    """A server of one data folder, our child or one that outlived its parent.

    Every process of a server holds ``alive`` by inheritance, so a free lock proves that
    none is left, whatever numbers stand in ``postmaster.pid``.
    """

    layout: Layout
    binaries: Binaries
    account: Account
    durable: bool = True
    start_limit: float = START_LIMIT
    child: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def log_size(self) -> int:
        return self.layout.log.stat().st_size if self.layout.log.exists() else 0

    @property
    def is_alive(self) -> bool:
        if self.child is not None:
            return self.child.poll() is None
        lock = self._alive()
        try:
            return not lock.take()
        finally:
            lock.release()

    def adopt(self, limit: float = LEFTOVER_LIMIT) -> PidFile | None:
        """Find the server that runs on these data already; None when nothing is left of one.

        Processes that outlive a killed server end by themselves, which may take a moment.
        Raises `StartFailed` when they do not.
        """
        end = time.monotonic() + limit
        while self.is_alive:
            found = PidFile.read(self.layout.cluster)
            if found and is_listening(found.socket_folder):
                return found
            if time.monotonic() > end:
                raise StartFailed(
                    "Processes of an earlier database server neither work nor end"
                    + (f" (the server was process {found.pid})." if found else "."),
                    "End them, or restart the machine or container, and start again.",
                )
            time.sleep(POLL)
        return None

    def start(self, socket_folder: Path, progress: Progress) -> None:
        """Start a server and return once it accepts connections.

        Only for the holder of the server lock, after `adopt` found nothing. Recovery after
        a crash may take minutes. Raises `DiskFull` or `StartFailed`.
        """
        # Their writer is gone for certain; the number in them may be somebody else's by now,
        # or a zombie's, which PostgreSQL would take for a running server.
        for stale in (
            self.layout.cluster / "postmaster.pid",
            socket_folder / f"{SOCKET_NAME}.lock",
        ):
            stale.unlink(missing_ok=True)
        begin = self._launch(socket_folder)
        self.wait_ready(begin, progress)

    def wait_ready(self, log_begin: int, progress: Progress) -> None:
        started = told = time.monotonic()
        while True:
            found = PidFile.read(self.layout.cluster)
            if found and found.ready and (self.child is None or found.pid == self.child.pid):
                return
            if not self.is_alive:
                raise self._failure(log_begin)
            now = time.monotonic()
            if now - started > self.start_limit:
                self.stop()
                raise StartFailed(
                    f"The database was not ready after {self.start_limit:.0f} seconds.",
                    f"Read {self.layout.log}; a very long recovery may need another start.",
                )
            if now - told > PROGRESS_EVERY:
                told = now
                progress(f"The database is recovering, for {now - started:.0f} seconds now")
            time.sleep(POLL)

    def stop(self, limit: float = FAST_STOP_LIMIT) -> None:
        """End the server: connections are closed (fast), or dropped when that takes too long."""
        for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if not self.is_alive:
                break
            found = PidFile.read(self.layout.cluster)
            pid = self.child.pid if self.child else found.pid if found else None
            if pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, sign)
            end = time.monotonic() + limit
            while self.is_alive and time.monotonic() < end:
                time.sleep(POLL)
        self.child = None

    def _alive(self) -> FileLock:
        return FileLock(self.layout.run / "alive.lock")

    def _launch(self, socket_folder: Path) -> int:
        command = [str(self.binaries.folder / "postgres"), "-D", str(self.layout.cluster)]
        command += parameters(socket_folder, durable=self.durable)
        log = self._open_log()
        try:
            begin = os.fstat(log).st_size
            with self._alive() as alive:
                if not alive.take():
                    raise StartFailed("Another database server was just started.", "Try again.")
                self.child = subprocess.Popen(  # noqa: S603 - our own options, without a shell.
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=(alive.descriptor(),),
                    # Ctrl-C in the terminal is for the command, which stops the server last.
                    start_new_session=True,
                    **self.account.process(),
                )
        finally:
            os.close(log)
        return begin

    def _open_log(self) -> int:
        log = self.layout.log
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_name("postgres.log.1"))
        return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def _failure(self, log_begin: int) -> DiskFull | StartFailed:
        output = self.layout.log.read_bytes()[log_begin:].decode(errors="replace")
        if NO_SPACE in output:
            return disk_full(self.layout.root)
        reasons = [line.partition("FATAL:")[2].strip() for line in output.splitlines()]
        return StartFailed(
            "The database ended at its start: "
            + ("; ".join(filter(None, reasons)) or "it gave no reason")
            + ".",
            f"Read {self.layout.log}.",
        )

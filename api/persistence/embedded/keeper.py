"""Who supervises the server, when several commands use the same data.

Four locks, all given back by the kernel when a process dies:

- ``users``: shared by every command that uses the server; whoever finds nobody else in it
  on leaving is the last one, and stops the server;
- ``server``: held by the one command that supervises; the others take over when it is free;
- ``leaving``: one at a time, so that two last ones cannot each rely on the other;
- ``alive``: held by the server's own processes (see `Postmaster`).
"""

import json
import logging
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

from api.persistence.embedded.errors import StartFailed, unwritable
from api.persistence.embedded.layout import remove_socket_folder, socket_folder
from api.persistence.embedded.lock import FileLock
from api.persistence.embedded.postmaster import Postmaster, Progress, is_listening
from api.persistence.faults import Fault

TICK = 0.5
TICK_AFTER_FAULT = 5.0
WAIT = 0.05

logger = logging.getLogger(__name__)


class Keeper:
    """This command's part in keeping the server of one data folder.

    ``create`` makes the cluster where there is none; ``finish`` gets the folder of the
    socket and brings roles and database up to date. Both run only where this command
    becomes the supervisor on entering.
    """

    def __init__(
        self, postmaster: Postmaster, create: Callable[[], object], finish: Callable[[Path], object]
    ) -> None:
        self._postmaster = postmaster
        self._create = create
        self._finish = finish
        self._layout = postmaster.layout
        self._users = FileLock(self._layout.run / "users.lock")
        self._server = FileLock(self._layout.run / "server.lock")
        self._state = self._layout.run / "server.json"
        self._folder: Path | None = None
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="embedded-postgres", daemon=True)

    @property
    def is_owner(self) -> bool:
        return self._server.held

    def enter(self, progress: Progress) -> Path:
        """Start the server, adopt an orphan, or find the running one; return its socket folder.

        Raises a `Fault`; this command then holds nothing.
        """
        self._users.share()
        try:
            folder = self._find_or_start(progress)
        except BaseException as error:
            self._let_go()
            if isinstance(error, OSError):
                raise unwritable(self._layout.root, error) from error
            raise
        self._thread.start()
        return folder

    def leave(self) -> None:
        """Stop the server, unless another command still uses it."""
        self._leave.set()
        self._thread.join()
        with FileLock(self._layout.run / "leaving.lock") as leaving:
            leaving.wait()
            if not self._server.held:
                self._server.take()
            self._let_go()

    def _let_go(self) -> None:
        if self._server.held and self._users.take():
            folder = self._folder or self._read_state()
            self._state.unlink(missing_ok=True)
            self._postmaster.stop()
            if folder:
                remove_socket_folder(self._layout, folder)
        self._server.release()
        self._users.release()

    def _find_or_start(self, progress: Progress) -> Path:
        limit = self._postmaster.start_limit
        end = time.monotonic() + limit
        told = False
        while not self._server.take():
            folder = self._read_state()
            if folder and is_listening(folder):
                return folder
            if time.monotonic() > end:
                raise StartFailed(
                    f"Another command was still starting the database after {limit:.0f} seconds.",
                    f"Read {self._layout.log}.",
                )
            if not told:
                told = True
                progress("Another command is starting the database")
            time.sleep(WAIT)
        self._create()
        folder = self._serve(progress)
        self._finish(folder)
        self._write_state(folder)
        return folder

    def _serve(self, progress: Progress) -> Path:
        begin = self._postmaster.log_size
        found = self._postmaster.adopt()
        if found:
            progress("Using the database server of a command that was killed")
            self._postmaster.wait_ready(begin, progress)
            return found.socket_folder
        folder = self._read_state()
        if folder is None or not self._is_private(folder):
            folder = socket_folder(self._layout, self._postmaster.account)
        self._folder = folder
        self._postmaster.start(folder, progress)
        return folder

    def _is_private(self, folder: Path) -> bool:
        try:
            status = folder.lstat()
        except OSError:
            return False
        private = stat.S_ISDIR(status.st_mode) and not stat.S_IMODE(status.st_mode) & 0o077
        return private and status.st_uid == self._layout.cluster.stat().st_uid

    def _read_state(self) -> Path | None:
        try:
            return Path(json.loads(self._state.read_text(encoding="utf-8"))["socket_folder"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write_state(self, folder: Path) -> None:
        draft = self._state.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({"socket_folder": str(folder)}), encoding="utf-8")
        draft.replace(self._state)

    def _watch(self) -> None:
        pause = TICK
        while not self._leave.wait(pause):
            try:
                self._tick()
                pause = TICK
            except (Fault, OSError):
                # The pools answer "unavailable" meanwhile; a full disk may have room again soon.
                logger.exception("the embedded database could not be started again")
                pause = TICK_AFTER_FAULT

    def _tick(self) -> None:
        if not self._server.held and not self._server.take():
            return
        if not self._postmaster.is_alive:
            logger.warning("the embedded database ended and is started again")
            self._postmaster.child = None
            self._serve(logger.info)

"""How much processor time processes have taken, from /proc; unknown where there is none."""

import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
# Of /proc/<pid>/stat, counted behind the name of the program, which may hold anything.
_PARENT, _FIRST, _LAST = 1, 11, 15


def seconds_of(pids: Iterable[int]) -> float | None:
    """Return the processor time of processes and all their descendants, those that ended too."""
    if not (PROC / "self" / "stat").exists():
        return None
    found = {int(folder.name): _fields(folder) for folder in PROC.glob("[0-9]*")}
    waiting, ticks = [*pids], 0
    while waiting:
        pid = waiting.pop()
        ticks += sum(map(int, found.get(pid, [])[_FIRST:_LAST]))
        waiting += [each for each, of in found.items() if of and int(of[_PARENT]) == pid]
    return ticks / os.sysconf("SC_CLK_TCK")


def _fields(folder: Path) -> list[str]:
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        # It ended while we looked.
        return []

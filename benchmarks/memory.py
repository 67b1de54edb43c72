"""How much memory a contestant holds, from /proc; unknown where there is none."""

from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def resident_bytes(pid: int) -> int | None:
    """Return the resident memory of a process and its descendants, a database apart."""
    if not (PROC / str(pid) / "status").exists():
        return None
    return sum(_resident(each) for each in _family(pid))


def _family(pid: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        status = _status(int(folder.name))
        if status.get("Name") != "postgres":
            children.setdefault(int(status.get("PPid", "0")), []).append(int(folder.name))
    waiting = [pid]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += children.get(each, [])


def _resident(pid: int) -> int:
    return int(_status(pid).get("VmRSS", "0 kB").split()[0]) * 1024


def _status(pid: int) -> dict[str, str]:
    try:
        lines = (PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        # It ended while we looked.
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

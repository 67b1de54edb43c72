"""The tables of pages that the code is held to."""

import re
from collections.abc import Iterator
from enum import StrEnum

from tests.architecture.source import ROOT

_ROW = re.compile(r"^\| `([^`]+)` \|(.*)$", re.MULTILINE)


class Step(StrEnum):
    """Which version of its thing an event carries, in the words of docs/events.md."""

    FIRST = "first"
    NEXT = "next"
    LAST = "last"
    PRESENT = "present"


def tables(path: str) -> Iterator[dict[str, str]]:
    """Return the tables of a page: the word that each row is about, and the rest of the row."""
    for section in re.split(r"^## ", (ROOT / path).read_text(encoding="utf-8"), flags=re.MULTILINE):
        rows = dict(_ROW.findall(section))
        if rows:
            yield rows


def documented_events() -> dict[str, Step]:
    """Return every event of docs/events.md with the version that it is said to carry."""
    events, _ = tables("docs/events.md")
    return {name: Step(rest.split("|")[0].strip()) for name, rest in events.items()}


def tables_without_events() -> set[str]:
    """Return the tables of which docs/events.md says why they have no event."""
    _, silent = tables("docs/events.md")
    return set(silent)

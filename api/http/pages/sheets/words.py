"""Plain English for the words of imports."""

import re
from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "ImportFormat": {"MEETING_GUIDE": "A feed", "CSV": "A spreadsheet"},
    "ImportStatus": {
        "RECEIVED": "Being read",
        "READY": "Waits for you",
        "APPLYING": "Being written",
        "APPLIED": "Written",
        "FAILED": "Failed",
        "DROPPED": "Dropped",
    },
    "ImportProblem": {
        "UNREADABLE": "Nothing of it could be read.",
        "NOTHING_READ": "Not one row of it could be understood.",
        "CHANGED_MEANWHILE": "Something was changed here in between, so nothing was written. "
        "This is what it would do now.",
        "TOO_MANY_REMOVALS": "It would archive more than a fifth of what was there, so nothing "
        "was written.",
        "NOT_FINISHED": "It was tried several times and never came to its end.",
    },
    "ImportedThing": {"VENUE": "Places", "GROUP": "Groups", "MEETING": "Meetings"},
    "Outcome": {
        "NEW": "New",
        "CHANGED": "Changed",
        "REMOVED": "Gone: will be archived",
        "KEPT": "Stays as it is here",
        "UNCHANGED": "As it was",
    },
    "Severity": {
        "REFUSED": "Left out",
        "DROPPED": "A value was left out",
        "WARNING": "Worth a look",
    },
    "NetworkStatus": {
        "DRAFT": "Not published yet",
        "PUBLISHED": "Published",
        "ARCHIVED": "Archived",
    },
}
ONE: Final[Mapping[str, str]] = {"VENUE": "place", "GROUP": "group", "MEETING": "meeting"}
"""What each kind of ``ImportedThing`` is called where it is one."""
_CAPITAL: Final = re.compile(r"(?<!^)(?=[A-Z])")


def field(name: str) -> str:
    """Return the name of a field of the schema as people write it: "paused until"."""
    return _CAPITAL.sub(" ", name).lower()


def comes_to(counts: Mapping[str, int]) -> str:
    """Return what becomes of the things of a kind, such as "3 new, 1 archived"."""
    told = (
        ("created", "new"),
        ("changed", "changed"),
        ("removed", "archived"),
        ("kept", "kept as here"),
        ("unchanged", "as they were"),
    )
    said = [f"{counts[name]:,} {words}" for name, words in told if counts[name]]
    return ", ".join(said) or "none"

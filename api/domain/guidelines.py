"""Guidelines of networks and groups, version by version, and what each version changed.

Each version keeps its own history: every line that there ever was, in one order, with the
number of the version that brought it and of the one that took it away. So the difference
between any two versions is read off the later one, and no version is ever written again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from enum import auto
from uuid import UUID

from api.domain.errors import InvalidInput
from api.domain.vocabulary import Word

MOST_VERSIONS_BACK = 50
"""For how many versions a line that was taken away is remembered."""


class LineChange(Word):
    """What became of a line from one version of guidelines to another."""

    KEPT = auto()
    ADDED = auto()
    REMOVED = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line that stands from version ``since`` until another took it away, 0 for still there."""

    text: str
    since: int
    until: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidelines:
    """One version of the guidelines of a network, or of one of its groups.

    Those of a group stand in the place of its network's. ``number`` counts from 1 in each of
    them; ``language`` is BCP 47, None where nobody has said. ``text`` is None where a group has
    withdrawn its own, so that its network's hold again. ``network_id`` is, for a group's, the
    network that it belonged to then.
    """

    id: UUID
    organisation_id: UUID
    network_id: UUID
    group_id: UUID | None
    number: int
    language: str | None
    text: str | None
    history: tuple[Line, ...]
    published_by: str
    published_at: datetime
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose guidelines they are."""

    organisation_id: UUID
    network_id: UUID
    group_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What guidelines say from now on, and who says so."""

    text: str | None
    language: str | None
    by: str
    at: datetime


def next_version(id: UUID, owner: Owner, latest: Guidelines | None, said: Text) -> Guidelines:
    """Return the version that follows the latest; InvalidInput if it would say the same."""
    before = (None, None) if latest is None else (latest.text, latest.language)
    if said.text == before[0] and (said.text is None or said.language == before[1]):
        raise InvalidInput("The guidelines say this already.", path=("input", "text"))
    number = 1 if latest is None else latest.number + 1
    history = () if latest is None else latest.history
    return Guidelines(
        id=id,
        organisation_id=owner.organisation_id,
        network_id=owner.network_id,
        group_id=owner.group_id,
        number=number,
        language=said.language if said.text is not None else None,
        text=said.text,
        history=woven(history, (said.text or "").splitlines(), number),
        published_by=said.by,
        published_at=said.at,
        version=1,
        changed_at=said.at,
    )


def woven(history: tuple[Line, ...], lines: list[str], number: int) -> tuple[Line, ...]:
    """Return a history in which version ``number`` has these lines."""
    standing = [line.text for line in history if not line.until]
    found = SequenceMatcher(None, standing, lines, autojunk=False).get_opcodes()
    changed = [each for each in found if each[0] != "equal"]
    going = {at for _, start, end, _, _ in changed for at in range(start, end)}
    coming = {end: lines[first:last] for _, _, end, first, last in changed}
    merged: list[Line] = []
    at = 0
    for line in history:
        if line.until:
            merged.append(line)
            continue
        merged += [Line(text, number) for text in coming.get(at, ())]
        merged.append(replace(line, until=number) if at in going else line)
        at += 1
    merged += [Line(text, number) for text in coming.get(at, ())]
    return tuple(line for line in merged if not 0 < line.until <= number - MOST_VERSIONS_BACK)

"""Change requests: corrections that somebody proposed, for whoever keeps the thing to decide on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import auto
from typing import Self
from uuid import UUID

from api.domain.actions import Condition, must_be_possible
from api.domain.corrections import Difference
from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.scopes import Scope
from api.domain.vocabulary import Word

NOTE_LENGTH = 2_000
REASON_LENGTH = 1_000
MOST_OPEN = 20
"""How many proposals of one person, or of one organisation, may wait at once."""


class CorrectedThing(Word):
    """What a correction may be about."""

    GROUP = auto()
    MEETING = auto()
    NETWORK = auto()
    VENUE = auto()


class ProposerKind(Word):
    """All that whoever decides on a proposal learns of who made it."""

    PERSON = auto()
    COLLEAGUE = auto()
    ORGANISATION = auto()


class ChangeRequestStatus(Word):
    PENDING = auto()
    ACCEPTED = auto()
    REJECTED = auto()


class ChangeRequestAction(Word):
    ACCEPT = auto()
    REJECT = auto()


_WAITING = Condition(scope=Scope.GROUPS_MANAGE, statuses=frozenset({ChangeRequestStatus.PENDING}))
ACTIONS: Mapping[ChangeRequestAction, Condition] = dict.fromkeys(ChangeRequestAction, _WAITING)
"""When each is accepted; a request about a network needs ``networks:manage`` to be seen at all.

ACCEPT edits the thing as well, so it needs what that needs: a thing that is there and not over.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequest:
    """A proposed correction, as the organisation has it whose thing it is about.

    Who proposed it is known to the identity zone alone. ``note`` and ``reason`` are None where
    none was given, or once it was erased.
    """

    id: UUID
    organisation_id: UUID
    thing: CorrectedThing
    thing_id: UUID
    proposer: ProposerKind
    status: ChangeRequestStatus
    note: str | None
    reason: str | None
    differences: tuple[Difference, ...]
    proposed_at: datetime
    decided_at: datetime | None
    version: int
    changed_at: datetime

    def accept(self, *, at: datetime) -> Self:
        """Return the request as accepted; NotPossibleNow once it was decided on or erased."""
        must_be_possible(ACTIONS, ChangeRequestAction.ACCEPT, self.status)
        if not self.differences:
            raise NotPossibleNow("What was proposed was erased.")
        return replace(self, status=ChangeRequestStatus.ACCEPTED, decided_at=at)

    def reject(self, reason: str, *, at: datetime) -> Self:
        """Return the request as rejected, with a reason that the proposer is told."""
        must_be_possible(ACTIONS, ChangeRequestAction.REJECT, self.status)
        return replace(
            self,
            status=ChangeRequestStatus.REJECTED,
            reason=checked_reason(reason),
            decided_at=at,
        )


def checked_note(note: str | None) -> str | None:
    """Return a note as it is kept; InvalidInput for one that cannot be."""
    return None if note is None else _said(note, NOTE_LENGTH, ("input", "note"))


def checked_reason(reason: str) -> str:
    """Return a reason as it is kept; InvalidInput for one that cannot be."""
    return _said(reason, REASON_LENGTH, ("input", "reason"))


def _said(text: str, most: int, path: tuple[str, ...]) -> str:
    lines = [line.strip() for line in text.strip().splitlines()]
    cleaned = "\n".join(lines)
    if not cleaned or len(cleaned) > most or not "".join(lines).isprintable():
        raise InvalidInput(f"A text here has 1 to {most} printable characters.", path=path)
    return cleaned

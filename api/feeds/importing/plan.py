"""What an import is going to do, before it does anything."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import auto
from typing import Any

from api.domain.errors import RemovalsNotAllowed
from api.domain.groups import Group
from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.organisations import Organisation
from api.domain.venues import Venue
from api.domain.vocabulary import Word
from api.feeds.importing.merging import Thing
from api.persistence.imports import ImportRecord

MOST_REMOVED = 0.2
"""The part of a source's groups or meetings that an import archives without being asked twice."""


class Outcome(Word):
    """What an import does to a thing.

    KEPT is unchanged although the feed says something else: it was changed here.
    """

    NEW = auto()
    CHANGED = auto()
    REMOVED = auto()
    KEPT = auto()
    UNCHANGED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step[T: Thing]:
    """One thing of the feed: as it stands here, and as it is after the import.

    ``before`` is None for a new thing, ``record`` None where nothing changes in it.
    ``kept`` names fields that stay as they were changed here, ``said`` holds what the feed says
    of each field, as JSON.
    """

    kind: Code
    external_id: str
    before: T | None
    after: T
    outcome: Outcome
    record: ImportRecord | None
    kept: tuple[str, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All steps of an import, parents before children.

    ``organisation`` is None unless it is to be made. ``present`` counts the things that
    the source had after its last import.
    """

    organisation: Organisation | None
    network: Step[Network]
    venues: tuple[Step[Venue], ...]
    groups: tuple[Step[Group], ...]
    meetings: tuple[Step[Meeting], ...]
    present: Mapping[Code, int]

    @property
    def steps(self) -> tuple[Step[Network] | Step[Venue] | Step[Group] | Step[Meeting], ...]:
        return (self.network, *self.venues, *self.groups, *self.meetings)

    @property
    def counts(self) -> Mapping[Code, Counter[Outcome]]:
        """How many things of each kind meet with each outcome."""
        counts = {kind: Counter[Outcome]() for kind in (Code.NETWORK, *_BELOW)}
        for step in self.steps:
            counts[step.kind][step.outcome] += 1
        return counts

    @property
    def writes(self) -> bool:
        """Whether there is anything to write at all."""
        return self.organisation is not None or any(
            step.record is not None or step.outcome in WRITTEN for step in self.steps
        )

    @property
    def too_many_removals(self) -> bool:
        """Whether so much is gone that the feed itself may be broken."""
        return any(
            outcomes[Outcome.REMOVED] > MOST_REMOVED * self.present.get(kind, 0)
            for kind, outcomes in self.counts.items()
        )

    def refuse_removals(self) -> None:
        """Raise RemovalsNotAllowed if so much is gone that the feed itself may be broken."""
        for kind, outcomes in self.counts.items():
            removed, present = outcomes[Outcome.REMOVED], self.present.get(kind, 0)
            if removed > MOST_REMOVED * present:
                raise RemovalsNotAllowed(
                    f"{removed} of {present} {kind.name.lower()}s are no longer in the feed, and "
                    f"an import archives at most {MOST_REMOVED:.0%} of them. Nothing was "
                    "imported. If the feed is right, import it with --allow-removals."
                )


WRITTEN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.REMOVED})
_BELOW = (Code.VENUE, Code.GROUP, Code.MEETING)

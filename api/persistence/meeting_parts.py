"""The parts of a meeting that are rows of other tables, and what follows from a change of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.persistence import published
from api.persistence.changes import difference
from api.persistence.kept import keep_on_groups
from api.persistence.meeting_rows import parts_of
from api.persistence.occurrences import recompute
from api.persistence.rows import insert_all, replace_parts
from api.persistence.work import Work

_IN_PARTS = {"venue_ids", "group_id", "schedule"}
_SHOWN_BY_GROUP = {
    "medium", "status", "group_id", "network_id", "schedule", "accessibility", "venue_ids",
}  # fmt: skip
_MOVES_OCCURRENCES = {"schedule", "status", "paused_until", "group_id", "network_id"}


@dataclass(slots=True)
class Step:
    """A meeting and its next version, with the fields in which they differ."""

    before: Meeting
    after: Meeting
    old: dict[str, Any] = field(init=False)
    new: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.old, self.new = difference(self.before, self.after)

    @property
    def shown_by_group(self) -> bool:
        return self.changes(_SHOWN_BY_GROUP)

    def changes(self, fields: Collection[str]) -> bool:
        return not self.new.keys().isdisjoint(fields)


async def add_parts(work: Work, added: Collection[Meeting]) -> None:
    """Add what new meetings consist of."""
    for table, rows in parts_of(added).items():
        await insert_all(work, table, rows)


async def follow(
    work: Work, steps: Sequence[Step], now: datetime, *, held: Collection[UUID]
) -> None:
    """Bring what depends on meetings to what they are now, once however many there were.

    Of several steps of one meeting the last one counts; the groups that are ``held`` stay so.
    """
    parts = {each.after.id: each.after for each in steps if each.changes(_IN_PARTS)}
    if parts:
        for table, rows in parts_of(parts.values()).items():
            await replace_parts(work, table, table.c.meeting_id, parts.keys(), rows)
        left = (each.before.venue_ids for each in steps if each.after.id in parts)
        work.touch(Code.VENUE, chain.from_iterable(left), written=False)
    moved = {each.after.id for each in steps if each.changes(_MOVES_OCCURRENCES)}
    if moved:
        await recompute(work, moved, now)
        await published.below_meetings(work, moved)
    shown = [each for each in steps if each.shown_by_group]
    if shown:
        concerned = ((each.before.group_id, each.after.group_id) for each in shown)
        await keep_on_groups(work, chain.from_iterable(concerned), held=held)

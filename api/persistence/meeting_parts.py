"""The parts of a meeting that are rows of other tables, and what follows from a change of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.persistence import published
from api.persistence.changes import difference
from api.persistence.kept import keep_on_groups
from api.persistence.meeting_rows import parts_of
from api.persistence.occurrences import recompute
from api.persistence.rows import insert_all, replace_parts
from api.persistence.schedules import exceptions_in
from api.persistence.tables.meetings import exception_venues, meeting_exceptions, meeting_venues
from api.persistence.work import Work

_WHERE_IT_MEETS = {"venue_ids", "group_id"}
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

    @property
    def excepts_otherwise(self) -> bool:
        return exceptions_in(self.before.schedule) != exceptions_in(self.after.schedule)

    @property
    def is_once_elsewhere(self) -> bool:
        """Whether a single start was or is held at venues of its own."""
        both = chain(*(exceptions_in(each.schedule) for each in (self.before, self.after)))
        return any(each.venue_ids for each in both)

    @property
    def new_venue_ids(self) -> frozenset[UUID]:
        """The venues at which the meeting now takes place, be it once, and did not before."""
        return self.after.used_venue_ids - self.before.used_venue_ids

    def changes(self, fields: Collection[str]) -> bool:
        return not self.new.keys().isdisjoint(fields)


async def _replace(work: Work, table: Table, steps: Iterable[Step]) -> None:
    """Write what meetings consist of anew; of several steps of one the last one counts."""
    last = {each.after.id: each.after for each in steps}
    if last:
        rows = parts_of(last.values())[table]
        await replace_parts(work, table, table.c.meeting_id, last.keys(), rows)


async def add_parts(work: Work, added: Collection[Meeting]) -> None:
    """Add what new meetings consist of."""
    for table, rows in parts_of(added).items():
        await insert_all(work, table, rows)


async def follow(
    work: Work, steps: Sequence[Step], now: datetime, *, held: Collection[UUID]
) -> None:
    """Bring what depends on meetings to what they are now, once however many there were.

    The groups that are ``held`` stay so.
    """
    met = [each for each in steps if each.changes(_WHERE_IT_MEETS)]
    await _replace(work, meeting_venues, met)
    excepted = [each for each in steps if each.excepts_otherwise]
    await _replace(work, meeting_exceptions, excepted)
    elsewhere = [each for each in excepted if each.is_once_elsewhere]
    await _replace(work, exception_venues, elsewhere)
    left = (each.before.used_venue_ids for each in (*met, *elsewhere))
    work.touch(Code.VENUE, chain.from_iterable(left), written=False)
    moved = {each.after.id for each in steps if each.changes(_MOVES_OCCURRENCES)}
    if moved:
        await recompute(work, moved, now)
        await published.below_meetings(work, moved)
    shown = [each for each in steps if each.shown_by_group]
    if shown:
        concerned = ((each.before.group_id, each.after.group_id) for each in shown)
        await keep_on_groups(work, chain.from_iterable(concerned), held=held)

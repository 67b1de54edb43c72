"""The steps of an import, written: all of them, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import batched
from typing import Protocol

from api.domain.ids import Code
from api.domain.networks import Network
from api.feeds.importing.merging import Thing
from api.feeds.importing.plan import WRITTEN, Outcome, Plan, Step
from api.persistence.groups import Groups
from api.persistence.imports import ImportRecords
from api.persistence.kept import groups_kept_at_the_end
from api.persistence.meetings import Meetings
from api.persistence.networks import Networks
from api.persistence.organisations import Organisations
from api.persistence.venues import Venues
from api.persistence.work import Change, Work

# So many that statements are few, and so few that the progress moves.
_TOGETHER = 250

# Called with how many things are written and how many there are.
type Progress = Callable[[int, int], None]


class _Repository[T: Thing](Protocol):
    async def add_all(self, added: Sequence[T]) -> list[T]: ...

    async def save_all(self, changed: Sequence[tuple[T, T]]) -> list[T]: ...


async def apply(work: Work, plan: Plan, source: str, now: datetime, progress: Progress) -> None:
    """Write the plan, with one audit row for the import itself beside those of the things."""
    if not plan.writes:
        return
    if plan.organisation is not None:
        await Organisations(work).add(plan.organisation)
    network = await _write_network(work, plan.network)
    writing = _Writing(work, progress, sum(step.outcome in WRITTEN for step in plan.steps))
    async with groups_kept_at_the_end(work):
        await writing.write(Venues(work), plan.venues)
        await writing.write(Groups(work), plan.groups)
        await writing.write(Meetings(work, now), plan.meetings)
    records = (step.record for step in plan.steps if step.record is not None)
    for some in batched(records, _TOGETHER):
        await ImportRecords(work, network.id, source).write(some)
    counts = {kind.name: dict(outcomes) for kind, outcomes in plan.counts.items()}
    after = {"source": source, "counts": counts}
    work.record(
        Change(Code.NETWORK, network.id, network.version, "imported", after=after, written=False)
    )


async def _write_network(work: Work, step: Step[Network]) -> Network:
    """Return the network, which stays at its version until the transaction ends."""
    if step.before is None:
        return await Networks(work).add(step.after)
    if step.outcome is Outcome.CHANGED:
        return await Networks(work).save(step.before, step.after)
    return replace(step.after, version=await Networks(work).hold(step.after.id))


@dataclass(slots=True)
class _Writing:
    """Writes some things at a time, and counts them for those who wait."""

    work: Work
    progress: Progress
    total: int
    done: int = 0

    async def write[T: Thing](self, repository: _Repository[T], steps: Sequence[Step[T]]) -> None:
        new = [step.after for step in steps if step.before is None]
        for added in batched(new, _TOGETHER):
            await repository.add_all(added)
            await self._wrote(len(added))
        known = (each for each in steps if each.outcome in WRITTEN)
        pairs = ((each.before, each.after) for each in known if each.before is not None)
        for changed in batched(pairs, _TOGETHER):
            await repository.save_all(changed)
            await self._wrote(len(changed))

    async def _wrote(self, number: int) -> None:
        # What is written down need not be remembered until the end.
        await self.work.write_down()
        self.done += number
        self.progress(self.done, self.total)

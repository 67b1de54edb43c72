"""The work on imports that wait: read and shown, written once somebody wants it, forgotten.

Each step is one transaction in the import's own organisation, and idempotent: a process that dies
leaves it as it was, and the next one begins it again.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from api.domain.access import Actor
from api.domain.errors import InvalidInput, NotFound
from api.domain.import_words import ImportProblem, ImportStatus, Reviewed
from api.domain.imports import Import
from api.feeds.errors import FeedNotReadable
from api.feeds.importing.applying import apply
from api.feeds.importing.known import look_up
from api.feeds.importing.options import Options
from api.feeds.importing.plan import Plan
from api.feeds.importing.planning import Planner
from api.feeds.importing.reviewing import Review
from api.feeds.importing.settling import settled
from api.feeds.importing.telling import save
from api.feeds.importing.understanding import Understood, understand
from api.persistence.going_on import goes_on
from api.persistence.import_reviews import Imports
from api.persistence.import_tasks import Task
from api.persistence.imports import importing
from api.persistence.networks import Networks
from api.persistence.store import Store
from api.persistence.work import Work

SUBJECT = "job:import"
MOST_ATTEMPTS = 5
_RESTS = "The network is archived, or its organisation suspended."
_WORKED_ON = frozenset({ImportStatus.RECEIVED, ImportStatus.APPLYING})


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and how it is told."""

    plan: Plan
    review: Review
    reviewed: Reviewed


async def work_on(store: Store, task: Task, now: datetime) -> datetime | None:
    """Do what an import needs next; return when it is looked at again, None if never."""
    actor = Actor(task.organisation_id, SUBJECT)
    try:
        async with store.transaction(actor) as work:
            found = await Imports(work).get(task.id)
            content = await Imports(work).content(task.id)
            going_on = await goes_on(work, found.network_id)
    except NotFound:
        return None
    if found.status not in _WORKED_ON:
        return await _forget(store, found, now)
    if not going_on:
        await _fail(store, found, ImportProblem.NOT_FINISHED, _RESTS, now)
        return found.forgotten_from
    if content is None or task.attempts > MOST_ATTEMPTS:
        await _fail(store, found, ImportProblem.NOT_FINISHED, None, now)
        return found.forgotten_from
    act = _read if found.status is ImportStatus.RECEIVED else _write
    return await act(store, found, content, now)


async def _read(store: Store, found: Import, content: bytes, now: datetime) -> datetime:
    understood = await _understood(store, found, content, now)
    if understood is None:
        return found.forgotten_from
    async with importing(store, Actor(found.organisation_id, SUBJECT)) as work:
        planned = await plan_import(work, found, understood, now)
        await _show(work, planned, found.id)
        after = _decided(found.ready(planned.reviewed), understood.note, now)
        await save(work, found, after)
    return now if after.status is ImportStatus.APPLYING else found.forgotten_from


def _decided(ready: Import, note: str | None, now: datetime) -> Import:
    """Return what becomes of an import that was read: one of a feed goes on by itself."""
    ready = replace(ready, explanation=note)
    if not ready.rows_read:
        return ready.fail(ImportProblem.NOTHING_READ, note, now)
    if ready.feed_id is None or ready.too_many_removals:
        return ready
    return ready.apply(expected_version=ready.version, by=ready.sent_by, allow_removals=False)


async def _write(store: Store, found: Import, content: bytes, now: datetime) -> datetime:
    """Write an import if it still does what was shown; if not, show again what it would do."""
    understood = await _understood(store, found, content, now)
    if understood is None:
        return found.forgotten_from
    actor = Actor(found.organisation_id, found.applied_by or SUBJECT)
    async with importing(store, actor) as work:
        planned = await plan_import(work, found, understood, now)
        problem = _differs(found, planned.reviewed)
        if problem is None:
            await apply(work, planned.plan, found.settings.source, now, _unwatched)
            await save(work, found, found.applied(now))
        else:
            await _show(work, planned, found.id)
            await save(work, found, found.ready(planned.reviewed, problem))
    return found.forgotten_from


def _differs(found: Import, reviewed: Reviewed) -> ImportProblem | None:
    """Return why what an import does now is not what somebody wanted."""
    if reviewed.too_many_removals and not found.removals_allowed:
        return ImportProblem.TOO_MANY_REMOVALS
    return None if reviewed.digest == found.digest else ImportProblem.CHANGED_MEANWHILE


async def plan_import(work: Work, found: Import, understood: Understood, now: datetime) -> Planned:
    """Plan an import against what stands here now."""
    network, settings = await Networks(work).get(found.network_id), found.settings
    options = Options(
        network=network.slug,
        source=settings.source,
        topics=settings.topics,
        language=settings.language,
        draft=settings.draft,
        founds=False,
    )
    feed, source = understood.feed, settings.source
    known = await look_up(work, network.id, source, feed, understood.unreadable, now)
    owner = found.organisation_id
    feed = settled(feed, known)
    planner = Planner(feed=feed, options=options, organisation_id=owner, known=known, now=now)
    # Plain computing, in a thread, so that whoever else is served meanwhile waits little.
    return await asyncio.to_thread(_planned, planner)


def _planned(planner: Planner) -> Planned:
    plan = planner.plan(None)
    review = Review(plan, planner.feed)
    return Planned(plan, review, review.reviewed())


async def _show(work: Work, planned: Planned, import_id: UUID) -> None:
    review = planned.review
    await Imports(work).write_review(import_id, review.changes(), review.problems())


async def _understood(
    store: Store, found: Import, content: bytes, now: datetime
) -> Understood | None:
    """Return what was sent as domain values; None where the import failed over it."""
    try:
        return await asyncio.to_thread(understand, found.format, content, found.settings)
    except FeedNotReadable as error:
        explanation = f"{error.message} {error.remedy}"
    except InvalidInput as error:
        explanation = error.message
    await _fail(store, found, ImportProblem.UNREADABLE, explanation, now)
    return None


async def _fail(
    store: Store, found: Import, problem: ImportProblem, explanation: str | None, now: datetime
) -> None:
    async with store.transaction(Actor(found.organisation_id, SUBJECT)) as work:
        await save(work, found, found.fail(problem, explanation, now))


async def _forget(store: Store, found: Import, now: datetime) -> datetime | None:
    """Delete an import whose time is over; one that still waits is given up with that."""
    if now < found.forgotten_from:
        return found.forgotten_from
    async with store.transaction(Actor(found.organisation_id, SUBJECT)) as work:
        await Imports(work).forget(found)
    return None


def _unwatched(_done: int, _total: int) -> None:
    """Stand for a progress that nobody watches."""

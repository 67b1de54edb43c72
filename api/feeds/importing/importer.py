"""An import from beginning to end: look up, plan, show, write, report."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.domain.access import Actor
from api.domain.errors import InvalidInput
from api.domain.organisations import Organisation
from api.feeds.importing import founding
from api.feeds.importing.applying import Progress, apply
from api.feeds.importing.known import look_up
from api.feeds.importing.options import Options
from api.feeds.importing.plan import Plan
from api.feeds.importing.planning import Planner
from api.feeds.importing.report import Report
from api.feeds.values import ImportedFeed
from api.persistence.ids import new_id
from api.persistence.imports import Destination, find_destination, importing
from api.persistence.store import Store

ACTOR = "job:import"


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on: ``show`` gets the plan before it is applied, ``progress`` what is written."""

    show: Callable[[Plan], None] = lambda _plan: None
    progress: Progress = lambda _done, _total: None


async def import_feed(
    store: Store,
    feed: ImportedFeed,
    options: Options,
    *,
    now: datetime,
    unreadable: Collection[str] = (),
    watch: Watch | None = None,
) -> Report:
    """Import a feed in one transaction, or only plan it where the options say so.

    ``unreadable`` holds the external ids of rows that were refused: what came of them in an
    earlier import is not taken for removed. Raises RemovalsNotAllowed, InvalidInput where
    network and organisation do not belong together, and VersionConflict where somebody else
    wrote the same at the same time; then nothing has changed.
    """
    watch = watch or Watch()
    found = await find_destination(store, options.network, options.organisation or options.network)
    owner = _owner(found, options)
    async with importing(store, Actor(owner, ACTOR)) as work:
        known = await look_up(work, found.network_id, options.source, feed, unreadable, now)
        organisation = _organisation(owner, found, options, feed, now)
        planner = Planner(feed=feed, options=options, organisation_id=owner, known=known, now=now)
        plan = planner.plan(organisation)
        watch.show(plan)
        if not options.allow_removals:
            plan.refuse_removals()
        if not options.dry_run:
            await apply(work, plan, options.source, now, watch.progress)
    return Report(options=options, feed=feed, plan=plan, organisation_id=owner)


def _owner(found: Destination, options: Options) -> UUID:
    """Return the organisation that is imported into, with a new id if it is to be made."""
    if found.network_owner_id is None:
        return found.organisation_id or new_id()
    if options.organisation is not None and found.organisation_id != found.network_owner_id:
        raise InvalidInput(
            "The network belongs to another organisation than --organisation names.",
            path=("organisation",),
        )
    return found.network_owner_id


def _organisation(
    owner: UUID, found: Destination, options: Options, feed: ImportedFeed, now: datetime
) -> Organisation | None:
    if owner in {found.network_owner_id, found.organisation_id}:
        return None
    return founding.new_organisation(owner, options, feed, now)

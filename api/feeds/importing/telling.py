"""Telling whoever decides that what a feed brought, or failed to, waits for them.

By the one letter that tells of everything that waits: neutral, gathered for an hour, and only to
those who chose it.
"""

from api.domain.import_words import ImportStatus
from api.domain.imports import Import
from api.domain.notices import GATHER, NoticeKind
from api.persistence.import_reviews import Imports
from api.persistence.notices import queue
from api.persistence.work import Work

_WAITS_OR_FAILED = frozenset({ImportStatus.READY, ImportStatus.FAILED})


async def tell(work: Work) -> None:
    """Let a letter wait for the staff of the organisation, unless one does already."""
    await queue(work, NoticeKind.WORK, [work.actor.organisation_id], wait=GATHER)


async def save(work: Work, before: Import, after: Import) -> None:
    """Keep how far an import is; of one that nobody sent, tell that somebody has to look."""
    await Imports(work).save(before, after)
    if after.feed_id is None:
        return
    if after.status in _WAITS_OR_FAILED or await _begins_to_conflict(work, after):
        await tell(work)


async def _begins_to_conflict(work: Work, after: Import) -> bool:
    """Whether a feed that went on by itself is in conflict now, and was not the time before.

    A conflict may stay for months, and the feed is pulled every day.
    """
    by_itself = after.status is ImportStatus.APPLIED and after.applied_by == after.sent_by
    if not (by_itself and after.conflicts):
        return False
    last = await Imports(work).applied_before(after)
    return last is None or not last.conflicts

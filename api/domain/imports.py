"""Imports: what somebody sent, or a feed brought, and how far it is on its way into a network."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from api.domain.actions import must_be_possible
from api.domain.errors import RemovalsNotAllowed
from api.domain.import_actions import IMPORT_ACTIONS, ImportAction
from api.domain.import_words import (
    ImportCount,
    ImportFormat,
    ImportProblem,
    ImportSettings,
    ImportStatus,
    Reviewed,
)
from api.domain.versions import expect

KEPT_FOR = timedelta(days=7)
"""How long an import can be read and decided on; then it goes, with what was sent."""
MOST_OPEN = 10
"""How many imports of one organisation may wait at a time, so that what is kept is bounded."""
LARGEST_BYTES = 20 * 1024 * 1024

OPEN = frozenset({ImportStatus.RECEIVED, ImportStatus.READY, ImportStatus.APPLYING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import into one network.

    ``feed_id`` names the registered feed that brought it, None for what somebody sent.
    ``sent_by`` and ``applied_by`` are opaque subjects. What has a default is not known before
    the import is read.
    """

    id: UUID
    organisation_id: UUID
    network_id: UUID
    feed_id: UUID | None
    format: ImportFormat
    settings: ImportSettings
    status: ImportStatus
    sent_by: str
    received_at: datetime
    version: int
    changed_at: datetime
    problem: ImportProblem | None = None
    explanation: str | None = None
    rows_read: int | None = None
    rows_refused: int | None = None
    counts: tuple[ImportCount, ...] = ()
    digest: str | None = None
    too_many_removals: bool = False
    removals_allowed: bool = False
    applied_by: str | None = None
    ended_at: datetime | None = None

    @property
    def forgotten_from(self) -> datetime:
        return self.received_at + KEPT_FOR

    @property
    def conflicts(self) -> bool:
        """Whether fields are otherwise here than the source has them, or rows were left out."""
        return bool(self.rows_refused) or any(each.kept for each in self.counts)

    def ready(self, reviewed: Reviewed, problem: ImportProblem | None = None) -> Self:
        """Return the import with what it would do; ``problem`` says why it is shown again."""
        return replace(
            self,
            status=ImportStatus.READY,
            problem=problem,
            explanation=None,
            rows_read=reviewed.rows_read,
            rows_refused=reviewed.rows_refused,
            counts=reviewed.counts,
            digest=reviewed.digest,
            too_many_removals=reviewed.too_many_removals,
            removals_allowed=False,
            applied_by=None,
        )

    def apply(self, *, expected_version: int, by: str, allow_removals: bool) -> Self:
        """Return the import as to be written; NotPossibleNow unless it is ready.

        Raises RemovalsNotAllowed where it would archive too much and nobody wants that.
        """
        expect(self.version, expected_version)
        must_be_possible(IMPORT_ACTIONS, ImportAction.APPLY, self.status)
        if self.too_many_removals and not allow_removals:
            raise RemovalsNotAllowed(
                "This would archive more than a fifth of what the source had. If it is right, "
                "allow removals.",
                path=("input", "allowRemovals"),
            )
        return replace(
            self,
            status=ImportStatus.APPLYING,
            problem=None,
            applied_by=by,
            removals_allowed=allow_removals,
        )

    def drop(self, *, expected_version: int, at: datetime) -> Self:
        """Return the import as given up; NotPossibleNow once it is being written or has ended."""
        expect(self.version, expected_version)
        must_be_possible(IMPORT_ACTIONS, ImportAction.DROP, self.status)
        return replace(self, status=ImportStatus.DROPPED, ended_at=at)

    def applied(self, at: datetime) -> Self:
        return replace(self, status=ImportStatus.APPLIED, ended_at=at)

    def fail(self, problem: ImportProblem, explanation: str | None, at: datetime) -> Self:
        """Return the import as failed; ``explanation`` never repeats a value of what was sent."""
        return replace(
            self,
            status=ImportStatus.FAILED,
            problem=problem,
            explanation=explanation,
            ended_at=at,
        )


def receive(  # noqa: PLR0913 - each is one thing that makes an import
    *,
    import_id: UUID,
    organisation_id: UUID,
    network_id: UUID,
    form: ImportFormat,
    settings: ImportSettings,
    by: str,
    at: datetime,
    feed_id: UUID | None = None,
) -> Import:
    """Return an import that nobody has read yet."""
    return Import(
        id=import_id,
        organisation_id=organisation_id,
        network_id=network_id,
        feed_id=feed_id,
        format=form,
        settings=settings,
        status=ImportStatus.RECEIVED,
        sent_by=by,
        received_at=at,
        version=1,
        changed_at=at,
    )

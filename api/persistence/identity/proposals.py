"""Who proposed which correction: the only place where that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, text, update

from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.grants import proposals

_ALONE = text("select pg_advisory_xact_lock(hashtextextended(:id, 0))")


@dataclass(frozen=True, slots=True)
class Proposer:
    """A person by their own token, or an organisation: one of the two, never both."""

    person_id: UUID | None
    organisation_id: UUID | None

    @property
    def condition(self) -> ColumnElement[bool]:
        if self.organisation_id is not None:
            return proposals.c.proposer_id == self.organisation_id
        return proposals.c.person_id == self.person_id


@dataclass(frozen=True, slots=True)
class Proposal:
    """A request that somebody made, and whose organisation has it now."""

    id: UUID
    organisation_id: UUID


def waiting(connection: IdentityConnection, proposer: Proposer) -> int:
    """Count what of a proposer waits, and keep it so: the next to count waits for this one."""
    lock = f"proposals of {proposer.organisation_id or proposer.person_id}"
    connection.execute(_ALONE, {"id": lock})
    open_ones = select(func.count()).select_from(proposals)
    counted = open_ones.where(proposer.condition, proposals.c.decided_at.is_(None))
    return connection.execute(counted).scalar_one()


def add(connection: IdentityConnection, proposal: Proposal, proposer: Proposer) -> None:
    values = {
        "id": proposal.id,
        "organisation_id": proposal.organisation_id,
        "person_id": None if proposer.organisation_id else proposer.person_id,
        "proposer_id": proposer.organisation_id,
    }
    connection.execute(insert(proposals).values(values))


def decide(connection: IdentityConnection, request_id: UUID, at: datetime) -> None:
    """Note that a request waits no longer."""
    noted = update(proposals).where(proposals.c.id == request_id)
    values = {"decided_at": at, "version": proposals.c.version + 1, "changed_at": func.now()}
    connection.execute(noted.values(values))


def latest(connection: IdentityConnection, proposer: Proposer, most: int) -> Sequence[Proposal]:
    """Return what somebody proposed, the newest first."""
    chosen = (
        select(proposals.c.id, proposals.c.organisation_id)
        .where(proposer.condition)
        .order_by(proposals.c.created_at.desc(), proposals.c.id)
        .limit(most)
    )
    return [Proposal(row.id, row.organisation_id) for row in connection.execute(chosen)]

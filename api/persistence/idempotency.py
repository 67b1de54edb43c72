"""Idempotency keys: claimed first in a mutation's own transaction, kept with its outcome.

A key that another transaction is just claiming is waited for as long as for any lock, a second.
What is refused is rolled back, its key with it: a refusal changed nothing and may be tried again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Row,
    Table,
    and_,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from api.domain.access import Actor, Rights
from api.persistence.retrying import sqlstate
from api.persistence.tables.idempotency import organisations_keys, persons_keys
from api.persistence.work import Work

LIFE = timedelta(days=7)
_LOCK_NOT_HAD = "55P03"


class KeyReused(Exception):
    """A key came with another request than the one that it was first used for."""


class KeyInUse(Exception):
    """The first request with a key is still being run."""


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key as its owner knows it: ``hash`` of the key itself, ``fingerprint`` of the request."""

    hash: bytes
    fingerprint: bytes

    async def claim(self, work: Work, now: datetime) -> Any | None:  # noqa: ANN401 - JSON
        """Return what the request gave before, or None where it is to be run now.

        Raises KeyReused or KeyInUse; after the latter the transaction is over.
        """
        table, owner = _owned(work)
        # Whoever uses keys clears away their own, so that none outlives its time by much.
        await _run(work, delete(table).where(_where(table, owner), table.c.expires_at <= now))
        values = {**owner, "hash": self.hash, "fingerprint": self.fingerprint}
        added = insert(table).values(**values, expires_at=now + LIFE)
        if await _added(work, added.on_conflict_do_nothing().returning(table.c.hash)):
            return None
        known = await _one(work, select(table).where(_where(table, {**owner, "hash": self.hash})))
        if known is None or known.fingerprint != self.fingerprint:
            raise KeyReused
        return known.outcome

    async def keep(self, work: Work, outcome: Any) -> None:  # noqa: ANN401 - JSON
        """Keep what the request gave, in the same transaction as what it did."""
        table, owner = _owned(work)
        mine = _where(table, {**owner, "hash": self.hash})
        await _run(work, update(table).where(mine).values(outcome=outcome))


async def _added(work: Work, statement: Executable) -> bool:
    """Return whether a key is new; raises KeyInUse if another transaction will not let go of it."""
    try:
        return await _one(work, statement) is not None
    except DBAPIError as error:
        if sqlstate(error) == _LOCK_NOT_HAD:
            raise KeyInUse from None
        raise


def _owned(work: Work) -> tuple[Table, dict[str, Any]]:
    rights = _rights(work)
    if rights.organisation_id is None:
        return persons_keys, {"person_id": rights.person_id, "client": rights.client}
    of_organisation = {"organisation_id": rights.organisation_id, "subject": rights.subject}
    return organisations_keys, {**of_organisation, "client": rights.client}


def _rights(work: Work) -> Rights:
    if work.rights is None:
        raise RuntimeError("Only what runs on behalf of a token has idempotency keys.")
    return work.rights


def _where(table: Table, values: dict[str, Any]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in values.items()))


async def _one(work: Work, statement: Executable) -> Row[Any] | None:
    return await _as_owner(work, lambda db: db.execute(statement).one_or_none())


async def _run(work: Work, statement: Executable) -> None:
    await _as_owner(work, lambda db: db.execute(statement))


async def _as_owner[T](work: Work, act: Callable[[Connection], T]) -> T:
    """Run a statement in the context of whoever the key belongs to, then go on as before."""
    rights, before = _rights(work), work.entered
    if rights.organisation_id is None:
        return await work.as_identity(act)
    owner = Actor(rights.organisation_id, rights.subject)
    if before == owner:
        return await work.connection.run_sync(act)
    await work.go_on(owner)
    answer = await work.connection.run_sync(act)
    await work.go_on(before)
    return answer

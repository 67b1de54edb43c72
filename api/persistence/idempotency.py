"""Idempotency keys: claimed first in a mutation's own transaction, kept with its outcome.

A key that another transaction is just claiming is waited for as long as for any lock, a second.
What is refused is rolled back, its key with it: a refusal changed nothing and may be tried again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import asyncpg
from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    Row,
    Table,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import ReturningInsert

from api.domain.access import Actor, Rights
from api.persistence.prepared import Prepared
from api.persistence.retrying import sqlstate
from api.persistence.tables.idempotency import organisations_keys, persons_keys
from api.persistence.traces import Outcome
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
        given = {**owner, "hash": self.hash, "fingerprint": self.fingerprint}
        if await _added(work, table, {**given, "now": now, "expires_at": now + LIFE}):
            return None
        known = await _looked_up(work, _known(table), {**owner, "hash": self.hash})
        if known is None or known.fingerprint != self.fingerprint:
            raise KeyReused
        work.replayed = True
        return known.outcome

    async def keep(self, work: Work, outcome: Any) -> None:  # noqa: ANN401 - JSON
        """Keep what the request gave, in the same transaction as what it did."""
        rights = _rights(work)
        if rights.organisation_id is not None:
            # It goes with the traces of the change, which have the same owner and the same end.
            work.outcome = Outcome(self.hash, outcome)
            return
        own = persons_keys.c.person_id == rights.person_id, persons_keys.c.client == rights.client
        kept = update(persons_keys).where(*own, persons_keys.c.hash == self.hash)
        await work.as_identity(lambda db: db.execute(kept.values(outcome=outcome)))


async def _added(work: Work, table: Table, given: dict[str, Any]) -> bool:
    """Return whether a key is new; raises KeyInUse if another transaction will not let go of it."""
    named = _named(given)
    try:
        if _rights(work).organisation_id is None:
            claim = _claim(table)
            return bool(await work.as_identity(lambda db: db.execute(claim, named).all()))
        added = await _as_owner(work, lambda: _prepared(table).fetch(work.connection, named))
    except (DBAPIError, asyncpg.PostgresError) as error:
        if sqlstate(error) == _LOCK_NOT_HAD:
            raise KeyInUse from None
        raise
    return bool(added)


async def _looked_up(work: Work, statement: Executable, given: dict[str, Any]) -> Row[Any] | None:
    named = _named(given)
    if _rights(work).organisation_id is None:
        return await work.as_identity(lambda db: db.execute(statement, named).one_or_none())
    found = await _as_owner(work, lambda: work.connection.execute(statement, named))
    return found.one_or_none()


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


@cache
def _claim(table: Table) -> ReturningInsert[Any]:
    """Return the statement that adds a key unless it is known.

    Whoever uses keys clears away their own, so that none outlives its time by much; the count of
    those is asked for so that they are gone before the key is looked for.
    """
    # As a query, so that PostgreSQL keeps a plan: it expects a third of the keys to be old for any
    # instant that it does not know, and none for the one at hand.
    now = select(bindparam("the_now", type_=table.c.expires_at.type)).scalar_subquery()
    old = delete(table).where(_own(table), table.c.expires_at <= now)
    expired = old.returning(table.c.hash).cte("expired")
    columns = [*_owner(table), table.c.hash, table.c.fingerprint, table.c.expires_at]
    values = [bindparam(f"the_{column.name}", type_=column.type) for column in columns]
    cleared = select(func.count()).select_from(expired).scalar_subquery()
    new = select(*values).where(cleared >= literal_column("0"))
    added = insert(table).from_select(columns, new).on_conflict_do_nothing()
    return added.returning(table.c.hash)


@cache
def _prepared(table: Table) -> Prepared:
    return Prepared(_claim(table))


@cache
def _known(table: Table) -> Executable:
    mine = table.c.hash == bindparam("the_hash")
    return select(table.c.fingerprint, table.c.outcome).where(_own(table), mine)


def _own(table: Table) -> ColumnElement[bool]:
    return and_(*(column == bindparam(f"the_{column.name}") for column in _owner(table)))


def _owner(table: Table) -> list[Column[Any]]:
    """Return the columns that say whose a key is."""
    return [column for column in table.primary_key.columns if column is not table.c.hash]


def _named(given: dict[str, Any]) -> dict[str, Any]:
    """Return binds under names that are no columns, which SQLAlchemy keeps for itself."""
    return {f"the_{name}": value for name, value in given.items()}


async def _as_owner[T](work: Work, act: Callable[[], Awaitable[T]]) -> T:
    """Run a statement in the context of the organisation of the key, then go on as before."""
    rights, before = _rights(work), work.entered
    if rights.organisation_id is None:
        raise RuntimeError("A key of a person is none of an organisation.")
    owner = Actor(rights.organisation_id, rights.subject)
    if before == owner:
        return await act()
    await work.go_on(owner)
    answer = await act()
    await work.go_on(before)
    return answer

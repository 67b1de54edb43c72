"""One transaction that writes: in whose context, on whose behalf, and what it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.access import Actor, Rights
from api.domain.directory_changes import DIRECTORY
from api.domain.ids import Code
from api.persistence.contexts import ENTER_IDENTITY, ENTER_ORGANISATION, LEAVE
from api.persistence.keys import Keyring
from api.persistence.prepared import driver_of
from api.persistence.telling import Touched
from api.persistence.traces import Outcome, leave_traces

# SQLAlchemy names its binds where asyncpg numbers them.
_ORGANISATION = text(ENTER_ORGANISATION.replace("$1", ":organisation"))
_IDENTITY, _NOBODY = text(ENTER_IDENTITY), text(LEAVE)


@dataclass(frozen=True, slots=True)
class Change:
    """One written thing: what was done to it, and which public fields went from what to what.

    ``before`` and ``after`` hold values of the catalogue only; a confidential change names
    its ``fields`` and keeps no values. One that is not ``written`` left the thing as it was.
    """

    thing: Code
    thing_id: UUID
    version: int
    action: str
    fields: tuple[str, ...] = ()
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    written: bool = True


class NothingRecorded(Exception):
    """A transaction that wrote without recording what: it was rolled back."""


@dataclass(slots=True)
class Work:
    """What is going on in one transaction: its connection, its actor, what it has changed.

    ``rights`` are those of the token on whose behalf it runs, ``request_id`` is the request that
    asked for it: both None for work of our own. ``groups_later`` are groups whose kept columns are
    brought up to date at the end; None where that is done at once. ``outcome`` is what the request
    gave, if it came with an idempotency key of the organisation that the token is for, and it is
    ``replayed`` if it did so before. ``mails`` says whether letters leave the house at all.
    """

    connection: AsyncConnection
    keyring: Keyring
    rights: Rights | None = None
    request_id: str | None = None
    entered: Actor | None = None
    changes: list[tuple[Actor, Change]] = field(default_factory=list[tuple[Actor, Change]])
    traced: dict[Actor, None] = field(default_factory=dict[Actor, None])
    groups_later: set[UUID] | None = None
    outcome: Outcome | None = None
    replayed: bool = False
    mails: bool = True
    touched: dict[Actor, dict[tuple[Code, UUID], bool]] = field(
        default_factory=dict[Actor, dict[tuple[Code, UUID], bool]]
    )

    @property
    def actor(self) -> Actor:
        """On whose behalf the rows at hand are written."""
        if self.entered is None:
            raise RuntimeError("No organisation's context was entered.")
        return self.entered

    def record(self, change: Change) -> None:
        self.changes.append((self.actor, change))
        if change.written:
            self.touch(change.thing, [change.thing_id])

    def touch(self, code: Code, ids: Iterable[UUID], *, written: bool = True) -> None:
        """Let the feed of changes look at things as the transaction ends.

        For what is written beside the things that are recorded. One that was not ``written``
        itself is told only if it became public, or is so no more.
        """
        if code in DIRECTORY:
            known = self.touched.setdefault(self.actor, {})
            for row_id in ids:
                known[code, row_id] = written or known.get((code, row_id), False)

    async def enter(self, organisation_id: UUID) -> None:
        """Go on in the context of an organisation: rows of no other are seen or written.

        For what one organisation does that is another's too (the other side of a partnership),
        and for whoever has no organisation yet: the caller answers for its being right.
        """
        subject = self.rights.subject if self.rights else self.actor.subject
        await self.go_on(Actor(organisation_id, subject))

    async def as_identity[T](self, act: Callable[[Connection], T]) -> T:
        """Run a function of the identity zone in this transaction, then go on as before."""
        await self.connection.execute(_IDENTITY)
        answer = await self.connection.run_sync(act)
        await self.go_on(self.entered)
        return answer

    @property
    def driver(self) -> asyncpg.Connection[asyncpg.Record]:
        """Return the connection as asyncpg has it, for the reader to see uncommitted rows."""
        return driver_of(self.connection)

    async def go_on(self, actor: Actor | None) -> None:
        """Go on as an actor, or as nobody in particular."""
        self.entered = actor
        if actor is None:
            await self.connection.execute(_NOBODY)
        else:
            given = {"organisation": str(actor.organisation_id)}
            await self.connection.execute(_ORGANISATION, given)

    async def write_down(self) -> None:
        """Add audit and outbox rows of what was recorded, each organisation's in its own context.

        Done before the end by whoever changes so much that it should not all be remembered.
        """
        for actor in self._changed():
            await self._trace(actor, {})
        self.changes.clear()

    async def leave_traces(self) -> None:
        """Add what is left of audit and outbox rows, and the feed's."""
        owner = self._owner_of_outcome()
        for actor in dict.fromkeys((*self.traced, *self._changed(), *owner)):
            outcome = self.outcome if actor in owner else None
            await self._trace(actor, self.touched.get(actor, {}), outcome)

    def _changed(self) -> dict[Actor, None]:
        return dict.fromkeys(actor for actor, _ in self.changes)

    def _owner_of_outcome(self) -> tuple[Actor, ...]:
        if self.outcome is None or self.rights is None or self.rights.organisation_id is None:
            return ()
        return (Actor(self.rights.organisation_id, self.rights.subject),)

    async def _trace(self, actor: Actor, touched: Touched, outcome: Outcome | None = None) -> None:
        if actor != self.entered:
            await self.go_on(actor)
        own = [_traced(change) for made_by, change in self.changes if made_by == actor]
        by = (self.rights and self.rights.client, self.request_id)
        await leave_traces(self.connection, actor, by, own, touched, outcome)
        self.traced[actor] = None


async def settle(work: Work) -> None:
    """Leave the traces of what was changed, or raise NothingRecorded where none were recorded."""
    if work.changes or work.traced:
        await work.leave_traces()
        return
    if work.replayed:
        # Who met another's insertion of the same key may have begun to write, and wrote nothing.
        return
    written = await work.connection.scalar(text("select pg_current_xact_id_if_assigned()::text"))
    if written is not None:
        raise NothingRecorded("A transaction wrote rows and recorded no change.")


def _traced(change: Change) -> dict[str, Any]:
    return {
        "action": change.action,
        "thing": change.thing.name,
        "thing_id": change.thing_id.hex,
        "version": change.version,
        "event": f"{change.thing.name.lower()}.{change.action}",
        "fields": change.fields,
        "before": change.before,
        "after": change.after,
    }

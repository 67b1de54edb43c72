"""The one door for writing: a transaction on somebody's behalf, with audit and outbox rows."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from api.domain.access import Actor, Token
from api.domain.scopes import Scopes
from api.persistence.keys import Keyring
from api.persistence.retrying import again
from api.persistence.rights import ENTER, RightsNarrowed, asked, rights_from
from api.persistence.work import Work, settle


@dataclass(frozen=True, slots=True)
class Store:
    """Opens transactions. ``engine`` logs in as the application's role, which owns nothing.

    Where letters do not leave the house, ``mails`` is false, and none is left waiting.
    """

    engine: AsyncEngine
    keyring: Keyring
    mails: bool = True

    @asynccontextmanager
    async def transaction(self, actor: Actor) -> AsyncGenerator[Work]:
        """Open a transaction in the actor's context; on leaving, audit and outbox rows join it.

        Raises NothingRecorded, and rolls back, where rows were written but no change was
        recorded: a write cannot bypass the audit by being forgotten.
        """
        async with self._begun() as work:
            await work.go_on(actor)
            yield work

    @asynccontextmanager
    async def on_behalf_of(
        self, token: Token, needed: Scopes, request_id: str
    ) -> AsyncGenerator[Work]:
        """Open a transaction for whoever a token was given to, in the context of its rights.

        Raises RightsGone where they were revoked, RightsNarrowed where ``needed`` is no longer
        among them. Without an organisation, ``Work.enter`` has to be called before any write.
        """
        async with self._begun() as work:
            work.request_id = request_id
            found = await work.connection.exec_driver_sql(ENTER, asked(token))
            work.rights = rights = rights_from(found.scalar())
            if not needed <= rights.scopes:
                raise RightsNarrowed(rights)
            if rights.organisation_id is not None:
                work.entered = Actor(rights.organisation_id, rights.subject)
            yield work

    @asynccontextmanager
    async def _begun(self) -> AsyncGenerator[Work]:
        async with self.engine.begin() as connection:
            work = Work(connection, self.keyring, mails=self.mails)
            yield work
            await settle(work)

    async def run[T](self, actor: Actor, act: Callable[[Work], Awaitable[T]]) -> T:
        """Run a decision in a transaction, again from the start if the database asks for that."""
        return await again(lambda: _within(self.transaction(actor), act))

    async def run_for[T](
        self,
        token: Token,
        needed: Scopes,
        request_id: str,
        act: Callable[[Work], Awaitable[T]],
    ) -> T:
        """Run a decision on behalf of a token, again if the database asks for that."""
        return await again(lambda: _within(self.on_behalf_of(token, needed, request_id), act))


async def _within[T](
    begun: AbstractAsyncContextManager[Work], act: Callable[[Work], Awaitable[T]]
) -> T:
    async with begun as work:
        return await act(work)

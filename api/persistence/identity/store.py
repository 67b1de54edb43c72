"""The one door into the identity zone: a transaction in its context, asked for by a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.persistence.contexts import ENTER_IDENTITY
from api.persistence.keys import IdentityKeys
from api.persistence.retrying import again

_ENTER = text(ENTER_IDENTITY)


@dataclass(frozen=True, slots=True)
class IdentityStore:
    """Opens transactions as the role ``peers_identity``."""

    engine: AsyncEngine
    keys: IdentityKeys

    async def run[T](self, act: Callable[[Connection], T]) -> T:
        """Run a synchronous function in one transaction, again if the database asks for that.

        It is committed whatever the function returns, an OAuth error included, since what was
        noted of an attempt (a used assertion, a revoked family) has to stay. It is rolled back
        only if the function raises. Never hash a password in it: the event loop would wait.
        """

        async def attempt() -> T:
            async with self.engine.begin() as connection:
                await connection.execute(_ENTER)
                return await connection.run_sync(act)

        return await again(attempt)

"""Taking a file: its network is the sender's before a byte is read, and few are sealed at once."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Final

from api.domain.access import Token, Viewer
from api.domain.errors import NotPossibleNow, Refusal
from api.domain.scopes import Scope
from api.http.imports.adding import Taken, add
from api.http.imports.asking import Asked, refused
from api.http.imports.receiving import Received
from api.persistence.idempotency import KeyInUse, KeyReused
from api.persistence.networks import Networks
from api.persistence.rights import RightsGone, RightsNarrowed
from api.persistence.work import Work
from api.schema.execution import Executor, key_refused, lacking, revoked

NEEDED: Final = frozenset({Scope.GROUPS_MANAGE})
CONFLICT, NOT_FOUND = 409, 404


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a file, by which token, in which request."""

    viewer: Viewer
    token: Token
    request_id: str


def sender(viewer: Viewer, request_id: str) -> Sender:
    """Return a viewer as somebody who may send files; RequestRefused 401 or 403."""
    if viewer.token is None or not viewer.scopes >= NEEDED:
        raise lacking(NEEDED, viewer)
    return Sender(viewer, viewer.token, request_id)


@dataclass(frozen=True, slots=True)
class Taking:
    """Makes imports of files, for the API and for the page alike."""

    executor: Callable[[], Executor]
    # A whole file is in memory only while it is sealed, so that few are at a time: those that wait
    # for it are on disk.
    sealing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    async def take(
        self,
        by: Sender,
        wanted: Asked,
        receive: Callable[[], AbstractAsyncContextManager[Received]],
        key: str | None = None,
    ) -> Taken:
        """Return a new import of what ``receive`` gives, once for a key; RequestRefused otherwise.

        404 for a network that is not the sender's, 409 where too many imports wait.
        """
        await self._within(by, lambda work: _check_network(work, wanted))
        async with receive() as received, self.sealing:
            return await self._within(by, lambda work: add(work, wanted, received, key))

    async def _within[T](self, by: Sender, act: Callable[[Work], Awaitable[T]]) -> T:
        """Run a decision on behalf of a token, its refusals as ones of the request."""
        try:
            store = self.executor().store
            return await store.run_for(by.token, NEEDED, by.request_id, act)
        except RightsGone:
            raise revoked() from None
        except RightsNarrowed as narrowed:
            raise lacking(NEEDED, by.viewer.narrowed(narrowed.rights)) from None
        except (KeyReused, KeyInUse) as error:
            raise key_refused(error) from None
        except NotPossibleNow as refusal:
            raise refused(refusal, CONFLICT) from None
        except Refusal as refusal:
            refusal.path = refusal.path or ("network",)
            raise refused(refusal, NOT_FOUND) from None


async def _check_network(work: Work, wanted: Asked) -> None:
    await Networks(work).get(wanted.network_id)

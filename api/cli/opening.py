"""What a command has open while it works, whichever database it is for."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

from api.app import Runtime, accessed, opened
from api.cli.options import err
from api.persistence.faults import Fault
from api.persistence.migrate import migrate, pending
from api.settings import Settings


def with_runtime[T](settings: Settings, act: Callable[[Runtime], Awaitable[T]]) -> T:
    """Return what ``act`` does with an open database, whose server it shares if there is one.

    Fault where the key that personal data is sealed with is not known.
    """
    if settings.database_url is not None and settings.kek is None:
        raise Fault(
            "The key that encrypts personal data is missing.",
            "Set PEERS_KEK to what the service has.",
        )
    return asyncio.run(_opened(settings, act))


async def _opened[T](settings: Settings, act: Callable[[Runtime], Awaitable[T]]) -> T:
    with ExitStack() as stack:
        access = accessed(settings, stack, progress=err.print)
        if settings.database_url is None and access.owner_url and await pending(access.owner_url):
            await migrate(access.owner_url)
        async with opened(access, settings) as runtime:
            return await act(runtime)

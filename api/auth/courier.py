"""Errands beside a request: what must not show in its time."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from api.notices.mail import Sender

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Courier:
    """Does beside a request what must not show in its time, such as whether an account exists."""

    sender: Sender
    _errands: set[asyncio.Task[None]] = field(
        default_factory=set[asyncio.Task[None]], repr=False, compare=False
    )

    def send_off(self, errand: Coroutine[Any, Any, None]) -> None:
        """Begin an errand and go on; what goes wrong in it is logged by its kind alone."""
        task = asyncio.get_running_loop().create_task(_done(errand))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def all_done(self) -> None:
        """Wait for every errand that was begun, as a server does that ends."""
        await asyncio.gather(*self._errands)


async def _done(errand: Coroutine[Any, Any, None]) -> None:
    try:
        await errand
    except Exception as error:  # noqa: BLE001 - nobody waits for it, and its words may hold an address
        _log.error("errand failed", error=type(error).__name__)

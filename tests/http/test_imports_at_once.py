"""Many who send large files at once: those that wait for their turn are on disk, not in memory.

To see it fail: let ``pack`` read the file before it hands it on, or take ``self.sealing`` out of
``Taking.take``.
"""

import asyncio
import random
import tracemalloc
from base64 import b64encode
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Self
from zlib import decompress

import pytest

from api.domain.import_words import ImportFormat
from api.http.imports import taking
from api.http.imports.receiving import Received, pack
from api.http.imports.taking import Taking

MIB = 1024 * 1024
SENDERS, AT_ONCE, EACH = 12, 2, 2 * MIB


def pieces(number: int) -> Iterator[bytes]:
    """A file that hardly becomes smaller, bit by bit."""
    anything = random.Random(number)
    yield b"["
    for _ in range(EACH // (64 * 1024)):
        yield b64encode(anything.randbytes(48 * 1024))


def digest(number: int) -> bytes:
    hashing = sha256()
    for piece in pieces(number):
        hashing.update(piece)
    return hashing.digest()


@dataclass
class Desk:
    """Stands for the executor, its store, and for what becomes of a file within a transaction."""

    all_here: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: int = 0
    held: int = 0
    most_held: int = 0

    @property
    def store(self) -> Self:
        return self

    async def run_for(
        self, _token: object, _needed: object, _id: object, act: Callable[[None], Awaitable[object]]
    ) -> object:
        return await act(None)

    async def nothing(self, *_: object) -> None:
        """Whose the network is plays no part here."""

    async def add(self, _work: object, _wanted: object, received: Received, _key: object) -> bytes:
        self.held += 1
        self.most_held = max(self.held, self.most_held)
        content = received.packed()
        await asyncio.sleep(0.01)
        self.held -= 1
        return sha256(decompress(content)).digest()

    @asynccontextmanager
    async def receive(self, number: int) -> AsyncGenerator[Received]:
        async with pack(_sent(number), ImportFormat.MEETING_GUIDE) as received:
            self.arrived += 1
            if self.arrived == SENDERS:
                self.all_here.set()
            yield received


async def _sent(number: int) -> AsyncGenerator[bytes]:
    for piece in pieces(number):
        await asyncio.sleep(0)
        yield piece


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr(taking, "add", made.add)
    monkeypatch.setattr(taking, "_check_network", made.nothing)
    return made


async def test_of_many_files_that_arrive_at_once_few_are_in_memory(desk: Desk) -> None:
    nobody_yet: Any = asyncio.Semaphore(0)
    everybody: Any = desk
    taken = Taking(lambda: everybody, nobody_yet)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        by: Any = _Sender()
        wanted: Any = None
        sending = [
            asyncio.create_task(taken.take(by, wanted, lambda number=number: desk.receive(number)))
            for number in range(SENDERS)
        ]
        await desk.all_here.wait()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Packed they come to three quarters of what was sent, which is four times as much.
    assert after - before < SENDERS * EACH // 5
    for _ in range(AT_ONCE):
        nobody_yet.release()
    assert await asyncio.gather(*sending) == [digest(number) for number in range(SENDERS)]
    assert desk.most_held == AT_ONCE


@dataclass
class _Sender:
    token: None = None
    request_id: str = "of a test"

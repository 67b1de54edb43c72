"""A file as it arrives: counted, hashed and packed on the way, so that little is ever in memory."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO

from starlette.requests import ClientDisconnect, Request

from api.domain.import_words import ImportFormat
from api.domain.imports import LARGEST_BYTES
from api.feeds.errors import FeedNotReadable
from api.feeds.sniffing import HEAD_BYTES, refuse_foreign
from api.http.guard import CLOSE, declared_length, too_large
from api.schema.messages import ErrorCode, RequestRefused

SECONDS = 120.0
_IN_MEMORY = 128 * 1024
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Received:
    """What was sent, packed and for the greater part on disk, and the hash of it as it was sent."""

    kept: IO[bytes]
    digest: bytes

    def packed(self) -> bytes:
        """Return all of it, for as long as one of the few who may hold a whole file does."""
        self.kept.seek(0)
        return self.kept.read()


@asynccontextmanager
async def receive(request: Request, form: ImportFormat) -> AsyncGenerator[Received]:
    """Hold what was sent until it is taken.

    Raises RequestRefused: 413 for more than 20 MiB, 408 for what does not arrive in time, 400 for
    half of it, 422 for what cannot be of the format by its first bytes.
    """
    declared_length(request.headers.get("content-length"), LARGEST_BYTES)
    async with pack(request.stream(), form) as received:
        yield received


@asynccontextmanager
async def in_time() -> AsyncGenerator[None]:
    """Hold whoever sends a file to a whole one in time; RequestRefused 408 or 400."""
    try:
        async with asyncio.timeout(SECONDS):
            yield
    except TimeoutError:
        raise RequestRefused(
            ErrorCode.TIMEOUT, "The file did not arrive in time.", status=408, headers=CLOSE
        ) from None
    except ClientDisconnect:
        raise RequestRefused(
            ErrorCode.BAD_REQUEST, "The connection ended before the file was complete."
        ) from None


@asynccontextmanager
async def pack(chunks: AsyncIterable[bytes], form: ImportFormat) -> AsyncGenerator[Received]:
    """Hold a file; RequestRefused as above."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        async with in_time():
            digest = await _pack(chunks, form, kept)
        yield Received(kept, digest)


async def _pack(chunks: AsyncIterable[bytes], form: ImportFormat, kept: IO[bytes]) -> bytes:
    packer, hashing, size, head, looked_at = zlib.compressobj(1), sha256(), 0, b"", False
    async for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_BYTES:
            raise too_large(LARGEST_BYTES)
        if not looked_at:
            head += chunk[:HEAD_BYTES]
            looked_at = len(head) >= HEAD_BYTES and _look_at(head, form)
        hashing.update(chunk)
        kept.write(packer.compress(chunk))
    if not looked_at:
        _look_at(head, form)
    kept.write(packer.flush())
    return hashing.digest()


def _look_at(head: bytes, form: ImportFormat) -> bool:
    try:
        refuse_foreign(head[:HEAD_BYTES], form)
    except FeedNotReadable as error:
        raise unreadable(error) from None
    return True


def unreadable(error: FeedNotReadable) -> RequestRefused:
    return RequestRefused(
        ErrorCode.BAD_REQUEST,
        f"{error.message} {error.remedy}",
        status=UNPROCESSABLE,
        details={"reason": error.code},
        headers=CLOSE,
    )

"""A form with a file, as a browser sends it: counted on the way, the file on disk."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from api.domain.imports import LARGEST_BYTES
from api.http.guard import CLOSE, declared_length, too_large
from api.http.imports.receiving import in_time
from api.http.pages.forms import Form, collected
from api.schema.messages import ErrorCode, RequestRefused

MULTIPART: Final = "multipart/form-data"
BESIDE_BYTES: Final = 16 * 1024
"""What the other fields, and the lines around each, may come to."""
_LIMIT: Final = LARGEST_BYTES + BESIDE_BYTES
_FIELD_BYTES, _MOST_FIELDS, _PIECE = 1024, 10, 64 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form, and the file in it, if one was chosen."""

    form: Form
    file: UploadFile | None

    async def pieces(self) -> AsyncGenerator[bytes]:
        """Return the file bit by bit."""
        while self.file is not None and (piece := await self.file.read(_PIECE)):
            yield piece


@asynccontextmanager
async def uploaded(request: Request) -> AsyncGenerator[Sent]:
    """Hold what a form sent; RequestRefused 400, 408 or 413 for what no form of ours sends."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MULTIPART:
        raise _unreadable()
    declared_length(request.headers.get("content-length"), _LIMIT)
    parser = MultiPartParser(
        request.headers,
        _counted(request),
        max_files=1,
        max_fields=_MOST_FIELDS,
        max_part_size=_FIELD_BYTES,
    )
    try:
        async with in_time():
            data = await parser.parse()
    except MultiPartException:
        raise _unreadable() from None
    try:
        items = data.multi_items()
        files = [value for _, value in items if isinstance(value, UploadFile)]
        form = collected((name, value) for name, value in items if isinstance(value, str))
        yield Sent(form, next((file for file in files if file.filename), None))
    finally:
        await data.close()


async def _counted(request: Request) -> AsyncGenerator[bytes]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _LIMIT:
            raise too_large(LARGEST_BYTES)
        yield chunk


def _unreadable() -> RequestRefused:
    return RequestRefused(
        ErrorCode.BAD_REQUEST, "This form cannot be read. Please begin again.", headers=CLOSE
    )

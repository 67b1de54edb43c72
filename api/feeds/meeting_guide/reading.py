"""A feed from a file or an address, as a list of rows that nobody has looked at yet.

Errors are raised ``from None``: the causes name the path or address, which may hold a key.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import httpx
import orjson

from api.feeds.errors import FeedNotReadable

LONGEST_BYTES = 50 * 1024 * 1024
LONGEST_SECONDS = 30.0
MOST_VALUES = 6_000_000
MOST_REDIRECTS = 3
_CHUNK = 256 * 1024

# Called with how many bytes are read and how many there are, None where nobody knows.
type Progress = Callable[[int, int | None], None]


def read_feed(source: str, *, progress: Progress | None = None) -> list[object]:
    """Return the rows of the feed at a path or an http(s) address.

    A feed is a JSON array, or an object with an array ``meetings``. Raises FeedNotReadable,
    with a remedy, if there is none, or if it has more than 50 MiB, needs more than 30
    seconds, or is more than three redirects away.
    """
    web = source.strip().lower().startswith(("http://", "https://"))
    report = progress or _nobody
    return rows_of(_fetched(source.strip(), report) if web else _stored(Path(source), report))


def _stored(path: Path, progress: Progress) -> bytes:
    try:
        size = path.stat().st_size
        if size > LONGEST_BYTES:
            raise _too_large()
        content = path.read_bytes()
    except (OSError, ValueError):
        raise FeedNotReadable(
            "The file of the feed cannot be read.",
            remedy="Check that the path is right and that this user may read the file.",
        ) from None
    progress(len(content), size)
    return content


def _fetched(address: str, progress: Progress) -> bytes:
    try:
        with (
            httpx.Client(
                timeout=LONGEST_SECONDS, follow_redirects=True, max_redirects=MOST_REDIRECTS
            ) as client,
            client.stream("GET", address, headers={"Accept": "application/json"}) as response,
        ):
            response.raise_for_status()
            return _body(response, progress)
    except httpx.HTTPStatusError as error:
        raise FeedNotReadable(
            f"The address of the feed answers with status {error.response.status_code}.",
            remedy="Open it in a browser; a feed behind a key needs the key in its address.",
        ) from None
    except httpx.TooManyRedirects:
        raise FeedNotReadable(
            f"The address of the feed redirects more than {MOST_REDIRECTS} times.",
            remedy="Use the address at which the redirects end.",
        ) from None
    except httpx.TimeoutException:
        raise _too_slow() from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
        raise FeedNotReadable(
            "The address of the feed cannot be reached.",
            remedy="Check its spelling and the network, or import a file saved from it.",
        ) from None


def _body(response: httpx.Response, progress: Progress) -> bytes:
    """Read the answer in parts, so that neither its size nor its pace is the sender's choice."""
    until = time.monotonic() + LONGEST_SECONDS
    length = response.headers.get("content-length", "")
    total = int(length) if length.isdecimal() and len(length) < 16 else None  # noqa: PLR2004 - digits
    if total is not None and total > LONGEST_BYTES:
        raise _too_large()
    content = bytearray()
    for chunk in response.iter_bytes(_CHUNK):
        content += chunk
        if len(content) > LONGEST_BYTES:
            raise _too_large()
        if time.monotonic() > until:
            raise _too_slow()
        progress(len(content), total)
    return bytes(content)


def rows_of(content: bytes) -> list[object]:
    """Return the rows of a feed that is read already; raises FeedNotReadable if it is none."""
    # What JSON becomes in memory goes by how many values it holds, not by its bytes.
    if sum(content.count(mark) for mark in (b",", b"[", b"{")) > MOST_VALUES:
        raise _too_many()
    try:
        feed = cast("object", orjson.loads(content.removeprefix(b"\xef\xbb\xbf")))
    except orjson.JSONDecodeError as error:
        raise FeedNotReadable(
            f"The feed is not JSON: see line {error.lineno}, column {error.colno}.",
            remedy="Check that the source is the feed itself and not the page that shows it.",
        ) from None
    if isinstance(feed, dict):
        feed = cast("dict[str, object]", feed).get("meetings")
    if not isinstance(feed, list):
        raise FeedNotReadable(
            "The feed is not a list of meetings.",
            remedy="A Meeting Guide feed is a JSON array of objects, or has one as `meetings`.",
        )
    return cast("list[object]", feed)


def _too_large() -> FeedNotReadable:
    return FeedNotReadable(
        f"The feed has more than {LONGEST_BYTES // 1024 // 1024} MiB.",
        remedy="Split it into several feeds, each with a source name of its own.",
    )


def _too_many() -> FeedNotReadable:
    return FeedNotReadable(
        f"The feed holds more than {MOST_VALUES} values.",
        remedy="Split it into several feeds, each with a source name of its own.",
    )


def _too_slow() -> FeedNotReadable:
    return FeedNotReadable(
        f"The feed did not arrive within {LONGEST_SECONDS:.0f} seconds.",
        remedy="Try again later, or import a file saved from it.",
    )


def _nobody(_done: int, _total: int | None) -> None:
    """Stand for a progress that nobody watches."""

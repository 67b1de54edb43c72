"""The keys of clients that publish them at an address of their own (RFC 7517, ``jwks_uri``).

They are kept for as long as the address says, one day at most (SMART App Launch 2, client
authentication: asymmetric). A key id that they do not hold has them fetched again, at most
once a minute; an address that failed is left alone for some seconds.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import orjson

from api.fetching import Fetched, Fetcher, NotFetched

REMEMBERED = 1_000
DEFAULT_SECONDS = 300.0
MOST_SECONDS = 86_400.0
UNKNOWN_KEY_SECONDS = 60.0
FAILED_SECONDS = 10.0

type Jwk = Mapping[str, Any]


@dataclass(slots=True)
class _Known:
    """What an address said last, None where it failed; times are of the monotonic clock."""

    keys: tuple[Jwk, ...] | None = None
    asked_at: float = -MOST_SECONDS
    fresh_until: float = -MOST_SECONDS
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def serves(self, kid: str, now: float) -> bool:
        """Return whether nothing has to be fetched, or may be."""
        if self.keys is None:
            return now < self.asked_at + FAILED_SECONDS
        if now >= self.fresh_until:
            return False
        known = any(key.get("kid") == kid for key in self.keys)
        return known or now < self.asked_at + UNKNOWN_KEY_SECONDS


@dataclass(slots=True)
class ClientKeys:
    """Fetches the keys of clients, and remembers them."""

    fetcher: Fetcher = field(default_factory=Fetcher)
    clock: Callable[[], float] = time.monotonic
    _known: OrderedDict[str, _Known] = field(default_factory=OrderedDict[str, _Known])

    async def at(self, url: str, kid: str) -> tuple[Jwk, ...]:
        """Return the keys that a client publishes at a URL: none where they cannot be had.

        ``kid`` is the one that is looked for. Nobody waits twice for the same answer.
        """
        known = self._remembered(url)
        began = self.clock()
        if not known.serves(kid, began):
            async with known.lock:
                fetched_meanwhile = known.asked_at > began
                if not fetched_meanwhile and not known.serves(kid, self.clock()):
                    await self._fetch(url, known)
        return known.keys or ()

    def _remembered(self, url: str) -> _Known:
        known = self._known.setdefault(url, _Known())
        self._known.move_to_end(url)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return known

    async def _fetch(self, url: str, known: _Known) -> None:
        try:
            fetched = await self.fetcher.get(url)
            keys = _keys(fetched)
        except NotFetched:
            known.asked_at = self.clock()
            if known.asked_at >= known.fresh_until:
                known.keys = None
            return
        known.asked_at = self.clock()
        known.keys, known.fresh_until = keys, known.asked_at + _seconds(fetched)


def _keys(fetched: Fetched) -> tuple[Jwk, ...]:
    try:
        found = cast("object", orjson.loads(fetched.body))
    except orjson.JSONDecodeError:
        raise NotFetched("The answer is no JSON.") from None
    keys = cast("dict[str, object]", found).get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list):
        raise NotFetched("The answer is no set of keys.")
    listed = cast("list[object]", keys)
    return tuple(cast("Jwk", each) for each in listed if isinstance(each, dict))


def _seconds(fetched: Fetched) -> float:
    """Return for how long an answer may be kept, by its ``Cache-Control`` (RFC 9111, 5.2.2)."""
    directives: dict[str, str] = {}
    for directive in fetched.headers.get("cache-control", "").split(","):
        name, _, value = directive.strip().lower().partition("=")
        directives[name] = value.strip('"')
    if "no-store" in directives or "no-cache" in directives:
        return 0
    age = directives.get("max-age")
    if age is None:
        return DEFAULT_SECONDS
    usable = age.isascii() and age.isdigit() and len(age) < len("1000000000")
    return min(float(age), MOST_SECONDS) if usable else 0

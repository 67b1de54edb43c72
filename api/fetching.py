"""Fetching what somebody else wrote an address of: https, public addresses, little, soon.

The name is resolved once, every address that it has must be public, and the connection goes to
one of those that were looked at, so that a second answer of the DNS cannot lead elsewhere.
Redirects are not followed, proxies of the environment not used.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import httpx

SECONDS = 3.0
BYTES = 64 * 1024
URL_LENGTH = 2_000
OK = 200

type Resolve = Callable[[str, int], Awaitable[list[str]]]


class NotFetched(Exception):
    """An address that may not be asked, or that did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Fetched:
    body: bytes
    headers: Mapping[str, str]


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the Internet's, however it is written.

    Private, loopback, link-local, multicast and reserved ones are not, nor any that stand for
    an IPv4 address in another form.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None or ip.sixtofour is not None or ip.teredo is not None:
            return False
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


async def resolved(host: str, port: int) -> list[str]:
    """Return every address of a host; OSError where it has none."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


@cache
def _trusting() -> ssl.SSLContext:
    """Whom everybody believes, read once: there are hundreds of them."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches over https. ``allows`` decides by the address, ``tls`` whom to believe.

    ``seconds`` is for all of it: the name, the connection, the answer, of at most ``most_bytes``.
    """

    allows: Callable[[str], bool] = is_public
    resolve: Resolve = resolved
    tls: ssl.SSLContext = field(default_factory=_trusting)
    seconds: float = SECONDS
    most_bytes: int = BYTES
    accept: str = "application/json, application/jwk-set+json"

    async def get(self, url: str) -> Fetched:
        """Return what a URL answers; raises NotFetched for anything but a short 200 in time."""
        host, port, target = _parts(url)
        try:
            async with asyncio.timeout(self.seconds):
                address = await self._address(host, port)
                return await self._ask(host, port, address, target)
        except (OSError, TimeoutError, httpx.HTTPError, UnicodeError):
            raise NotFetched("The address did not answer.") from None

    async def _address(self, host: str, port: int) -> str:
        found = await self.resolve(host, port)
        if not found or not all(self.allows(each.partition("%")[0]) for each in found):
            raise NotFetched("The address is not a public one.")
        return found[0]

    async def _ask(self, host: str, port: int, address: str, target: str) -> Fetched:
        literal = f"[{address}]" if ":" in address else address
        named = f"[{host}]" if ":" in host else host
        request = httpx.Request(
            "GET",
            f"https://{literal}:{port}{target}",
            headers={
                "Host": named if port == 443 else f"{named}:{port}",  # noqa: PLR2004 - https
                "Accept": self.accept,
                "Accept-Encoding": "identity",
            },
            # Whom the certificate has to name, since the URL holds only an address.
            extensions={"sni_hostname": host},
        )
        async with httpx.AsyncClient(
            verify=self.tls, trust_env=False, timeout=self.seconds
        ) as client:
            answer = await client.send(request, stream=True)
            try:
                return await _short(answer, self.most_bytes)
            finally:
                await answer.aclose()


async def _short(answer: httpx.Response, most_bytes: int) -> Fetched:
    if answer.status_code != OK or "content-encoding" in answer.headers:
        raise NotFetched("The address answered something else.")
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += chunk
        if len(body) > most_bytes:
            raise NotFetched("The answer is too long.")
    return Fetched(bytes(body), dict(answer.headers))


def _parts(url: str) -> tuple[str, int, str]:
    """Return host, port and path with query of an https URL; NotFetched for any other."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NotFetched("This is no address.") from None
    plain = url.isascii() and url.isprintable() and len(url) <= URL_LENGTH and " " not in url
    if not plain or parts.scheme != "https" or not host or "@" in parts.netloc or parts.fragment:
        raise NotFetched("Only a plain https address is fetched.")
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return host, 443 if port is None else port, target

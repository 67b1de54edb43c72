"""What may be registered of an OAuth client: its name, and the addresses that lead to it.

Each rule returns every fault that it finds, as refusals that name their place in the input,
so that somebody who registers a client is told all of them at once. For keys see
``key_rules``.
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import unquote

from api.domain.errors import InvalidInput
from api.domain.scopes import Scope
from api.domain.standing import ClientKind

APPS = frozenset({ClientKind.PUBLIC_APP, ClientKind.CONFIDENTIAL_APP})
"""Kinds that people sign in to."""
BACKENDS = frozenset(
    {ClientKind.CLINIC_BACKEND, ClientKind.NETWORK_BACKEND, ClientKind.PARTNER_BACKEND}
)
"""Kinds that act for an organisation by themselves (client credentials)."""

NAME_LENGTH = 120
ADDRESS_LENGTH = 1_000
MOST_ADDRESSES = 10
LAST_PORT = 65_535
LOOPBACK = frozenset({"127.0.0.1", "[::1]"})
"""The hosts of RFC 8252, section 7.3; a name such as localhost may lead elsewhere (8.3)."""

# The characters of RFC 3986, each percent sign with two hexadecimal digits.
_PLAIN = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_PARTS = re.compile(r"([a-z][a-z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(\?[^#]*)?")
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::([1-9][0-9]{0,4}))?")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+")
_LONGEST_HOST = 253
_USUAL_PORTS = {"https": 443, "http": 80}


class Address(NamedTuple):
    """A URI taken apart (RFC 3986): without fragment, user, and segments that lead upwards."""

    scheme: str
    host: str | None
    port: int | None
    path: str
    query: str | None


def address(text: str) -> Address | None:
    """Return the parts of a plain URI; None for anything else."""
    if len(text) > ADDRESS_LENGTH or not _PLAIN.fullmatch(text):
        return None
    found = _PARTS.fullmatch(text)
    if found is None or any(unquote(each) in {".", ".."} for each in found[3].split("/")):
        return None
    if found[2] is None:
        return Address(found[1], None, None, found[3], found[4])
    named = _AUTHORITY.fullmatch(found[2])
    if named is None or not _is_host(named[1]) or int(named[2] or 1) > LAST_PORT:
        return None
    port = int(named[2]) if named[2] else None
    return Address(found[1], named[1], port, found[3], found[4])


def cleaned(name: str) -> str:
    """Return a name as it is kept: single spaces, none around."""
    return " ".join(name.split())


def name_faults(name: str) -> list[InvalidInput]:
    kept = cleaned(name)
    if 1 <= len(kept) <= NAME_LENGTH and kept.isprintable():
        return []
    return [_fault(f"A name has 1 to {NAME_LENGTH} printable characters.", "name")]


def redirect_faults(kind: ClientKind, uris: Sequence[str]) -> list[InvalidInput]:
    """Return what is wrong with redirect URIs (RFC 9700, section 2.1; RFC 8252, section 7)."""
    if kind not in APPS:
        return [_fault("A backend sends nobody anywhere.", "redirectUris")] if uris else []
    if not 1 <= len(uris) <= MOST_ADDRESSES:
        return [_fault(f"An app has 1 to {MOST_ADDRESSES} redirect URIs.", "redirectUris")]
    public = kind is ClientKind.PUBLIC_APP
    wrong = [None if _may_return(each, public=public) else _REDIRECTS[public] for each in uris]
    return _each("redirectUris", wrong)


def origin_faults(kind: ClientKind, origins: Sequence[str]) -> list[InvalidInput]:
    """Return what is wrong with web origins, which are written as browsers send them."""
    if kind not in APPS:
        return [_fault("A backend has no pages in a browser.", "origins")] if origins else []
    if len(origins) > MOST_ADDRESSES:
        return [_fault(f"An app has at most {MOST_ADDRESSES} origins.", "origins")]
    public = kind is ClientKind.PUBLIC_APP
    wrong = [None if _is_origin(each, public=public) else _ORIGINS[public] for each in origins]
    return _each("origins", wrong)


def website_faults(website: str | None) -> list[InvalidInput]:
    found = None if website is None else address(website)
    if website is None or (found is not None and found.scheme == "https" and found.host):
        return []
    return [_fault("A website is an https address.", "website")]


def scope_faults(words: Iterable[str]) -> list[InvalidInput]:
    """Return which words are no scopes."""
    known = {scope.value for scope in Scope}
    wrong = [None if word in known else "There is no such scope." for word in words]
    return _each("scopes", wrong)


def known_scopes(words: Iterable[str]) -> tuple[Scope, ...]:
    """Return scopes in the order of the list of them, without words that are none."""
    given = set(words)
    return tuple(scope for scope in Scope if scope.value in given)


def read_scopes(words: Sequence[str]) -> tuple[Scope, ...]:
    """Return scopes in the order of the list of them; InvalidInput for one that there is not."""
    for fault in scope_faults(words):
        raise fault
    return known_scopes(words)


def _may_return(uri: str, *, public: bool) -> bool:
    found = address(uri)
    if found is None:
        return False
    if found.scheme == "https":
        return bool(found.host)
    if found.scheme == "http":
        return public and found.host in LOOPBACK
    own = _PRIVATE_SCHEME.fullmatch(found.scheme) is not None
    return public and own and found.path.startswith("/")


def _is_origin(text: str, *, public: bool) -> bool:
    found = address(text)
    if found is None or not found.host or found.path or found.query is not None:
        return False
    if found.host != found.host.lower() or found.port == _USUAL_PORTS.get(found.scheme):
        return False
    return found.scheme == "https" or (public and found.scheme == "http" and found.host in LOOPBACK)


def _is_host(text: str) -> bool:
    if text.startswith("["):
        try:
            return bool(IPv6Address(text[1:-1]))
        except ValueError:
            return False
    return len(text) <= _LONGEST_HOST and all(map(_LABEL.fullmatch, text.split(".")))


def _each(name: str, wrong: Iterable[str | None]) -> list[InvalidInput]:
    return [_fault(each, name, index) for index, each in enumerate(wrong) if each is not None]


def _fault(message: str, *path: str | int) -> InvalidInput:
    return InvalidInput(message, path=("input", *map(str, path)))


_WHOLE = f"whole, at most {ADDRESS_LENGTH} characters, without user, fragment or dot segments"
_REDIRECTS = {
    True: f"A redirect URI of a public app is {_WHOLE}: https, http on 127.0.0.1 or [::1], or "
    "a scheme of the app's own such as com.example.app:/.",
    False: f"A redirect URI of a confidential app is {_WHOLE}: https.",
}
_ORIGINS = {
    True: "An origin is https, a host and perhaps a port, in lower case and with nothing behind; "
    "or http on 127.0.0.1 or [::1].",
    False: "An origin is https, a host and perhaps a port, in lower case and with nothing behind.",
}

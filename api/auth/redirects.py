"""Where people are sent back to: never anywhere that is not registered, letter by letter."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\])(?::([1-9][0-9]{0,4}))?(/[^#]*)?")
LAST_PORT = 65_535


def may_return_to(redirect_uri: str, registered: Iterable[str], *, native: bool) -> bool:
    """Return whether a redirect URI is a registered one (RFC 9700, section 2.1).

    For a ``native`` client the port of a loopback address may be any (RFC 8252, 7.3).
    """
    if redirect_uri in (known := tuple(registered)):
        return True
    return native and any(_same_but_for_the_port(redirect_uri, each) for each in known)


def returning(redirect_uri: str, told: Sequence[tuple[str, str | None]]) -> str:
    """Return a redirect URI with parameters added to whatever query it has of its own."""
    query = urlencode([(name, value) for name, value in told if value is not None])
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{query}"


def _same_but_for_the_port(asked: str, registered: str) -> bool:
    one, other = _LOOPBACK.fullmatch(asked), _LOOPBACK.fullmatch(registered)
    if one is None or other is None or int(one[2] or 0) > LAST_PORT:
        return False
    return (one[1], one[3]) == (other[1], other[3])

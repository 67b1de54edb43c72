"""Web addresses and telephone numbers as people type them."""

import re
from urllib.parse import urlsplit, urlunsplit

LONGEST_LINK = 2048
LONGEST_NUMBER = 64
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,62}")
_NEVER_IN_LINKS = frozenset(' <>"\\`')
_EXTENSION = re.compile(r"(?:ext(?:ension)?\.?|x)\s*(?=\d)", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s().\-/\u2010-\u2015]+")
_NUMBER = re.compile(r"\+?\d{3,20}(?:[,*#]+\d*){0,10}")


def web_address(text: str) -> str | None:
    """Return an http or https address with a host name; None for anything else.

    A scheme that is left out is https. Names and passwords before the host, and hosts
    that are numbers or have no dot, make it invalid: nobody publishes such a link.
    """
    text = text.strip()
    if len(text) > LONGEST_LINK or not text.isprintable() or _NEVER_IN_LINKS & set(text):
        return None
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    return urlunsplit(parts._replace(netloc=host if port is None else f"{host}:{port}"))


def secured(address: str) -> tuple[str, bool]:
    """Return the address with https, and whether it had http.

    Whoever joins a meeting over http shows everybody on the way which meeting it is.
    """
    if address.startswith("http://"):
        return f"https://{address.removeprefix('http://')}", True
    return address, False


def phone_number(text: str) -> str | None:
    """Return digits with ``+``, ``,``, ``*`` and ``#`` as in ``+13125550100,,123#``, or None."""
    if len(text) > LONGEST_NUMBER:
        return None
    bare = text.strip().lower().removeprefix("tel:")
    bare = _PUNCTUATION.sub("", _EXTENSION.sub(",", bare)).replace(";", ",")
    return bare if _NUMBER.fullmatch(bare) else None

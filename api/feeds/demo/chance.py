"""What looks like chance and is not: the same key always gives the same."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID, uuid5

from api.domain.ids import Code

_WORLD = UUID("6f1b7c0e-5d0a-5c1e-9a53-2f6c4b8d0e71")


def number(below: int, *key: str) -> int:
    """Return a number from 0 to below ``below`` that only the key decides."""
    digest = sha256("/".join(key).encode()).digest()
    return int.from_bytes(digest[:8]) % below


def pick[T](options: Sequence[T], *key: str) -> T:
    return options[number(len(options), *key)]


def identity(code: Code, slug: str) -> UUID:
    """Return the id of a thing of the demo world."""
    return uuid5(_WORLD, f"{code}/{slug}")

"""What a value of an input has to be, whichever thing it is said of; all raise InvalidInput."""

import re
from collections.abc import Callable, Collection

from api.domain.errors import InvalidInput
from api.domain.profiles import is_address

MOST_LISTED = 100
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,4}")
_CONTROL = {code: None for code in (*range(32), 127) if chr(code) not in "\n\t"}


def line(most: int) -> Callable[[str], str]:
    """Return a check for one line of text of 1 to ``most`` characters; stray space is dropped."""

    def check(text: str) -> str:
        cleaned = " ".join(text.split())
        if not 1 <= len(cleaned) <= most or not cleaned.isprintable():
            raise InvalidInput(f"This has 1 to {most} printable characters.")
        return cleaned

    return check


def prose(most: int) -> Callable[[str], str | None]:
    """Return a check for text of several lines, at most ``most`` characters; empty means none."""

    def check(text: str) -> str | None:
        cleaned = "\n".join(row.strip() for row in text.strip().splitlines())
        if len(cleaned) > most or cleaned.translate(_CONTROL) != cleaned:
            raise InvalidInput(f"This has at most {most} characters, none of them a control one.")
        return cleaned or None

    return check


def language(tag: str) -> str:
    """Return a language tag (BCP 47)."""
    if not _LANGUAGE.fullmatch(tag):
        raise InvalidInput("A language is a tag of BCP 47 such as de or pt-BR.")
    return tag


def languages(tags: Collection[str]) -> tuple[str, ...]:
    return distinct([language(tag) for tag in few(tags)])


def web_address(text: str) -> str:
    """Return an address that a browser may follow: http or https, at most 500 characters."""
    if not is_address(text):
        raise InvalidInput("This is an http or https address of at most 500 characters.")
    return text


def few[T](listed: Collection[T]) -> Collection[T]:
    """Return a list as it is unless it is longer than anybody means it to be."""
    if len(listed) > MOST_LISTED:
        raise InvalidInput(f"At most {MOST_LISTED} at once.")
    return listed


def distinct[T](listed: Collection[T]) -> tuple[T, ...]:
    """Return a list as a tuple in which nothing stands twice."""
    return tuple(dict.fromkeys(few(listed)))


def maybe[A, B](check: Callable[[A], B]) -> Callable[[A | None], B | None]:
    """Return a check that lets None, which means not stated, through."""
    return lambda value: None if value is None else check(value)

"""Text folded for comparison, in Python, so that every database sorts and finds alike."""

import unicodedata

_POINTS = range(10, 37)
_ABOVE_AND_BELOW = 200


def fold(text: str) -> str:
    """Return the text in lower case without accents or compatibility forms (NFKC)."""
    if text.isascii():
        return " ".join(text.casefold().split())
    lower = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(char for char in unicodedata.normalize("NFKD", lower) if not _is_accent(char))
    return " ".join(unicodedata.normalize("NFKC", bare).split())


def _is_accent(char: str) -> bool:
    """Say whether a mark may be left out, as accents and the points of Hebrew and Arabic may.

    Marks of the other combining classes (UAX 44) are letters to those who write them: the
    vowels and tones of Thai and Lao, the voicing of kana, the viramas of India.
    """
    mark = unicodedata.combining(char)
    return mark in _POINTS or mark >= _ABOVE_AND_BELOW


def sort_key(text: str, *, length: int = 120) -> str:
    """Return what a list is ordered by, under the collation "C"."""
    return fold(text)[:length]


def slug(text: str, *, length: int = 60) -> str:
    """Return lower-case ASCII words joined by hyphens; empty where nothing is left of the text."""
    ascii_only = (char if char.isascii() and char.isalnum() else " " for char in fold(text))
    return "-".join("".join(ascii_only).split())[:length].strip("-")


def camel(name: str) -> str:
    """Return the name of a field as clients write it."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)

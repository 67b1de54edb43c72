"""Text folded for comparison, in Python, so that every database sorts and finds alike."""

import unicodedata


def fold(text: str) -> str:
    """Return the text in lower case without accents or compatibility forms (NFKC)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFKC", bare).split())


def sort_key(text: str, *, length: int = 120) -> str:
    """Return what a list is ordered by, under the collation "C"."""
    return fold(text)[:length]


def slug(text: str, *, length: int = 60) -> str:
    """Return lower-case ASCII words joined by hyphens; empty where nothing is left of the text."""
    ascii_only = (char if char.isascii() and char.isalnum() else " " for char in fold(text))
    return "-".join("".join(ascii_only).split())[:length].strip("-")

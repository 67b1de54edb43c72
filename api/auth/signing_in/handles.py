"""What a person is found by: their e-mail address, or a name that they chose."""

import re
import unicodedata
from dataclasses import dataclass

from api.domain.errors import InvalidInput

LONGEST_ADDRESS = 254
"""Of an e-mail address (RFC 5321, section 4.5.3.1.3, without the angle brackets)."""
NAME_LENGTHS = range(3, 65)
_NAME = re.compile(r"[\w.\-]+")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+")


@dataclass(frozen=True, slots=True)
class Handle:
    """A normalised e-mail address or sign-in name; two that look alike are alike."""

    text: str

    @property
    def is_address(self) -> bool:
        return "@" in self.text

    def __repr__(self) -> str:
        """Show nothing of it, wherever it is written by mistake."""
        return "Handle(…)"


def read_handle(typed: str) -> Handle:
    """Return what was typed as a handle; InvalidInput for what can be none.

    Case and compatibility forms make no difference (NFKC, case folded), since people type them
    as their keyboard likes.
    """
    text = unicodedata.normalize("NFKC", typed.strip()).casefold()
    text = unicodedata.normalize("NFKC", text)
    if "@" in text:
        if len(text) > LONGEST_ADDRESS or not text.isprintable() or not _ADDRESS.fullmatch(text):
            raise InvalidInput("This is not an e-mail address.", path=("handle",))
    elif len(text) not in NAME_LENGTHS or not _NAME.fullmatch(text):
        raise InvalidInput(
            "A sign-in name has 3 to 64 letters, digits, dots, hyphens and underscores.",
            path=("handle",),
        )
    return Handle(text)

"""Text as it is searched: folded, split into words, and asked for in the same words.

Words end where Unicode's letters, marks and digits end. Chinese, Japanese, Thai, Lao, Khmer and
Burmese put no space between words, so a run of them becomes every two characters that stand
side by side. Nothing here knows a language: stems are the business of the database.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from api.domain.errors import InvalidInput
from api.domain.text import fold

LONGEST_QUESTION = 200
MOST_WORDS = 20
LONGEST_WORD = 60
BEGINNING = 4
"""From this length on a word is also found where it is only how another word begins."""

SMALL_WORDS = frozenset(
    {
        "a", "an", "and", "at", "by", "for", "from", "in", "my", "of", "on", "or", "our",
        "the", "to", "with",
        "am", "auf", "bei", "das", "dem", "den", "der", "des", "ein", "eine", "einen",
        "einer", "fur", "im", "ins", "mit", "nach", "und", "von", "vom", "zu", "zum",
        "al", "con", "de", "del", "el", "es", "la", "las", "los", "para", "por", "un",
        "una", "unas", "unos", "y",
        "au", "aux", "avec", "chez", "dans", "du", "et", "le", "les", "leur", "pour", "sur",
        "une",
        "ai", "alla", "degli", "della", "delle", "di", "e", "gli", "i", "il", "lo", "per",
        "ao", "com", "da", "do", "dos", "em", "na", "no", "o", "os",
        "een", "en", "het", "met", "van", "voor",
    }
)  # fmt: skip
"""What joins words in the languages of the directory: nobody is missed for leaving it out."""

_APOSTROPHES = "'\u2018\u2019\u02bb\u02bc`"
_HYPHENS = "-\u2010\u2012\u2013"
_SPELT_OTHERWISE = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "\u0131": "i",
}
_JOINED = re.compile(r"[-.']+")
_UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese and Japanese
    "\u0e00-\u0eff"  # Thai and Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff\u19e0-\u19ff"  # Khmer
)
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_RUNS = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_KATAKANA = range(0x30A1, 0x30F7)
_TO_HIRAGANA = 0x60
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@dataclass(frozen=True, slots=True)
class Sought:
    """Words that follow one another directly; ``beginning`` if the last may go on."""

    words: tuple[str, ...]
    beginning: bool


type Clause = tuple[Sought, ...]
"""At least one of these must be found."""


def words(text: str) -> list[str]:
    """Return all words that a text is found by, in its order."""
    return [
        word
        for piece in _pieces(text)
        # Words come again and again, and a run that could fill the memory does not.
        for word in (_known(piece) if len(piece) <= LONGEST_WORD else _found_by(piece))
    ]


def question(text: str) -> tuple[Clause, ...]:
    """Return what must be found, all of it; InvalidInput if that is nothing or too much."""
    if len(text) > LONGEST_QUESTION:
        raise InvalidInput(f"A search has at most {LONGEST_QUESTION} characters.")
    pieces = list(_pieces(text))
    if not pieces:
        raise InvalidInput("A search needs at least one letter or digit.")
    if len(pieces) > MOST_WORDS:
        raise InvalidInput(f"A search has at most {MOST_WORDS} words.")
    last = len(pieces) - 1
    asked = [(piece, at == last) for at, piece in enumerate(pieces)]
    telling = [each for each in asked if each[0] not in SMALL_WORDS] or asked
    return tuple(clause for piece, ends in telling for clause in _clauses(piece, typing=ends))


def _pieces(text: str) -> Iterator[str]:
    """Yield words, compounds with their hyphens, and runs of scripts without spaces."""
    for chunk in "".join(map(_character, fold(text))).split():
        for run in _RUNS.findall(chunk):
            bare = run.strip("-.'")
            if any(map(str.isalnum, bare)):
                yield bare


@lru_cache(maxsize=10_000)
def _character(char: str) -> str:
    """Return what stands for a folded character in a word: itself, another, nothing, a space."""
    code = ord(char)
    if char in _APOSTROPHES:
        return "'"
    if char in _HYPHENS:
        return "-"
    if code in _KATAKANA:
        return chr(code - _TO_HIRAGANA)
    kind = unicodedata.category(char)
    if kind in {"Cf", "Me"} or any(code in each for each in _SELECTORS):
        return ""
    if kind[0] in "LMN":
        return _SPELT_OTHERWISE.get(char, char)
    # An interpunct joins the halves of a Catalan l·l.
    return "." if char in ".·" else " "


def _found_by(piece: str) -> tuple[str, ...]:
    if _UNSPACED_RUN.match(piece):
        # The last character stands alone too, so that each one begins some word.
        return (*_pairs(piece), piece[-1])
    parts = [part for part in _JOINED.split(piece) if part]
    found = parts if len(parts) == 1 else [*parts, "".join(parts)]
    return tuple(word[:LONGEST_WORD] for word in found)


_known = lru_cache(maxsize=10_000)(_found_by)


def _clauses(piece: str, *, typing: bool) -> list[Clause]:
    if _UNSPACED_RUN.match(piece):
        whole = Sought(_pairs(piece), beginning=False)
        return [(whole if len(piece) > 1 else Sought((piece,), beginning=True),)]
    # Of "l'alcool" and "women's" the longest part says it all.
    parts = [max(reversed(part.split("'")), key=len) for part in re.split("[-.]+", piece)]
    whole = "".join(_JOINED.split(piece))
    if parts == [whole] or (len(parts) > 1 and max(map(len, parts)) == 1):
        return [(_sought(whole, typing=typing),)]
    return [(_sought(part, typing=typing), _sought(whole, typing=typing)) for part in parts]


def _sought(word: str, *, typing: bool) -> Sought:
    return Sought((word[:LONGEST_WORD],), beginning=typing or len(word) >= BEGINNING)


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(run[at : at + 2] for at in range(len(run) - 1))

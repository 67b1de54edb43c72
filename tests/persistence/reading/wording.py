"""What it means that a group is found by words, said of its texts in plain Python.

Scripts without spaces are searched for as they stand, anywhere in a text; words of the others
as whole words or beginnings, or by a stem, of which there is only the short table that the
questions of the generated documents need.
"""

# ruff: noqa: E501, RUF001 - questions are written as people write them.

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.persistence.reading.catalogue import Catalogue, Row

QUESTIONS = (
    "monday", "Monday circle", "mon", "circle monday", "monday’s WALK", "Éveil", "eveil", "ÅNGSTROM",
    "Trauer", "Trauernde", "trauerarbeit", "duelo", "grieved", "grieving par", "adicciones", "ADICCIÓN alcool",
    "l'alcool", "alcool un circulo", "Co-Abhängigkeit", "coabhangigkeit", "abhängigkeit", "A.A.", "aa für",
    "うつ病", "ｳﾂ", "家族", "病の家", "がん", "者の会", "者の家", "カン", "โรคซึมเศร้า", "ครอบครัว กลุ่ม", "晚间", "间小组", "小晚",
    "срыв", "ВЕЧЕР", "مجموعة", "strasse lodz", "straße FINE", "open", "hill", "concern 1", "quoted summary",
    "(de)", "nothing-like-it", "the monday and of", "sprout & ( | ! :*", "group 10",
)  # fmt: skip
STEMS = {
    "trauernde": ("de", "trauernd"),
    "grieved": ("en", "griev"),
    "adicciones": ("es", "adiccion"),
}
type Said = tuple[str, str]
"""The language of a text, and the text or a word of it."""

JOINERS = "'’-."
SMALL = frozenset({"the", "and", "of", "un", "fur"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a question; ``last`` if somebody may still be typing it."""

    text: str
    last: bool

    @property
    def spaced(self) -> bool:
        return not any(unspaced(char) for char in self.text)


def unspaced(char: str) -> bool:
    """Say whether a character belongs to a script that puts no space between words."""
    return unicodedata.name(char, "").split()[0] in {"CJK", "HIRAGANA", "KATAKANA-HIRAGANA", "THAI"}


def plain_text(text: str) -> str:
    """Return lower-case letters, marks, digits and what joins them, with single spaces."""
    kept: list[str] = []
    for char in unicodedata.normalize("NFKD", text).casefold().replace("ł", "l"):
        if 0x30A1 <= ord(char) <= 0x30F6:
            kept.append(unicodedata.lookup(unicodedata.name(char).replace("KATAKANA", "HIRAGANA")))
        elif unicodedata.category(char)[0] in "LMN" or char in JOINERS:
            kept.append("" if unicodedata.combining(char) >= 200 else char)
        else:
            kept.append(" ")
    return " ".join("".join(kept).replace("’", "'").split())


def is_found(wanted: Wanted, texts: Sequence[Said], *, whole: bool) -> bool:
    """Say whether any of the texts has a word, and if ``whole`` up to its end."""
    if not wanted.spaced:
        return any(wanted.text in text for _, text in texts)
    tokens = {
        (language, token)
        for language, text in texts
        for chunk in text.split()
        for token in _tokens(chunk)
    }
    halves = wanted.text.replace(".", "-").split("-")
    parts = [max(half.split("'")[::-1], key=len) for half in halves if half.strip("'")]
    joined = "".join(char for char in wanted.text if char not in JOINERS)
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        parts = []
    found = [_has(tokens, part, wanted.last, whole=whole) for part in parts]
    return (bool(parts) and all(found)) or _has(tokens, joined, wanted.last, whole=whole)


def _tokens(chunk: str) -> Iterator[str]:
    parts = "".join(" " if char in JOINERS else char for char in chunk).split()
    yield from parts
    yield "".join(parts)


def _has(tokens: set[Said], word: str, last: bool, *, whole: bool) -> bool:  # noqa: FBT001 - of the word
    goes_on = not whole and (last or len(word) > 3)
    stemmed, stem = STEMS.get(word, ("", ""))
    return any(
        token == word
        or (goes_on and token.startswith(word))
        or (language == stemmed and token.startswith(stem))
        for language, token in tokens
    )


def read_question(text: str) -> list[Wanted]:
    words = [word.strip("-'.") for word in plain_text(text).split()]
    words = [word for word in words if word]
    asked = [Wanted(word, at == len(words) - 1) for at, word in enumerate(words)]
    return [each for each in asked if each.text not in SMALL] or asked


def relevance(catalogue: Catalogue, group: Row, question: str) -> int | None:
    """Return how far from its name a group has the words of a question, None if it has not."""
    wanted = read_question(question)
    said: list[Said] = []
    begun, whole = 4, 4
    for place, texts in enumerate(_fields(catalogue, group)):
        said += [(language, plain_text(text)) for language, text in texts if text]
        for exact in (False, True):
            if all(is_found(each, said, whole=exact) for each in wanted):
                begun = min(begun, place)
                whole = min(whole, place) if exact else whole
    return None if begun == 4 else begun + whole


def _fields(catalogue: Catalogue, group: Row) -> Iterator[list[tuple[str, str | None]]]:
    versions = [group, *catalogue.of("group_translations", "group_id", group["id"])]
    network = catalogue.by_id["networks", group["network_id"]]
    topics = [
        term
        for term in catalogue.tables["terms"]
        if term["dimension"] == "TOPIC" and term["slug"] in group["topics"]
    ]
    labels = [
        each for term in topics for each in catalogue.of("term_labels", "term_id", term["id"])
    ]
    concerns = catalogue.of("network_concerns", "network_id", network["id"])
    names = [network["name"], *(each["name"] for each in concerns)]
    yield [(each["language"], each["name"]) for each in versions]
    yield [(each["language"], each["text"]) for each in labels] + [
        (group["language"], name) for name in names
    ]
    yield [(each["language"], each["summary"]) for each in versions]
    yield [(each["language"], each["description"]) for each in versions]

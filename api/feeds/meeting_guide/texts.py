"""Texts of a feed as plain text: no markup, no unprintable characters, nobody's contacts."""

import html
import re

import nh3

# Far above every limit, and it keeps the work on one text small whatever a feed holds.
LONGEST = 20_000
_MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z]+\d*);")
_LINE_ENDS = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])\s*>", re.IGNORECASE)
_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")
# Texts that went through several editors are escaped more than once.
_ROUNDS = 3
# Zero-width joiners carry meaning in Persian, in Indian scripts and in emoji.
_KEPT = frozenset("\n\u200c\u200d")

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Only a number that somebody is asked to call: the digits of a meeting room look the same.
_CALL = re.compile(
    r"\b(?P<ask>(?:call|text|contact|phone|ring|whatsapp|sms|llamar?|anrufen|tel|appelez)\b"
    r"(?:(?!\b(?:id|code|pin|passcode|room)\b)[^\d+(\n;]){0,40})"
    r"\+?\(?\d[\d\s().-]{5,20}\d",
    re.IGNORECASE,
)
_REMOVED = "…"


def plain_line(text: str) -> str:
    """Return the text on one line."""
    return " ".join(_without_markup(text[:LONGEST]).split())


def plain_paragraphs(text: str) -> str:
    """Return the text with its line ends, without empty lines."""
    lines = (" ".join(line.split()) for line in _without_markup(text[:LONGEST]).splitlines())
    return "\n".join(line for line in lines if line)


def without_contacts(text: str) -> tuple[str, int]:
    """Return the text without e-mail addresses and numbers to call, and how many there were."""
    text, emails = _EMAIL.subn(_REMOVED, text)
    text, numbers = _CALL.subn(rf"\g<ask>{_REMOVED}", text)
    return text, emails + numbers


def _without_markup(text: str) -> str:
    text = _printable(text)
    for _ in range(_ROUNDS):
        if not _MARKUP.search(text):
            return text
        stripped = nh3.clean(_LINE_ENDS.sub("\n", text), tags=set())
        text = _printable(html.unescape(stripped))
    return _TAG_START.sub("", text)


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in _KEPT else " " if char.isspace() else ""
        for char in text.replace("\r\n", "\n").replace("\r", "\n")
    )

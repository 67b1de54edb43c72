"""Reading what a form sends, from a body or from an address."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from api.schema.messages import ErrorCode, RequestRefused

MOST_FIELDS = 300


@dataclass(frozen=True, slots=True)
class Form:
    """Fields by name, each with its values in the order sent; absent is the same as empty."""

    fields: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str:
        """Return the last value of a field, or an empty text."""
        values = self.fields.get(name, ())
        return values[-1].strip() if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of a field, each once, without empty ones."""
        stripped = (value.strip() for value in self.fields.get(name, ()))
        return tuple(dict.fromkeys(value for value in stripped if value))

    def whole(self, name: str, among: Iterable[int], default: int) -> int:
        """Return the one of some whole numbers that was chosen."""
        return {str(number): number for number in among}.get(self.one(name), default)


def decode(encoded: bytes) -> Form:
    """Decode ``application/x-www-form-urlencoded``.

    Raises RequestRefused 400 for what is not that, in UTF-8, with at most 300 fields.
    """
    try:
        pairs = parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise RequestRefused(
            ErrorCode.BAD_REQUEST, "This form cannot be read. Please begin again."
        ) from None
    return collected(pairs)


def collected(pairs: Iterable[tuple[str, str]]) -> Form:
    """Return fields, however they were sent, as a form."""
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), _printable(value))
    return Form(fields)


def _printable(text: str) -> str:
    """Turn control characters into space: no reader typed them, and text in SQL knows no NUL."""
    return "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)

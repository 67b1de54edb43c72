"""What may be corrected of which things, and how each plain value is read.

Values are plain, as JSON has them; a reading turns one into the domain's.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from api.domain.errors import InvalidInput
from api.domain.groups import Group, valid_name
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.venues import Venue
from api.domain.vocabulary import Cost, Joining, Openness, Word

type Correctable = Group | Meeting | Network | Venue
type Reading = Callable[[Any, str], object]

LINE, PARAGRAPH, PAGE = 255, 1_000, 5_000
MOST_LANGUAGES = 30
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,4}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def _name(value: Any, field: str) -> str:  # noqa: ANN401 - plain JSON
    return valid_name(value or "", path=(field,))


def _text(most: int) -> Reading:
    def read(value: Any, field: str) -> str | None:  # noqa: ANN401 - plain JSON
        if value is None:
            return None
        lines = [line.strip() for line in str(value).strip().splitlines()]
        text = "\n".join(lines)
        if not text or len(text) > most or not "".join(lines).isprintable():
            raise InvalidInput(f"A text here has 1 to {most} printable characters.", path=(field,))
        return text

    return read


def _word(vocabulary: type[Word]) -> Reading:
    return lambda value, _field: None if value is None else vocabulary(value)


def _flag(value: Any, _field: str) -> bool | None:  # noqa: ANN401 - plain JSON
    return cast("bool | None", value)


def _languages(value: Any, field: str) -> tuple[str, ...]:  # noqa: ANN401 - plain JSON
    tags: tuple[str, ...] = tuple(dict.fromkeys(value or ()))
    if len(tags) > MOST_LANGUAGES or not all(map(_LANGUAGE.fullmatch, tags)):
        raise InvalidInput(
            f"At most {MOST_LANGUAGES} languages, each a tag of BCP 47 such as de or pt-BR.",
            path=(field,),
        )
    return tags


def _country(value: Any, field: str) -> str | None:  # noqa: ANN401 - plain JSON
    if value is not None and not _COUNTRY.fullmatch(value):
        raise InvalidInput(
            "A country is written as two capital letters, ISO 3166-1 alpha-2.", path=(field,)
        )
    return value


READINGS: Mapping[type[Correctable], Mapping[str, Reading]] = {
    Group: {
        "name": _name,
        "summary": _text(PARAGRAPH),
        "description": _text(PAGE),
        "languages": _languages,
        "eligibility": _text(PARAGRAPH),
        "joining": _word(Joining),
        "newcomers_welcome": _flag,
        "cost": _word(Cost),
        "cost_note": _text(PARAGRAPH),
    },
    Meeting: {
        "name": _name,
        "languages": _languages,
        "openness": _word(Openness),
        "notes": _text(PARAGRAPH),
    },
    Network: {
        "name": _name,
        "description": _text(PAGE),
        "languages": _languages,
        "guidelines": _text(PAGE),
    },
    Venue: {
        "name": _text(LINE),
        "street": _text(LINE),
        "area": _text(LINE),
        "locality": _text(LINE),
        "region": _text(LINE),
        "postal_code": _text(LINE),
        "country": _country,
        "joining_notes": _text(PARAGRAPH),
        "transport": _text(PARAGRAPH),
    },
}
"""What may be corrected of each kind of thing, and how each plain value is read."""

EXACT = frozenset({"street", "postal_code"})
"""What is never said openly of a venue that is not public, nor proposed of it."""

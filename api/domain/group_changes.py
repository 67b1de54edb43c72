"""What an organisation says of a group of its own: each field checked, all violations at once."""

from collections.abc import Callable, Mapping
from typing import Any

from api.domain.errors import InvalidInput
from api.domain.fields import (
    distinct,
    few,
    language,
    languages,
    line,
    maybe,
    prose,
    web_address,
)
from api.domain.group_parts import OpenPlace, Translation
from api.domain.violations import Checks

NAME, SUMMARY, DESCRIPTION, NOTE = 255, 500, 20_000, 1_000
OLDEST = 130


def _age(years: int) -> int:
    if not 0 <= years <= OLDEST:
        raise InvalidInput(f"An age is 0 to {OLDEST} whole years.")
    return years


def _translations(listed: tuple[Translation, ...]) -> tuple[Translation, ...]:
    checks, found = Checks(()), list[Translation]()
    for number, each in enumerate(few(listed)):
        said: dict[str, Any] = {}
        for name in ("language", "name", "summary", "description"):
            with checks.at(str(number), name):
                said[name] = TEXTS[name](getattr(each, name))
        if len(said) == len(Translation.__dataclass_fields__):
            found.append(Translation(**said))
    checks.settle()
    if len({each.language for each in found}) < len(found):
        raise InvalidInput("Each language is translated to once.")
    return tuple(found)


def _open_places(listed: tuple[OpenPlace, ...]) -> tuple[OpenPlace, ...]:
    checks, found = Checks(()), list[OpenPlace]()
    for number, each in enumerate(few(listed)):
        said: dict[str, Any] = {"kind": each.kind, "moderated": each.moderated}
        for name, check in (("name", line(NAME)), ("url", web_address), ("hours", line(NAME))):
            with checks.at(str(number), name):
                said[name] = maybe(check)(getattr(each, name))
        if len(said) == len(OpenPlace.__dataclass_fields__):
            found.append(OpenPlace(**said))
    checks.settle()
    return tuple(found)


TEXTS: Mapping[str, Callable[[Any], Any]] = {
    "name": line(NAME),
    "summary": maybe(prose(SUMMARY)),
    "description": maybe(prose(DESCRIPTION)),
    "language": language,
}
CHECKS: Mapping[str, Callable[[Any], Any]] = {
    **TEXTS,
    "translations": _translations,
    **dict.fromkeys(("topics", "support", "audiences", "formats", "accessibility"), distinct),
    "languages": languages,
    "eligibility": maybe(prose(NOTE)),
    "cost_note": maybe(prose(NOTE)),
    "minimum_age": maybe(_age),
    "maximum_age": maybe(_age),
    "open_places": _open_places,
}
"""How each field is checked and cleaned; one that is not listed is as its type says."""


def checked(stated: Mapping[str, Any], checks: Checks) -> dict[str, Any]:
    """Return the stated fields as they are kept, noting what is wrong with any of them."""
    kept: dict[str, Any] = {}
    for name, value in stated.items():
        with checks.at(_camel(name)):
            kept[name] = CHECKS.get(name, _as_it_is)(value)
    low, high = kept.get("minimum_age"), kept.get("maximum_age")
    with checks.at("maximumAge"):
        if low is not None and high is not None and high < low:
            raise InvalidInput("The greatest age is not below the least.")
    return kept


def _as_it_is(value: object) -> object:
    return value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(each.title() for each in others)

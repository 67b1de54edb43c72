"""What languages and countries are called in English, by their codes."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pycountry says nothing of the types of what it reads from its files.

import re
from functools import cache
from typing import Final

import pycountry

# What people say where the standard's own name is another.
_EVERYDAY: Final = {"el": "Greek", "fa": "Persian (Farsi)", "nb": "Norwegian", "zh": "Chinese"}
_EVERYDAY_COUNTRIES: Final = {"GB": "United Kingdom", "RU": "Russia", "TR": "Türkiye"}
_REGION: Final = re.compile(r"[A-Z]{2}")
_TWO_LETTERS: Final = 2


# Not cached: a tag may be whatever a reader sent.
def language(tag: str) -> str:
    """Return the name of a language (BCP 47), such as ``Portuguese (Brazil)``; else the tag."""
    primary, *rest = tag.split("-")
    name = _EVERYDAY.get(primary) or _found(primary)
    if name is None:
        return tag
    region = next((part for part in rest if _REGION.fullmatch(part)), None)
    return f"{name} ({country(region)})" if region else name


@cache
def country(code: str) -> str:
    """Return the everyday name of a country (ISO 3166-1 alpha-2); else the code."""
    found = pycountry.countries.get(alpha_2=code)
    if found is None:
        return code
    common: str | None = getattr(found, "common_name", None)
    return _EVERYDAY_COUNTRIES.get(code) or common or found.name


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Return every country as code and name, by name."""
    codes = [found.alpha_2 for found in pycountry.countries]
    return tuple(sorted(((code, country(code)) for code in codes), key=lambda pair: pair[1]))


def _found(primary: str) -> str | None:
    two = len(primary) == _TWO_LETTERS
    found = pycountry.languages.get(**{"alpha_2" if two else "alpha_3": primary})
    # "Swahili (macrolanguage)" is a remark for librarians.
    return None if found is None else re.sub(r" \(.*\)$", "", found.name)

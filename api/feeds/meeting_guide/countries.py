"""Countries as people write them, as ISO 3166-1 alpha-2 codes."""

from functools import cache

import pycountry

from api.domain.text import fold

# What pycountry does not know: everyday English names, and names in the country's own words.
_EVERYDAY = {
    "AE": "uae emirates",
    "AT": "osterreich",
    "BA": "bosnia",
    "BE": "belgie belgique belgien",
    "BR": "brasil",
    "CD": "drcongo",
    "CH": "schweiz suisse svizzera",
    "CI": "ivorycoast",
    "CV": "capeverde",
    "CZ": "czechrepublic",
    "DE": "deutschland brd",
    "DK": "danmark",
    "ES": "espana",
    "FI": "suomi",
    "GB": "uk greatbritain britain england scotland wales northernireland",
    "GR": "hellas",
    "HU": "magyarorszag",
    "IE": "republicofireland eire",
    "IT": "italia",
    "JP": "nippon nihon",
    "KR": "southkorea korea",
    "LU": "luxemburg",
    "MK": "macedonia",
    "MM": "burma",
    "NL": "holland nederland thenetherlands",
    "NO": "norge",
    "NZ": "aotearoa",
    "PH": "thephilippines",
    "PL": "polska",
    "RU": "russia",
    "SE": "sverige",
    "SZ": "swaziland",
    "TR": "turkey",
    "US": "america usofa theunitedstates theusa estadosunidos eeuu",
    "VA": "vatican",
}


def country_code(name: str) -> str | None:
    """Return the alpha-2 code of a country's code or name; None if nobody calls one so."""
    return _names().get(_bare(name))


@cache
def _names() -> dict[str, str]:
    names = {name: code for code, words in _EVERYDAY.items() for name in words.split()}
    for country in pycountry.countries:
        fields = ("name", "official_name", "common_name", "alpha_3", "alpha_2")
        spellings = (getattr(country, field, None) for field in fields)
        names.update({_bare(text): country.alpha_2 for text in spellings if text})
    return names


def _bare(name: str) -> str:
    return "".join(char for char in fold(name) if char.isalnum())

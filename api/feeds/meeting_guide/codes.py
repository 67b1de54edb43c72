"""The 87 type codes of Meeting Guide as separate dimensions, and back.

A feed keeps status, language, access, audience and format in one flat list (field
``types`` of the specification); here each code belongs to exactly one dimension.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from api.domain.vocabulary import Medium, Openness

AUDIENCES = {
    "BI": "bisexual",
    "DD": "dual-diagnosis",
    "G": "gay",
    "L": "lesbian",
    "LGBTQ": "lgbtq",
    "M": "men",
    "N": "native-american",
    "NB": "non-binary",
    "NDG": "indigenous",
    "P": "professionals",
    "POC": "people-of-colour",
    "SEN": "seniors",
    "T": "transgender",
    "W": "women",
    "Y": "young-people",
}
FORMATS = {
    "11": "eleventh-step",
    "12x12": "twelve-and-twelve",
    "A": "secular",
    "ABSI": "as-bill-sees-it",
    "AL": "alongside-alateen",
    "AL-AN": "alongside-al-anon",
    "B": "big-book",
    "BE": "newcomers",
    "BRK": "breakfast",
    "CAN": "candlelight",
    "D": "discussion",
    "DR": "daily-reflections",
    "GR": "grapevine",
    "H": "birthday",
    "LIT": "literature",
    "LS": "living-sober",
    "MED": "meditation",
    "POA": "proof-of-attendance",
    "SP": "speaker",
    "ST": "step-study",
    "TR": "tradition-study",
    "XT": "cross-talk",
}
# Sign language is an offer beside the language of the room: a meeting that states only ASL
# would otherwise look as if nobody spoke English there.
ACCESSIBILITY = {
    "ASL": "american-sign-language",
    "BA": "childcare",
    "CF": "child-friendly",
    "FF": "fragrance-free",
    "OUT": "outdoors",
    "SM": "smoking-permitted",
    "X": "wheelchair",
    "XB": "wheelchair-toilet",
}
# Most codes are the ISO 639 code that BCP 47 writes in lower case.
_ISO_LANGUAGES = (
    "AF AM AR BG DA DE EL EN FA FI FR HE HI HR HU IS JA KA LT ML MT NE NL NO SK SL SV TH TL UK"
)
LANGUAGES = {
    **{code: code.lower() for code in _ISO_LANGUAGES.split()},
    "ITA": "it",
    "KOR": "ko",
    "POL": "pl",
    "POR": "pt",
    "PUN": "pa",
    "RUS": "ru",
    "S": "es",
    "TUR": "tr",
}
OPENNESS = {"O": Openness.OPEN, "C": Openness.CLOSED}
LOCATION_CLOSED = "TC"
DROPPED = {
    "DB": "It says how a group collects money, which the directory leaves to the group.",
}
# No codes of the specification, but feeds that came from other programmes carry them.
_MEDIA = {
    "ONL": Medium.ONLINE,
    "VM": Medium.ONLINE,
    "HYB": Medium.HYBRID,
    "HY": Medium.HYBRID,
}
_WRITTEN_CODE = re.compile(r"[A-Za-z0-9-]{1,12}")
_OTHER = "(other)"
# Written Norwegian and Filipino have tags of their own beside the ones of the specification.
_LANGUAGE_CODES = {tag: code for code, tag in LANGUAGES.items()} | {
    "nb": "NO",
    "nn": "NO",
    "fil": "TL",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimensions:
    """A list of type codes, taken apart: slugs of terms, and languages as BCP 47.

    ``location_closed`` means that people do not meet at the place for now. ``medium`` is a
    hint of codes outside the specification. ``unknown`` holds codes that mean nothing here,
    ``dropped`` those that are left out on purpose; neither is written back.
    """

    openness: Openness | None = None
    languages: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    location_closed: bool = False
    medium: Medium | None = None
    unknown: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def from_codes(codes: Iterable[str]) -> Dimensions:
    """Take a list of codes apart, in any case and order; a meeting both open and closed is closed.

    Slugs and languages come sorted, without repetitions.
    """
    stated = {_canonical(code) for code in codes if code.strip()}
    openness = {OPENNESS[code] for code in stated & OPENNESS.keys()}
    media = {_MEDIA[code] for code in stated & _MEDIA.keys()}
    return Dimensions(
        openness=Openness.CLOSED if Openness.CLOSED in openness else next(iter(openness), None),
        languages=_meanings(stated, LANGUAGES),
        audiences=_meanings(stated, AUDIENCES),
        formats=_meanings(stated, FORMATS),
        accessibility=_meanings(stated, ACCESSIBILITY),
        location_closed=LOCATION_CLOSED in stated,
        medium=Medium.HYBRID if Medium.HYBRID in media else next(iter(media), None),
        unknown=tuple(sorted(stated.difference(_CANONICAL.values()))),
        dropped=tuple(sorted(stated & DROPPED.keys())),
    )


def to_codes(dimensions: Dimensions) -> list[str]:
    """Return the codes of what Meeting Guide has a code for, sorted; the rest is left out.

    A language with a region counts as the language: ``es-MX`` is Spanish.
    """
    codes = {code for code, openness in OPENNESS.items() if openness is dimensions.openness}
    codes |= {code for code, slug in AUDIENCES.items() if slug in dimensions.audiences}
    codes |= {code for code, slug in FORMATS.items() if slug in dimensions.formats}
    codes |= {code for code, slug in ACCESSIBILITY.items() if slug in dimensions.accessibility}
    tags = {language.partition("-")[0].lower() for language in dimensions.languages}
    codes |= {_LANGUAGE_CODES[tag] for tag in tags & _LANGUAGE_CODES.keys()}
    if dimensions.location_closed:
        codes.add(LOCATION_CLOSED)
    return sorted(codes)


def _canonical(code: str) -> str:
    # A text that is no code at all may be anything, a name or an address included.
    if not _WRITTEN_CODE.fullmatch(code.strip()):
        return _OTHER
    return _CANONICAL.get(code.strip().lower(), code.strip().upper())


def _meanings(stated: set[str], table: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted({table[code] for code in stated & table.keys()}))


_CANONICAL = {
    code.lower(): code
    for code in (
        *AUDIENCES,
        *FORMATS,
        *ACCESSIBILITY,
        *LANGUAGES,
        *OPENNESS,
        *DROPPED,
        *_MEDIA,
        LOCATION_CLOSED,
    )
}

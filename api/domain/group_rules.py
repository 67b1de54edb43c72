"""What may be stated of a group, field by field."""

from collections.abc import Collection, Mapping

from api.domain.contacts import CONTACT
from api.domain.errors import InvalidInput
from api.domain.group_parts import OpenPlace, Translation
from api.domain.ids import Code
from api.domain.stating import (
    Rule,
    as_said,
    language,
    line,
    link,
    many,
    may,
    must,
    named,
    one_of,
    record,
    text,
)
from api.domain.vocabulary import Dimension, OpenPlaceKind

SUMMARY_LENGTH, NOTE_LENGTH = 500, 1_000
MOST = 100
OLDEST = 130


def group_rules(known: Mapping[Dimension, Collection[str]]) -> Mapping[str, Rule]:
    """Return the rules; ``known`` are the slugs of the vocabulary by dimension."""

    def slugs(dimension: Dimension) -> Rule:
        word = one_of(known[dimension], "word of this vocabulary")
        return many(word, most=MOST)

    return {
        "id": must(named(Code.GROUP)),
        "expected_version": must(as_said),
        "network_id": must(named(Code.NETWORK)),
        **{name: must(rule) for name, rule in _TEXTS.items() if name in ("name", "language")},
        **{name: may(_TEXTS[name]) for name in ("summary", "description")},
        "translations": many(record(_translation, _IN_ANOTHER_LANGUAGE), most=MOST),
        "topics": slugs(Dimension.TOPIC),
        "audiences": slugs(Dimension.AUDIENCE),
        "formats": slugs(Dimension.FORMAT),
        "accessibility": slugs(Dimension.ACCESSIBILITY),
        "support": many(as_said, most=MOST),
        "languages": many(language, most=MOST),
        **dict.fromkeys(("style", "size", "joining", "cost", "anonymity"), as_said),
        "newcomers_welcome": as_said,
        **dict.fromkeys(("minimum_age", "maximum_age"), may(_age)),
        "eligibility": may(text(NOTE_LENGTH)),
        "cost_note": may(text(NOTE_LENGTH)),
        "neutral_title": must(as_said),
        "accepts_referrals": must(as_said),
        "contact": CONTACT,
        "open_places": many(record(_open_place, _PLACE), most=MOST),
    }


def _age(years: int) -> int:
    if not 0 <= years <= OLDEST:
        raise InvalidInput(f"An age is 0 to {OLDEST} whole years.")
    return years


def _translation(
    *, language: str, name: str, summary: str | None = None, description: str | None = None
) -> Translation:
    return Translation(language=language, name=name, summary=summary, description=description)


def _open_place(
    *,
    kind: OpenPlaceKind,
    name: str | None = None,
    url: str | None = None,
    hours: str | None = None,
    moderated: bool | None = None,
) -> OpenPlace:
    return OpenPlace(kind=kind, name=name, url=url, hours=hours, moderated=moderated)


_TEXTS: Mapping[str, Rule] = {
    "name": line(),
    "language": language,
    "summary": text(SUMMARY_LENGTH),
    "description": text(),
}
_IN_ANOTHER_LANGUAGE: Mapping[str, Rule] = {
    **{name: must(_TEXTS[name]) for name in ("name", "language")},
    **{name: may(_TEXTS[name]) for name in ("summary", "description")},
}
_PLACE: Mapping[str, Rule] = {
    "kind": must(as_said),
    "name": may(line()),
    "url": may(link),
    "hours": may(line()),
    "moderated": as_said,
}

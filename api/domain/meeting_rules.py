"""What may be stated of a meeting, field by field; its schedule is stated as a whole."""

from collections.abc import Collection, Mapping
from uuid import UUID

from api.domain.errors import NotFound
from api.domain.ids import Code
from api.domain.stating import Rule, as_said, language, line, many, may, must, named, one_of, text
from api.domain.vocabulary import Dimension

NOTES_LENGTH, REASON_LENGTH = 4_000, 500
MOST_TERMS, MOST_LANGUAGES, MOST_VENUES = 50, 30, 10

IN_WORDS = ("audiences", "formats", "accessibility")
"""What is stated in words of the vocabulary: where none is said, nobody need know it."""

reason = may(line(REASON_LENGTH))
"""Why one occurrence differs from the others."""


def meeting_rules(
    known: Mapping[Dimension, Collection[str]], own_venues: Collection[UUID]
) -> Mapping[str, Rule]:
    """Return the rules; ``known`` are the slugs of the vocabulary by dimension."""

    def slugs(dimension: Dimension) -> Rule:
        return many(one_of(known.get(dimension, ()), "word of this vocabulary"), most=MOST_TERMS)

    return {
        "name": must(line()),
        "medium": must(as_said),
        "openness": as_said,
        "languages": many(language, most=MOST_LANGUAGES),
        "audiences": slugs(Dimension.AUDIENCE),
        "formats": slugs(Dimension.FORMAT),
        "accessibility": slugs(Dimension.ACCESSIBILITY),
        "notes": may(text(NOTES_LENGTH)),
        "venue_ids": many(_venue(own_venues), most=MOST_VENUES),
    }


def _venue(own: Collection[UUID]) -> Rule:
    read = named(Code.VENUE)

    def checked(text: str) -> UUID:
        venue_id: UUID = read(text)
        if venue_id not in own:
            raise NotFound("There is no such venue.")
        return venue_id

    return checked

"""What may be stated of a meeting, field by field; its schedule is stated as a whole."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from api.domain.errors import InvalidInput, NotFound
from api.domain.ids import Code
from api.domain.stating import Rule, as_said, language, line, many, may, must, named, one_of, text
from api.domain.vocabulary import Dimension

NOTES_LENGTH, REASON_LENGTH = 4_000, 500
MOST_TERMS, MOST_LANGUAGES, MOST_VENUES = 50, 30, 10

IN_WORDS = ("audiences", "formats", "accessibility")
"""What is stated in words of the vocabulary: where none is said, nobody need know it."""

reason = may(line(REASON_LENGTH))
"""Why one occurrence differs from the others."""
_notes = may(text(NOTES_LENGTH))


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
        "notes": _notes,
        "venue_ids": _venues(own_venues),
    }


def occurrence_rules(own_venues: Collection[UUID]) -> Mapping[str, Rule]:
    """Return the rules for what one occurrence has of its own; null is as its meeting has it."""
    return {
        "medium": as_said,
        "venue_ids": _venues_of_its_own(own_venues),
        "notes": _notes,
        "reason": reason,
    }


def _venues(own: Collection[UUID]) -> Rule:
    return many(_venue(own), most=MOST_VENUES)


def _venues_of_its_own(own: Collection[UUID]) -> Rule:
    listed = _venues(own)

    def checked(ids: Sequence[str] | None) -> tuple[UUID, ...]:
        if ids is not None and not ids:
            raise InvalidInput("Name at least one venue; null is where the others are held.")
        venue_ids: tuple[UUID, ...] = listed(ids)
        return venue_ids

    return checked


def _venue(own: Collection[UUID]) -> Rule:
    read = named(Code.VENUE)

    def checked(text: str) -> UUID:
        venue_id: UUID = read(text)
        if venue_id not in own:
            raise NotFound("There is no such venue.")
        return venue_id

    return checked

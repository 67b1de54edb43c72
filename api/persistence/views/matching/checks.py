"""Criteria held against groups: what of a group counts as stated, what as met, what as evidence."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    func,
    literal_column,
    or_,
)

from api.domain.errors import InvalidInput
from api.domain.matching import Wish
from api.domain.vocabulary import Medium
from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.views import filters
from api.persistence.views.filters import TEXTS

LONGEST_TAG = 35
_NONE = literal_column("0")
_COMMA = literal_column("', '")


@dataclass(frozen=True, slots=True)
class Found:
    """What was worked out for a group beside its own columns; null where nobody asked.

    It meets at ``starts_at`` next, and next within the windows at ``fits_at``; its nearest
    venue is ``metres`` away.
    """

    starts_at: ColumnElement[Any]
    fits_at: ColumnElement[Any]
    metres: ColumnElement[Any]


type Read = Callable[[FromClause, Found], ColumnElement[Any]]
"""Reads a group, and what was worked out for it."""


def _verified(group: FromClause, _found: Found) -> ColumnElement[Any]:
    return group.c.verified_at


@dataclass(frozen=True, slots=True)
class Check:
    """How a group is held against one wish.

    ``met`` is asked only where something is ``stated``; ``evidence`` is a short text of public
    facts, and ``as_of`` when that was said.
    """

    stated: Read
    met: Read
    evidence: Read
    as_of: Read = _verified


type Build = Callable[[Given, Ask, Wish], Check]


def _listed(name: str, met: Read) -> Check:
    """Hold a list against a wish; an empty one has stated nothing."""
    return Check(
        stated=lambda group, _found: func.cardinality(group.c[name]) > _NONE,
        met=met,
        evidence=lambda group, _found: func.array_to_string(group.c[name], _COMMA, type_=Text),
    )


def any_of(name: str) -> Build:
    """Hold a list against values one of which is enough."""

    def build(given: Given, ask: Ask, _wish: Wish) -> Check:
        wanted = ask.bind(given["anyOf"], filters.values, TEXTS)
        return _listed(name, lambda group, _found: group.c[name].overlap(wanted))

    return build


def all_of(name: str) -> Build:
    """Hold a list against values all of which are needed."""

    def build(given: Given, ask: Ask, _wish: Wish) -> Check:
        wanted = ask.bind(given["allOf"], filters.values, TEXTS)
        return _listed(name, lambda group, _found: group.c[name].contains(wanted))

    return build


def word(name: str) -> Build:
    """Hold one word against those one of which it should be."""

    def build(given: Given, ask: Ask, _wish: Wish) -> Check:
        wanted = ask.bind(given["anyOf"], filters.values, TEXTS)
        return Check(
            stated=lambda group, _found: group.c[name].is_not(None),
            met=lambda group, _found: group.c[name] == func.any(wanted),
            evidence=lambda group, _found: group.c[name],
        )

    return build


def languages(given: Given, ask: Ask, _wish: Wish) -> Check:
    """Hold languages against tags: ``pt`` and ``pt-BR`` understand each other, either way round."""
    wider = ask.bind(given["anyOf"], _wider, TEXTS)
    narrower = ask.bind(given["anyOf"], lambda tags: [f"% {tag}-%" for tag in _tags(tags)], TEXTS)

    def met(group: FromClause, _found: Found) -> ColumnElement[bool]:
        spoken = func.array_to_string(group.c.languages, literal_column("' '"), type_=Text)
        tags = literal_column("' '", Text).concat(spoken)
        return or_(group.c.languages.overlap(wider), tags.like(func.any(narrower)))

    return _listed("languages", met)


def _tags(given: list[object]) -> list[str]:
    tags = filters.values(given)
    if not all(
        tag.isascii() and tag.replace("-", "").isalnum() and len(tag) <= LONGEST_TAG for tag in tags
    ):
        raise InvalidInput("A language is a BCP 47 tag, such as en or pt-BR.")
    return tags


def _wider(given: list[object]) -> list[str]:
    """Return the tags with what is left of them as their last parts are taken off."""
    parts = [tag.split("-") for tag in _tags(given)]
    return sorted({"-".join(each[:end]) for each in parts for end in range(1, len(each) + 1)})


def medium(given: Given, ask: Ask, wish: Wish) -> Check:
    """Hold media against those wished for; a hybrid meeting is both in one place and online."""

    def wanted(values: list[object]) -> list[str]:
        asked = filters.values(values)
        # Who avoids one of the two can still come to a hybrid meeting in the other way.
        either = wish is not Wish.AVOID and not {Medium.IN_PERSON, Medium.ONLINE}.isdisjoint(asked)
        return [*asked, Medium.HYBRID.value] if either else asked

    bound = ask.bind(given["anyOf"], wanted, TEXTS)
    return _listed("media", lambda group, _found: group.c.media.overlap(bound))

"""Corrections: what anybody may propose to change of a published thing, field by field.

Values are plain, as JSON has them, on their way in and while they wait; each field has one reading
that turns a plain value into the domain's, for the proposal and once more for its acceptance.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from api.domain.errors import InvalidInput, NotPossibleNow, VersionConflict
from api.domain.groups import Group, valid_name
from api.domain.meeting_actions import MeetingAction
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.venues import Venue
from api.domain.violations import Checks
from api.domain.vocabulary import Cost, Joining, Openness, Word

type Correctable = Group | Meeting | Network | Venue
type Reading = Callable[[Any, str], object]

LINE, PARAGRAPH, PAGE = 255, 1_000, 5_000
MOST_LANGUAGES = 30
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,4}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of a correction: what it was when it was proposed, and what it shall be.

    Both are plain values, None as well for nothing.
    """

    name: str
    was: object
    proposed: object


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


def propose(
    thing: Correctable, proposed: Mapping[str, object], *, at: datetime
) -> tuple[Difference, ...]:
    """Return what a proposal would change of a thing; all that is wrong with it at once.

    Raises Violations, InvalidInput for a proposal that changes nothing, and what ``apply`` would
    raise of the thing as it stands.
    """
    readings = READINGS[type(thing)]
    checks = Checks(("input", "changes", type(thing).__name__.lower()))
    found: list[Difference] = []
    for name, value in proposed.items():
        with checks.at():
            if _hidden(thing, name):
                raise InvalidInput("Only a public venue states this openly.", path=(name,))
            after, before = readings[name](value, name), getattr(thing, name)
            if after != before:
                found.append(Difference(name=name, was=_plain(before), proposed=_plain(after)))
    checks.settle()
    if not found:
        raise InvalidInput("That is what it says already.", path=("input", "changes"))
    apply(thing, found, at=at)
    return tuple(found)


def apply[T: Correctable](thing: T, differences: Iterable[Difference], *, at: datetime) -> T:
    """Return a thing as it was proposed, by the decision that every change of it takes.

    VersionConflict if any of these fields was changed since, NotPossibleNow for a thing that is
    over and for a field that can no longer be corrected, or no longer so.
    """
    readings, values = READINGS[type(thing)], dict[str, object]()
    for each in differences:
        if each.name not in readings or _hidden(thing, each.name):
            raise NotPossibleNow("This cannot be corrected any more: change it by hand.")
        if _plain(getattr(thing, each.name)) != each.was:
            raise VersionConflict(
                "What it would correct was changed since: compare, then decide.",
                path=("input", "id"),
            )
        values[each.name] = readings[each.name](each.proposed, each.name)
    try:
        changed: Any = _edited(thing, values, at)
    except InvalidInput as refusal:
        # Each value is a good one: it is the rest of the thing that does not go with them.
        raise NotPossibleNow(refusal.message) from None
    return changed


def _edited(thing: Correctable, values: Mapping[str, Any], at: datetime) -> Correctable:
    match thing:
        case Group():
            return thing.change(values, expected_version=thing.version, at=at)
        case Network():
            return thing.change(values, expected_version=thing.version)
        case Meeting():
            thing.must_allow(MeetingAction.EDIT)
            return thing.change(values, thing.schedule)
        case Venue():
            return replace(thing, **values)


def _hidden(thing: Correctable, name: str) -> bool:
    return isinstance(thing, Venue) and not thing.public and name in EXACT


def _plain(value: object) -> object:
    return [*cast("tuple[object, ...]", value)] if isinstance(value, tuple) else value

"""Corrections: what anybody may propose to change of a published thing, field by field.

Values are plain on their way in and while they wait; each is read for the proposal, and once more
for its acceptance.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from api.domain.correctable import EXACT, READINGS, Correctable
from api.domain.errors import InvalidInput, NotPossibleNow, VersionConflict
from api.domain.groups import Group
from api.domain.meeting_actions import MeetingAction
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.venues import Venue
from api.domain.violations import Checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of a correction: what it was when it was proposed, and what it shall be.

    Both are plain values, None as well for nothing.
    """

    name: str
    was: object
    proposed: object


def propose(
    thing: Correctable, proposed: Mapping[str, object], *, at: datetime
) -> tuple[Difference, ...]:
    """Return what a proposal would change of a thing; all that is wrong with it at once.

    Raises Violations, InvalidInput for a proposal that changes nothing, and what ``apply`` would
    raise of the thing as it stands.
    """
    checks, values = Checks(_place(type(thing))), dict[str, object]()
    with checks.at():
        values = checked_values(type(thing), proposed)
    for name in proposed:
        with checks.at():
            if _hidden(thing, name):
                raise InvalidInput("Only a public venue states this openly.", path=(name,))
    checks.settle()
    found = [
        Difference(name=name, was=_plain(getattr(thing, name)), proposed=_plain(after))
        for name, after in values.items()
        if after != getattr(thing, name)
    ]
    if not found:
        raise InvalidInput("That is what it says already.", path=("input", "changes"))
    apply(thing, found, at=at)
    return tuple(found)


def checked_values(kind: type[Correctable], proposed: Mapping[str, object]) -> dict[str, object]:
    """Return proposed values as a thing of a kind has them; Violations of those that no one has."""
    checks, values = Checks(_place(kind)), dict[str, object]()
    for name, value in proposed.items():
        with checks.at():
            values[name] = READINGS[kind][name](value, name)
    checks.settle()
    return values


def _place(kind: type[Correctable]) -> tuple[str, ...]:
    return ("input", "changes", kind.__name__.lower())


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

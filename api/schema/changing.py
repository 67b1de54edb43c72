"""What every change does around its decision: ids read, refusals turned into errors."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.domain import ids
from api.domain.access import Rights
from api.domain.errors import Forbidden, InvalidId, NotFound, Refusal, VersionConflict
from api.domain.ids import Code
from api.domain.violations import Checks, Violations
from api.schema.entities import Entity, entity
from api.schema.errors import UserError, user_error
from api.schema.execution.context import MutationInfo

_PLACES: Mapping[type[Refusal], tuple[str, ...]] = {
    NotFound: ("input", "id"),
    VersionConflict: ("input", "expectedVersion"),
}

type Outcome[T] = tuple[T | None, list[UserError]]
type Beside = Callable[[Checks], Awaitable[None]]
"""Notes what is wrong with an input apart from the thing that it is about."""


async def outcome[T](
    info: MutationInfo,
    change: Awaitable[T],
    current: tuple[str, strawberry.ID] | None = None,
    beside: Beside | None = None,
) -> Outcome[T]:
    """Return what a change gave, or why it was refused: then nothing is written.

    ``current`` names the type and the id of what a conflict of versions shows as it is now.
    ``beside`` is for a change that looks for its thing before anything else: where there is no
    such thing, what else is wrong is told with that.
    """
    try:
        return await change, []
    except Refusal as refusal:
        refusals: tuple[Refusal, ...] = (refusal,)
    except Violations as several:
        refusals = several.refusals
    for each in refusals:
        # Whoever looked for a thing does not know the input; all but the thing itself have a place.
        each.path = each.path or _PLACES.get(type(each), ())
    if beside is not None and all(_is_of_an_id(each) for each in refusals):
        checks = Checks()
        await beside(checks)
        refusals = (*refusals, *checks.found)
    told = [user_error(each, current_of(each, current)) for each in refusals]
    return None, [info.context.refuse(each) for each in told]


def _is_of_an_id(refusal: Refusal) -> bool:
    """Whether it says that an id of the input leads to nothing."""
    return isinstance(refusal, InvalidId | NotFound) and len(refusal.path) == len(("input", "id"))


def current_of(refusal: Refusal, named: tuple[str, strawberry.ID] | None) -> Entity | None:
    """Return what a conflict of versions shows of the thing as it is now."""
    if not isinstance(refusal, VersionConflict) or named is None:
        return None
    # Whoever conflicts with something has named it by an id that can be read.
    return Entity(named[0], ids.decode(named[1])[1])


def read_id(text: strawberry.ID, expected: Code, name: str = "id") -> UUID:
    """Return what an id of the input names; InvalidId, with its place, for any other text."""
    try:
        return ids.decode(text, expected=expected)[1]
    except Refusal as refusal:
        refusal.path = ("input", name)
        raise


def read_optional_id(text: strawberry.ID | None, expected: Code, name: str) -> UUID | None:
    """Return what an id names that may be left out; None if it was, or is null."""
    return None if text is None or text is UNSET else read_id(text, expected, name)


def acting_person(info: MutationInfo) -> UUID:
    """Return the person who asks; Forbidden for a backend, which is none."""
    rights: Rights | None = info.context.work.rights
    if rights is None or rights.person_id is None:
        raise Forbidden("Only a person may do this.")
    return rights.person_id


def acting_role(info: MutationInfo) -> str:
    """Return in a word who acts, as anybody may read it: a role, never an id or a name."""
    rights: Rights | None = info.context.work.rights
    if rights is None or rights.role is None:
        return "a program of the organisation"
    return f"the organisation, by its {rights.role.value.lower()}"


def shown(type_name: str, thing_id: UUID | None) -> Any:  # noqa: ANN401 - it stands for the type
    """Return what a payload shows of a changed thing; null where nothing was changed."""
    return None if thing_id is None else entity(type_name, thing_id)

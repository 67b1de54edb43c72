"""What every change does around its decision: ids read, refusals turned into errors."""

from collections.abc import Awaitable
from uuid import UUID

import strawberry

from api.domain import ids
from api.domain.access import Rights
from api.domain.errors import Forbidden, Refusal, VersionConflict
from api.domain.ids import Code
from api.domain.violations import Violations
from api.schema.entities import Entity
from api.schema.errors import UserError, user_error
from api.schema.execution.context import MutationInfo

type Outcome[T] = tuple[T | None, list[UserError]]


async def outcome[T](
    info: MutationInfo, change: Awaitable[T], current: tuple[str, strawberry.ID] | None = None
) -> Outcome[T]:
    """Return what a change gave, or why it was refused: then nothing is written.

    ``current`` names the type and the id of what a conflict of versions shows as it is now.
    """
    try:
        return await change, []
    except Refusal as refusal:
        shown: Entity | None = None
        if isinstance(refusal, VersionConflict) and current is not None:
            # Whoever conflicts with something has named it by an id that can be read.
            shown = Entity(current[0], ids.decode(current[1])[1])
        return None, [info.context.refuse(user_error(refusal, shown))]
    except Violations as several:
        return None, [info.context.refuse(user_error(each)) for each in several.refusals]


def read_id(text: strawberry.ID, expected: Code, name: str = "id") -> UUID:
    """Return what an id of the input names; InvalidId, with its place, for any other text."""
    try:
        return ids.decode(text, expected=expected)[1]
    except Refusal as refusal:
        refusal.path = ("input", name)
        raise


def acting_person(info: MutationInfo) -> UUID:
    """Return the person who asks; Forbidden for a backend, which is none."""
    rights: Rights | None = info.context.work.rights
    if rights is None or rights.person_id is None:
        raise Forbidden("Only a person may do this.")
    return rights.person_id

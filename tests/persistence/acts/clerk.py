"""Who acts in an organisation, and what they know of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.domain.errors import Refusal
from tests.persistence.meddling import Meddler

if TYPE_CHECKING:
    from uuid import UUID

    from api.domain.ids import Code
    from api.persistence.work import Work
    from tests.persistence.building import House

type Known = dict[Code, list[UUID]]


@dataclass(slots=True)
class Clerk(Meddler):
    """Does what comes to mind in one organisation; ``other`` is the house of its partner.

    ``known`` are the things that were made here, by whomever, and ``theirs`` those over there:
    clerks who share them do the same at once.
    """

    other: House = field(kw_only=True)
    known: Known = field(kw_only=True)
    theirs: Known = field(kw_only=True)
    lets_be: tuple[type[Refusal], ...] = (Refusal,)

    def some(self, code: Code, known: Known | None = None) -> UUID | None:
        made = (known or self.known)[code]
        return self.random.choice(made) if made else None

    def made(self, code: Code, thing_id: UUID) -> None:
        self.known[code].append(thing_id)

    async def do(self, act: Act | Errand) -> None:
        """Do something in a transaction, or what has its own."""
        if isinstance(act, Errand):
            await act.run(self)
        else:
            await self.commit(act)


type Act = Callable[[Clerk, Work], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Errand:
    """What begins and ends transactions by itself, as jobs do."""

    run: Callable[[Clerk], Awaitable[None]]

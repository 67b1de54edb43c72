"""Many rows in one mutation: what becomes of those that are in order when others are not."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import auto
from typing import Any, Protocol

import strawberry

from api.domain.errors import InvalidInput, Refusal
from api.domain.groups import Group
from api.domain.ids import Code, encode
from api.domain.meetings import Meeting
from api.domain.stating import Said
from api.domain.violations import Violations
from api.domain.vocabulary import Word
from api.persistence.work import Work
from api.schema.changing import current_of
from api.schema.enums import enum
from api.schema.errors import UserError, user_error
from api.schema.execution.context import MutationInfo
from api.schema.said import said

MOST_ROWS = 500
ROWS = (
    f"What is to be done, in this order: 1 to {MOST_ROWS} rows, within a request of at most 1 MiB. "
    "One of more than 16 KiB has 9 seconds, any other 5; one that takes longer changes nothing "
    "and is answered with 503: send it again, or in parts."
)
POLICY = "What becomes of the rows that are in order when others are not."


@enum(
    POLICY,
    REJECT_EVERYTHING="Nothing is written, and everything that is wrong is told.",
    REJECT_FAILED_ROWS="They are written; each of the others says why it was not.",
)
class ErrorPolicy(Word):
    REJECT_EVERYTHING = auto()
    REJECT_FAILED_ROWS = auto()


class Row(Protocol):
    """A row of an input, which has either something to create or something to change."""

    @property
    def create(self) -> object: ...

    @property
    def change(self) -> object: ...


class Decisions[T](Protocol):
    """Decisions about things of one kind, each of which is written or refused."""

    def create(self, said: Said) -> T: ...

    def change(self, said: Said) -> T: ...

    async def write(self) -> None: ...


type LookUp[T] = Callable[
    [Work, Collection[Said], Collection[Said], datetime], Awaitable[Decisions[T]]
]


@dataclass(frozen=True, slots=True)
class Done[T: Group | Meeting]:
    """What became of one row: the thing that was written, or why nothing was."""

    said: Said
    written: T | None
    refusals: tuple[Refusal, ...] = ()

    def told(self, code: Code, type_name: str) -> dict[str, Any]:
        """Return the fields of the result of a row."""
        named = self.said.get("id")
        current = (type_name, strawberry.ID(named)) if named else None
        errors: list[UserError] = [
            user_error(each, current_of(each, current)) for each in self.refusals
        ]
        if self.written is None:
            return {"id": None, "version": None, "errors": errors}
        written = strawberry.ID(encode(code, self.written.id))
        return {"id": written, "version": self.written.version, "errors": errors}


async def apply_rows[T: Group | Meeting](
    info: MutationInfo, rows: Sequence[Row], policy: ErrorPolicy, look_up: LookUp[T]
) -> list[Done[T]]:
    """Decide on all rows, then write those that are in order; Violations where none is written."""
    if not 1 <= len(rows) <= MOST_ROWS:
        raise InvalidInput(f"1 to {MOST_ROWS} rows at once.", path=("input", "rows"))
    stated = [_stated(row) for row in rows]
    decisions = await look_up(
        info.context.work,
        [each for kind, each in stated if kind == "create"],
        [each for kind, each in stated if kind == "change"],
        info.context.request.now,
    )
    done = [_decided(decisions, number, *each) for number, each in enumerate(stated)]
    refusals = tuple(refusal for each in done for refusal in each.refusals)
    everything = policy is ErrorPolicy.REJECT_EVERYTHING
    if refusals and (everything or all(each.refusals for each in done)):
        raise Violations(refusals)
    await decisions.write()
    return done


def _stated(row: Row) -> tuple[str, Said]:
    kind = "create" if row.create else "change"
    stated = row.create or row.change
    return kind, said(stated) if stated else {}


def _decided[T: Group | Meeting](
    decisions: Decisions[T], number: int, kind: str, said: Said
) -> Done[T]:
    try:
        if not said:
            raise InvalidInput("A row creates one or changes one.", path=("input", kind))
        return Done(said, decisions.create(said) if kind == "create" else decisions.change(said))
    except Refusal as refusal:
        refusals: tuple[Refusal, ...] = (refusal,)
    except Violations as several:
        refusals = several.refusals
    for refusal in refusals:
        refusal.path = ("input", "rows", str(number), kind, *refusal.path[1:])
    return Done(said, None, refusals)

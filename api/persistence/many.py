"""Many things of a kind in one mutation: all of them decided on, then all of them written.

What is decided on was read at once and is held, so that nothing is refused once writing begins,
and every row is decided on as if those before it had been written.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID

from api.domain.errors import InvalidId, NotFound
from api.domain.groups import Group
from api.domain.ids import Code, decode
from api.domain.meetings import Meeting
from api.domain.stating import Said


class _Repository[T: Group | Meeting](Protocol):
    async def free_slugs(self, names: Mapping[UUID, str]) -> dict[UUID, str]: ...

    async def add_all(self, added: Sequence[T]) -> list[T]: ...

    async def save_all(self, changed: Sequence[tuple[T, T]]) -> list[T]: ...


@dataclass(slots=True)
class Decided[T: Group | Meeting]:
    """What is here, as the decisions so far have left it, and what is to be written of it."""

    here: dict[UUID, T]
    added: list[T] = field(default_factory=list[Any])
    changed: list[tuple[T, T]] = field(default_factory=list[Any])

    def named(self, thing_id: UUID, kind: str) -> T:
        """Return a thing; NotFound alike if it is absent or another organisation's."""
        if thing_id not in self.here:
            raise NotFound(f"There is no such {kind}.")
        return self.here[thing_id]

    def add(self, thing: T) -> T:
        self.added.append(thing)
        return thing

    def change(self, before: T, after: T) -> T:
        """Note the next version of a thing, from which whoever changes it again goes on."""
        after = replace(after, version=before.version + 1)
        self.changed.append((before, after))
        self.here[after.id] = after
        return after

    async def write(self, repository: _Repository[T]) -> None:
        if self.added:
            slugs = await repository.free_slugs({each.id: each.name for each in self.added})
            await repository.add_all([replace(each, slug=slugs[each.id]) for each in self.added])
        if self.changed:
            await repository.save_all(self.changed)


def readable(said: Collection[Said], name: str, code: Code) -> set[UUID]:
    """Return what the ids under a name say; those that cannot be read are refused by their rule."""
    found = set[UUID]()
    for text in (text for each in said for text in _listed(each.get(name))):
        with suppress(InvalidId):
            found.add(decode(text, expected=code)[1])
    return found


def _listed(value: str | Sequence[str] | None) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value or ()

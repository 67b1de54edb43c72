"""The statements of a row, read by their type."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from api.domain.terms import TERMS
from api.domain.vocabulary import Dimension
from api.feeds.demo.seeds import Mark, Trait


@dataclass(frozen=True, slots=True)
class Traits:
    """The statements of a network and of a group; those of the group are the nearer ones."""

    network: tuple[Trait, ...]
    group: tuple[Trait, ...]

    def one[T](self, kind: type[T]) -> T | None:
        """Return the nearest statement of a kind."""
        return next(self._of(kind), None)

    def all_of[T](self, kind: type[T]) -> tuple[T, ...]:
        """Return the group's statements of a kind, or the network's where it makes none."""
        own = tuple(each for each in self.group if isinstance(each, kind))
        return own or tuple(each for each in self.network if isinstance(each, kind))

    def has(self, mark: Mark) -> bool:
        return mark in self.group or mark in self.network

    def slugs(self, dimension: Dimension) -> tuple[str, ...]:
        """Return the slugs of terms of a dimension, of group and network together."""
        stated = dict.fromkeys(each for each in self._of(str) if type(each) is str)
        return tuple(slug for slug in stated if _dimension(slug) is dimension)

    def _of[T](self, kind: type[T]) -> Iterator[T]:
        return (each for each in (*self.group, *self.network) if isinstance(each, kind))


@cache
def _dimensions() -> dict[str, Dimension]:
    # Topics have their own place in a row, and "veterans" is a topic and an audience.
    return {term.slug: term.dimension for term in TERMS if term.dimension is not Dimension.TOPIC}


def _dimension(slug: str) -> Dimension:
    return _dimensions()[slug]

"""Everything that is wrong with an input, told at once."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from api.domain.errors import Refusal

_BEND = re.compile(r"_([a-z])")


class Violations(Exception):
    """Several refusals of one input, in the order of its parts; never an empty tuple."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("An input was refused.")
        self.refusals = refusals


@dataclass(slots=True)
class Checks:
    """Collects refusals part by part, so that nobody mends an input one error at a time.

    ``prefix`` is where the input stands. A part is checked in a ``with checks.at(…)`` block; what
    the block was to set is not set if it is refused, so nothing may use it before ``settle``.
    """

    prefix: tuple[str, ...] = ("input",)
    found: list[Refusal] = field(default_factory=list[Refusal])

    @contextmanager
    def at(self, *path: str) -> Generator[None]:
        """Note a refusal of what stands at a path below the prefix, as clients write it."""
        try:
            yield
        except Violations as several:
            self._note(several.refusals, path)
        except Refusal as refusal:
            self._note((refusal,), path)

    def _note(self, refusals: tuple[Refusal, ...], path: tuple[str, ...]) -> None:
        for refusal in refusals:
            if refusal.path[:1] != ("input",):
                below = (_BEND.sub(lambda bend: bend[1].upper(), part) for part in refusal.path)
                refusal.path = (*self.prefix, *path, *below)
            self.found.append(refusal)

    def settle(self) -> None:
        """Raise Violations with all that was refused; nothing if nothing was."""
        if self.found:
            raise Violations(tuple(self.found))

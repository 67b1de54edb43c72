"""What an input is about, looked up beside what it states: all that is wrong is told at once."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from api.domain.stating import Rule, Said, stated_well
from api.domain.violations import Checks

type Rules = Mapping[str, Rule]
type Stated[T] = tuple[dict[str, Any], T]


async def stated_of[T](said: Said, rules: Rules, get: Callable[[UUID], Awaitable[T]]) -> Stated[T]:
    """Return what was said as it is kept, and the thing that its id names.

    Violations with all that is wrong with what was said, and NotFound among them where the id
    leads to nothing.
    """
    checks = Checks()
    kept, found = stated_well(said, rules, checks), list[T]()
    if "id" in kept:
        with checks.at("id"):
            found.append(await get(kept["id"]))
    checks.settle()
    return kept, found[0]


def stated_of_known[T](said: Said, rules: Rules, get: Callable[[UUID], T]) -> Stated[T]:
    """Return the same of things that were read before."""
    checks = Checks()
    kept, found = stated_well(said, rules, checks), list[T]()
    if "id" in kept:
        with checks.at("id"):
            found.append(get(kept["id"]))
    checks.settle()
    return kept, found[0]

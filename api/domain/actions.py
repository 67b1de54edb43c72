"""Actions: what may be done to a thing as it stands, said once for decisions and for readers.

A decision asks its table before anything else, and the field ``allowedActions`` is made from the
same table, so that what it promises is what a mutation accepts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.domain.errors import NotPossibleNow
from api.domain.scopes import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When one action is accepted: in which statuses, with which scope.

    Without ``statuses`` it is accepted in any, or the thing has none. ``publishes`` adds that the
    organisation is one that may publish (``may_publish``); ``stated`` names a column that must
    not be null.
    """

    scope: Scope
    statuses: frozenset[Any] = frozenset()
    publishes: bool = False
    stated: str | None = None


def must_be_possible[A](conditions: Mapping[A, Condition], action: A, status: object) -> None:
    """Raise NotPossibleNow unless an action is possible in a status."""
    statuses = conditions[action].statuses
    if statuses and status not in statuses:
        raise NotPossibleNow("The state that it is in does not allow this.")

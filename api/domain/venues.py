"""Venues: where a meeting takes place, and who may learn where exactly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import auto
from uuid import UUID

from api.domain.actions import Condition
from api.domain.errors import InvalidInput
from api.domain.places import Point
from api.domain.scopes import Scope
from api.domain.vocabulary import Disclosure, Medium, VenueKind, Word

HELD_AT: Mapping[Medium, frozenset[VenueKind]] = {
    Medium.IN_PERSON: frozenset({VenueKind.PHYSICAL}),
    Medium.ONLINE: frozenset({VenueKind.ONLINE, VenueKind.PHONE}),
    Medium.HYBRID: frozenset(VenueKind),
    Medium.PHONE: frozenset({VenueKind.PHONE}),
}
"""Of which kinds the venues are at which one takes part by a medium."""


def must_be_of_use(medium: Medium, kinds: Iterable[VenueKind], *, path: tuple[str, ...]) -> None:
    """Raise InvalidInput unless one of the venues is one at which one takes part by a medium."""
    if HELD_AT[medium].isdisjoint(kinds):
        raise InvalidInput("At none of its own venues is it held by this medium.", path=path)


class VenueAction(Word):
    """What may be done to a venue."""

    EDIT = auto()
    REMOVE = auto()


_ANY = frozenset(Disclosure)
VENUE_ACTIONS: Mapping[VenueAction, Condition] = {
    VenueAction.EDIT: Condition(scope=Scope.GROUPS_MANAGE, statuses=_ANY),
    VenueAction.REMOVE: Condition(scope=Scope.GROUPS_MANAGE, statuses=_ANY),
}
"""A venue has no status: each is accepted under every disclosure, REMOVE while nothing uses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueSecrets:
    """What only those entitled may learn of a venue that is not public."""

    address: str | None = None
    link: str | None = None
    dial_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A physical place, an online room or a telephone line (HSDS ``location``).

    What stands here is public. For a venue that is not, ``point`` is coarse and
    ``street``, ``postal_code``, ``url`` and ``phone`` are None: those live encrypted, as
    ``VenueSecrets``. ``country`` is ISO 3166-1 alpha-2; ``approximate`` says that the
    point stands for an area.
    """

    id: UUID
    organisation_id: UUID
    kind: VenueKind
    disclosure: Disclosure
    name: str | None
    street: str | None
    area: str | None
    locality: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    point: Point | None
    approximate: bool
    url: str | None
    phone: str | None
    joining_notes: str | None
    accessibility: tuple[str, ...]
    transport: str | None
    version: int
    changed_at: datetime

    @property
    def public(self) -> bool:
        return self.disclosure is Disclosure.PUBLIC

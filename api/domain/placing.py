"""Placing: what is open of a venue and what is sealed, as its disclosure changes.

Nothing sealed is ever published by itself: whoever makes a venue public says again what was
sealed, or says null of it. What was public is sealed by itself once the venue is hidden.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from api.domain.errors import InvalidInput
from api.domain.places import Point
from api.domain.venues import Venue
from api.domain.versions import expect
from api.domain.violations import Checks
from api.domain.vocabulary import Disclosure


class Seal(NamedTuple):
    """What is sealed of a hidden venue: as it is said, as it is kept, as it is open otherwise."""

    said: str
    kept: str
    open: tuple[str, ...]


SEALS = (
    Seal("exact_address", "address", ("street", "postal_code")),
    Seal("exact_link", "link", ("url",)),
    Seal("exact_dial_in", "dial_in", ("phone",)),
)
OPEN_FIELDS = tuple(name for seal in SEALS for name in seal.open)
"""What the catalogue never holds of a venue that is not public."""
WHERE = frozenset({*OPEN_FIELDS, "point", "approximate"})
"""What tells where a venue is. Of one that is not public a feed tells none of it here."""
_APART = {"point", "approximate", *(seal.said for seal in SEALS)}


@dataclass(frozen=True, slots=True)
class Placed:
    """A venue as the catalogue may hold it, and what of its secrets is written, null to clear."""

    venue: Venue
    secrets: Mapping[str, str | None]


def place(venue: Venue, stated: Mapping[str, Any]) -> Placed:
    """Return a new venue with what is stated of it; ``venue`` says nothing but its disclosure."""
    return _placed(venue, stated, frozenset())


def move(
    venue: Venue, stated: Mapping[str, Any], sealed: Collection[str], *, expected_version: int
) -> Placed:
    """Return a venue with what is stated of it now.

    ``sealed`` are the secrets that there are, as they are kept. Raises VersionConflict, and
    Violations where what is stated does not fit the disclosure.
    """
    expect(venue.version, expected_version)
    return _placed(venue, stated, sealed)


def _placed(venue: Venue, stated: Mapping[str, Any], sealed: Collection[str]) -> Placed:
    checks = Checks()
    public = stated.get("disclosure", venue.disclosure) is Disclosure.PUBLIC
    settle = _opened if public else _hidden
    secrets = settle(venue, stated, sealed, checks)
    point, approximate = _located(venue, stated, public=public, checks=checks)
    checks.settle()
    told = {name: value for name, value in stated.items() if name not in _APART}
    if not public:
        told |= dict.fromkeys(OPEN_FIELDS)
    return Placed(replace(venue, **told, point=point, approximate=approximate), secrets)


def _hidden(
    venue: Venue, stated: Mapping[str, Any], _sealed: Collection[str], checks: Checks
) -> dict[str, str | None]:
    secrets: dict[str, str | None] = {}
    for seal in SEALS:
        for name in seal.open:
            if stated.get(name) is not None:
                _refuse(checks, name, "Only a public venue states this openly.")
        if seal.said in stated:
            secrets[seal.kept] = stated[seal.said]
        elif venue.public:
            was = (getattr(venue, name) for name in seal.open)
            secrets[seal.kept] = ", ".join(text for text in was if text) or None
    return secrets


def _opened(
    venue: Venue, stated: Mapping[str, Any], sealed: Collection[str], checks: Checks
) -> dict[str, str | None]:
    for seal in SEALS:
        if stated.get(seal.said) is not None:
            _refuse(checks, seal.said, "A public venue has no secrets.")
        if seal.kept in sealed and stated.keys().isdisjoint({seal.said, *seal.open}):
            _refuse(
                checks,
                seal.open[0],
                "What was sealed is not published by itself: say it here, or null of the secret.",
            )
    return {} if venue.public else dict.fromkeys(seal.kept for seal in SEALS)


def _located(
    venue: Venue, stated: Mapping[str, Any], *, public: bool, checks: Checks
) -> tuple[Point | None, bool]:
    """Return the point and whether it stands for an area; that of a hidden venue always does."""
    anew, asked = "point" in stated, stated.get("approximate")
    point: Point | None = stated.get("point", venue.point)
    if point is None:
        return None, False
    if asked is False and not public:
        _refuse(checks, "approximate", "Only a public venue states its exact point.")
    elif asked is False and not anew and venue.approximate:
        _refuse(checks, "approximate", "Say the exact point as well: it is not known here.")
    if not public or asked:
        return point.coarse(), True
    return point, asked is None and not anew and venue.approximate


def _refuse(checks: Checks, name: str, message: str) -> None:
    with checks.at():
        raise InvalidInput(message, path=(name,))

"""Keys by which the next import knows a group and a venue again."""

import hashlib
import re

from api.domain.text import fold
from api.feeds.meeting_guide.places import Place

_SAFE_SLUG = re.compile(r"[A-Za-z0-9._~-]{1,64}")
# About ten metres: enough to tell houses apart where nobody gave an address.
_POINT_DECIMALS = 4


def digest(*parts: str | None) -> str:
    """Return 32 hex digits that stand for the parts."""
    text = "\x1f".join(part or "" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def venue_key(place: Place) -> str:
    """Return the key of a place with its name, since a house has several rooms."""
    return digest("physical", *_site(place), fold(place.name or ""))


def group_key(*, group: str | None, name: str, place: Place, remote: str | None, slug: str) -> str:
    """Return the key of the group that a row belongs to.

    It is the group that the feed names, or else the name of the meeting together with where
    it is. A name alone never makes a group: hundreds of them are called Serenity. The place
    comes first even when the meeting has moved online for a while, so that closing a house
    does not make another group of it.
    """
    if group:
        return digest("group", fold(group))
    name = fold(name)
    if place.exact:
        return digest("name and site", name, *_site(place))
    if remote:
        return digest("name and link", name, remote)
    if place.stated:
        return digest("name and place", name, *_site(place), fold(place.name or ""))
    return digest("name and slug", name, slug)


def safe_slug(slug: str) -> str:
    """Return the slug, or where it is not URL-safe or too long one that stands for it."""
    return slug if _SAFE_SLUG.fullmatch(slug) else f"row-{digest(slug)[:12]}"


def _site(place: Place) -> tuple[str, ...]:
    """Return what tells one house from another.

    The point counts only without a full address: looking addresses up again moves points a
    little, and would make other groups of all of them.
    """
    address = (place.street, place.locality, place.region, place.postal_code, place.country)
    words = tuple(_words(part) for part in address)
    point = place.point
    if point is None or (place.street and place.locality):
        return words
    degrees = (point.latitude, point.longitude)
    return (
        *words,
        *(f"{round(degree, _POINT_DECIMALS):.{_POINT_DECIMALS}f}" for degree in degrees),
    )


def _words(text: str | None) -> str:
    folded = fold(text or "")
    return " ".join("".join(char if char.isalnum() else " " for char in folded).split())

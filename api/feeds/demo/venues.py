"""Where groups meet: streets that do not exist, in cities that do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.domain.ids import Code
from api.domain.places import Point
from api.domain.venues import Venue, VenueSecrets
from api.domain.vocabulary import Disclosure, VenueKind
from api.feeds.demo.chance import identity, number, pick
from api.feeds.demo.phrases import ENGLISH, PHRASES, Remark
from api.feeds.demo.seeds import City

# At most about a kilometre, so that a place by the sea stays out of the water.
_SPREAD_DEGREES = 0.01
_STEPS = 2001
_ACCESS: tuple[tuple[str, ...], ...] = (
    (),
    (),
    ("step-free",),
    ("wheelchair", "step-free"),
    ("wheelchair", "wheelchair-toilet", "step-free"),
    ("step-free", "hearing-loop"),
)


@dataclass(frozen=True, slots=True)
class VenueWithSecrets:
    """A venue, and what only those entitled may learn of it."""

    venue: Venue
    secrets: VenueSecrets | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueMaker:
    """Makes the venues of one organisation."""

    organisation_id: UUID
    host: str
    at: datetime

    def physical(self, key: str, city: City, disclosure: Disclosure) -> VenueWithSecrets:
        phrases = PHRASES[city.language]
        house = pick(phrases.houses or ENGLISH.houses, key, "house")
        street = pick(phrases.streets, key, "street") if phrases.streets else None
        address = street and street.format(number=1 + number(98, key, "number"))
        point = _near(city, key)
        public = disclosure is Disclosure.PUBLIC
        places: dict[str, Any] = {
            "name": house if public else None,
            "street": address if public else None,
            "area": pick(phrases.areas, key, "area") if phrases.areas and not public else None,
            "locality": city.name,
            "region": city.region,
            "country": city.country,
            "transport": phrases.remarks.get(Remark.TRANSPORT) if public else None,
        }
        venue = self._venue(
            key,
            VenueKind.PHYSICAL,
            disclosure,
            **places,
            point=point if public else point.coarse(),
            approximate=not public,
            accessibility=pick(_ACCESS, key, "access"),
        )
        return VenueWithSecrets(venue, None if public else VenueSecrets(address=address or house))

    def online(self, key: str, disclosure: Disclosure, notes: str | None) -> VenueWithSecrets:
        link = f"https://{self.host}/{key}"
        if disclosure is Disclosure.PUBLIC:
            return VenueWithSecrets(self._venue(key, VenueKind.ONLINE, disclosure, url=link), None)
        venue = self._venue(key, VenueKind.ONLINE, disclosure, joining_notes=notes)
        return VenueWithSecrets(venue, VenueSecrets(link=link))

    def phone(self, key: str, notes: str | None) -> VenueWithSecrets:
        """Return a line whose number is words, since any number might be somebody's."""
        venue = self._venue(key, VenueKind.PHONE, Disclosure.MEMBERS, joining_notes=notes)
        room = 1 + number(40, key, "room")
        return VenueWithSecrets(venue, VenueSecrets(dial_in=f"Room {room} of the demo line"))

    def _venue(self, key: str, kind: VenueKind, disclosure: Disclosure, **stated: object) -> Venue:
        nothing = dict.fromkeys(_OPTIONAL)
        values: dict[str, Any] = {**nothing, "accessibility": (), "approximate": False, **stated}
        return Venue(
            id=identity(Code.VENUE, key),
            organisation_id=self.organisation_id,
            kind=kind,
            disclosure=disclosure,
            version=1,
            changed_at=self.at,
            **values,
        )


_OPTIONAL = (
    *("name", "street", "area", "locality", "region", "postal_code", "country", "point"),
    *("url", "phone", "joining_notes", "transport"),
)


def _near(city: City, key: str) -> Point:
    north, east = (
        (number(_STEPS, key, direction) / (_STEPS - 1) * 2 - 1) * _SPREAD_DEGREES
        for direction in ("north", "east")
    )
    return Point(round(city.latitude + north, 5), round(city.longitude + east, 5))

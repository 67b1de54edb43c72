"""Where people meet: the address and point of a row."""

import re
from dataclasses import dataclass, replace

from api.domain.errors import InvalidInput
from api.domain.places import Point
from api.feeds.meeting_guide.countries import country_code
from api.feeds.meeting_guide.fields import Fields
from api.feeds.meeting_guide.report import Fault

# A tenth of a metre: more digits only make the same place look like another one.
_DECIMALS = 6
_DECIMAL_COMMA = re.compile(r"-?\d{1,3},\d+")
_US_STATE_AND_ZIP = re.compile(r"(?P<state>[A-Z]{2})\s+(?P<zip>\d{5}(?:-\d{4})?)")
_SHORT_US_ZIP = re.compile(r"\d{3,4}(?:-\d{4})?")
_YES = frozenset({"yes", "true", "y", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a row says of a place. ``area`` is the most specific region of the feed."""

    name: str | None = None
    street: str | None = None
    locality: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    area: str | None = None
    point: Point | None = None
    approximate: bool = False
    notes: str | None = None

    @property
    def stated(self) -> bool:
        """Whether there is anything that tells where to go, if only a country."""
        parts = (self.name, self.street, self.locality, self.region, self.postal_code)
        return any((*parts, self.country, self.point))

    @property
    def exact(self) -> bool:
        """Whether it is one address and not an area."""
        return self.street is not None and not self.approximate

    @property
    def vague(self) -> bool:
        return not (self.street or self.name or self.point)


def place_of(fields: Fields, default_country: str | None) -> Place:
    """Return the place of a row, with the faults of its parts said."""
    approximate = (fields.text("approximate") or "").strip().lower() in _YES or (
        fields.value("approximate") is True
    )
    point = _point(fields)
    place = Place(
        name=fields.line("location"),
        street=_street(fields.line("address")),
        locality=fields.line("city"),
        region=fields.line("state"),
        postal_code=fields.line("postal_code"),
        country=_country(fields),
        area=_area(fields),
        point=point.coarse() if point and approximate else point,
        approximate=approximate,
        notes=fields.paragraphs("location_notes"),
    )
    if not (place.street or place.locality):
        place = _from_one_line(fields.line("formatted_address"), place)
    if place.stated and place.country is None:
        place = replace(place, country=default_country)
    return replace(
        place,
        postal_code=_postal_code(place),
        approximate=approximate or place.vague,
    )


def _from_one_line(text: str | None, place: Place) -> Place:
    """Fill the place from one line: street, locality, state and postal code, country."""
    parts = [part.strip() for part in (text or "").split(",") if part.strip()]
    if parts and (code := country_code(parts[-1])):
        place = replace(place, country=place.country or code)
        parts.pop()
    if parts and (match := _US_STATE_AND_ZIP.fullmatch(parts[-1])):
        place = replace(
            place,
            region=place.region or match["state"],
            postal_code=place.postal_code or match["zip"],
        )
        parts.pop()
    if len(parts) > 1:
        place = replace(place, street=_street(", ".join(parts[:-1])))
    return replace(place, locality=parts[-1]) if parts else place


def _street(text: str | None) -> str | None:
    # "12 Elm Street @ 3rd Avenue": what follows names a crossing and confuses every map.
    return (text or "").partition("@")[0].strip(" ,") or None


def _country(fields: Fields) -> str | None:
    text = fields.line("country")
    code = country_code(text) if text else None
    if text and code is None:
        fields.say(Fault.COUNTRY_UNKNOWN, "country")
    return code


def _area(fields: Fields) -> str | None:
    regions = fields.texts("regions")
    if regions:
        return fields.line_of("regions", regions[-1])
    return fields.line("sub_region") or fields.line("region")


def _postal_code(place: Place) -> str | None:
    code = place.postal_code
    # Spreadsheets eat the zeros in front of the numbers of New England.
    if code and place.country == "US" and _SHORT_US_ZIP.fullmatch(code):
        digits, hyphen, extension = code.partition("-")
        return digits.zfill(5) + hyphen + extension
    return code


def _point(fields: Fields) -> Point | None:
    pair = fields.text("coordinates")
    latitude, longitude = fields.text("latitude"), fields.text("longitude")
    if latitude is None and longitude is None and pair is not None:
        latitude, _, longitude = pair.partition(",")
    if latitude is None and longitude is None and fields.value("coordinates") is None:
        return None
    try:
        point = Point(_degrees(latitude), _degrees(longitude))
    except (ValueError, InvalidInput):
        fields.say(Fault.COORDINATES_INVALID, "latitude")
        return None
    # 0, 0 is what a failed look-up leaves; twice the same number is a slip of the clipboard.
    if point.latitude == point.longitude:
        fields.say(Fault.COORDINATES_SUSPECT, "latitude")
        return None
    return point


def _degrees(text: str | None) -> float:
    text = (text or "").strip()
    if _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    return round(float(text), _DECIMALS)

"""How people attend: in person, online, both, or by telephone; and through which venues."""

from dataclasses import dataclass

from api.domain.vocabulary import Medium, VenueKind
from api.feeds.meeting_guide.codes import Dimensions
from api.feeds.meeting_guide.fields import Fields
from api.feeds.meeting_guide.keys import digest, venue_key
from api.feeds.meeting_guide.links import phone_number, secured, web_address
from api.feeds.meeting_guide.places import Place
from api.feeds.meeting_guide.report import Fault
from api.feeds.values import ImportedVenue

_INACTIVE = "inactive"
# The numbers are the venue types of BMLT.
_OPTIONS = {
    **dict.fromkeys(("inperson", "physical", "1"), Medium.IN_PERSON),
    **dict.fromkeys(("online", "virtual", "2"), Medium.ONLINE),
    **dict.fromkeys(("hybrid", "3"), Medium.HYBRID),
    **dict.fromkeys(("phone", "telephone", "dialin"), Medium.PHONE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """``paused`` says that nobody can attend for now."""

    medium: Medium
    paused: bool
    url: str | None
    phone: str | None

    @property
    def remote(self) -> str | None:
        """The link, or else the number, by which people attend at a distance."""
        return self.url or self.phone


def attendance_of(fields: Fields, place: Place, types: Dimensions) -> Attendance:
    """Decide how people attend from what is stated, then from what there is to attend."""
    url, phone = _url(fields), _phone(fields)
    remote = Medium.ONLINE if url else Medium.PHONE if phone else None
    stated, inactive = _stated(fields, types)
    at_a_distance = remote or (stated if stated in {Medium.ONLINE, Medium.PHONE} else None)
    if types.location_closed:
        medium = at_a_distance or Medium.IN_PERSON
    elif stated is Medium.IN_PERSON and remote:
        # Showing a way in that nobody uses does less harm than hiding one.
        fields.say(Fault.ATTENDANCE_CONTRADICTED, "attendance_option")
        medium = Medium.HYBRID
    else:
        medium = stated or _likely(place, remote)
    if medium is not Medium.IN_PERSON and not remote:
        fields.say(Fault.LINK_MISSING, "conference_url")
    closed = types.location_closed and at_a_distance is None
    return Attendance(medium=medium, paused=inactive or closed, url=url, phone=phone)


def _stated(fields: Fields, types: Dimensions) -> tuple[Medium | None, bool]:
    """Return the medium that the row states, and whether it says that it is inactive."""
    text = fields.text("attendance_option") or ""
    option = "".join(char for char in text.lower() if char.isalnum())
    inactive = option == _INACTIVE
    if text and not inactive and option not in _OPTIONS:
        fields.say(Fault.ATTENDANCE_UNKNOWN, "attendance_option")
    return _OPTIONS.get(option, types.medium), inactive


def _likely(place: Place, remote: Medium | None) -> Medium:
    if place.exact and remote:
        return Medium.HYBRID
    return remote or Medium.IN_PERSON


def venues_of(fields: Fields, place: Place, attendance: Attendance) -> tuple[ImportedVenue, ...]:
    """Return the venues through which people attend, the place first."""
    medium = attendance.medium
    venues: list[ImportedVenue] = []
    if medium in {Medium.IN_PERSON, Medium.HYBRID} and place.stated:
        venues.append(_physical(place))
        if place.vague:
            fields.say(Fault.PLACE_VAGUE, "address")
    if medium in {Medium.ONLINE, Medium.HYBRID} and attendance.url:
        venues.append(
            ImportedVenue(
                key=digest("online", attendance.url),
                kind=VenueKind.ONLINE,
                url=attendance.url,
                joining_notes=fields.paragraphs("conference_url_notes"),
            )
        )
    if medium is not Medium.IN_PERSON and attendance.phone:
        venues.append(
            ImportedVenue(
                key=digest("phone", attendance.phone),
                kind=VenueKind.PHONE,
                phone=attendance.phone,
                joining_notes=fields.paragraphs("conference_phone_notes"),
            )
        )
    return tuple(venues)


def _physical(place: Place) -> ImportedVenue:
    return ImportedVenue(
        key=venue_key(place),
        kind=VenueKind.PHYSICAL,
        name=place.name,
        street=place.street,
        area=place.area,
        locality=place.locality,
        region=place.region,
        postal_code=place.postal_code,
        country=place.country,
        point=place.point,
        approximate=place.approximate,
        joining_notes=place.notes,
    )


def _url(fields: Fields) -> str | None:
    text = fields.text("conference_url")
    if text is None:
        return None
    address = web_address(text)
    if address is None:
        fields.say(Fault.LINK_INVALID, "conference_url")
        return None
    secure, changed = secured(address)
    if changed:
        fields.say(Fault.LINK_MADE_SECURE, "conference_url")
    return secure


def _phone(fields: Fields) -> str | None:
    text = fields.text("conference_phone")
    number = phone_number(text) if text else None
    if text and number is None:
        fields.say(Fault.PHONE_INVALID, "conference_phone")
    return number

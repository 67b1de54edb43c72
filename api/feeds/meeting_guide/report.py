"""Everything that can be wrong with a row of a Meeting Guide feed, in one table."""

from enum import auto

from api.domain.vocabulary import Word
from api.feeds.values import Problem, Severity


class Fault(Word):
    NOT_AN_OBJECT = auto()
    NAME_MISSING = auto()
    SLUG_MISSING = auto()
    SLUG_ADAPTED = auto()
    SLUG_REPEATED = auto()
    DAY_INVALID = auto()
    DAY_LEFT_OUT = auto()
    TIME_INVALID = auto()
    TIME_INCOMPLETE = auto()
    END_INVALID = auto()
    TIME_ZONE_MISSING = auto()
    TIME_ZONE_UNKNOWN = auto()
    TIME_ZONE_ASSUMED = auto()
    PLACE_MISSING = auto()
    PLACE_VAGUE = auto()
    PLACE_NOTES_DIFFER = auto()
    COUNTRY_UNKNOWN = auto()
    COORDINATES_INVALID = auto()
    COORDINATES_SUSPECT = auto()
    ATTENDANCE_UNKNOWN = auto()
    ATTENDANCE_CONTRADICTED = auto()
    LINK_INVALID = auto()
    LINK_MADE_SECURE = auto()
    LINK_MISSING = auto()
    PHONE_INVALID = auto()
    TYPE_UNKNOWN = auto()
    TYPE_LEFT_OUT = auto()
    TEXT_SHORTENED = auto()
    CONTACT_DROPPED = auto()
    CONTACT_IN_TEXT = auto()
    UPDATED_INVALID = auto()


_REFUSED = {
    Fault.NOT_AN_OBJECT: "A meeting is a JSON object.",
    Fault.NAME_MISSING: "A meeting needs a name.",
    Fault.SLUG_MISSING: "A meeting needs a slug, by which the next import knows it again.",
    Fault.DAY_INVALID: "No day of the week: check which weekday convention the feed follows.",
    Fault.TIME_INVALID: "No time of day: write it as HH:MM.",
    Fault.TIME_ZONE_MISSING: "No time zone: add one, or import with a default time zone.",
    Fault.TIME_ZONE_UNKNOWN: "No IANA time zone: write it like America/New_York.",
    Fault.PLACE_MISSING: "Neither a place nor a link nor a number: nobody could attend.",
}
_DROPPED = {
    Fault.DAY_LEFT_OUT: "One of the days is no day of the week; the others were taken.",
    Fault.COUNTRY_UNKNOWN: "No country of ISO 3166-1 is called so.",
    Fault.COORDINATES_INVALID: "Not a latitude and a longitude in decimal degrees.",
    Fault.COORDINATES_SUSPECT: "Latitude and longitude are the same number, so one is wrong.",
    Fault.LINK_INVALID: "Not a web address with a host.",
    Fault.PHONE_INVALID: "Not a telephone number.",
    Fault.TYPE_UNKNOWN: "A type code that means nothing to the platform.",
    Fault.TYPE_LEFT_OUT: "A type code that the directory leaves out on purpose.",
    Fault.CONTACT_DROPPED: "Contacts of people and ways to pay them are not imported.",
    Fault.CONTACT_IN_TEXT: "A person's address or number was taken out of a text.",
    Fault.UPDATED_INVALID: "Not a date and time in UTC.",
}
_WARNING = {
    Fault.SLUG_ADAPTED: "The slug is not URL-safe or too long; a safe one stands for it.",
    Fault.SLUG_REPEATED: "Another row has the same slug; this one got a number behind it.",
    Fault.TIME_INCOMPLETE: "A day without a time or the reverse: imported as by appointment.",
    Fault.END_INVALID: "No end can be read: an hour is assumed.",
    Fault.TIME_ZONE_ASSUMED: "The default time zone of this import was assumed.",
    Fault.PLACE_VAGUE: "No street, name or point: people may not find the place.",
    Fault.PLACE_NOTES_DIFFER: "Another row says something else of this place; that one was kept.",
    Fault.ATTENDANCE_UNKNOWN: "How people attend is not understood; the rest of the row tells.",
    Fault.ATTENDANCE_CONTRADICTED: "Said to be in person only, yet it has a link or a number.",
    Fault.LINK_MADE_SECURE: "The link was changed from http to https.",
    Fault.LINK_MISSING: "A meeting at a distance without a link or a number.",
    Fault.TEXT_SHORTENED: "The text is too long and was cut.",
}
_FAULTS = {
    fault: (severity, message)
    for severity, table in (
        (Severity.REFUSED, _REFUSED),
        (Severity.DROPPED, _DROPPED),
        (Severity.WARNING, _WARNING),
    )
    for fault, message in table.items()
}


def problem(fault: Fault, field: str | None = None) -> Problem:
    """Return what is wrong, at which field of the specification."""
    severity, message = _FAULTS[fault]
    return Problem(code=fault.value, severity=severity, message=message, field=field)

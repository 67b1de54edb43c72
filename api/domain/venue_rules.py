"""What may be stated of a venue."""

from collections.abc import Collection, Mapping

from api.domain.ids import Code
from api.domain.places import Point
from api.domain.stating import (
    Rule,
    as_said,
    country,
    line,
    link,
    many,
    may,
    must,
    named,
    one_of,
    phone,
    record,
    text,
)

ADDRESS_LENGTH, NOTES_LENGTH, POSTAL_CODE_LENGTH, MOST_FEATURES = 1_000, 4_000, 32, 100
WHICH: Mapping[str, Rule] = {"id": named(Code.VENUE), "expected_version": as_said}


def venue_rules(features: Collection[str]) -> Mapping[str, Rule]:
    """Return the rule of each field, for a platform that knows these features of access."""
    return {
        **WHICH,
        "kind": must(as_said),
        "disclosure": must(as_said),
        **dict.fromkeys(("name", "street", "area", "locality", "region"), may(line())),
        "postal_code": may(line(POSTAL_CODE_LENGTH)),
        "country": may(country),
        "point": may(record(Point, {"latitude": as_said, "longitude": as_said})),
        "approximate": must(as_said),
        "url": may(link),
        "phone": may(phone),
        "exact_address": may(text(ADDRESS_LENGTH)),
        "exact_link": may(link),
        "exact_dial_in": may(text(ADDRESS_LENGTH)),
        "joining_notes": may(text(NOTES_LENGTH)),
        "accessibility": many(one_of(features, "feature of access"), most=MOST_FEATURES),
        "transport": may(text(NOTES_LENGTH)),
    }

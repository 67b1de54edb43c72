"""The columns of the spreadsheet, with what each means, and what stands for a thing left alone."""

from collections.abc import Mapping

UNCHANGED = "(unchanged)"
"""Written where the sheet cannot hold what is here; read back, it leaves that as it is."""

COLUMNS: Mapping[str, str] = {
    "group_id": "What the group is known by: leave it as exported; empty for a new one.",
    "group": "Name of the group. Rows with the same group belong together.",
    "group_notes": "What the group says of itself, in plain text.",
    "group_types": "Type codes of the group; empty: what its meetings have in common.",
    "topics": "Slugs of topics, with commas between them.",
    "website": "Web address of the group.",
    "slug": "What the meeting is known by: leave it as exported; your own for a new one.",
    "name": "Name of the meeting. Empty, with an empty slug: the row is about the group alone.",
    "day": "Day of the week: Monday, or 1 for Monday up to 6, and 0 for Sunday.",
    "time": "Start on the clock of the place: 19:30.",
    "end_time": "End: 21:00. Empty: an hour later.",
    "timezone": "IANA time zone: Europe/Berlin.",
    "dtstart": "First day: 2026-11-30. With neither day nor rrule the meeting takes place once.",
    "rrule": "Recurrence rule (RFC 5545) where it is not every week: FREQ=MONTHLY;BYDAY=1MO.",
    "types": "Type codes of Meeting Guide: O (open), W (women), X (wheelchair), DE (German)…",
    "notes": "What people should know about the meeting, in plain text.",
    "attendance_option": "in_person, online, hybrid or phone.",
    "location_id": "What the place is known by: leave it as exported; empty for another place.",
    "location": "Name of the place.",
    "address": "Street and number.",
    "city": "Town.",
    "state": "State, province or county.",
    "postal_code": "Postal code.",
    "country": "Country: its name, or its code of ISO 3166-1.",
    "region": "Part of the town or land.",
    "latitude": "Latitude in decimal degrees.",
    "longitude": "Longitude in decimal degrees.",
    "approximate": "yes where the point stands for an area.",
    "location_notes": "How to find the door, in plain text.",
    "conference_url_id": "What the online room is known by: leave it as exported.",
    "conference_url": "Web address of the online room.",
    "conference_url_notes": "How to join, in plain text.",
    "conference_phone_id": "What the line is known by: leave it as exported.",
    "conference_phone": "Number to dial in.",
    "conference_phone_notes": "How to join by telephone, in plain text.",
}

WHEN = ("day", "time", "end_time", "timezone", "dtstart", "rrule")
PLACE = (
    *("location_id", "location", "address", "city", "state", "postal_code", "country", "region"),
    *("latitude", "longitude", "approximate", "location_notes"),
)
ROOM = ("conference_url_id", "conference_url", "conference_url_notes")
LINE = ("conference_phone_id", "conference_phone", "conference_phone_notes")
WHERE = (*PLACE, *ROOM, *LINE)

GROUP_CELLS: Mapping[str, tuple[str, ...]] = {
    "name": ("group",),
    "description": ("group_notes",),
    "topics": ("topics",),
    "open_places": ("website",),
    **dict.fromkeys(("languages", "audiences", "formats", "accessibility"), ("group_types",)),
}
MEETING_CELLS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "schedule": WHEN,
    "medium": ("attendance_option",),
    "notes": ("notes",),
    "venue_ids": WHERE,
    **dict.fromkeys(("openness", "languages", "audiences", "formats", "accessibility"), ("types",)),
}
"""Which cells hold which field of a thing."""

GROUP_ALONE = frozenset({"status", "language"})
MEETING_ALONE = frozenset({"status"})
PLACE_ALONE = frozenset({"disclosure", "accessibility", "transport", "kind"})
ROOM_ALONE = PLACE_ALONE | {
    *("name", "street", "area", "locality", "region", "postal_code", "country", "point"),
    "approximate",
}
"""Fields that no column holds: of what is here already they stay as they are."""

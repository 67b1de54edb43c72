"""The fields of one row under the names of the specification, however the feed calls them."""

import re
from collections.abc import Mapping
from typing import cast

from api.feeds.meeting_guide.report import Fault, problem
from api.feeds.meeting_guide.texts import plain_line, plain_paragraphs, without_contacts
from api.feeds.values import Problem

LINE = 255
PARAGRAPHS = 5000
# Larger numbers are no texts, and printing one takes longer than reading the feed.
_LARGEST = 10**15

_ALIASES = {
    "address": ("street", "street_address", "address_1"),
    "attendance_option": ("attendance", "venue_type"),
    "city": ("town", "municipality"),
    "conference_phone": ("phone_meeting_number",),
    "conference_url": ("conference_link", "virtual_meeting_link", "online_url", "meeting_url"),
    "conference_url_notes": ("conference_notes", "virtual_meeting_additional_info"),
    "day": ("days", "weekday", "day_of_week"),
    "end_time": ("end", "ends_at"),
    "entity_url": ("entity_website_url", "entity_website"),
    "formatted_address": ("full_address",),
    "group": ("group_name",),
    "latitude": ("lat",),
    "location": ("location_name", "venue", "venue_name"),
    "location_notes": ("location_info", "directions"),
    "longitude": ("lng", "lon", "long"),
    "name": ("meeting", "meeting_name", "title"),
    "notes": ("comments", "description"),
    "postal_code": ("zip", "zip_code", "zipcode", "postcode"),
    "slug": ("id", "meeting_id"),
    "state": ("province",),
    "time": ("start_time", "start", "starts_at"),
    "timezone": ("time_zone", "tz"),
    "types": ("type", "formats"),
    "updated": ("updated_at", "last_updated", "last_changed"),
    "website": ("group_website", "group_url", "website_2"),
}
_CANONICAL = {alias: name for name, aliases in _ALIASES.items() for alias in aliases}
_CONTACT = re.compile(
    r"contact(?:_\d+)?(?:_(?:name|email|phone))?|email(?:_\d+)?|phone(?:_\d+)?"
    r"|feedback_emails?|mailing_address|venmo|square|paypal|homegroup_online"
)


class Fields:
    """A row that is read once: what it says, and what was found wrong on the way."""

    def __init__(self, raw: Mapping[str, object]) -> None:
        self.problems = list[Problem]()
        self.contacts = 0
        self._values: dict[str, object] = {}
        for key, value in raw.items():
            if _is_stated(value):
                self._take(re.sub(r"[\s-]+", "_", key.strip().lower()), value)

    def say(self, fault: Fault, field: str | None = None) -> None:
        found = problem(fault, field)
        if found not in self.problems:
            self.problems.append(found)

    def value(self, name: str) -> object:
        """Return the value as it stands, None where the row does not state it."""
        return self._values.get(name)

    def text(self, name: str) -> str | None:
        """Return the value as a text as it stands, numbers included."""
        return written(self.value(name))

    def line(self, name: str, *, limit: int = LINE) -> str | None:
        """Return plain text on one line."""
        return self.line_of(name, self.text(name) or "", limit=limit)

    def line_of(self, name: str, text: str, *, limit: int = LINE) -> str | None:
        """Return a part of a field's value as plain text on one line."""
        return self._plain(name, plain_line(text), limit)

    def paragraphs(self, name: str) -> str | None:
        """Return plain text of several lines."""
        return self._plain(name, plain_paragraphs(self.text(name) or ""), PARAGRAPHS)

    def texts(self, name: str) -> list[str]:
        """Return the items of a list, or of a text with commas or semicolons."""
        value = self.value(name)
        if isinstance(value, str):
            return [item.strip() for item in re.split(r"[,;]", value) if item.strip()]
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        return [text for item in items if (text := written(item))]

    def _take(self, key: str, value: object) -> None:
        if _CONTACT.fullmatch(key):
            # A list of addresses is as many contacts as it has items.
            self.contacts += len(cast("list[object]", value)) if isinstance(value, list) else 1
            self.say(Fault.CONTACT_DROPPED, key)
        elif key in _CANONICAL:
            self._values.setdefault(_CANONICAL[key], value)
        else:
            self._values[key] = value

    def _plain(self, name: str, text: str, limit: int) -> str | None:
        text, contacts = without_contacts(text)
        if contacts:
            self.contacts += contacts
            self.say(Fault.CONTACT_IN_TEXT, name)
        if len(text) > limit:
            self.say(Fault.TEXT_SHORTENED, name)
        return text[:limit].strip() or None


def written(value: object) -> str | None:
    """Return a text or a number as text, None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST:
        value = int(value)
    if isinstance(value, int):
        return str(value) if abs(value) < _LARGEST else None
    if isinstance(value, float):
        return repr(value)
    return value if isinstance(value, str) else None


def _is_stated(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value not in ([], {})

"""What search engines read: groups and their meetings in the words of schema.org (JSON-LD).

Source: schema.org 29, ``Organization``, ``Event`` and ``Schedule``.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from api.domain.errors import Refusal
from api.domain.rules import Frequency, Rule, Weekday
from api.http.pages.asking import Json
from api.http.pages.words import WEEKDAYS

CONTEXT: Final = "https://schema.org"
_ATTENDANCE: Final = {
    "IN_PERSON": "OfflineEventAttendanceMode",
    "ONLINE": "OnlineEventAttendanceMode",
    "HYBRID": "MixedEventAttendanceMode",
    "PHONE": "OnlineEventAttendanceMode",
}
_UNITS: Final = {Frequency.DAILY: "D", Frequency.WEEKLY: "W", Frequency.MONTHLY: "M"}


def group(found: Json, base_url: str) -> Json:
    """Return a group as an ``Organization`` with its meetings as events."""
    url = f"{base_url}/groups/{found['slug']}"
    events = [
        _event(meeting, found, url)
        for meeting in found["meetings"]["nodes"]
        if meeting["localStart"] and meeting["status"] == "ACTIVE"
    ]
    return _stated(
        {
            "@context": CONTEXT,
            "@type": "Organization",
            "name": found["name"],
            "description": found["summary"] or found["description"],
            "url": url,
            "knowsAbout": [topic["label"] for topic in found["topics"]],
            "knowsLanguage": found["languages"],
            "parentOrganization": {
                "@type": "Organization",
                "name": found["network"]["name"],
                "url": f"{base_url}/networks/{found['network']['slug']}",
            },
            "event": events,
        }
    )


def network(found: Json, base_url: str) -> Json:
    """Return a network as an ``Organization``."""
    return _stated(
        {
            "@context": CONTEXT,
            "@type": "Organization",
            "name": found["name"],
            "description": found["description"],
            "url": f"{base_url}/networks/{found['slug']}",
            "knowsAbout": [topic["label"] for topic in found["topics"]],
            "knowsLanguage": found["languages"],
            "sameAs": found["organisation"]["website"],
        }
    )


def _event(meeting: Json, found: Json, url: str) -> Json:
    return _stated(
        {
            "@type": "Event",
            "name": meeting["name"],
            "url": url,
            "organizer": {"@type": "Organization", "name": found["name"], "url": url},
            "eventAttendanceMode": f"{CONTEXT}/{_ATTENDANCE[meeting['medium']]}",
            "eventStatus": f"{CONTEXT}/EventScheduled",
            "inLanguage": meeting["languages"] or found["languages"],
            "isAccessibleForFree": True if found["cost"] == "FREE" else None,
            "location": [_location(venue) for venue in meeting["venues"]],
            "startDate": _next_start(found, meeting),
            "eventSchedule": _schedule(meeting),
        }
    )


def _next_start(found: Json, meeting: Json) -> str | None:
    starts = (
        each["startsAt"]
        for each in found["nextOccurrences"]
        if each["meeting"]["name"] == meeting["name"]
    )
    return next(starts, None)


def _schedule(meeting: Json) -> Json | None:
    start = datetime.fromisoformat(meeting["localStart"])
    minutes = meeting["durationMinutes"]
    return _stated(
        {
            "@type": "Schedule",
            "startDate": start.date().isoformat(),
            "startTime": f"{start:%H:%M:%S}",
            "duration": f"PT{minutes}M" if minutes else None,
            "scheduleTimezone": meeting["timeZone"],
            **_recurrence(meeting["rule"], start),
        }
    )


def _recurrence(text: str | None, start: datetime) -> Json:
    if text is None:
        return {"endDate": start.date().isoformat(), "repeatCount": 1}
    try:
        rule = Rule.parse(text)
    except Refusal:
        return {}
    until: date | datetime | None = rule.until
    days = [
        f"{each.ordinal or ''}{each.weekday}" if each.ordinal else _weekday(each.weekday)
        for each in rule.by_day
    ]
    return {
        "repeatFrequency": f"P{rule.interval}{_UNITS[rule.frequency]}",
        "byDay": days,
        "byMonthDay": list(rule.by_month_day),
        "repeatCount": rule.count,
        "endDate": None if until is None else until.isoformat()[:10],
    }


def _weekday(each: Weekday) -> str:
    return f"{CONTEXT}/{WEEKDAYS[each]}"


def _location(venue: Json) -> Json:
    if venue["kind"] != "PHYSICAL":
        return _stated({"@type": "VirtualLocation", "name": venue["name"], "url": venue["url"]})
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue["street"],
        "addressLocality": venue["locality"] or venue["area"],
        "addressRegion": venue["region"],
        "postalCode": venue["postalCode"],
        "addressCountry": venue["country"],
    }
    point = None if venue["approximate"] else venue["point"]
    return _stated(
        {
            "@type": "Place",
            "name": venue["name"],
            "address": _stated(address),
            "geo": {"@type": "GeoCoordinates", **point} if point else None,
        }
    )


def _stated(values: Mapping[str, object]) -> Json:
    return {name: value for name, value in values.items() if value not in (None, [], "")}

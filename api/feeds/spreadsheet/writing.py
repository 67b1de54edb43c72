"""What is here as a spreadsheet that says exactly that: reading it back changes nothing.

Nothing is trusted to be so: what was written is read and planned again, and wherever that would
change something, the cell says that it is to be left unchanged.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from api.domain.groups import Group
from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.occurrences import Schedule
from api.domain.rules import Frequency, Rule
from api.domain.venues import Venue
from api.domain.vocabulary import Medium, OpenPlaceKind, VenueKind
from api.feeds.meeting_guide.codes import Dimensions, to_codes
from api.feeds.spreadsheet.cells import guarded
from api.feeds.spreadsheet.checking import Cells, Content, leave_unchanged
from api.feeds.spreadsheet.columns import COLUMNS, UNCHANGED, WHERE

_MEDIA = {
    Medium.IN_PERSON: "in_person",
    Medium.ONLINE: "online",
    Medium.HYBRID: "hybrid",
    Medium.PHONE: "phone",
}
_DAY_MINUTES = 24 * 60


def written_sheet(content: Content) -> str:
    """Return a network as text of CSV, without a mark of UTF-8 in front."""
    rows = [
        {**about, **cells}
        for group in content.groups
        for about in [_about_group(content, group)]
        for cells in [_about(content, each) for each in content.meetings.get(group.id, ())] or [{}]
    ]
    leave_unchanged(content, rows, as_csv)
    return as_csv(rows)


def as_csv(rows: Iterable[Cells]) -> str:
    """Return rows under the headings of the template."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for cells in rows:
        writer.writerow([guarded(cells.get(name, "")) for name in COLUMNS])
    return out.getvalue()


def _about_group(content: Content, group: Group) -> Cells:
    types = Dimensions(
        languages=group.languages,
        audiences=group.audiences,
        formats=group.formats,
        accessibility=group.accessibility,
    )
    websites = [each.url for each in group.open_places if each.kind is OpenPlaceKind.WEBSITE]
    return {
        "group_id": content.key(Code.GROUP, group.id),
        "group": group.name,
        "group_notes": group.description or "",
        "group_types": ", ".join(to_codes(types)),
        "topics": ", ".join(group.topics),
        "website": next((url for url in websites if url), ""),
    }


def _about(content: Content, meeting: Meeting) -> Cells:
    types = Dimensions(
        openness=meeting.openness,
        languages=meeting.languages,
        audiences=meeting.audiences,
        formats=meeting.formats,
        accessibility=meeting.accessibility,
    )
    return {
        "slug": content.key(Code.MEETING, meeting.id),
        "name": meeting.name,
        **(_when(meeting.schedule) if meeting.schedule else {}),
        "types": ", ".join(to_codes(types)),
        "notes": meeting.notes or "",
        "attendance_option": _MEDIA[meeting.medium],
        **_where(content, [content.venues[each] for each in meeting.venue_ids]),
    }


def _when(schedule: Schedule) -> Cells:
    start = schedule.local_start
    end = (start.hour * 60 + start.minute + schedule.duration_minutes) % _DAY_MINUTES
    told = {
        "time": f"{start:%H:%M}",
        "end_time": f"{end // 60:02}:{end % 60:02}",
        "timezone": schedule.time_zone,
        "dtstart": f"{start:%Y-%m-%d}",
    }
    if schedule.rule is None:
        return told
    if _is_weekly(schedule.rule):
        return {**told, "day": f"{start:%A}"}
    return {**told, "rrule": str(schedule.rule)}


def _is_weekly(rule: Rule) -> bool:
    """Whether it is every week on one day, and nothing else."""
    if rule.frequency is not Frequency.WEEKLY or len(rule.by_day) != 1:
        return False
    return rule == Rule(Frequency.WEEKLY, by_day=rule.by_day)


def _where(content: Content, venues: list[Venue]) -> Cells:
    kinds = [venue.kind for venue in venues]
    if not venues or len(set(kinds)) < len(kinds) or not all(each.public for each in venues):
        # What is hidden is not told, and what has no columns cannot be.
        return dict.fromkeys(WHERE, UNCHANGED)
    return {
        name: text
        for venue in venues
        for name, text in _told(content.key(Code.VENUE, venue.id), venue)
    }


def _told(key: str, venue: Venue) -> Iterator[tuple[str, str]]:
    match venue.kind:
        case VenueKind.ONLINE:
            yield "conference_url_id", key
            yield "conference_url", venue.url or ""
            yield "conference_url_notes", venue.joining_notes or ""
        case VenueKind.PHONE:
            yield "conference_phone_id", key
            yield "conference_phone", venue.phone or ""
            yield "conference_phone_notes", venue.joining_notes or ""
        case VenueKind.PHYSICAL:
            yield "location_id", key
            yield from _place(venue).items()


def _place(venue: Venue) -> Cells:
    return {
        "location": venue.name or "",
        "address": venue.street or "",
        "city": venue.locality or "",
        "state": venue.region or "",
        "postal_code": venue.postal_code or "",
        "country": venue.country or "",
        "region": venue.area or "",
        "latitude": repr(venue.point.latitude) if venue.point else "",
        "longitude": repr(venue.point.longitude) if venue.point else "",
        "approximate": "yes" if venue.approximate else "",
        "location_notes": venue.joining_notes or "",
    }

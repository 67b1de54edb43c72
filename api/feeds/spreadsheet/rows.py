"""One row of the spreadsheet: read as a row of Meeting Guide, then what only a sheet says."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from api.domain.errors import InvalidInput
from api.domain.occurrences import Schedule
from api.domain.rules import Rule
from api.domain.terms import TERMS
from api.domain.vocabulary import Dimension, VenueKind
from api.feeds.meeting_guide.codes import from_codes
from api.feeds.meeting_guide.fields import Fields
from api.feeds.meeting_guide.keys import digest, safe_slug
from api.feeds.meeting_guide.row_values import Convention, Row, RowGroup
from api.feeds.meeting_guide.rows import read_row, website_of
from api.feeds.spreadsheet.cells import Line
from api.feeds.spreadsheet.columns import (
    GROUP_ALONE,
    GROUP_CELLS,
    MEETING_ALONE,
    MEETING_CELLS,
    PLACE_ALONE,
    ROOM_ALONE,
    UNCHANGED,
    WHERE,
)
from api.feeds.values import ImportedMeeting, ImportedVenue, Problem, Severity

_DAYS = 7
_TOPICS = frozenset(term.slug for term in TERMS if term.dimension is Dimension.TOPIC)
_IDS = {
    VenueKind.PHYSICAL: "location_id",
    VenueKind.ONLINE: "conference_url_id",
    VenueKind.PHONE: "conference_phone_id",
}
# Stands where a row leaves something as it is, so that the rest of the row can be read.
_STANDING_IN = {"name": "-", "group": "-"}


def read_line(line: Line, convention: Convention) -> Row:
    """Translate one row. Never raises: whatever is wrong is said in its problems."""
    if line.fault is not None:
        return Row(problems=(_refused("ROW_INVALID", line.fault, None),))
    left = frozenset(name for name, cell in line.cells.items() if cell == UNCHANGED)
    cells = {name: cell for name, cell in line.cells.items() if name not in left}
    if not line.cells.keys() & {"slug", "name"}:
        return _group_alone(cells, left)
    try:
        row = read_row(_raw(cells, left), convention)
        meetings = tuple(_meeting(each, cells, left) for each in row.meetings)
    except (InvalidInput, ValueError, OverflowError):
        message = "No such day or rule of recurrence, or the two do not fit."
        return Row(problems=(_refused("WHEN_INVALID", message, "dtstart"),))
    problems = [*row.problems, *_problems(cells)]
    if row.group is None or any(each.severity is Severity.REFUSED for each in problems):
        return Row(problems=tuple(problems))
    named = _venues(row.venues, cells) if not left & set(WHERE) else ()
    keys = {before.key: after.key for before, after in zip(row.venues, named, strict=False)}
    at = tuple(
        replace(each, venue_keys=tuple(keys[key] for key in each.venue_keys if key in keys))
        for each in meetings
    )
    group = _group(row.group, cells, left)
    return replace(row, problems=tuple(problems), group=group, venues=named, meetings=at)


def _raw(cells: dict[str, str], left: frozenset[str]) -> dict[str, str]:
    """Return the row as Meeting Guide would have it; ValueError for a first day that is none."""
    raw = {**cells, **{name: text for name, text in _STANDING_IN.items() if name in left}}
    if left & set(WHERE):
        raw = {name: cell for name, cell in raw.items() if name not in WHERE} | {"location": "-"}
    if "dtstart" in cells:
        # A series has a day, whichever way it is told.
        raw.setdefault("day", date.fromisoformat(cells["dtstart"]).strftime("%A"))
    return raw


def _group_alone(cells: dict[str, str], left: frozenset[str]) -> Row:
    fields = Fields(cells)
    name = "-" if "group" in left else fields.line("group")
    if name is None:
        return Row(problems=(_refused("NAME_MISSING", "A group needs a name.", "group"),))
    key = digest("group", name)
    said = RowGroup(
        key=key,
        name=name,
        description=fields.paragraphs("group_notes"),
        website=website_of(fields),
    )
    group = _group(said, cells, left)
    return Row(problems=(*fields.problems, *_problems(cells)), group=group)


def _group(group: RowGroup, cells: dict[str, str], left: frozenset[str]) -> RowGroup:
    topics = tuple(dict.fromkeys(_words(cells.get("topics", ""))))
    codes = _words(cells.get("group_types", ""))
    derived = {"languages", "audiences", "formats", "accessibility"}
    return replace(
        group,
        key=safe_slug(cells["group_id"]) if "group_id" in cells else group.key,
        topics=tuple(each for each in topics if each in _TOPICS),
        types=from_codes(codes) if codes else None,
        unstated=GROUP_ALONE | _left(GROUP_CELLS, left) - (derived if codes else set()),
    )


def _meeting(
    meeting: ImportedMeeting, cells: dict[str, str], left: frozenset[str]
) -> ImportedMeeting:
    unstated = MEETING_ALONE | _left(MEETING_CELLS, left)
    schedule = None if "schedule" in unstated else _schedule(meeting.schedule, cells)
    return replace(meeting, schedule=schedule, unstated=unstated)


def _schedule(weekly: Schedule | None, cells: dict[str, str]) -> Schedule | None:
    """Return when a meeting takes place: a weekly one from its first day on, or by its rule."""
    first = date.fromisoformat(cells["dtstart"]) if "dtstart" in cells else None
    if weekly is None or first is None:
        if "rrule" in cells:
            raise InvalidInput("A rule needs a first day.", path=("rrule",))
        return weekly
    clock = weekly.local_start.time()
    if "rrule" in cells:
        start = datetime.combine(first, clock)
        return replace(weekly, local_start=start, rule=Rule.parse(cells["rrule"]))
    if "day" not in cells:
        return replace(weekly, local_start=datetime.combine(first, clock), rule=None)
    ahead = (weekly.local_start.weekday() - first.weekday()) % _DAYS
    return replace(weekly, local_start=datetime.combine(first + timedelta(ahead), clock))


def _venues(venues: tuple[ImportedVenue, ...], cells: dict[str, str]) -> tuple[ImportedVenue, ...]:
    return tuple(
        replace(
            each,
            key=safe_slug(cells[_IDS[each.kind]]) if _IDS[each.kind] in cells else each.key,
            unstated=PLACE_ALONE if each.kind is VenueKind.PHYSICAL else ROOM_ALONE,
        )
        for each in venues
    )


def _problems(cells: dict[str, str]) -> list[Problem]:
    if set(_words(cells.get("topics", ""))) <= _TOPICS:
        return []
    message = "The platform has no such topic; it was left out."
    return [Problem("TOPIC_UNKNOWN", Severity.DROPPED, message, "topics")]


def _left(cells: Mapping[str, tuple[str, ...]], left: frozenset[str]) -> frozenset[str]:
    """Return the fields of which a cell leaves something as it is."""
    return frozenset(name for name, names in cells.items() if left & set(names))


def _words(text: str) -> list[str]:
    return [each for each in re.split(r"[,;\s]+", text) if each]


def _refused(code: str, message: str, field: str | None) -> Problem:
    return Problem(code=code, severity=Severity.REFUSED, message=message, field=field)

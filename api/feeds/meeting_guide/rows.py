"""One row of a Meeting Guide feed as domain values, or the reason why not."""

from dataclasses import dataclass, replace
from typing import cast

from api.domain.occurrences import Schedule
from api.domain.vocabulary import Medium, MeetingStatus
from api.feeds.meeting_guide.attendance import attendance_of, venues_of
from api.feeds.meeting_guide.codes import Dimensions, from_codes
from api.feeds.meeting_guide.fields import Fields
from api.feeds.meeting_guide.keys import group_key, safe_slug
from api.feeds.meeting_guide.links import web_address
from api.feeds.meeting_guide.places import place_of
from api.feeds.meeting_guide.report import Fault, problem
from api.feeds.meeting_guide.row_values import Convention, Row, RowGroup
from api.feeds.meeting_guide.times import (
    DAY_MINUTES,
    changed_at,
    clock,
    days_of,
    minutes_of,
    weekly,
    zone_of,
)
from api.feeds.meeting_guide.weekdays import meeting_guide_number
from api.feeds.values import ImportedEntity, ImportedMeeting, ImportedVenue, Severity


@dataclass(frozen=True, slots=True)
class _Series:
    """One series of a row, and what tells its external id from those of its siblings."""

    suffix: str
    schedule: Schedule | None


def read_row(raw: object, convention: Convention) -> Row:
    """Translate one row. Never raises: whatever is wrong is said in ``problems``."""
    if not isinstance(raw, dict):
        return Row(problems=(problem(Fault.NOT_AN_OBJECT),))
    fields = Fields(cast("dict[str, object]", raw))
    types = _types(fields)
    translated = _translate(fields, types, convention)
    refused = any(found.severity is Severity.REFUSED for found in fields.problems)
    group, venues, meetings = (None, (), ()) if refused else translated
    return Row(
        problems=tuple(fields.problems),
        contacts=fields.contacts,
        unknown_codes=types.unknown,
        entity=_entity(fields),
        group=group,
        venues=venues,
        meetings=meetings,
    )


def _translate(
    fields: Fields, types: Dimensions, convention: Convention
) -> tuple[RowGroup, tuple[ImportedVenue, ...], tuple[ImportedMeeting, ...]]:
    """Read every field, so that a row with several faults is told all of them at once."""
    name, slug = _identity(fields)
    place = place_of(fields, convention.default_country)
    attendance = attendance_of(fields, place, types)
    venues = venues_of(fields, place, attendance)
    if attendance.medium is Medium.IN_PERSON and not venues:
        fields.say(Fault.PLACE_MISSING, "address")
    named = fields.line("group")
    group = RowGroup(
        key=group_key(group=named, name=name, place=place, remote=attendance.remote, slug=slug),
        name=named or name,
        description=fields.paragraphs("group_notes"),
        website=website_of(fields),
    )
    meeting = ImportedMeeting(
        external_id=slug,
        name=name,
        venue_keys=tuple(venue.key for venue in venues),
        schedule=None,
        medium=attendance.medium,
        openness=types.openness,
        languages=types.languages,
        audiences=types.audiences,
        formats=types.formats,
        accessibility=types.accessibility,
        notes=fields.paragraphs("notes"),
        status=MeetingStatus.PAUSED if attendance.paused else MeetingStatus.ACTIVE,
        changed_at=changed_at(fields),
    )
    return group, venues, _on_its_days(fields, convention, meeting)


def _on_its_days(
    fields: Fields, convention: Convention, meeting: ImportedMeeting
) -> tuple[ImportedMeeting, ...]:
    """Return the meeting once for each of its series."""
    return tuple(
        replace(
            meeting,
            external_id=meeting.external_id + series.suffix,
            schedule=series.schedule,
        )
        for series in _series(fields, convention)
    )


def _identity(fields: Fields) -> tuple[str, str]:
    name, slug = fields.line("name"), fields.line("slug")
    if name is None:
        fields.say(Fault.NAME_MISSING, "name")
    if slug is None:
        fields.say(Fault.SLUG_MISSING, "slug")
        return name or "", ""
    safe = safe_slug(slug)
    if safe != slug:
        fields.say(Fault.SLUG_ADAPTED, "slug")
    return name or "", safe


def _series(fields: Fields, convention: Convention) -> list[_Series]:
    """Return one series for each day, or the one by appointment; none where it is refused."""
    days = days_of(fields, convention.weekdays)
    text = fields.text("time")
    start = clock(text) if text is not None else None
    if text is not None and (start is None or start >= DAY_MINUTES):
        fields.say(Fault.TIME_INVALID, "time")
        return []
    if days is None:
        return []
    if start is None or not days:
        if days or start is not None:
            fields.say(Fault.TIME_INCOMPLETE, "time" if days else "day")
        return [_Series("", None)]
    zone = zone_of(fields, convention.default_time_zone)
    if zone is None:
        return []
    minutes = minutes_of(fields, start)
    several = isinstance(fields.value("day"), list) or len(days) > 1
    return [
        _Series(
            # The number of the specification, so that ids do not depend on the convention.
            f"-{meeting_guide_number(day)}" if several else "",
            weekly(day, start, minutes, zone),
        )
        for day in days
    ]


def _types(fields: Fields) -> Dimensions:
    types = from_codes(fields.texts("types"))
    if types.unknown:
        fields.say(Fault.TYPE_UNKNOWN, "types")
    if types.dropped:
        fields.say(Fault.TYPE_LEFT_OUT, "types")
    return types


def _entity(fields: Fields) -> ImportedEntity | None:
    name = fields.line("entity")
    url = fields.text("entity_url")
    if name is None:
        return None
    return ImportedEntity(
        name=name,
        url=web_address(url) if url else None,
        location=fields.line("entity_location"),
    )


def website_of(fields: Fields) -> str | None:
    """Return the group's web address, saying where it is none."""
    text = fields.text("website")
    address = web_address(text) if text else None
    if text and address is None:
        fields.say(Fault.LINK_INVALID, "website")
    return address

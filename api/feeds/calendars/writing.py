"""Meetings written as one calendar."""

# pyright: reportUnknownMemberType=false
# icalendar leaves the types of what it adds open.

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Event, Timezone, vDatetime, vDDDLists, vDuration, vRecur

from api.domain.occurrences import Occurrence, OccurrenceStatus
from api.domain.venues import HELD_AT
from api.domain.zones import time_zone
from api.feeds.calendars.starts import Starts, starts_of
from api.feeds.calendars.values import CalendarMeeting, CalendarVenue

_PRODUCT = "-//Peers//Directory of peer support//EN"
_ASK_AGAIN = timedelta(hours=6)
_LAST_KNOWN_DAY = date(2038, 1, 1)


class _Minutes(vDuration):
    """A duration in minutes that pass: days would be nominal, and 23 hours in one night."""

    def to_ical(self) -> bytes:
        return b"PT%dM" % (self.td // timedelta(minutes=1))


def calendar(name: str, meetings: Sequence[CalendarMeeting], now: datetime) -> bytes:
    """Return a calendar with all that is known of meetings, and the zones that it names."""
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    told = [(each, starts_of(each, now)) for each in meetings]
    for zone_name, year in _zones(meetings, [starts for _, starts in told]):
        made.add_component(_zone(zone_name, year))
    for meeting, starts in told:
        for event in _events(meeting, starts):
            made.add_component(event)
    return made.to_ical()


def _zones(
    meetings: Sequence[CalendarMeeting], starts: Iterable[Starts | None]
) -> Iterator[tuple[str, int]]:
    """Yield each zone with the first year for which it has to be right."""
    years: dict[str, int] = {}
    for meeting, found in zip(meetings, starts, strict=True):
        name = meeting.schedule.time_zone
        first = found.earliest.year if found else _LAST_KNOWN_DAY.year - 1
        years[name] = min(first, years.get(name, first))
    return iter(sorted(years.items()))


@lru_cache(maxsize=1_000)
def _zone(name: str, year: int) -> Timezone:
    # The clocks of the turn of the year may be those of the day before.
    first = date(year - 1, 12, 1)
    return Timezone.from_tzid(name, first_date=first, last_date=max(_LAST_KNOWN_DAY, first))


def _events(meeting: CalendarMeeting, starts: Starts | None) -> Iterator[Event]:
    if starts is None:
        return
    if not starts.recurs:
        only = meeting.schedule.occurrence(starts.first)
        if only is not None:
            yield _one(meeting, only)
        return
    zone = time_zone(meeting.schedule.time_zone)
    event = _described(meeting, None)
    event.add("dtstart", starts.first.replace(tzinfo=zone))
    event.add("duration", _Minutes(timedelta(minutes=meeting.schedule.duration_minutes)))
    if starts.rule is not None:
        event.add("rrule", vRecur.from_ical(str(starts.rule)))
    for name, days in (("rdate", starts.others), ("exdate", starts.left_out)):
        if days:
            event.add(name, vDDDLists([each.replace(tzinfo=zone) for each in days]))
    yield event
    for each in starts.apart:
        apart = _one(meeting, each)
        apart.add("recurrence-id", each.original_start.replace(tzinfo=zone))
        yield apart


def _one(meeting: CalendarMeeting, each: Occurrence) -> Event:
    """Return an occurrence as an event of its own."""
    event = _described(meeting, each)
    zone = time_zone(meeting.schedule.time_zone)
    event.add("dtstart", each.local_start.replace(tzinfo=zone))
    event.add("duration", _Minutes(each.ends_at - each.starts_at))
    return event


def _described(meeting: CalendarMeeting, each: Occurrence | None) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", vDatetime(meeting.changed_at.astimezone(UTC)))
    event.add("last-modified", vDatetime(meeting.changed_at.astimezone(UTC)))
    event.add("sequence", meeting.sequence)
    event.add("summary", meeting.summary)
    cancelled = each is not None and each.status is OccurrenceStatus.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    venues = _venues(meeting, each)
    texts = _notes(meeting, each, venues)
    told = {
        "location": "; ".join(venue.place for venue in venues),
        "description": "\n\n".join(filter(None, (each and each.reason, *texts))),
        "url": meeting.url,
    }
    for name, text in told.items():
        if text:
            event.add(name, text)
    return event


def _venues(meeting: CalendarMeeting, each: Occurrence | None) -> list[CalendarVenue]:
    """Return where one takes part, at that time or usually: those venues that are of use."""
    kinds = HELD_AT[(each and each.medium) or meeting.medium]
    ids = (each and each.venue_ids) or meeting.venue_ids
    venues = (meeting.venues[venue_id] for venue_id in ids)
    return [venue for venue in venues if venue.kind in kinds]


def _notes(
    meeting: CalendarMeeting, each: Occurrence | None, venues: Sequence[CalendarVenue]
) -> tuple[str | None, ...]:
    notes = (each and each.notes) or meeting.notes
    return (notes, *(venue.joining_notes for venue in venues))

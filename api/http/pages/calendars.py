"""Calendars to subscribe to: one meeting's, or all of a group's (iCalendar, RFC 5545)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.domain.ids import Code, decode
from api.domain.occurrences import Schedule
from api.domain.rules import Rule
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.seasons import Season
from api.domain.vocabulary import Medium, MeetingStatus, VenueKind
from api.feeds.calendars import CalendarMeeting, CalendarVenue, calendar
from api.http.pages.asking import Asker, Json
from api.http.pages.rendering import HEADERS, SHARED

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
# What a calendar is called where nobody who sees the screen may read what a group is about.
NEUTRAL: Final = "Meeting"
# More than any group has; a calendar of them takes the server a moment to write.
MOST_MEETINGS: Final = 200
TOO_MANY: Final = (
    f"This group has more than {MOST_MEETINGS} meetings, more than one calendar holds. Subscribe "
    "to the calendars of the meetings that you go to."
)
NOT_FOUND: Final = 404
NOT_POSSIBLE: Final = 422
NOT_MODIFIED: Final = 304


@dataclass(frozen=True, slots=True)
class MeetingCalendar:
    """The calendar of one meeting; a meeting by appointment has none."""

    asker: Asker
    base_url: str

    async def __call__(self, request: Request) -> Response:
        found: Json | None = (await self.asker.ask("meeting_calendar", **request.path_params))[
            "meeting"
        ]
        if found is None or found["localStart"] is None:
            return PlainTextResponse("Not Found", NOT_FOUND)
        return await _answer(request, _title(found["group"], found["name"]), [found], self.base_url)


@dataclass(frozen=True, slots=True)
class GroupCalendar:
    """The calendar of all meetings of a group that have a schedule: of all, or of none."""

    asker: Asker
    base_url: str

    async def __call__(self, request: Request) -> Response:
        group = await self._page(request, None)
        if group is None:
            return PlainTextResponse("Not Found", NOT_FOUND)
        meetings: list[Json] = [*group["meetings"]["nodes"]]
        page = group["meetings"]["pageInfo"]
        while page["hasNextPage"] and len(meetings) <= MOST_MEETINGS:
            found = await self._page(request, page["endCursor"])
            if found is None:
                return PlainTextResponse("Not Found", NOT_FOUND)
            meetings += found["meetings"]["nodes"]
            page = found["meetings"]["pageInfo"]
        if len(meetings) > MOST_MEETINGS:
            return PlainTextResponse(TOO_MANY, NOT_POSSIBLE)
        scheduled = [each for each in meetings if each["localStart"] is not None]
        return await _answer(request, _title(group, group["name"]), scheduled, self.base_url)

    async def _page(self, request: Request, after: str | None) -> Json | None:
        slug: str = request.path_params["slug"]
        return (await self.asker.ask("group_calendar", slug=slug, after=after))["group"]


async def _answer(request: Request, name: str, meetings: Sequence[Json], base_url: str) -> Response:
    told = [_meeting(each, base_url) for each in meetings]
    # Expanding rules would hold up the requests that the same loop answers.
    body = await asyncio.to_thread(calendar, name, told, datetime.now(UTC))
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {**HEADERS, "Cache-Control": SHARED, "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=NOT_MODIFIED, headers=headers)
    return Response(body, headers=headers, media_type=MEDIA_TYPE)


def _meeting(found: Json, base_url: str) -> CalendarMeeting:
    """Return what a calendar tells of a meeting.

    Of a group with a neutral title it tells nothing that somebody wrote or named: no notes, no
    reasons, no address of its page, no name of a venue. The place itself stays, and the link or
    number by which one takes part, since whoever goes there needs them.
    """
    if found["group"]["neutralTitle"]:
        found = _neutral(found)
    group, (status, paused_until) = found["group"], _pause(found)
    return CalendarMeeting(
        uid=f"{found['id']}@{urlsplit(base_url).hostname or 'peers'}",
        summary=_title(group, found["name"]),
        notes=found["notes"],
        url=f"{base_url}/groups/{group['slug']}" if group["slug"] else None,
        schedule=_schedule(found),
        medium=Medium(found["medium"]),
        status=status,
        paused_until=paused_until,
        sequence=found["version"],
        changed_at=datetime.fromisoformat(found["changedAt"]),
        venue_ids=_ids(found["venues"]),
        venues={
            _id(venue): _venue(venue)
            for thing in (found, *found["exceptions"])
            for venue in thing["venues"]
        },
    )


def _neutral(found: Json) -> Json:
    """Return a meeting without the words that could tell what its group is about."""
    return {
        **found,
        "notes": None,
        "group": {**found["group"], "slug": None},
        "venues": _unnamed(found["venues"]),
        "exceptions": [
            {**each, "notes": None, "reason": None, "venues": _unnamed(each["venues"])}
            for each in found["exceptions"]
        ],
    }


def _unnamed(venues: Sequence[Json]) -> list[Json]:
    return [{**each, "name": None, "joiningNotes": None} for each in venues]


def _pause(found: Json) -> tuple[MeetingStatus, date | None]:
    """Return how a meeting stands: it rests for as long as its group does, or it does itself."""
    stands = [(each["status"], _day(each["pausedUntil"])) for each in (found, found["group"])]
    rests = [until for status, until in stands if status == MeetingStatus.PAUSED]
    if found["status"] == MeetingStatus.ARCHIVED or not rests:
        return MeetingStatus(found["status"]), None
    return MeetingStatus.PAUSED, None if None in rests else max(filter(None, rests))


def _title(group: Json, name: str) -> str:
    return NEUTRAL if group["neutralTitle"] else name


def _ids(venues: Sequence[Json]) -> tuple[UUID, ...]:
    return tuple(_id(each) for each in venues)


def _id(venue: Json) -> UUID:
    return decode(venue["id"], expected=Code.VENUE)[1]


def _venue(venue: Json) -> CalendarVenue:
    """Return where a venue is, as far as that is public."""
    parts = ("name", "street", "area", "locality", "country", "url", "phone")
    return CalendarVenue(
        kind=VenueKind(venue["kind"]),
        place=", ".join(venue[part] for part in parts if venue[part]),
        joining_notes=venue["joiningNotes"],
    )


def _schedule(found: Json) -> Schedule:
    return Schedule(
        local_start=datetime.fromisoformat(found["localStart"]),
        duration_minutes=found["durationMinutes"],
        time_zone=found["timeZone"],
        rule=Rule.parse(found["rule"]) if found["rule"] else None,
        season=Season.parse(found["season"]) if found["season"] else None,
        exceptions=tuple(_exception(each) for each in found["exceptions"]),
    )


def _exception(each: Json) -> ScheduleException:
    return ScheduleException(
        kind=ExceptionKind(each["kind"]),
        original_start=datetime.fromisoformat(each["originalStart"]),
        new_start=datetime.fromisoformat(each["newStart"]) if each["newStart"] else None,
        duration_minutes=each["durationMinutes"],
        medium=Medium(each["medium"]) if each["medium"] else None,
        venue_ids=_ids(each["venues"]),
        notes=each["notes"],
        reason=each["reason"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""What an input says of a meeting, checked, and the meeting that it says it of."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import strawberry

from api.domain.errors import InvalidId
from api.domain.ids import Code, decode
from api.domain.meeting_rules import IN_WORDS, meeting_rules
from api.domain.meetings import Meeting
from api.domain.stated_schedule import SCHEDULE
from api.domain.stating import stated
from api.domain.versions import expect
from api.domain.violations import Checks
from api.persistence.meetings import Meetings
from api.persistence.venues import Venues
from api.persistence.vocabularies import every_slug
from api.schema.changing import read_id
from api.schema.entities import entity
from api.schema.execution.context import MutationInfo
from api.schema.meeting_inputs import MeetingTerms
from api.schema.said import said


@dataclass(frozen=True, slots=True)
class Loaded:
    """A meeting at the version that somebody looked at, and where it is saved."""

    meetings: Meetings
    meeting: Meeting

    async def save(self, after: Meeting) -> Any:  # noqa: ANN401 - it stands for the type
        return entity("Meeting", (await self.meetings.save(self.meeting, after)).id)


async def load(info: MutationInfo, meeting_id: strawberry.ID, expected_version: int) -> Loaded:
    meetings = Meetings(info.context.work, info.context.request.now)
    found = await meetings.get(read_id(meeting_id, Code.MEETING))
    expect(found.version, expected_version)
    return Loaded(meetings, found)


async def fields_of(info: MutationInfo, input: MeetingTerms, checks: Checks) -> dict[str, Any]:
    """Return what is said of a meeting apart from its schedule, as it is kept."""
    work, everything = info.context.work, said(input)
    named = _readable(everything.get("venue_ids") or ())
    owned = await Venues(work).own(named) if named else set[UUID]()
    known = await every_slug(work) if any(map(everything.get, IN_WORDS)) else {}
    rules = meeting_rules(known, owned)
    with checks.at():
        return stated({name: everything[name] for name in everything.keys() & rules}, rules)
    return {}


def _readable(ids: Sequence[str]) -> list[UUID]:
    """Return what ids name; those that cannot be read are refused by their rule."""
    found: list[UUID] = []
    for each in ids:
        with suppress(InvalidId):
            found.append(decode(each, expected=Code.VENUE)[1])
    return found


def schedule_of(input: MeetingTerms) -> dict[str, Any]:
    """Return what is said of when a meeting takes place, by the names of its parts."""
    return {name: value for name, value in said(input).items() if name in SCHEDULE}

"""The meeting that an input says something of."""

from dataclasses import dataclass
from typing import Any

import strawberry

from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.versions import expect
from api.persistence.meetings import Meetings
from api.schema.changing import read_id
from api.schema.entities import entity
from api.schema.execution.context import MutationInfo


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

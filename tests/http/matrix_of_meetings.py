"""Rows of the matrix: meetings and their occurrences."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from api.domain.ids import Code, decode, encode
from api.domain.scopes import Scope
from tests.http.changes import changed
from tests.http.matrix import Case, Maker, Row, World, named

WRITE = Scope.MEETINGS_WRITE
WEEK = timedelta(weeks=1)


def coming_start(weeks: int = 1) -> str:
    """A start of a meeting on Mondays at seven in the evening, so many weeks ahead."""
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday()) + weeks * WEEK
    return f"{monday}T19:00:00"


def of_meeting(more: dict[str, Any] | None = None) -> Maker:
    """A meeting of a house as it was made."""

    async def make(world: World, case: Case) -> dict[str, Any]:
        return {**named(Code.MEETING, await _fresh(world, case)), **(more or {})}

    return make


def after(name: str, values: dict[str, Any]) -> Maker:
    """A meeting of a house after a mutation of its owner, with the same values for the next."""

    async def make(world: World, case: Case) -> dict[str, Any]:
        meeting = await _fresh(world, case)
        owner = await world.minter.staff(case.house.organisation, WRITE.value)
        await changed(world.client, name, {**named(Code.MEETING, meeting), **values}, owner)
        return {**named(Code.MEETING, meeting, 2), **values}

    return make


async def created(_world: World, case: Case) -> dict[str, Any]:
    return {
        "groupId": encode(Code.GROUP, case.house.group),
        "name": "One more",
        "medium": "ONLINE",
    }


async def _fresh(world: World, case: Case) -> UUID:
    """A new meeting, since each row changes it and every asker starts from version 1."""
    owner = await world.minter.staff(case.house.organisation, WRITE.value)
    values = await created(world, case)
    values |= {"localStart": "2026-01-05T19:00:00", "durationMinutes": 90}
    values |= {"timeZone": "Europe/Berlin", "rule": "FREQ=WEEKLY;BYDAY=MO"}
    made = await changed(world.client, "createMeeting", values, owner, "meeting { id }")
    return decode(made["meeting"]["id"])[1]


async def many(world: World, case: Case) -> dict[str, Any]:
    return {"rows": [{"change": await of_meeting({"name": "Another name"})(world, case)}]}


async def held_otherwise(world: World, case: Case) -> dict[str, Any]:
    own = {"venueIds": [encode(Code.VENUE, case.house.venue)], "notes": "Bring a blanket."}
    make = of_meeting({"medium": "IN_PERSON", **own, "reason": "The sun shines.", **START})
    return await make(world, case)


START = {"originalStart": coming_start()}
EARLIER, LATER = coming_start().replace("T19", "T11"), coming_start().replace("T19", "T20")
ROWS = (
    Row(name="applyMeetingChanges", scope=WRITE, make=many),
    Row(name="createMeeting", scope=WRITE, make=created),
    Row(name="changeMeeting", scope=WRITE, make=of_meeting({"name": "Another name"})),
    Row(name="changeMeetingFrom", scope=WRITE, make=of_meeting({"durationMinutes": 60, **START})),
    Row(name="pauseMeeting", scope=WRITE, make=of_meeting()),
    Row(name="resumeMeeting", scope=WRITE, make=after("pauseMeeting", {})),
    Row(name="archiveMeeting", scope=WRITE, make=of_meeting()),
    Row(name="addOccurrence", scope=WRITE, make=of_meeting({"localStart": EARLIER})),
    Row(name="cancelOccurrence", scope=WRITE, make=of_meeting(START)),
    Row(name="restoreOccurrence", scope=WRITE, make=after("cancelOccurrence", START)),
    Row(name="moveOccurrence", scope=WRITE, make=of_meeting({"newStart": LATER, **START})),
    Row(name="changeOccurrence", scope=WRITE, make=held_otherwise),
)

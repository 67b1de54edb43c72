"""Groups that time has gone on without: each is put right once, in its owner's name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api.domain.groups import Capacity, Group
from api.domain.vocabulary import CapacityStatus, GroupStatus, MeetingStatus
from api.persistence import leasing
from api.persistence.groups import Groups
from api.persistence.meetings import Meetings
from api.persistence.tending import TEND_GROUPS
from api.persistence.work import Work
from tests.persistence.building import House

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


async def set_to(house: House, **stated: Any) -> Group:  # noqa: ANN401 - fields of a group
    async def act(work: Work) -> Group:
        return await Groups(work).save(house.group, replace(house.group, **stated))

    return await house.store.run(house.actor, act)


async def tended(house: House) -> Group:
    assert await leasing.run(house.database, house.store, TEND_GROUPS, NOW)

    async def act(work: Work) -> Group:
        return await Groups(work).get(house.group.id)

    return await house.store.run(house.actor, act)


async def in_zone(house: House, zone: str) -> None:
    async def act(work: Work) -> None:
        assert house.meeting.schedule is not None
        there = replace(house.meeting.schedule, time_zone=zone)
        await Meetings(work, NOW).save(house.meeting, replace(house.meeting, schedule=there))

    await house.store.run(house.actor, act)


def full(days: int) -> Capacity:
    return Capacity(status=CapacityStatus.FULL, as_of=NOW - timedelta(days=days), by="a role")


@pytest.mark.parametrize(
    ("until", "status"),
    [
        (date(2026, 11, 26), GroupStatus.PUBLISHED),
        (date(2026, 11, 27), GroupStatus.PAUSED),
        (None, GroupStatus.PAUSED),
    ],
)
async def test_a_pause_ends_on_its_day(
    house: House, until: date | None, status: GroupStatus
) -> None:
    before = await set_to(house, status=GroupStatus.PAUSED, paused_until=until)
    after = await tended(house)
    assert after.status is status
    assert after.version == before.version + (status is GroupStatus.PUBLISHED)


@pytest.mark.parametrize(
    ("zone", "status"),
    [("Pacific/Auckland", GroupStatus.PUBLISHED), ("America/New_York", GroupStatus.PAUSED)],
)
async def test_a_pause_ends_when_its_day_begins_where_the_group_meets(
    house: House, zone: str, status: GroupStatus
) -> None:
    await set_to(house, status=GroupStatus.PAUSED, paused_until=date(2026, 11, 27))
    await in_zone(house, zone)
    after = await tended(house)
    assert after.status is status


@pytest.mark.parametrize(("days", "stays"), [(30, True), (31, False)])
async def test_room_is_believed_for_thirty_days(house: House, days: int, *, stays: bool) -> None:
    await set_to(house, capacity=full(days))
    after = await tended(house)
    assert after.capacity == (full(days) if stays else Capacity())


@pytest.mark.parametrize(
    ("until", "status"),
    [
        (date(2026, 11, 26), MeetingStatus.ACTIVE),
        (date(2026, 11, 27), MeetingStatus.PAUSED),
        (None, MeetingStatus.PAUSED),
    ],
)
async def test_the_pause_of_a_meeting_ends_on_its_day(
    house: House, until: date | None, status: MeetingStatus
) -> None:
    async def rest(work: Work) -> None:
        held = Meetings(work, NOW)
        resting = replace(house.meeting, status=MeetingStatus.PAUSED, paused_until=until)
        await held.save(house.meeting, resting)

    await house.store.run(house.actor, rest)
    await tended(house)

    async def look(work: Work) -> MeetingStatus:
        return (await Meetings(work, NOW).get(house.meeting.id)).status

    assert await house.store.run(house.actor, look) is status


async def test_what_nobody_need_tend_is_left_as_it_is(house: House) -> None:
    assert (await tended(house)).version == house.group.version

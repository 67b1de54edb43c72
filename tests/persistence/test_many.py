"""Many things in one mutation: few statements, and nobody in between.

To see one fail: save each change by itself in ``Decided.write``, or take ``hold_own`` out of
``Meetings.held``.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from api.domain.errors import VersionConflict
from api.domain.ids import Code, encode
from api.persistence import convening, drafting
from api.persistence.work import Work
from tests.persistence.building import NOW, House
from tests.sending import statements

ONCE: dict[str, Any] = {
    "local_start": NOW.replace(tzinfo=None),
    "duration_minutes": 90,
    "time_zone": "America/New_York",
}


async def meetings(house: House, count: int) -> None:
    """Add meetings of a group, and change each of them."""
    venue = encode(Code.VENUE, house.venue.id)
    said = [
        {"group_id": encode(Code.GROUP, house.group.id), "name": f"Meeting {each}", **ONCE}
        for each in range(count)
    ]

    async def add(work: Work) -> list[str]:
        decided = await convening.look_up(work, said, [], NOW)
        made = [decided.create(each) for each in said]
        await decided.write()
        return [encode(Code.MEETING, each.id) for each in made]

    ids = await house.store.run(house.actor, add)
    edits = [
        {"id": each, "expected_version": 1, "duration_minutes": 60, "venue_ids": [venue]}
        for each in ids
    ]

    async def edit(work: Work) -> None:
        decided = await convening.look_up(work, [], edits, NOW)
        for each in edits:
            decided.change(each)
        await decided.write()

    await house.store.run(house.actor, edit)


async def groups(house: House, count: int) -> None:
    """Add groups to a network, and change each of them."""
    network = encode(Code.NETWORK, house.network.id)
    said = [
        {"network_id": network, "name": f"Group {each}", "language": "en"} for each in range(count)
    ]

    async def add(work: Work) -> list[str]:
        decided = await drafting.look_up(work, said, [], NOW)
        made = [decided.create(each) for each in said]
        await decided.write()
        return [encode(Code.GROUP, each.id) for each in made]

    ids = await house.store.run(house.actor, add)
    edits = [{"id": each, "expected_version": 1, "summary": "New words."} for each in ids]

    async def edit(work: Work) -> None:
        decided = await drafting.look_up(work, [], edits, NOW)
        for each in edits:
            decided.change(each)
        await decided.write()

    await house.store.run(house.actor, edit)


@pytest.mark.parametrize("act", [meetings, groups])
async def test_more_rows_take_no_more_statements_but_one_for_each_change(
    house: House, act: Callable[[House, int], Awaitable[None]]
) -> None:
    counts: list[int] = []
    for rows in (5, 500):
        with statements(house.store.engine) as sent:
            await act(house, rows)
        counts.append(len(sent) - rows)
    few, many = counts
    assert many == few
    assert few < 50


async def test_whoever_decides_second_decides_on_what_the_first_has_written(house: House) -> None:
    said = {"id": encode(Code.MEETING, house.meeting.id), "expected_version": 1, "name": "Mine"}
    decides = asyncio.Event()

    async def first(work: Work) -> None:
        decided = await convening.look_up(work, [], [said], NOW)
        decides.set()
        # Time for the second one to read what it should not, were nothing held.
        await asyncio.sleep(0.2)
        decided.change(said)
        await decided.write()

    async def second(work: Work) -> None:
        await decides.wait()
        await work.connection.execute(text("set local lock_timeout = 0"))
        decided = await convening.look_up(work, [], [said], NOW)
        # The row alone is refused, where the version in the statement would refuse all of them.
        decided.change(said)
        raise AssertionError("The second one saw the meeting as it was before.")

    both = (house.store.run(house.actor, act) for act in (first, second))
    won, lost = await asyncio.gather(*both, return_exceptions=True)
    assert won is None
    assert isinstance(lost, VersionConflict)
    assert lost.path == ("input", "expectedVersion")

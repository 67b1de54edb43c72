"""Places that are always open, and those that open by the hour: said of a group, found as on now.

To see one fail: take ``hours`` or ``kind`` out of ``views/ongoing.py``.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.domain.ids import Code, encode
from tests.house import House
from tests.http.changes import changed
from tests.http.conftest import Client
from tests.http.pain_world import set_clock
from tests.http.registering import read
from tests.identity import Asker, Minter

ON_NOW = """query($on: Boolean) { groups(filter: {onNow: $on}) { nodes {
  id openPlaces { kind name hours } } } }"""
OCCURRENCES = "{ occurrences(when: {now: true}) { nodes { group { id } } } }"
MANAGE = ("groups:manage", "meetings:write")
BETWEEN_MEETINGS = datetime(2026, 11, 25, 4, tzinfo=UTC)


@pytest.fixture
async def keeper(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *MANAGE)


async def on_now(client: Client, on: bool = True) -> set[str]:  # noqa: FBT001, FBT002 - as the filter has it
    found = await read(client, ON_NOW, None, on=on)
    return {each["id"] for each in found["groups"]["nodes"]}


async def opened(client: Client, house: House, by: Asker, version: int, **place: Any) -> None:  # noqa: ANN401 - JSON
    group = {"id": encode(Code.GROUP, house.group), "expectedVersion": version}
    await changed(client, "changeGroup", {**group, "openPlaces": [place]}, by)


async def test_a_group_with_a_place_that_is_open_at_any_hour_is_on_now(
    client: Client, ours: House, theirs: House, keeper: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, BETWEEN_MEETINGS)
    group, other = encode(Code.GROUP, ours.group), encode(Code.GROUP, theirs.group)
    assert await on_now(client) == set()
    await opened(client, ours, keeper, 1, kind="CHAT", name="The chat", url="https://chat.example")
    assert await on_now(client) == {group}
    assert await on_now(client, on=False) == {other}
    # What a sign on the door says, no program can read; and a website is nobody to meet.
    await opened(client, ours, keeper, 2, kind="WARM_LINE", hours="Mon to Fri, 9 to 17")
    assert await on_now(client) == set()
    await opened(client, ours, keeper, 3, kind="WEBSITE", url="https://ours.example")
    assert await on_now(client) == set()
    await opened(client, ours, keeper, 4, kind="FORUM")
    await changed(client, "pauseGroup", {"id": group, "expectedVersion": 5}, keeper)
    assert await on_now(client) == set()


DOORS = {
    "all day long": ("FREQ=DAILY", 1440, {4, 12, 22}),
    "from nine to five on weekdays": ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 480, {12}),
}


@pytest.mark.parametrize("door", DOORS)
async def test_a_place_with_a_door_is_a_meeting_that_takes_place_while_it_is_open(
    client: Client, ours: House, keeper: Asker, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    rule, minutes, on = DOORS[door]
    group = encode(Code.GROUP, ours.group)
    drop_in: dict[str, Any] = {"groupId": group, "name": "Drop in", "medium": "IN_PERSON"}
    drop_in |= {"localStart": "2026-01-05T09:00:00", "timeZone": "Europe/Berlin", "rule": rule}
    drop_in |= {"durationMinutes": minutes, "venueIds": [encode(Code.VENUE, ours.venue)]}
    await changed(client, "createMeeting", drop_in, keeper)
    # A Wednesday some weeks ahead.
    today = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    day = today + timedelta(days=21 + (2 - today.weekday()) % 7)
    for hour in (4, 12, 22):
        set_clock(monkeypatch, day.replace(hour=hour))
        assert await on_now(client) == ({group} if hour in on else set())
        found = (await read(client, OCCURRENCES, None))["occurrences"]["nodes"]
        assert found == ([{"group": {"id": group}}] if hour in on else [])

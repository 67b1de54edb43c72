"""What a group keeps of its meetings and venues, whoever changes them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from api.domain.groups import Group
from api.domain.meetings import Meeting
from api.domain.rules import Rule
from api.domain.venues import Venue
from api.domain.vocabulary import Medium, MeetingStatus
from api.persistence.groups import Groups
from api.persistence.meetings import Meetings
from api.persistence.venues import Venues
from api.persistence.work import Work
from tests.persistence.building import (
    NOW,
    SCHEDULE,
    House,
    build,
    new_group,
    new_meeting,
    new_venue,
)

KEPT = ("media", "countries", "regions", "access", "frequency")
NOTHING: dict[str, Any] = {
    "media": [],
    "countries": [],
    "regions": [],
    "access": [],
    "frequency": None,
}
OF_THE_HOUSE = {
    "media": ["IN_PERSON"],
    "countries": ["US"],
    "regions": ["NY"],
    "access": ["wheelchair"],
    "frequency": "WEEKLY",
}
"""What the house's group has: a meeting every Monday, at a venue in New York."""
MONTHLY = Rule.parse("FREQ=MONTHLY;BYDAY=1MO")


async def test_a_group_keeps_what_its_meeting_and_venue_say(house: House) -> None:
    assert await kept(house) == OF_THE_HOUSE


async def test_a_group_without_meetings_keeps_what_it_offers_itself(house: House) -> None:
    alone = replace(new_group(house.network, "alone"), accessibility=("captions",))
    async with house.store.transaction(house.actor) as work:
        await Groups(work).add(alone)

    assert await kept(house, alone) == {**NOTHING, "access": ["captions"]}


@pytest.mark.parametrize(
    ("stated", "then"),
    [
        ({"medium": Medium.ONLINE}, {"media": ["ONLINE"]}),
        ({"accessibility": ("captions", "asl")}, {"access": ["asl", "captions", "wheelchair"]}),
        ({"schedule": replace(SCHEDULE, rule=MONTHLY)}, {"frequency": "MONTHLY"}),
        ({"schedule": None}, {"frequency": None}),
        ({"venue_ids": ()}, {"countries": [], "regions": [], "access": []}),
    ],
    ids=str,
)
async def test_whatever_is_saved_of_a_meeting_is_followed(
    house: House, stated: dict[str, Any], then: dict[str, Any]
) -> None:
    await save(house, replace(house.meeting, **stated))

    assert await kept(house) == {**OF_THE_HOUSE, **then}


@pytest.mark.parametrize(
    ("stated", "then"),
    [
        ({"country": "CA"}, {"countries": ["CA"]}),
        ({"country": None}, {"countries": []}),
        ({"region": "ON"}, {"regions": ["ON"]}),
        ({"region": None}, {"regions": []}),
        ({"accessibility": ("step-free",)}, {"access": ["step-free"]}),
    ],
    ids=str,
)
async def test_whatever_is_saved_of_a_venue_is_followed(
    house: House, stated: dict[str, Any], then: dict[str, Any]
) -> None:
    await save_venue(house, replace(house.venue, **stated))

    assert await kept(house) == {**OF_THE_HOUSE, **then}


async def test_several_meetings_and_venues_are_added_up_once_each(house: House) -> None:
    border = replace(new_venue(house.organisation.id), country="CA", region="ON", accessibility=())
    meetings = [
        new_meeting(house.group, "second", venue_ids=(house.venue.id, border.id)),
        new_meeting(house.group, "third", medium=Medium.HYBRID, accessibility=("wheelchair",)),
        new_meeting(house.group, "by-appointment", medium=Medium.PHONE, schedule=None),
    ]
    async with house.store.transaction(house.actor) as work:
        await Venues(work).add(border)
        await Meetings(work, NOW).add_all(meetings)

    assert await kept(house) == {
        "media": ["HYBRID", "IN_PERSON", "PHONE"],
        "countries": ["CA", "US"],
        "regions": ["NY", "ON"],
        "access": ["wheelchair"],
        "frequency": "SEVERAL_A_WEEK",
    }


@pytest.mark.parametrize("status", [MeetingStatus.PAUSED, MeetingStatus.ARCHIVED])
async def test_only_an_archived_meeting_counts_no_more(house: House, status: MeetingStatus) -> None:
    await save(house, replace(house.meeting, status=status))

    counts = status is MeetingStatus.PAUSED
    assert await kept(house) == (OF_THE_HOUSE if counts else NOTHING)


async def test_a_venue_of_archived_meetings_only_is_not_told_of(house: House) -> None:
    await save(house, replace(house.meeting, status=MeetingStatus.ARCHIVED))
    await save_venue(house, replace(house.venue, country="CA"))

    assert await kept(house) == NOTHING


async def test_a_meeting_that_moves_takes_all_of_it_along(house: House) -> None:
    group = replace(new_group(house.network, "second"), accessibility=("captions",))
    async with house.store.transaction(house.actor) as work:
        await Groups(work).add(group)
    await save(house, replace(house.meeting, group_id=group.id))

    assert await kept(house) == NOTHING
    assert await kept(house, group) == {**OF_THE_HOUSE, "access": ["captions", "wheelchair"]}


async def test_what_the_group_offers_itself_stays_beside_what_others_do(house: House) -> None:
    async with house.store.transaction(house.actor) as work:
        offers = replace(house.group, accessibility=("captions", "wheelchair"))
        saved = await Groups(work).save(house.group, offers)
    both = await kept(house)
    await save_venue(house, replace(house.venue, accessibility=()))
    own = await kept(house)
    async with house.store.transaction(house.actor) as work:
        await Groups(work).save(saved, replace(saved, accessibility=()))

    assert both["access"] == own["access"] == ["captions", "wheelchair"]
    assert (await kept(house))["access"] == []


async def test_nobody_edited_the_group_so_its_version_stays(house: House) -> None:
    await save_venue(house, replace(house.venue, country="CA"))
    await save(house, replace(house.meeting, medium=Medium.HYBRID))

    assert await kept(house) == {**OF_THE_HOUSE, "media": ["HYBRID"], "countries": ["CA"]}
    assert await house.ask("select version from catalogue.groups") == 1


async def test_the_groups_of_others_stay_as_they_are(house: House) -> None:
    other = await build(house.database, house.store, "other")
    await save_venue(house, replace(house.venue, country="CA"))
    await save(house, replace(house.meeting, status=MeetingStatus.ARCHIVED))

    assert await kept(house, other.group) == OF_THE_HOUSE


async def kept(house: House, group: Group | None = None) -> dict[str, Any]:
    """Return what a group keeps, that of the house unless another one is named."""
    chosen = f"select {', '.join(KEPT)} from catalogue.groups where id = $1"  # noqa: S608 - columns from here
    row = await house.database.pool.fetchrow(chosen, (group or house.group).id)
    assert row is not None
    return dict(row)


async def save(house: House, after: Meeting) -> None:
    async with house.store.transaction(house.actor) as work:
        await Meetings(work, NOW).save(house.meeting, after)


async def save_venue(house: House, after: Venue) -> None:
    async with house.store.transaction(house.actor) as work:
        await Venues(work).save(house.venue, after)


async def test_two_meetings_that_are_added_at_once_both_count(house: House) -> None:
    online = new_meeting(house.group, "second", medium=Medium.ONLINE)
    phone = new_meeting(house.group, "third", medium=Medium.PHONE)
    async with house.store.transaction(house.actor) as first:
        await Meetings(first, NOW).add(online)
        second = asyncio.create_task(house.store.run(house.actor, _adding(phone)))
        # Long enough for it to get as far as it can.
        await asyncio.sleep(0.2)
    await second

    assert (await kept(house))["media"] == ["IN_PERSON", "ONLINE", "PHONE"]


def _adding(meeting: Meeting) -> Callable[[Work], Awaitable[Meeting]]:
    return lambda work: Meetings(work, NOW).add(meeting)

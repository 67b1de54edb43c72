import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from api.domain.errors import NotFound, VersionConflict
from api.domain.meetings import Meeting
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.seasons import MonthDay, Season
from api.domain.vocabulary import GroupStatus, Medium, MeetingStatus
from api.persistence.groups import Groups
from api.persistence.meetings import Meetings
from api.persistence.venues import Venues
from tests.persistence.building import (
    NOW,
    SCHEDULE,
    House,
    build,
    new_group,
    new_meeting,
    new_venue,
)

CANCELLED = ScheduleException(
    kind=ExceptionKind.CANCELLED,
    original_start=datetime(2026, 3, 9, 19, 0),  # noqa: DTZ001 - local
    reason="Holiday",
)
MOVED = ScheduleException(
    kind=ExceptionKind.MOVED,
    original_start=datetime(2026, 3, 16, 19, 0),  # noqa: DTZ001 - local
    new_start=datetime(2026, 3, 17, 20, 0),  # noqa: DTZ001 - local
    duration_minutes=30,
)


async def test_a_meeting_comes_back_with_rule_season_exceptions_and_venues_in_order(
    house: House,
) -> None:
    second = new_venue(house.organisation.id)
    schedule = replace(
        SCHEDULE,
        season=Season(MonthDay(9, 1), MonthDay(5, 31)),
        exceptions=(CANCELLED, MOVED),
    )
    meeting = new_meeting(
        house.group, "second", schedule=schedule, venue_ids=(second.id, house.venue.id)
    )
    async with house.store.transaction(house.actor) as work:
        await Venues(work).add(second)
        await Meetings(work, NOW).add(meeting)
        found = await Meetings(work, NOW).get(meeting.id)

    assert replace(found, changed_at=meeting.changed_at) == meeting
    season = await house.ask("select season from catalogue.meetings where slug = 'second'")
    assert season == "09-01/05-31"


async def test_a_meeting_by_appointment_has_no_occurrences(house: House) -> None:
    await save(house, replace(house.meeting, schedule=None))

    async with house.store.transaction(house.actor) as work:
        assert (await Meetings(work, NOW).get(house.meeting.id)).schedule is None
    over = await house.ask("select max(ends_at) from catalogue.occurrences")
    assert over < NOW


async def test_a_group_has_the_media_of_its_meetings_that_are_not_archived(house: House) -> None:
    online = new_meeting(house.group, "online", medium=Medium.ONLINE)
    async with house.store.transaction(house.actor) as work:
        await Meetings(work, NOW).add(online)
    both = await house.ask("select media from catalogue.groups")
    await save(house, replace(house.meeting, status=MeetingStatus.ARCHIVED))

    assert both == ["IN_PERSON", "ONLINE"]
    assert await house.ask("select media from catalogue.groups") == ["ONLINE"]


async def test_a_draft_group_hides_its_meetings_until_it_is_published(house: House) -> None:
    draft = replace(house.group, status=GroupStatus.DRAFT)
    async with house.store.transaction(house.actor) as work:
        saved = await Groups(work).save(house.group, draft)
    hidden = await house.ask("select bool_or(published) from catalogue.occurrences")
    async with house.store.transaction(house.actor) as work:
        await Groups(work).save(saved, replace(saved, status=GroupStatus.PUBLISHED))

    assert hidden is False
    assert await house.ask("select bool_and(published) from catalogue.occurrences") is True
    assert await house.ask("select published from catalogue.meetings") is True


async def test_a_meeting_that_moves_to_another_group_takes_its_occurrences_along(
    house: House,
) -> None:
    group = new_group(house.network, "second")
    async with house.store.transaction(house.actor) as work:
        await Groups(work).add(group)
    await save(house, replace(house.meeting, group_id=group.id))

    coming = "select distinct group_id from catalogue.occurrences where ends_at > $1"
    assert [row[0] for row in await house.database.pool.fetch(coming, NOW)] == [group.id]
    assert await house.ask("select group_id from catalogue.meeting_venues") == group.id
    media = "select media from catalogue.groups where id = $1"
    assert await house.ask(media, house.group.id) == []
    assert await house.ask(media, group.id) == ["IN_PERSON"]


async def test_of_two_who_save_at_the_same_time_one_wins_and_the_other_is_told(
    house: House,
) -> None:
    """To see it fail: take ``table.c.version == version`` out of ``write_next``."""
    results = await asyncio.gather(
        save(house, replace(house.meeting, notes="Side door")),
        save(house, replace(house.meeting, notes="Front door")),
        return_exceptions=True,
    )

    refused = [each for each in results if isinstance(each, VersionConflict)]
    saved = [each for each in results if isinstance(each, Meeting)]
    assert (len(saved), len(refused)) == (1, 1)
    notes, version = await house.ask("select array[notes, version::text] from catalogue.meetings")
    assert (notes, version) == (saved[0].notes, "2")


@pytest.mark.parametrize("foreign", ["group", "venue", "organisation"])
async def test_a_meeting_never_belongs_to_anything_of_another_organisation(
    house: House, foreign: str
) -> None:
    other = await build(house.database, house.store, "other")
    stray = {
        "group": new_meeting(replace(house.group, id=other.group.id), "stray"),
        "venue": new_meeting(house.group, "stray", venue_ids=(other.venue.id,)),
        "organisation": new_meeting(other.group, "stray"),
    }[foreign]
    before = await house.ask("select count(*) from catalogue.meetings")
    with pytest.raises(NotFound):
        async with house.store.transaction(house.actor) as work:
            await Meetings(work, NOW).add(stray)
    with pytest.raises(NotFound):
        async with house.store.transaction(house.actor) as work:
            await Meetings(work, NOW).get(other.meeting.id)

    assert await house.ask("select count(*) from catalogue.meetings") == before


async def test_every_write_leaves_an_audit_row_and_an_outbox_row(house: House) -> None:
    await save(house, replace(house.meeting, notes="Side door"), now=NOW + timedelta(hours=1))

    events = await house.database.pool.fetch(
        "select event, aggregate_version from operations.outbox where aggregate_id = $1"
        " order by aggregate_version",
        house.meeting.id,
    )
    assert [tuple(each) for each in events] == [("meeting.created", 1), ("meeting.changed", 2)]


async def save(house: House, after: Meeting, now: datetime = NOW) -> Meeting:
    async with house.store.transaction(house.actor) as work:
        return await Meetings(work, now).save(house.meeting, after)

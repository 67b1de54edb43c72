from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import asyncpg

from api.domain.meetings import Meeting
from api.domain.occurrences import HORIZON_DAYS, occurrence_id
from api.domain.rules import Rule
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.vocabulary import MeetingStatus
from api.persistence.ids import new_id
from api.persistence.meetings import Meetings
from api.persistence.occurrences import Recomputed, reach, recompute
from api.persistence.organisations import Organisations
from tests.persistence.building import NOW, SCHEDULE, House

NEXT = datetime(2026, 3, 9, 19, 0)  # noqa: DTZ001 - local


async def test_a_new_meeting_has_its_past_weeks_and_every_week_to_the_horizon(house: House) -> None:
    found = await rows(house)

    # From the fifth of January, as the series began then, to beyond the promised days.
    assert found[0]["local_start"] == SCHEDULE.local_start
    assert found[-1]["starts_at"] >= NOW + timedelta(days=HORIZON_DAYS)
    assert {row["id"] for row in found} == {
        occurrence_id(house.meeting.id, row["original_start"]) for row in found
    }
    assert {row["local_start"].hour for row in found} == {19}
    assert {row["starts_at"].hour for row in found} == {23, 0}
    assert await house.ask("select horizon from catalogue.meetings") == reach(NOW)


async def test_computing_again_on_the_same_day_changes_nothing(house: House) -> None:
    before = await rows(house)
    done = await again(house, NOW + timedelta(hours=5))

    assert done == Recomputed()
    assert await rows(house) == before


async def test_a_later_run_adds_the_weeks_in_between_and_forgets_what_is_old(house: House) -> None:
    done = await again(house, NOW + timedelta(weeks=20))
    found = await rows(house)

    assert (done.added, done.changed, done.removed) == (20, 0, 0)
    assert found[0]["ends_at"] > NOW + timedelta(weeks=20, days=-90)


async def test_another_rule_changes_what_is_to_come_and_nothing_of_what_was(house: House) -> None:
    before = await rows(house)
    schedule = replace(
        SCHEDULE,
        local_start=datetime(2026, 1, 6, 19, 0),  # noqa: DTZ001 - local
        rule=Rule.parse("FREQ=WEEKLY;BYDAY=TU"),
    )
    await save(house, replace(house.meeting, schedule=schedule))
    found = await rows(house)

    past = [row for row in before if row["ends_at"] <= NOW]
    assert past
    assert found[: len(past)] == past
    assert {row["local_start"].weekday() for row in found[len(past) :]} == {1}


async def test_a_moved_and_a_cancelled_start_keep_their_ids(house: House) -> None:
    before = {row["id"]: row for row in await rows(house)}
    exceptions = (
        ScheduleException(
            kind=ExceptionKind.MOVED, original_start=NEXT, new_start=NEXT + timedelta(hours=2)
        ),
        ScheduleException(
            kind=ExceptionKind.CANCELLED,
            original_start=NEXT + timedelta(weeks=1),
            reason="Holiday",
        ),
    )
    await save(house, replace(house.meeting, schedule=replace(SCHEDULE, exceptions=exceptions)))
    after = {row["id"]: row for row in await rows(house)}

    assert after.keys() == before.keys()
    moved = after[occurrence_id(house.meeting.id, NEXT)]
    cancelled = after[occurrence_id(house.meeting.id, NEXT + timedelta(weeks=1))]
    assert moved["local_start"] == NEXT + timedelta(hours=2)
    assert (cancelled["status"], cancelled["reason"]) == ("CANCELLED", "Holiday")
    assert {row["version"] for row in after.values() if row not in (moved, cancelled)} == {1}
    assert (moved["version"], cancelled["version"]) == (2, 2)


async def test_a_paused_meeting_has_nothing_to_come_and_keeps_its_past(house: House) -> None:
    before = await rows(house)
    await save(house, replace(house.meeting, status=MeetingStatus.PAUSED))

    assert await rows(house) == [row for row in before if row["ends_at"] <= NOW]


async def test_a_meeting_paused_until_a_day_meets_again_from_that_day_on(house: House) -> None:
    until = date(2026, 3, 16)
    paused = replace(house.meeting, status=MeetingStatus.PAUSED, paused_until=until)
    await save(house, paused)

    to_come = [row["local_start"].date() for row in await rows(house) if row["ends_at"] > NOW]
    assert to_come[0] == until


async def test_an_archived_meeting_shows_nothing_at_all(house: House) -> None:
    await save(house, replace(house.meeting, status=MeetingStatus.ARCHIVED))

    found = await rows(house)
    assert found
    assert not any(row["published"] or row["ends_at"] > NOW for row in found)


async def test_a_meeting_that_is_on_when_its_rule_changes_is_not_over_yet(house: House) -> None:
    during = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    await again(house, during)
    await save(house, replace(house.meeting, status=MeetingStatus.ARCHIVED), now=during)

    assert NEXT not in [row["local_start"] for row in await rows(house)]


async def test_nobody_computes_the_occurrences_of_another_organisation(house: House) -> None:
    stranger = replace(house.actor, organisation_id=new_id())
    before = await rows(house)
    async with house.store.transaction(stranger) as work:
        done = await recompute(work, [house.meeting.id], NOW + timedelta(weeks=20))

    assert done == Recomputed()
    assert await rows(house) == before


async def rows(house: House) -> "list[asyncpg.Record]":
    return await house.database.pool.fetch(
        "select * from catalogue.occurrences where meeting_id = $1 order by starts_at",
        house.meeting.id,
    )


async def save(house: House, after: Meeting, now: datetime = NOW) -> Meeting:
    async with house.store.transaction(house.actor) as work:
        return await Meetings(work, now).save(house.meeting, after)


async def again(house: House, now: datetime) -> Recomputed:
    async with house.store.transaction(house.actor) as work:
        done = await recompute(work, [house.meeting.id], now)
        # A recomputation is part of some change, which the test has to make up.
        found = await Organisations(work).get(house.organisation.id)
        await Organisations(work).save(found, found)
        return done

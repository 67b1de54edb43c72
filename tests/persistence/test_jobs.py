import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from api.domain.errors import NotPossibleNow
from api.persistence import leasing, outbox, rolling
from api.persistence.contexts import ENTER_ORGANISATION
from api.persistence.jobs import JOBS, roll_once, run_due, run_forever
from api.persistence.leasing import Job, Lease, LeaseLost
from api.persistence.store import Store
from tests.persistence.building import NOW, House, build

DAY = timedelta(days=1)


@dataclass(slots=True)
class Counting:
    """A job that counts its runs, and waits in each until it is let go."""

    runs: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def act(self, *_: object) -> str:
        self.runs += 1
        self.begun.set()
        await self.let_go.wait()
        return f"state {self.runs}"

    @property
    def job(self) -> Job:
        return Job("counting", DAY, self.act)


async def test_of_two_runners_one_gets_the_lease(house: House) -> None:
    counting = Counting()
    both = [
        asyncio.create_task(leasing.run(house.database, house.store, counting.job, NOW))
        for _ in range(2)
    ]
    done, _ = await asyncio.wait(both, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    counting.let_go.set()
    results = await asyncio.gather(*both)

    assert [task.result() for task in done] == [False]
    assert sorted(results) == [False, True]
    assert counting.runs == 1


async def test_a_finished_job_is_due_a_day_later_and_finds_its_state(house: House) -> None:
    counting = Counting()
    counting.let_go.set()
    ran = [
        await leasing.run(house.database, house.store, counting.job, now)
        for now in (NOW, NOW + DAY - timedelta(seconds=1), NOW + DAY)
    ]

    assert ran == [True, False, True]
    assert await job_value(house, "state") == "state 2"


async def test_the_lease_of_a_process_that_died_expires(house: House) -> None:
    counting = Counting()
    died = asyncio.create_task(leasing.run(house.database, house.store, counting.job, NOW))
    await asyncio.wait_for(counting.begun.wait(), 5)
    died.cancel()
    counting.let_go.set()
    again = await leasing.run(house.database, house.store, counting.job, NOW)
    await expire(house)
    later = await leasing.run(house.database, house.store, counting.job, NOW)

    assert (again, later) == (False, True)
    assert counting.runs == 2


async def test_who_lost_the_lease_is_told_and_leaves_the_row_alone(house: House) -> None:
    async def act(store: Store, lease: Lease, now: datetime) -> str:
        await lease.renew()
        await expire(house)
        with pytest.raises(LeaseLost):
            await lease.renew()
        await lease.renew()
        return "never"

    await leasing.run(house.database, house.store, Job("counting", DAY, act), NOW)

    assert await job_value(house, "state") is None
    assert await job_value(house, "finished_at") is None


@pytest.mark.parametrize(
    ("error", "code"),
    [(NotPossibleNow("Anna"), "NOT_POSSIBLE_NOW"), (ValueError("Anna"), "ValueError")],
    ids=["refusal", "fault"],
)
async def test_a_failed_job_is_due_again_later_and_keeps_only_a_code(
    house: House, error: Exception, code: str
) -> None:
    async def act(store: Store, lease: Lease, now: datetime) -> str:
        raise error

    job = Job("counting", DAY, act)
    for now in (NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)):
        await leasing.run(house.database, house.store, job, now)

    assert await job_value(house, "last_error") == code
    assert await job_value(house, "attempts") == 2
    assert await job_value(house, "due_at") == NOW + timedelta(minutes=2 + 4)


async def test_the_horizon_rolls_for_every_organisation_in_its_own_name(house: House) -> None:
    other = await build(house.database, house.store, "other")
    later = NOW + timedelta(weeks=8)
    ran = await run_due(house.database, house.store, later)
    first = await horizon(house)
    again = await run_due(house.database, house.store, later + timedelta(hours=1))

    assert (ran, again) == (len(JOBS), 1)
    assert first >= later + timedelta(days=400)
    assert await horizon(house) == first
    events = await house.database.pool.fetch(
        "select organisation_id from operations.outbox"
        " where event = 'organisation.occurrences_rolled'"
    )
    assert {row[0] for row in events} == {house.organisation.id, other.organisation.id}
    assert await house.ask("select max(version) from catalogue.meetings") == 1


async def test_a_day_later_nothing_is_short_and_nothing_is_written(house: House) -> None:
    await run_due(house.database, house.store, NOW)
    before = await house.ask("select count(*) from operations.outbox")
    ran = await run_due(house.database, house.store, NOW + DAY)

    assert ran == len(JOBS)
    assert await house.ask("select count(*) from operations.outbox") == before


async def test_a_new_time_zone_database_computes_the_future_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await roll_once(house.database, house.store, NOW)
    # As an older database would have had it: an hour late.
    async with house.store.engine.begin() as connection:
        enter = text(ENTER_ORGANISATION.replace("$1", ":organisation"))
        await connection.execute(enter, {"organisation": str(house.organisation.id)})
        await connection.execute(
            text(
                "update catalogue.occurrences set starts_at = starts_at + interval '1 hour',"
                " ends_at = ends_at + interval '1 hour'"
            )
        )
    wrong = "select count(*) from catalogue.occurrences where version > 1 and starts_at > $1"
    await roll_once(house.database, house.store, NOW)
    same = await house.ask(wrong, NOW)
    monkeypatch.setattr(rolling, "time_zone_version", lambda: "2099z")
    await roll_once(house.database, house.store, NOW)

    assert same == 0
    hours = await house.database.pool.fetch(
        "select distinct extract(hour from starts_at at time zone 'America/New_York')::int"
        " from catalogue.occurrences where starts_at > $1",
        NOW,
    )
    assert [row[0] for row in hours] == [19]
    assert await house.ask(wrong, NOW) > 50
    assert await house.ask("select state from operations.jobs") == "2099z"


async def test_the_runner_stops_when_it_is_told_to(house: House) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(run_forever(house.database, house.store, stop))
    finished = "select count(*) from operations.jobs where finished_at is not null"
    while await house.ask(finished) < 1:  # noqa: ASYNC110 - a row of the database, no event tells
        await asyncio.sleep(0.01)
    stop.set()

    await asyncio.wait_for(running, 5)


async def test_events_are_taken_once_and_in_the_order_of_each_thing(house: House) -> None:
    total = await house.ask("select count(*) from operations.outbox")
    # A second event of the network, which has to wait for the first.
    async with house.store.engine.begin() as connection:
        await connection.execute(
            text(
                "update operations.outbox set aggregate_id = :id, aggregate_version = 2"
                " where event = 'group.created'"
            ),
            {"id": house.network.id},
        )
    async with house.store.engine.connect() as slow, slow.begin():
        held = await outbox.take(slow, 2)
        async with house.store.engine.begin() as quick:
            others = await outbox.take(quick, 100)
    async with house.store.engine.begin() as connection:
        last = await outbox.take(connection, 100)
        nothing = await outbox.take(connection, 100)

    assert [event.event for event in held] == ["organisation.created", "network.created"]
    assert sorted(event.event for event in others) == ["meeting.created", "venue.created"]
    assert [event.event for event in last] == ["group.created"]
    assert nothing == []
    assert len(held) + len(others) + len(last) == total


async def test_an_event_that_was_not_delivered_is_taken_again(house: House) -> None:
    async with house.store.engine.connect() as connection:
        first = await outbox.take(connection, 1)
        await connection.rollback()
        again = await outbox.take(connection, 1)

    assert first == again


async def job_value(house: House, column: str) -> object:
    return await house.ask(f"select {column} from operations.jobs where name = 'counting'")  # noqa: S608 - names from here


async def horizon(house: House) -> datetime:
    return await house.ask("select min(horizon) from catalogue.meetings")


async def expire(house: House) -> None:
    async with house.store.engine.begin() as connection:
        await connection.execute(
            text("update operations.jobs set leased_until = now() - interval '1 second'")
        )

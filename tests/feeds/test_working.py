"""The work on imports that wait: idempotent, one transaction, forgotten after seven days."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.domain.ids import Code
from api.domain.import_words import ImportStatus
from api.domain.imports import KEPT_FOR
from api.feeds.importing import working
from api.persistence import import_tasks
from api.persistence.work import Work
from tests.feeds.desk import Desk
from tests.http.ending import ENDS, End, end
from tests.http.importing import row


async def test_an_import_that_fails_half_way_has_written_nothing_and_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await desk.send([row(number) for number in range(5)])
    assert await desk.run()
    await desk.want(made)
    whole = working.apply

    async def half(work: Work, *rest: Any) -> None:  # noqa: ANN401 - as apply
        await whole(work, *rest)
        raise OSError

    monkeypatch.setattr(working, "apply", half)
    assert await desk.run()
    assert await desk.count("catalogue.groups") == 1
    assert await desk.count("confidential.audit_entries where action = 'imported'") == 0
    assert await desk.status(made) is ImportStatus.APPLYING
    monkeypatch.setattr(working, "apply", whole)
    assert not await desk.run()
    assert await desk.run(timedelta(minutes=1))
    assert await desk.status(made) is ImportStatus.APPLIED
    assert await desk.count("catalogue.groups") == 6


async def test_an_import_that_never_comes_to_its_end_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await desk.send([row(1)])

    async def never(*_rest: Any) -> None:  # noqa: ANN401 - as the real one
        raise OSError

    monkeypatch.setattr(working, "plan_import", never)
    for attempt in range(working.MOST_ATTEMPTS + 1):
        assert await desk.run(timedelta(hours=attempt))
    assert await desk.status(made) is ImportStatus.FAILED


async def test_two_processes_never_work_on_one_import(desk: Desk) -> None:
    """To see it fail: take ``leased_until <= now()`` out of ``_TAKE`` in ``import_tasks.py``."""
    await desk.send([row(1)])
    assert sorted(await asyncio.gather(*(desk.run() for _ in range(4)))) == [0, 0, 0, 1]


async def test_a_process_that_died_is_followed_by_another(desk: Desk) -> None:
    made = await desk.send([row(1)])
    now = datetime.now(UTC)
    assert await import_tasks.take(desk.connections, Code.IMPORT, now) is not None
    assert not await desk.run()
    async with desk.connections.engine.begin() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("update operations.import_tasks set leased_until = now()")
    assert await desk.run()
    assert await desk.status(made) is ImportStatus.READY


async def test_after_seven_days_nothing_is_left_of_an_import(desk: Desk) -> None:
    await desk.send([row(1), {"slug": "broken"}])
    assert await desk.run()
    assert await desk.count("confidential.import_problems") > 0
    assert not await desk.run(KEPT_FOR - timedelta(minutes=1))
    assert await desk.run(KEPT_FOR + timedelta(minutes=1))
    for table in ("imports", "import_changes", "import_problems"):
        assert await desk.count(f"confidential.{table}") == 0
    assert await desk.count("operations.import_tasks") == 0
    assert await desk.count("confidential.audit_entries where action = 'forgotten'") == 1


@pytest.mark.parametrize("how", ENDS)
async def test_an_import_into_what_is_over_meanwhile_is_not_written(desk: Desk, how: End) -> None:
    made = await desk.send([row(1)])
    assert await desk.run()
    await desk.want(made)
    await end(desk.store, desk.house, how)
    assert await desk.run()
    assert await desk.status(made) is ImportStatus.FAILED
    assert await desk.count("catalogue.groups") == 1

"""What the pains are shown with: a clock to ask at, schedules, a feed, short ways to ask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.domain.access import Actor
from api.domain.groups import Group
from api.domain.occurrences import Schedule
from api.domain.rules import Rule
from api.domain.schedule_exceptions import ScheduleException
from api.domain.seasons import Season
from api.domain.venues import Venue
from api.feeds.importing import Options, Report, import_feed
from api.feeds.meeting_guide import translate
from api.feeds.meeting_guide.unreadable import unreadable_slugs
from api.persistence.groups import Groups
from api.persistence.store import Store
from api.persistence.venue_seals import NO_SECRETS, Secrets
from api.persistence.venues import Venues
from api.persistence.work import Work
from tests.house import House
from tests.http.conftest import Client

GROUPS = "query($filter: GroupFilter) { groups(filter: $filter) { totalCount nodes { slug } } }"
FEED = Options(network="lights", topics=("alcohol",))
LONG_AGO = 100
"""How many days ago schedules begin, which is before everything that is kept."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Stands in the server where it asks for the time, and always shows the same."""

    at: datetime

    def now(self, zone: tzinfo) -> datetime:
        return self.at.astimezone(zone)


def set_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Have every question over GraphQL be asked at this aware instant."""
    monkeypatch.setattr("api.http.graphql.datetime", Clock(at))


def coming(rule: str, clock: str, zone: str) -> datetime:
    """Return the first day from tomorrow on that a rule allows, when clocks there show a time.

    Days lie close ahead, so that what a server knows today reaches well beyond them.
    """
    allowed, today = Rule.parse(rule), datetime.now(UTC).date()
    day = next(day for day in days(today, 1, 400) if allowed.allows(day))
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))


def days(day: date, first: int, last: int) -> list[date]:
    """Return the days from so many to so many days after a day."""
    return [day + timedelta(days=number) for number in range(first, last + 1)]


def window(start: datetime, first: int, last: int) -> dict[str, str]:
    """Return a window from so many to so many days after an instant, as `between` takes it."""
    after, before = (start + timedelta(days=number) for number in (first, last))
    return {"after": after.isoformat(), "before": before.isoformat()}


def schedule(
    rule: str,
    clock: str = "19:00",
    zone: str = "Europe/Berlin",
    *,
    minutes: int = 60,
    season: Season | None = None,
    exceptions: tuple[ScheduleException, ...] = (),
) -> Schedule:
    """Return a schedule that began long ago, on the first day that its rule allows."""
    allowed, today = Rule.parse(rule), datetime.now(UTC).date()
    first = next(day for day in days(today, -LONG_AGO, 0) if allowed.allows(day))
    return Schedule(
        local_start=datetime.combine(first, time.fromisoformat(clock)),
        duration_minutes=minutes,
        time_zone=zone,
        rule=allowed,
        season=season,
        exceptions=exceptions,
    )


async def data_of(client: Client, query: str, variables: object = None, **headers: str) -> Any:  # noqa: ANN401 - a JSON answer
    """Return the data of an answer that has no errors."""
    answer = (await client.ask(query, variables, **headers)).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def slugs(client: Client, **filters: object) -> list[str]:
    """Return the slugs of the groups that a filter keeps, in order, without their endings."""
    found = (await data_of(client, GROUPS, {"filter": filters}))["groups"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["slug"].removesuffix("-group") for node in found["nodes"]]


async def change_group(store: Store, house: House, **differences: object) -> None:
    """Change a group as those who run it do."""

    async def write(work: Work) -> None:
        found: Group = await Groups(work).get(house.group)
        await Groups(work).save(found, replace(found, **differences))  # pyright: ignore[reportArgumentType] - tests name the fields that differ

    await store.run(Actor(house.organisation, "test"), write)


async def change_venue(
    store: Store, house: House, secrets: Secrets = NO_SECRETS, **differences: object
) -> None:
    """Change a venue as those who run it do; ``secrets`` are what only the entitled learn."""

    async def write(work: Work) -> None:
        found: Venue = await Venues(work).get(house.venue)
        await Venues(work).save(found, replace(found, **differences), secrets)  # pyright: ignore[reportArgumentType] - the same

    await store.run(Actor(house.organisation, "test"), write)


def row(number: int, **stated: object) -> dict[str, object]:
    """A row of a feed: every group meets at a house of its own, on Mondays."""
    return {
        "slug": f"meeting-{number}",
        "name": f"Lights {number}",
        "day": 1,
        "time": "19:00",
        "end_time": "20:00",
        "timezone": "America/New_York",
        "formatted_address": f"{number} Quay Street, New York, NY 10004, USA",
        "latitude": 40.7 + number / 1000,
        "longitude": -74.0,
        "types": ["O", "D"],
        **stated,
    }


async def bring(store: Store, rows: Sequence[object], days: int = 0) -> Report:
    """Import a feed as the command does, so many days from now."""
    feed = translate(list(rows), topics=FEED.topics)
    now = datetime.now(UTC) + timedelta(days=days)
    unreadable = unreadable_slugs(list(rows), feed)
    return await import_feed(store, feed, FEED, now=now, unreadable=unreadable)

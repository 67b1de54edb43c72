"""The page of the week: its hours, their shades, and what a reader may choose."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from api.http.pages.asking import Json
from api.http.pages.coverage import SHADES, week
from tests.http.conftest import Client

SUNDAY = datetime(2027, 3, 28, tzinfo=UTC)


def hours(meetings: Callable[[int], int], first: datetime = SUNDAY) -> list[Json]:
    """168 hours of a coverage from a Sunday on, with so many meetings in each."""
    return [
        {"startsAt": (first + timedelta(hours=each)).isoformat(), "occurrences": meetings(each)}
        for each in range(168)
    ]


def test_a_week_is_seven_days_from_the_first_hour_on() -> None:
    days = week(hours(lambda hour: hour), "UTC")
    assert [day.short for day in days][:2] == ["Sun 28", "Mon 29"]
    assert [hour.meetings for day in days for hour in day.hours] == list(range(168))
    assert days[0].hours[23].span == "23:00 to 24:00"


def test_the_day_is_the_readers_even_when_the_clocks_change_in_it() -> None:
    # In Berlin this Sunday has 23 hours and begins at 23:00 UTC of the Saturday.
    days = week(hours(lambda _hour: 1, SUNDAY - timedelta(hours=1)), "Europe/Berlin")
    assert [day.short for day in days] == [
        *("Sun 28", "Mon 29", "Tue 30", "Wed 31", "Thu 1", "Fri 2", "Sat 3")
    ]


@pytest.mark.parametrize(("most", "shades"), [(1, {0, 4}), (8, {0, 1, 2, 3, 4}), (0, {0})])
def test_only_an_empty_hour_has_no_shade_and_the_fullest_is_the_darkest(
    most: int, shades: set[int]
) -> None:
    found = [
        each for day in week(hours(lambda hour: hour % (most + 1)), "UTC") for each in day.hours
    ]
    assert {hour.shade for hour in found} == shades
    assert all((hour.shade == 0) == (hour.meetings == 0) for hour in found)
    assert all(hour.shade == SHADES for hour in found if hour.meetings == most > 0)


def test_empty_hours_are_told_in_stretches() -> None:
    sunday, monday, *_, saturday = week(
        hours(lambda hour: int(hour < 144 and hour not in {2, 3, 4, 23})), "UTC"
    )
    assert sunday.nobody == "02:00 to 05:00, 23:00 to 24:00"
    assert monday.nobody == ""
    assert saturday.nobody == "the whole day"


def test_a_count_of_thousands_keeps_to_its_hour() -> None:
    ((first, *_), *_) = (day.hours for day in week(hours(lambda _hour: 12_345), "UTC"))
    assert first.short == "12k"


async def test_where_nobody_meets_the_page_says_so(client: Client) -> None:
    shown = await client.http.get("/coverage", params={"zone": "Asia/Kathmandu", "anywhere": "1"})
    assert shown.status_code == 200
    assert "Nobody meets in this week." in shown.text
    assert "Asia/Kathmandu" in shown.text
    assert shown.headers["cache-control"] == "no-store"


async def test_a_zone_that_is_none_is_refused_beside_its_field(client: Client) -> None:
    refused = await client.http.get("/coverage", params={"zone": "<b>Mars</b>"})
    assert refused.status_code == 400
    assert 'href="#zone"' in refused.text
    assert "Mars" not in refused.text


async def test_a_topic_that_is_none_is_said_to_be_none(client: Client) -> None:
    shown = await client.http.get("/coverage", params={"topic": "no-such-thing"})
    assert "There is no such topic here" in shown.text
    assert "no-such-thing" not in shown.text


async def test_the_zone_of_a_reader_stands_in_no_address(client: Client) -> None:
    page = await client.http.get("/coverage")
    assert 'method="post" action="/coverage"' in page.text
    shown = await client.http.post("/coverage", data={"zone": "Asia/Kathmandu"})
    assert shown.status_code == 200
    assert "<option selected>Asia/Kathmandu" in shown.text
    assert shown.headers["cache-control"] == "no-store"

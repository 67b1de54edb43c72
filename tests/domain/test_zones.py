"""Zone names are the IANA ones only; local times become instants as RFC 5545 reads them."""

from datetime import UTC, datetime

import pytest

from api.domain.errors import InvalidInput, UnknownTimeZone
from api.domain.zones import check_local_time, time_zone, to_utc


@pytest.mark.parametrize("name", ["Europe/London", "GB", "Asia/Kathmandu", "UTC", "Etc/GMT+12"])
def test_a_name_of_the_database_is_a_zone(name: str) -> None:
    assert time_zone(name).key == name
    assert time_zone(name) is time_zone(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "/",
        "Europe",
        "europe/london",
        "Europe/London ",
        "Europe//London",
        "Europe/../Europe/London",
        "../../etc/passwd",
        "/usr/share/zoneinfo/UTC",
        "posix/Europe/London",
        "right/UTC",
        "localtime",
        "Factory",
        "tzdata.zi",
        "Europe/London\x00",
        "+02:00",
        "GMT+25",
        "Mars/Olympus",
        "A" * 1_000_000,
    ],
)
def test_anything_else_is_refused_without_being_repeated(name: str) -> None:
    with pytest.raises(UnknownTimeZone) as caught:
        time_zone(name)
    assert len(caught.value.message) < 100
    assert caught.value.path == ("time_zone",)


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        # An ordinary summer and winter evening.
        ("America/New_York", "2026-07-01T19:00", "2026-07-01T23:00"),
        ("America/New_York", "2026-01-05T19:00", "2026-01-06T00:00"),
        # Offsets that are no whole hours.
        ("Asia/Kathmandu", "2026-01-05T19:00", "2026-01-05T13:15"),
        ("Pacific/Chatham", "2026-07-01T19:00", "2026-07-01T06:15"),
        # A gap: 02:30 does not exist in New York and is 03:30 EDT there.
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30"),
        # Half an hour of a gap on Lord Howe Island: 02:15 is 02:45 of summer time.
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45"),
        # A whole day that Samoa left out.
        ("Pacific/Apia", "2011-12-30T10:00", "2011-12-30T20:00"),
        # A fold: 01:30 happens twice in New York, and the first counts.
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
    ],
)
def test_a_local_time_is_the_instant_that_rfc_5545_names(zone: str, local: str, utc: str) -> None:
    instant = to_utc(datetime.fromisoformat(local), time_zone(zone))
    assert instant == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert instant.tzinfo is UTC


def test_the_first_of_two_equal_local_times_counts_even_when_the_second_is_marked() -> None:
    local = datetime(2026, 11, 1, 1, 30)  # noqa: DTZ001 - local times are naive
    zone = time_zone("America/New_York")
    assert to_utc(local.replace(fold=1), zone) == to_utc(local, zone)


@pytest.mark.parametrize(
    "moment",
    ["2026-01-05T19:00Z", "2026-01-05T19:00:30", "2026-01-05T19:00:00.5", "1899-12-31T19:00"],
)
def test_a_local_time_is_naive_and_in_whole_minutes_of_our_centuries(moment: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_local_time(datetime.fromisoformat(moment), path=("local_start",))
    assert caught.value.path == ("local_start",)

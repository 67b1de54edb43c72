"""Weekly windows as stretches of time, beside a reading of the clock at every minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.availability import Availability, Stretch, Window
from api.domain.zones import time_zone

DAY = 24 * 60
MINUTE = timedelta(minutes=1)
# Each changes its clocks, or keeps an odd offset, in the days after one of the instants below.
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Gaza")
NOWS = (
    datetime(2027, 3, 12, 18, 5, tzinfo=UTC),
    datetime(2027, 3, 27, 7, tzinfo=UTC),
    datetime(2026, 10, 24, 22, 30, 17, 5, tzinfo=UTC),
    datetime(2026, 10, 31, 12, tzinfo=UTC),
    datetime(2027, 4, 3, 9, tzinfo=UTC),
)
WINDOWS = st.builds(
    Window,
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    start=st.integers(0, DAY - 1),
    minutes=st.integers(1, DAY),
)
MONDAYS = frozenset({1})


def holds(available: Availability, instant: datetime) -> bool:
    """Read the clock, and look whether it is in a window that began today or yesterday."""
    local = instant.astimezone(available.zone).replace(tzinfo=None)
    for window in available.windows:
        since = local - timedelta(minutes=window.start)
        minute = since.hour * 60 + since.minute
        if since.isoweekday() in window.weekdays and minute < window.minutes:
            return True
    return False


def covered(stretches: list[Stretch], instant: datetime) -> bool:
    return any(begin <= instant < end for begin, end in stretches)


@given(
    st.sampled_from(ZONES),
    st.sampled_from(NOWS),
    st.lists(WINDOWS, min_size=1, max_size=3),
    st.integers(1, 3),
    st.integers(0, 6),
)
def test_every_minute_is_in_a_stretch_exactly_if_the_clock_says_so(
    zone: str, now: datetime, windows: list[Window], days: int, phase: int
) -> None:
    available = Availability(time_zone(zone), tuple(windows), days)
    stretches = available.stretches(now)
    first = now.replace(second=0, microsecond=0) + MINUTE
    for number in range(phase, days * DAY - 1, 7):
        instant = first + number * MINUTE
        assert covered(stretches, instant) is holds(available, instant), instant


@given(
    st.sampled_from(ZONES), st.sampled_from(NOWS), st.lists(WINDOWS, min_size=1), st.integers(1, 40)
)
def test_stretches_stand_apart_in_order_within_the_days_asked_for(
    zone: str, now: datetime, windows: list[Window], days: int
) -> None:
    available = Availability(time_zone(zone), tuple(windows), days)
    ends = [end for stretch in available.stretches(now) for end in stretch]
    assert ends == sorted(set(ends))
    assert all(now <= end <= available.until(now) for end in ends)


def evenings(zone: str, now: datetime, days: int = 28) -> list[Stretch]:
    window = Window(MONDAYS, 19 * 60, 60)
    return Availability(ZoneInfo(zone), (window,), days).stretches(now)


def test_an_hour_of_the_evening_moves_with_the_clocks() -> None:
    found = [begin for begin, _ in evenings("Europe/Berlin", datetime(2027, 3, 20, tzinfo=UTC))]
    assert [begin.hour for begin in found] == [18, 17, 17, 17]


def test_an_hour_that_comes_twice_is_available_twice() -> None:
    window = Window(frozenset({7}), 2 * 60 + 15, 30)
    night = Availability(ZoneInfo("Europe/Berlin"), (window,), 2)
    found = night.stretches(datetime(2026, 10, 24, tzinfo=UTC))
    assert [(begin.hour, begin.minute) for begin, _ in found] == [(0, 15), (1, 15)]


def test_an_hour_that_is_skipped_is_not_available() -> None:
    window = Window(frozenset({7}), 2 * 60, 60)
    night = Availability(ZoneInfo("Europe/Berlin"), (window,), 2)
    assert night.stretches(datetime(2027, 3, 27, tzinfo=UTC)) == []


def test_a_window_past_midnight_belongs_to_the_day_on_which_it_began() -> None:
    window = Window(MONDAYS, 22 * 60, 4 * 60)
    tuesday = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    (found, *_) = Availability(ZoneInfo("UTC"), (window,), 1).stretches(tuesday)
    assert found == (tuesday, tuesday.replace(hour=2, minute=0))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Apia"])
def test_the_whole_week_is_one_stretch_whatever_the_clocks_do(zone: str) -> None:
    now = datetime(2027, 3, 20, 3, 4, 5, tzinfo=UTC)
    window = Window(frozenset(range(1, 8)), 0, DAY)
    available = Availability(ZoneInfo(zone), (window,), 28)
    assert available.stretches(now) == [(now, available.until(now))]

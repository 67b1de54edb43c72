"""How often a meeting takes place, read from its rule."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain.frequency import BANDS, frequency_of, starts_per_year
from api.domain.occurrences import Schedule
from api.domain.rules import Frequency, Rule, Weekday, WeekdayNum, local_starts
from api.domain.seasons import MonthDay, Season
from api.domain.vocabulary import MeetingFrequency

MONDAY = datetime(2026, 1, 5, 19)  # noqa: DTZ001 - local
OFTEN = tuple(MeetingFrequency)
DAYS = st.lists(st.sampled_from(Weekday), unique=True, min_size=1)


def yearly(rule: Rule | None) -> int | None:
    return starts_per_year(schedule(rule))


def schedule(rule: Rule | None, season: Season | None = None) -> Schedule:
    return Schedule(
        local_start=first_of(rule),
        duration_minutes=60,
        time_zone="Europe/Berlin",
        rule=rule,
        season=season,
    )


def first_of(rule: Rule | None) -> datetime:
    """Return the first day that a rule allows."""
    coming = (MONDAY + timedelta(days=day) for day in range(1000))
    return next(day for day in coming if rule is None or rule.allows(day))


@pytest.mark.parametrize(
    ("text", "starts", "word"),
    [
        ("FREQ=DAILY", 365, "SEVERAL_A_WEEK"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", 261, "SEVERAL_A_WEEK"),
        ("FREQ=DAILY;INTERVAL=2", 182, "SEVERAL_A_WEEK"),
        ("FREQ=DAILY;INTERVAL=7", 52, "WEEKLY"),
        ("FREQ=DAILY;INTERVAL=14;BYDAY=MO", 26, "EVERY_SECOND_WEEK"),
        ("FREQ=DAILY;INTERVAL=366", 1, "LESS_OFTEN"),
        ("FREQ=WEEKLY", 52, "WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=MO", 52, "WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=MO,TH", 104, "SEVERAL_A_WEEK"),
        ("FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2", 52, "WEEKLY"),
        ("FREQ=WEEKLY;INTERVAL=2", 26, "EVERY_SECOND_WEEK"),
        ("FREQ=WEEKLY;INTERVAL=3", 17, "MONTHLY"),
        ("FREQ=WEEKLY;INTERVAL=4", 13, "MONTHLY"),
        ("FREQ=WEEKLY;INTERVAL=6", 9, "LESS_OFTEN"),
        ("FREQ=MONTHLY", 12, "MONTHLY"),
        ("FREQ=MONTHLY;BYDAY=1TU", 12, "MONTHLY"),
        ("FREQ=MONTHLY;BYDAY=-1FR", 12, "MONTHLY"),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", 24, "EVERY_SECOND_WEEK"),
        ("FREQ=MONTHLY;BYDAY=1TU,2TU,3TU", 36, "EVERY_SECOND_WEEK"),
        ("FREQ=MONTHLY;BYDAY=TU", 52, "WEEKLY"),
        ("FREQ=MONTHLY;BYDAY=1TU,TU", 52, "WEEKLY"),
        ("FREQ=MONTHLY;BYDAY=5MO", 4, "LESS_OFTEN"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", 24, "EVERY_SECOND_WEEK"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", 7, "LESS_OFTEN"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", 12, "MONTHLY"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", 2, "LESS_OFTEN"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=1,2,3,4,5,6,7", 12, "MONTHLY"),
        ("FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=1,2,3,4,5,6,7", 12, "MONTHLY"),
        ("FREQ=MONTHLY;INTERVAL=3", 4, "LESS_OFTEN"),
        ("FREQ=MONTHLY;INTERVAL=12;BYDAY=1SU", 1, "LESS_OFTEN"),
        ("FREQ=MONTHLY;INTERVAL=24", 1, "LESS_OFTEN"),
    ],
)
def test_a_rule_gives_as_many_starts_a_year_and_the_word_for_them(
    text: str, starts: int, word: str
) -> None:
    found = yearly(Rule.parse(text))
    assert found == starts
    assert frequency_of(found) == word


def test_what_is_by_appointment_or_only_once_has_no_frequency() -> None:
    assert starts_per_year(None) is None
    assert yearly(None) is None
    assert frequency_of(None) is None


def test_seasons_and_ends_say_when_and_not_how_often() -> None:
    rule = Rule.parse("FREQ=WEEKLY;COUNT=3")
    winter = Season(MonthDay(1, 1), MonthDay(2, 28))
    assert starts_per_year(schedule(rule, winter)) == 52
    for end in ("COUNT=2", "UNTIL=20260301"):
        assert yearly(Rule.parse(f"FREQ=MONTHLY;BYDAY=1TU;{end}")) == 12


def test_the_bands_are_in_order_leave_no_gap_and_know_every_word() -> None:
    bounds = [least for least, _ in BANDS]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] == 1
    assert tuple(word for _, word in BANDS) == OFTEN
    for least, word in BANDS:
        assert frequency_of(least) is word
        assert frequency_of(least - 1) is not word
    assert frequency_of(0) is None


@settings(deadline=None)
@given(
    st.sampled_from(Frequency),
    st.integers(1, 60),
    DAYS,
    st.sampled_from(Weekday),
)
def test_a_day_more_is_never_less_frequent(
    frequency: Frequency, interval: int, days: list[Weekday], more: Weekday
) -> None:
    def starts(chosen: list[Weekday]) -> int:
        named = tuple(WeekdayNum(day) for day in chosen)
        found = yearly(Rule(frequency=frequency, interval=interval, by_day=named))
        assert found is not None
        return found

    fewer, most = starts(days), starts([*days, more])
    assert fewer <= most
    assert OFTEN.index(word(fewer)) >= OFTEN.index(word(most))


@settings(deadline=None)
@given(
    st.sampled_from([Frequency.WEEKLY, Frequency.MONTHLY]),
    st.integers(1, 4),
    st.lists(st.builds(WeekdayNum, st.sampled_from(Weekday)), min_size=1, max_size=3),
)
def test_a_rule_has_about_as_many_starts_as_it_is_said_to(
    frequency: Frequency, interval: int, days: list[WeekdayNum]
) -> None:
    rule = Rule(frequency=frequency, interval=interval, by_day=tuple(days))
    first = first_of(rule)
    years = 6
    last = first.replace(year=first.year + years)
    held = sum(1 for _ in local_starts(rule, first, earliest=first, latest=last)) / years
    said = yearly(rule)
    assert said is not None
    assert abs(said - held) <= 3


def word(starts: int) -> MeetingFrequency:
    found = frequency_of(starts)
    assert found is not None
    return found

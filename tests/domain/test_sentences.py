"""Recurrences in words, in two languages."""

from datetime import datetime

import pytest

from api.domain.occurrences import Schedule
from api.domain.previews import sentence
from api.domain.rules import Rule, first_allowed, suggested
from api.domain.seasons import Season


def told(start: str, rule: str | None, language: str, season: str | None = None) -> str:
    schedule = Schedule(
        local_start=datetime.fromisoformat(start),
        duration_minutes=90,
        time_zone="Europe/Berlin",
        rule=Rule.parse(rule) if rule else None,
        season=Season.parse(season) if season else None,
    )
    return sentence(schedule, language).replace(" (Europe/Berlin)", "")


@pytest.mark.parametrize(
    ("start", "rule", "english", "german"),
    [
        (
            "2026-01-05T19:00",
            None,
            "Once, on Monday, 5 January 2026 at 19:00",
            "Einmal, am Montag, 5. Januar 2026 um 19:00 Uhr",
        ),
        (
            "2026-01-05T19:00",
            "FREQ=WEEKLY",
            "Every Monday at 19:00",
            "Jeden Montag um 19:00 Uhr",
        ),
        (
            "2026-01-05T09:05",
            "FREQ=WEEKLY;BYDAY=MO,WE,FR",
            "Every Monday, Wednesday and Friday at 09:05",
            "Jeden Montag, Mittwoch und Freitag um 09:05 Uhr",
        ),
        (
            "2026-01-06T19:00",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
            "Every second week on Tuesday at 19:00",
            "Jede zweite Woche am Dienstag um 19:00 Uhr",
        ),
        (
            "2026-01-06T19:00",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH;COUNT=9",
            "Every 3 weeks on Tuesday and Thursday at 19:00, 9 times",
            "Alle 3 Wochen am Dienstag und Donnerstag um 19:00 Uhr, 9-mal",
        ),
        (
            "2026-01-06T19:00",
            "FREQ=MONTHLY;BYDAY=1TU,3TU",
            "On the first and third Tuesday of every month at 19:00",
            "Am ersten und dritten Dienstag jedes Monats um 19:00 Uhr",
        ),
        (
            "2026-01-30T19:00",
            "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231",
            "On the last Friday of every month at 19:00, until 31 December 2027",
            "Am letzten Freitag jedes Monats um 19:00 Uhr, bis 31. Dezember 2027",
        ),
        (
            "2026-01-31T19:00",
            "FREQ=MONTHLY;BYMONTHDAY=15,-1",
            "On the last day and on day 15 of every month at 19:00",
            "Am letzten Tag und am 15. jedes Monats um 19:00 Uhr",
        ),
        (
            "2026-02-13T19:00",
            "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=13;BYDAY=FR",
            "On day 13 of every second month, if that is on a Friday at 19:00",
            "Am 13. jedes zweiten Monats, wenn das an einem Freitag ist um 19:00 Uhr",
        ),
        (
            "2026-01-05T19:00",
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=MO",
            "On every Monday, every 3 months at 19:00",
            "An jedem Montag, alle 3 Monate um 19:00 Uhr",
        ),
        ("2026-01-05T19:00", "FREQ=DAILY", "Every day at 19:00", "Jeden Tag um 19:00 Uhr"),
        (
            "2026-01-05T19:00",
            "FREQ=DAILY;INTERVAL=2;BYDAY=MO,WE",
            "Every 2 days, if that is on a Monday or on a Wednesday at 19:00",
            "Alle 2 Tage, wenn das an einem Montag oder an einem Mittwoch ist um 19:00 Uhr",
        ),
    ],
)
def test_a_recurrence_is_told_in_a_sentence(
    start: str, rule: str | None, english: str, german: str
) -> None:
    assert told(start, rule, "en-GB") == f"{english}, for 90 minutes."
    assert told(start, rule, "de-AT") == f"{german}, 90 Minuten lang."


def test_a_season_is_told_too() -> None:
    assert told("2026-09-07T19:00", "FREQ=WEEKLY", "fr", "09-01/06-30") == (
        "Every Monday at 19:00, for 90 minutes, from 1 September to 30 June."
    )


@pytest.mark.parametrize(
    ("refused", "near"),
    [
        ("FREQ=YEARLY", "FREQ=MONTHLY;INTERVAL=12"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=2MO", "FREQ=MONTHLY;INTERVAL=12;BYDAY=2MO"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=HOURLY;INTERVAL=6", "FREQ=DAILY"),
        ("FREQ=WEEKLY;BYDAY=MO;BYHOUR=19", "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=WEEKLY;BYDAY=2MO", "FREQ=MONTHLY;BYDAY=2MO"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("FREQ=DAILY;COUNT=5000", "FREQ=DAILY;COUNT=1000"),
        ("FREQ=DAILY;COUNT=5;UNTIL=20270101", "FREQ=DAILY;UNTIL=20270101"),
        ("every Monday", None),
        ("FREQ=WEEKLY;INTERVAL=0", None),
        ("FREQ=WEEKLY;BYDAY=" + "MO," * 200, None),
    ],
)
def test_the_nearest_rule_is_one_that_is_supported(refused: str, near: str | None) -> None:
    found = suggested(refused)
    assert (found and str(found)) == near


def test_a_day_that_no_month_has_on_that_weekday_is_not_looked_for_for_ever() -> None:
    rule = Rule.parse("FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1")
    assert first_allowed(rule, datetime.fromisoformat("2026-01-01T19:00")) is None

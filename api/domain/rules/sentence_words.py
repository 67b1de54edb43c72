"""The words in which a recurrence is told, by language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceWords:
    """Templates of one language; ``{n}`` is a number, ``{what}`` what was put together before."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    ordinals: Mapping[int, str]
    both: str
    either: str
    once: str
    every_day: str
    every_days: str
    every_weekday: str
    every_second_week: str
    every_weeks: str
    each_month: str
    each_second_month: str
    each_months: str
    nth_weekday: str
    each_weekday: str
    a_weekday: str
    month_day: str
    last_day: str
    day_from_end: str
    if_that_is: str
    at: str
    lasting: str
    times: str
    until: str
    season: str
    day: str
    date: str


ENGLISH = SentenceWords(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
    ordinals={
        1: "first",
        2: "second",
        3: "third",
        4: "fourth",
        5: "fifth",
        -1: "last",
        -2: "last but one",
        -3: "third last",
        -4: "fourth last",
        -5: "fifth last",
    },
    both=" and ",
    either=" or ",
    once="once, on {what}",
    every_day="every day",
    every_days="every {n} days",
    every_weekday="every {what}",
    every_second_week="every second week on {what}",
    every_weeks="every {n} weeks on {what}",
    each_month="{what} of every month",
    each_second_month="{what} of every second month",
    each_months="{what}, every {n} months",
    nth_weekday="on the {n} {what}",
    each_weekday="on every {what}",
    a_weekday="on a {what}",
    month_day="on day {n}",
    last_day="on the last day",
    day_from_end="on day {n} from the end",
    if_that_is="{n}, if that is {what}",
    at="{what} at {n}",
    lasting="for {n} minutes",
    times="{n} times",
    until="until {what}",
    season="from {n} to {what}",
    day="{n} {what}",
    date="{n} {what}",
)
GERMAN = SentenceWords(
    weekdays=(*("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),),
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August"),
        *("September", "Oktober", "November", "Dezember"),
    ),
    ordinals={
        1: "ersten",
        2: "zweiten",
        3: "dritten",
        4: "vierten",
        5: "fünften",
        -1: "letzten",
        -2: "vorletzten",
        -3: "drittletzten",
        -4: "viertletzten",
        -5: "fünftletzten",
    },
    both=" und ",
    either=" oder ",
    once="einmal, am {what}",
    every_day="jeden Tag",
    every_days="alle {n} Tage",
    every_weekday="jeden {what}",
    every_second_week="jede zweite Woche am {what}",
    every_weeks="alle {n} Wochen am {what}",
    each_month="{what} jedes Monats",
    each_second_month="{what} jedes zweiten Monats",
    each_months="{what}, alle {n} Monate",
    nth_weekday="am {n} {what}",
    each_weekday="an jedem {what}",
    a_weekday="an einem {what}",
    month_day="am {n}.",
    last_day="am letzten Tag",
    day_from_end="am {n}. Tag vor dem Ende",
    if_that_is="{n}, wenn das {what} ist",
    at="{what} um {n} Uhr",
    lasting="{n} Minuten lang",
    times="{n}-mal",
    until="bis {what}",
    season="vom {n} bis {what}",
    day="{n}. {what}",
    date="{n} {what}",
)

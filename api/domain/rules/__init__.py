"""Recurrence rules: the part of RFC 5545 (section 3.3.10) that meetings need.

    FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH      FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231

Supported are DAILY, WEEKLY and MONTHLY with INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL and
WKST. Programs agree on what these mean, which cannot be said of the rest; so the rest is
refused with words on what to write instead.
"""

from api.domain.rules.expand import local_starts
from api.domain.rules.rule import Rule
from api.domain.rules.suggest import first_allowed, suggested
from api.domain.rules.words import Frequency, Weekday, WeekdayNum

__all__ = [
    "Frequency",
    "Rule",
    "Weekday",
    "WeekdayNum",
    "first_allowed",
    "local_starts",
    "suggested",
]

"""Notices: what somebody is written to about, and by which channel, which each chooses."""

from datetime import timedelta
from enum import auto

from api.domain.vocabulary import Word

GATHER = timedelta(hours=1)
"""How long what waits for staff is gathered before one letter tells of it."""

MOST_ATTEMPTS = 15
"""How often a letter is tried before it is given up: for four days and a half, longer each time,
as long as mail servers wait for each other (RFC 5321, 4.5.4.1)."""


class NoticeKind(Word):
    UPKEEP = auto()
    WORK = auto()


class NoticeChannel(Word):
    """How one of the staff is told that something waits; NONE until they choose."""

    EMAIL = auto()
    NONE = auto()

"""Notices: what somebody is written to about, and by which channel, which each chooses."""

from datetime import timedelta
from enum import auto

from api.domain.vocabulary import Word

GATHER = timedelta(hours=1)
"""How long what waits for staff is gathered before one letter tells of it."""


class NoticeKind(Word):
    UPKEEP = auto()
    WORK = auto()


class NoticeChannel(Word):
    """How one of the staff is told that something waits; NONE until they choose."""

    EMAIL = auto()
    NONE = auto()

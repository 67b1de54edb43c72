"""The work list: what waits for whoever keeps a directory true."""

from enum import auto

from api.domain.vocabulary import Word

STALE_DAYS = 180
"""A group that nobody has verified for longer is work for somebody."""


class WorkKind(Word):
    """Why something is on the list, in the order in which it is listed."""

    CHANGE_REQUEST_PENDING = auto()
    IMPORT_CONFLICT = auto()
    FEED_FAILED = auto()
    CRISIS_RESOURCE_STALE = auto()
    NOTHING_UPCOMING = auto()
    GROUP_STALE = auto()
    FULL_WITHOUT_WAITLIST = auto()

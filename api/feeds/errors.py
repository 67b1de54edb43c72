"""What can go wrong before a feed has rows.

FeedNotReadable    FEED_NOT_READABLE    absent, unreachable, too large, or not a feed
"""

from typing import ClassVar


class FeedNotReadable(Exception):
    """A fact about a whole file or address, and what to do about it.

    Neither text repeats the source: an address may carry a key.
    """

    code: ClassVar[str] = "FEED_NOT_READABLE"

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.message = message
        self.remedy = remedy

"""Meeting Guide feeds (code4recovery/spec): from a file or an address to domain values.

``read_feed`` gets the rows, ``translate`` makes domain values of them.
"""

from api.feeds.meeting_guide.codes import Dimensions, from_codes, to_codes
from api.feeds.meeting_guide.reading import read_feed
from api.feeds.meeting_guide.translating import translate
from api.feeds.meeting_guide.weekdays import WeekdayConvention

__all__ = ["Dimensions", "WeekdayConvention", "from_codes", "read_feed", "to_codes", "translate"]

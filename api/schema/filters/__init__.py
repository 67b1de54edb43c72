"""What lists of groups, meetings and occurrences can be narrowed and ordered by."""

from api.schema.filters.lists import GroupFilter, MeetingFilter, OccurrenceFilter
from api.schema.filters.orders import (
    GroupOrder,
    GroupOrderField,
    MeetingOrder,
    MeetingOrderField,
    OccurrenceOrder,
    OccurrenceOrderField,
)
from api.schema.filters.places import NearFilter
from api.schema.filters.times import MeetsFilter

__all__ = [
    "GroupFilter",
    "GroupOrder",
    "GroupOrderField",
    "MeetingFilter",
    "MeetingOrder",
    "MeetingOrderField",
    "MeetsFilter",
    "NearFilter",
    "OccurrenceFilter",
    "OccurrenceOrder",
    "OccurrenceOrderField",
]

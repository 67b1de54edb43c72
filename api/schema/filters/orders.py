"""What lists can be ordered by."""

from enum import auto

import strawberry

from api.domain.vocabulary import Word
from api.schema.enums import enum
from api.schema.pages import Direction

BY, WAY = "What to order by.", "Upwards or downwards."
BY_NAME = "By name, alike in every script."
BY_DISTANCE = "By distance from the place in `filter.near`."


@enum(
    "What groups can be ordered by.",
    NAME=BY_NAME,
    CHANGED_AT="By when they were last changed.",
    DISTANCE=BY_DISTANCE,
    RELEVANCE="By how near the words in `filter.text` are to the name.",
)
class GroupOrderField(Word):
    NAME = auto()
    CHANGED_AT = auto()
    DISTANCE = auto()
    RELEVANCE = auto()


@strawberry.input(
    description="An order of groups; by distance needs `filter.near`, by relevance `filter.text`."
)
class GroupOrder:
    field: GroupOrderField = strawberry.field(description=BY)
    direction: Direction = strawberry.field(description=WAY, default=Direction.ASC)


@enum("What meetings can be ordered by.", NAME=BY_NAME, DISTANCE=BY_DISTANCE)
class MeetingOrderField(Word):
    NAME = auto()
    DISTANCE = auto()


@strawberry.input(description="An order of meetings; by distance needs `filter.near`.")
class MeetingOrder:
    field: MeetingOrderField = strawberry.field(description=BY)
    direction: Direction = strawberry.field(description=WAY, default=Direction.ASC)


@enum("What occurrences can be ordered by.", STARTS_AT="By their start.", DISTANCE=BY_DISTANCE)
class OccurrenceOrderField(Word):
    STARTS_AT = auto()
    DISTANCE = auto()


@strawberry.input(description="An order of occurrences; by distance needs `filter.near`.")
class OccurrenceOrder:
    field: OccurrenceOrderField = strawberry.field(description=BY)
    direction: Direction = strawberry.field(description=WAY, default=Direction.ASC)

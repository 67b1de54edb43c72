"""What lists of groups, meetings and occurrences can be narrowed by."""

from enum import auto

import strawberry
from strawberry import UNSET

from api.domain.vocabulary import Word
from api.schema.pages import Direction, TermsFilter, Unknown
from api.schema.words import Medium, Style, Support, Weekday


@strawberry.input(description="Narrows by the kind of support.")
class SupportFilter:
    any_of: list[Support] | None = strawberry.field(
        description="At least one of these.", default=UNSET
    )
    all_of: list[Support] | None = strawberry.field(description="All of these.", default=UNSET)
    none_of: list[Support] | None = strawberry.field(description="None of these.", default=UNSET)
    unknown: Unknown | None = strawberry.field(
        description="Whether groups that have not said stay, behind those that match; they do.",
        default=UNSET,
    )


@strawberry.input(description="Narrows by style.")
class StyleFilter:
    any_of: list[Style] | None = strawberry.field(description="One of these.", default=UNSET)
    none_of: list[Style] | None = strawberry.field(description="None of these.", default=UNSET)
    unknown: Unknown | None = strawberry.field(
        description="Whether groups that have not said stay, behind those that match; they do.",
        default=UNSET,
    )


@strawberry.input(description="Narrows by medium.")
class MediumFilter:
    any_of: list[Medium] | None = strawberry.field(description="One of these.", default=UNSET)
    none_of: list[Medium] | None = strawberry.field(description="None of these.", default=UNSET)


@strawberry.input(
    description="Takes place at least once in the coming days, at this time of the week for you."
)
class MeetsFilter:
    time_zone: str = strawberry.field(description="Your time zone, such as Europe/Berlin.")
    weekdays: list[Weekday] | None = strawberry.field(
        description="On one of these days; any day if left out.", default=UNSET
    )
    after: str | None = strawberry.field(
        description="Begins at this time of day or later, HH:MM.", default=UNSET
    )
    before: str | None = strawberry.field(
        description="Begins before this time of day, HH:MM; before `after` means the next morning.",
        default=UNSET,
    )
    within_days: int | None = strawberry.field(
        description="How many days to look ahead, 28 if left out.", default=UNSET
    )


@strawberry.input(description="Has a venue within a distance of a place, as far as that is public.")
class NearFilter:
    latitude: float = strawberry.field(description="Degrees north, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east, -180 to 180.")
    within_km: float = strawberry.field(description="The distance in kilometres.", default=25.0)


@strawberry.input(description="Narrows a list of groups; every member given must hold.")
class GroupFilter:
    topics: TermsFilter | None = strawberry.field(description="By topic slugs.", default=UNSET)
    support: SupportFilter | None = strawberry.field(
        description="By kind of support.", default=UNSET
    )
    style: StyleFilter | None = strawberry.field(description="By style.", default=UNSET)
    media: MediumFilter | None = strawberry.field(
        description="By the media of the group's meetings.", default=UNSET
    )
    languages: TermsFilter | None = strawberry.field(
        description="By languages, BCP 47.", default=UNSET
    )
    network: strawberry.ID | None = strawberry.field(description="By network.", default=UNSET)
    organisation: strawberry.ID | None = strawberry.field(
        description="By the organisation that runs it.", default=UNSET
    )
    meets: MeetsFilter | None = strawberry.field(description="By time of the week.", default=UNSET)
    near: NearFilter | None = strawberry.field(description="By distance.", default=UNSET)


@strawberry.input(description="Narrows a list of meetings; every member given must hold.")
class MeetingFilter:
    media: MediumFilter | None = strawberry.field(description="By medium.", default=UNSET)
    languages: TermsFilter | None = strawberry.field(
        description="By languages, BCP 47.", default=UNSET
    )
    network: strawberry.ID | None = strawberry.field(description="By network.", default=UNSET)
    organisation: strawberry.ID | None = strawberry.field(
        description="By the organisation that runs it.", default=UNSET
    )
    group: strawberry.ID | None = strawberry.field(description="By group.", default=UNSET)
    meets: MeetsFilter | None = strawberry.field(description="By time of the week.", default=UNSET)
    near: NearFilter | None = strawberry.field(description="By distance.", default=UNSET)


@strawberry.input(description="Narrows a list of occurrences; every member given must hold.")
class OccurrenceFilter:
    media: MediumFilter | None = strawberry.field(description="By medium.", default=UNSET)
    network: strawberry.ID | None = strawberry.field(description="By network.", default=UNSET)
    group: strawberry.ID | None = strawberry.field(description="By group.", default=UNSET)
    meeting: strawberry.ID | None = strawberry.field(description="By meeting.", default=UNSET)
    topics: TermsFilter | None = strawberry.field(
        description="By the topics of the group.", default=UNSET
    )
    near: NearFilter | None = strawberry.field(description="By distance.", default=UNSET)


@strawberry.enum(description="What groups can be ordered by.")
class GroupOrderField(Word):
    NAME = auto()
    CHANGED_AT = auto()
    DISTANCE = auto()


@strawberry.input(description="An order of groups; by distance needs `filter.near`.")
class GroupOrder:
    field: GroupOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.enum(description="What meetings can be ordered by.")
class MeetingOrderField(Word):
    NAME = auto()
    DISTANCE = auto()


@strawberry.input(description="An order of meetings; by distance needs `filter.near`.")
class MeetingOrder:
    field: MeetingOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.enum(description="What occurrences can be ordered by.")
class OccurrenceOrderField(Word):
    STARTS_AT = auto()
    DISTANCE = auto()


@strawberry.input(description="An order of occurrences; by distance needs `filter.near`.")
class OccurrenceOrder:
    field: OccurrenceOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )

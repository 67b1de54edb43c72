"""What each list can be narrowed by."""

from datetime import date

import strawberry

from api.schema.binding import optional
from api.schema.filters.facts import AgeFilter, FeaturesFilter, FlagFilter
from api.schema.filters.places import NearFilter
from api.schema.filters.times import MeetsFilter
from api.schema.filters.words import (
    AnonymityFilter,
    CapacityFilter,
    CostFilter,
    FrequencyFilter,
    GroupStatusFilter,
    JoiningFilter,
    MediumFilter,
    MeetingStatusFilter,
    OccurrenceStatusFilter,
    OpennessFilter,
    OpenPlaceFilter,
    SizeFilter,
    StyleFilter,
    SupportFilter,
)
from api.schema.pages import TermsFilter

LANGUAGES = "By languages, BCP 47."
COUNTRY = "By the countries of the venues, ISO 3166-1 alpha-2, in either case."
REGION = "By the states or provinces of the venues, as they are written there."
OPERATOR = "By the organisation that runs it."


@strawberry.input(description="Narrows a list of groups; every member given must hold.")
class GroupFilter:
    text: str | None = optional(
        "All of these words, in any language, in names, topics, network or texts."
    )
    topics: TermsFilter | None = optional("By topic slugs.")
    languages: TermsFilter | None = optional(LANGUAGES)
    audiences: TermsFilter | None = optional("By slugs of whom it is for.")
    country: TermsFilter | None = optional(COUNTRY)
    region: TermsFilter | None = optional(REGION)
    formats: FeaturesFilter | None = optional("By slugs of how meetings are held.")
    accessibility: FeaturesFilter | None = optional(
        "By slugs of what makes the group, a meeting or a venue of it accessible."
    )
    support: SupportFilter | None = optional("By kind of support.")
    style: StyleFilter | None = optional("By style.")
    size: SizeFilter | None = optional("By how many usually come.")
    joining: JoiningFilter | None = optional("By how one joins.")
    cost: CostFilter | None = optional("By what taking part costs.")
    anonymity: AnonymityFilter | None = optional("By what people are known by.")
    frequency: FrequencyFilter | None = optional("By how often people can meet.")
    capacity: CapacityFilter | None = optional("By room for newcomers.")
    status: GroupStatusFilter | None = optional("By how far it is published.")
    media: MediumFilter | None = optional("By the media of the group's meetings.")
    open_places: OpenPlaceFilter | None = optional("By places that are always open.")
    on_now: bool | None = optional(
        "By whether one can take part at this moment: a meeting takes place, or a forum, a chat or "
        "a line is open at any hour. When others answer, their `hours` say in words."
    )
    newcomers_welcome: FlagFilter | None = optional("By whether newcomers are welcome.")
    age: AgeFilter | None = optional("By who may come.")
    accepts_referrals: bool | None = optional("By whether therapists may refer to it.")
    verified_since: date | None = optional(
        "Verified on this day (in UTC) or later; what was never verified does not pass."
    )
    network: strawberry.ID | None = optional("By network.")
    organisation: strawberry.ID | None = optional(OPERATOR)
    meets: MeetsFilter | None = optional("By time of the week.")
    near: NearFilter | None = optional("By distance.")


@strawberry.input(description="Narrows a list of meetings; every member given must hold.")
class MeetingFilter:
    languages: TermsFilter | None = optional(LANGUAGES)
    audiences: TermsFilter | None = optional("By slugs of whom it is for.")
    country: TermsFilter | None = optional(COUNTRY)
    region: TermsFilter | None = optional(REGION)
    formats: FeaturesFilter | None = optional("By slugs of how it is held.")
    accessibility: FeaturesFilter | None = optional(
        "By slugs of what makes it or a venue of it accessible."
    )
    media: MediumFilter | None = optional("By medium.")
    openness: OpennessFilter | None = optional("By whether it admits observers.")
    frequency: FrequencyFilter | None = optional("By how often it takes place.")
    status: MeetingStatusFilter | None = optional("By whether it takes place.")
    network: strawberry.ID | None = optional("By network.")
    organisation: strawberry.ID | None = optional(OPERATOR)
    group: strawberry.ID | None = optional("By group.")
    in_groups: GroupFilter | None = optional("By what its group is like.")
    meets: MeetsFilter | None = optional("By time of the week.")
    near: NearFilter | None = optional("By distance.")


@strawberry.input(description="Narrows a list of occurrences; every member given must hold.")
class OccurrenceFilter:
    languages: TermsFilter | None = optional("By the languages of the meeting, BCP 47.")
    audiences: TermsFilter | None = optional("By slugs of whom the meeting is for.")
    country: TermsFilter | None = optional(COUNTRY)
    region: TermsFilter | None = optional(REGION)
    formats: FeaturesFilter | None = optional("By slugs of how the meeting is held.")
    accessibility: FeaturesFilter | None = optional(
        "By slugs of what makes the meeting or a venue of it accessible."
    )
    media: MediumFilter | None = optional("By medium.")
    openness: OpennessFilter | None = optional("By whether the meeting admits observers.")
    frequency: FrequencyFilter | None = optional("By how often the meeting takes place.")
    topics: TermsFilter | None = optional("By the topics of the group.")
    status: OccurrenceStatusFilter | None = optional("By whether it takes place.")
    network: strawberry.ID | None = optional("By network.")
    organisation: strawberry.ID | None = optional(OPERATOR)
    group: strawberry.ID | None = optional("By group.")
    meeting: strawberry.ID | None = optional("By meeting.")
    in_groups: GroupFilter | None = optional("By what the group is like.")
    near: NearFilter | None = optional("By distance.")

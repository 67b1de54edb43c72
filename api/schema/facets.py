"""Facets, as the world sees them: what there is to narrow a search by."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from api.schema.access import PUBLIC
from api.schema.binding import from_reader, read
from api.schema.pages import CountPrecision

Language = Annotated[str | None, strawberry.argument(description="A language, BCP 47.")]
Size = Annotated[int, strawberry.argument(description="At most this many, 1 to 100.")]


@strawberry.type(description="A value in use, and how many groups state it.", directives=[PUBLIC])
class FacetValue:
    value: str = read("The value as filters take it; of what is true or false, `true` or `false`.")
    count: int = read("How many groups state it.")

    @strawberry.field(
        description="What people call a term in a language (BCP 47), else in English; "
        "of anything else the value itself."
    )
    def label(
        self,
        language: Language = UNSET,
    ) -> str:
        return from_reader()


@strawberry.type(description="The values of one dimension that are in use.", directives=[PUBLIC])
class Facet:
    @strawberry.field(description="The values, the most frequent first, then by value.")
    def values(
        self,
        first: Size = 20,
    ) -> list[FacetValue]:
        return from_reader()

    not_stated: int = read("How many groups state nothing here.")


@strawberry.type(
    description="What the groups that a filter keeps state of themselves. A dimension is counted "
    "among the groups that the filter as given keeps, so a filter on the dimension itself narrows "
    "its values as well. Counts are exact for up to 10,000 groups; where there are more, "
    "`totalCountPrecision` is AT_LEAST, and all counts are those of the first 10,000 by name.",
    directives=[PUBLIC],
)
class Facets:
    total_count: int = read("How many groups there are, counted up to 10,000.")
    total_count_precision: CountPrecision = read("Whether there are more than `totalCount` says.")
    topics: Facet = read("What they are about.")
    support: Facet = read("The kinds of support that they give.")
    style: Facet = read("Whether people mostly talk or do something together.")
    size: Facet = read("How many usually come.")
    joining: Facet = read("How one joins.")
    newcomers_welcome: Facet = read("Whether newcomers are welcome.")
    audiences: Facet = read("Whom they are for.")
    languages: Facet = read("The languages spoken, BCP 47.")
    accessibility: Facet = read("What the group, its meetings and venues offer.")
    formats: Facet = read("How their meetings are held.")
    media: Facet = read("The media of their meetings.")
    cost: Facet = read("What taking part costs.")
    anonymity: Facet = read("What people are known by.")
    frequency: Facet = read("How often people can meet.")
    capacity: Facet = read("Room for newcomers; unknown counts as not stated.")
    accepts_referrals: Facet = read("Whether therapists may refer to them.")
    open_places: Facet = read("The kinds of places that are always open.")
    countries: Facet = read("The countries of their venues, ISO 3166-1 alpha-2.")
    regions: Facet = read("The states or provinces of their venues.")

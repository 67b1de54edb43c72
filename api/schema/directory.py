"""What can be asked of the public directory."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import UNSET

from api.schema.access import PUBLIC
from api.schema.binding import from_reader
from api.schema.coverage import Coverage
from api.schema.crisis import Country, CrisisResource
from api.schema.facets import Facets, Size
from api.schema.filters import (
    GroupFilter,
    GroupOrder,
    MeetingFilter,
    MeetingOrder,
    OccurrenceFilter,
    OccurrenceOrder,
)
from api.schema.groups import Group, GroupBy
from api.schema.matching import GroupMatch, GroupMatches, MatchInput
from api.schema.meetings import Meeting, MeetingBy, Occurrence, When
from api.schema.networks import Network, NetworkBy, NetworkFilter
from api.schema.node import Node
from api.schema.organisations import Organisation
from api.schema.pages import After, Before, Connection, First, Last, LocatedConnection, NameOrder
from api.schema.places import Beginning, Place
from api.schema.topics import Topic


@strawberry.type
class DirectoryQueries:
    @strawberry.field(description="Organisations.", directives=[PUBLIC])
    def organisations(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        order_by: NameOrder | None = UNSET,
    ) -> Connection[Organisation]:
        return from_reader()

    @strawberry.field(description="Published networks.", directives=[PUBLIC])
    def networks(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: NetworkFilter | None = UNSET,
        order_by: NameOrder | None = UNSET,
    ) -> Connection[Network]:
        return from_reader()

    @strawberry.field(description="One network, or null.", directives=[PUBLIC])
    def network(self, by: NetworkBy) -> Network | None:
        return from_reader()

    @strawberry.field(description="Published groups.", directives=[PUBLIC])
    def groups(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: GroupFilter | None = UNSET,
        order_by: GroupOrder | None = UNSET,
    ) -> LocatedConnection[Group]:
        return from_reader()

    @strawberry.field(description="One group, or null.", directives=[PUBLIC])
    def group(self, by: GroupBy) -> Group | None:
        return from_reader()

    @strawberry.field(description="Meetings of published groups.", directives=[PUBLIC])
    def meetings(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: MeetingFilter | None = UNSET,
        order_by: MeetingOrder | None = UNSET,
    ) -> LocatedConnection[Meeting]:
        return from_reader()

    @strawberry.field(description="One meeting, or null.", directives=[PUBLIC])
    def meeting(self, by: MeetingBy) -> Meeting | None:
        return from_reader()

    @strawberry.field(
        description="What takes place in a window, now, soon, or today or this week where you are.",
        directives=[PUBLIC],
    )
    def occurrences(
        self,
        when: When,
        time_zone: Annotated[
            str, strawberry.argument(description="Your IANA time zone, for `today` and `thisWeek`.")
        ] = "UTC",
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: OccurrenceFilter | None = UNSET,
        order_by: OccurrenceOrder | None = UNSET,
    ) -> LocatedConnection[Occurrence]:
        return from_reader()

    @strawberry.field(description="The platform's topics.", directives=[PUBLIC])
    def topics(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        order_by: NameOrder | None = UNSET,
    ) -> Connection[Topic]:
        return from_reader()

    @strawberry.field(
        description="In which hours of the week people meet, where you are.", directives=[PUBLIC]
    )
    def coverage(
        self,
        time_zone: Annotated[str, strawberry.argument(description="Your IANA time zone.")],
        from_: Annotated[
            date | None,
            strawberry.argument(name="from", description="The first day; today if left out."),
        ] = UNSET,
        filter: GroupFilter | None = UNSET,
    ) -> Coverage:
        return from_reader()

    @strawberry.field(
        description="Which values there are to narrow a search by, and how many groups state each.",
        directives=[PUBLIC],
    )
    def facets(self, filter: GroupFilter | None = UNSET) -> Facets:
        return from_reader()

    @strawberry.field(
        description="Towns and areas that published groups meet in, by how their names begin: "
        "those with the most groups first, then by name.",
        directives=[PUBLIC],
    )
    def places(self, starts_with: Beginning, first: Size = 10) -> list[Place]:
        return from_reader()

    @strawberry.field(
        description="Whom to turn to in a crisis: all there is for a country, then all that "
        "answers everywhere.",
        directives=[PUBLIC],
    )
    def crisis_resources(self, country: Country) -> list[CrisisResource]:
        return from_reader()

    @strawberry.field(
        description="The groups that fit best what somebody wishes for, each with its reasons.",
        directives=[PUBLIC],
    )
    def match_groups(
        self,
        input: MatchInput,
        first: Annotated[int, strawberry.argument(description="At most this many, 1 to 50.")] = 10,
    ) -> GroupMatches:
        return from_reader()

    @strawberry.field(
        description="One group beside what somebody wishes for, with the score that `matchGroups` "
        "gives it; null if there is no such public group.",
        directives=[PUBLIC],
    )
    def why_not(
        self,
        group: Annotated[strawberry.ID, strawberry.argument(description="The id of the group.")],
        input: MatchInput,
    ) -> GroupMatch | None:
        return from_reader()

    @strawberry.field(description="Anything by its id, or null.", directives=[PUBLIC])
    def node(
        self, id: Annotated[strawberry.ID, strawberry.argument(description="The id.")]
    ) -> Node | None:
        return from_reader()

    @strawberry.field(
        description="Things by their ids, in that order, null for each that is not there.",
        directives=[PUBLIC],
    )
    def nodes(
        self,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="At most 100 ids.")],
    ) -> list[Node | None]:
        return from_reader()
